// The whisper service of the contract (POST /transcribe) behind the Stt port.
import { baseLanguage, type Clock, type EngineInfo, type Stt, type SttRequest, type SttResult } from '@subcam/shared';
import * as z from 'zod';
import { openEngineService } from '../../../lib/engine-service.ts';
import { encodeWav } from '../../wav.ts';
import { toldLanguage } from './told-language.ts';

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

/** Whisper's own rule for "nobody spoke here" (openai/whisper, `transcribe`: no_speech_threshold, logprob_threshold). */
const NO_SPEECH_PROBABILITY = 0.6;
const NO_SPEECH_LOG_PROBABILITY = -1;

/** Far more than the longest sound has. */
const MAX_SEGMENTS = 1_000;

const segmentSchema = z.object({
  text: z.string(),
  avg_logprob: z.number().nullish(),
  no_speech_prob: z.number().nullish(),
  compression_ratio: z.number().nullish(),
});

const answerSchema = z.object({
  text: z.string(),
  language: z.string().nullish(),
  confidence: z.number().min(0).max(1).nullish(),
  // Counted before they are looked at.
  segments: z.array(z.unknown()).max(MAX_SEGMENTS).pipe(z.array(segmentSchema)).nullish(),
});

type Answer = z.infer<typeof answerSchema>;

/** Nothing is asked of the service before the first request. Fails as `EngineService` says. Throws `configuration`. */
export function createWhisperServiceStt(options: WhisperServiceOptions): Stt {
  const info: EngineInfo = { name: 'whisper-service', model: options.model ?? 'default' };
  const service = openEngineService({
    ...options,
    title: 'whisper service',
    exampleUrl: 'http://127.0.0.1:5001',
    endpoints: ['transcribe'],
  });
  return {
    info,
    transcribe: async (request, signal) => {
      const answer = await service.post(formOf(request, options.model), answerSchema, signal);
      return { ...resultOf(answer, request), engine: info };
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
  form.set('language', request.language === 'auto' ? 'auto' : baseLanguage(request.language));
  form.set('task', 'transcribe');
  // Segments come cut by our own VAD, and who spoke is known from the meeting.
  form.set('enable_vad', 'false');
  form.set('enable_diarization', 'false');
  if (model !== null) form.set('model', model);
  return form;
}

/** Every segment counts: a service may put only the last one into `text`. */
function resultOf(answer: Answer, request: SttRequest): Omit<SttResult, 'engine'> {
  const segments = answer.segments ?? [];
  const spoken = segments.filter(
    (segment) => (segment.no_speech_prob ?? 0) <= NO_SPEECH_PROBABILITY || (segment.avg_logprob ?? 0) >= NO_SPEECH_LOG_PROBABILITY,
  );
  const pieces = spoken
    .map((segment) => ({
      text: segment.text.trim(),
      noSpeechProbability: segment.no_speech_prob ?? null,
      averageLogProbability: segment.avg_logprob ?? null,
      compressionRatio: segment.compression_ratio ?? null,
    }))
    .filter(({ text }) => text !== '');
  const text = segments.length === 0 ? answer.text.trim() : pieces.map((piece) => piece.text).join(' ');
  return {
    text,
    language: toldLanguage(answer.language) ?? request.language,
    confidence: answer.confidence ?? null,
    ...(pieces.length === 0 ? {} : { pieces }),
  };
}
