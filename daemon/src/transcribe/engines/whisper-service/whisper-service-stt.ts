// The whisper service of the contract (POST /transcribe) behind the Stt port.
import type { Clock, EngineInfo, Stt, SttRequest } from '@subcam/shared';
import * as z from 'zod';
import { openEngineService } from '../../../lib/engine-service.ts';
import {
  answerSegments,
  askedLanguage,
  confidenceFields,
  confidenceOf,
  languageFields,
  languageOf,
  readingOf,
} from '../../service-answer.ts';
import { encodeWav } from '../../wav.ts';

export interface WhisperServiceOptions {
  /** e.g. `http://127.0.0.1:5001`; a path is kept. */
  readonly url: string;
  /** The service's name of a model; null: the service chooses. */
  readonly model: string | null;
  /** From asking to giving up. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  /** Default: `EngineServiceOptions` says. */
  readonly maxRetryAfterMs?: number;
  readonly clock: Clock;
}

const answerSchema = z.object({ text: z.string(), ...languageFields, ...confidenceFields, segments: answerSegments });

/** Nothing is asked of the service before the first request. Fails as `EngineService` says. Throws `configuration`. */
export function createWhisperServiceStt(options: WhisperServiceOptions): Stt {
  const info: EngineInfo = { name: 'whisper-service', model: options.model ?? 'default' };
  const service = openEngineService({
    ...options,
    title: 'whisper service',
    exampleUrl: 'http://127.0.0.1:5001',
    endpoints: ['transcribe'],
  });
  const place = { title: 'whisper service', origin: service.origin };
  return {
    info,
    transcribe: async (request, signal) => {
      const answer = await service.post(formOf(request, options.model), answerSchema, signal);
      const { text, segments } = answer;
      const known = { text, language: languageOf(answer), confidence: confidenceOf(answer), segments: segments ?? [] };
      return { ...readingOf(known, request, place), engine: info };
    },
    close: () => {
      service.close();
      return Promise.resolve();
    },
  };
}

function formOf(request: SttRequest, model: string | null): FormData {
  const form = new FormData();
  form.set('audio', new Blob([encodeWav(request.samples)], { type: 'audio/wav' }), 'segment.wav');
  form.set('language', askedLanguage(request));
  form.set('task', 'transcribe');
  // Segments come cut by our own VAD, and who spoke is known from the meeting.
  form.set('enable_vad', 'false');
  form.set('enable_diarization', 'false');
  if (request.prompt !== undefined && request.prompt !== '') form.set('initial_prompt', request.prompt);
  if (model !== null) form.set('model', model);
  return form;
}
