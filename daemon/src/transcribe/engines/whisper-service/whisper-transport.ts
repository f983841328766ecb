// The ways in which the contract's whisper service takes sound, as one: a request goes out, an answer with its fields under one name each comes back.
import type { SttRequest } from '@subcam/shared';
import * as z from 'zod';
import { answerSegments, confidenceFields, confidenceOf, languageFields, languageOf, type ServiceAnswer } from '../../service-answer.ts';

/** `transcribe`: POST /transcribe, a form. `process-chunk`: POST /api/process-chunk, JSON. `stream`: Socket.IO. */
export type WhisperTransportName = 'transcribe' | 'process-chunk' | 'stream';

/** What answered, as far as it says. */
export interface WhisperRunning {
  readonly model: string | null;
  readonly device: string | null;
}

export interface WhisperAnswer extends ServiceAnswer {
  readonly running: WhisperRunning;
}

/** Rejects as `EngineService` says. */
export type WhisperTransport = (request: SttRequest, signal: AbortSignal) => Promise<WhisperAnswer>;

const name = z.string().nullish().catch(null);

/** What all transports have in an answer. */
export const transcriptionFields = {
  ...languageFields,
  ...confidenceFields,
  segments: answerSegments,
  model_used: name,
  device_used: name,
};

const transcription = z.object({ ...transcriptionFields, text: z.string() });

export function answerOf(answer: z.infer<typeof transcription>): WhisperAnswer {
  return {
    text: answer.text,
    language: languageOf(answer),
    confidence: confidenceOf(answer),
    segments: answer.segments ?? [],
    running: { model: answer.model_used ?? null, device: answer.device_used ?? null },
  };
}

export { transcription as transcriptionSchema };
