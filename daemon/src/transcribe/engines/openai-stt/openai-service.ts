// The address of an OpenAI-compatible server -> the service that is asked there, whichever of its paths it has.
import type { Clock } from '@subcam/shared';
import { openEngineService, type EngineService } from '../../../lib/engine-service.ts';

export interface OpenAiServiceOptions {
  /** e.g. `http://127.0.0.1:8000`, with or without `/v1`. */
  readonly url: string;
  /** Sent as a bearer token; null: none. */
  readonly apiKey: string | null;
  /** From asking to giving up. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  /** Default: `EngineServiceOptions` says. */
  readonly maxRetryAfterMs?: number;
  readonly clock: Clock;
}

/** In messages, after "the". */
export const OPENAI_SERVER = 'OpenAI-compatible server';

/** whisper.cpp's server has its own path unless it was started with another. */
const ENDPOINTS = ['v1/audio/transcriptions', 'audio/transcriptions', 'inference'] as const;

/** Throws `configuration` when the address is none. */
export function openOpenAiService(options: OpenAiServiceOptions): EngineService {
  return openEngineService({
    ...options,
    title: OPENAI_SERVER,
    exampleUrl: 'http://127.0.0.1:8000',
    endpoints: ENDPOINTS,
    isOfEndpoint: (said) => /model/iu.test(said),
  });
}
