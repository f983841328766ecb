// The whisper service's own pages (GET /health, /api/models, /api/device-info) -> whether it can do what it is configured for, and what it runs.
import { SubcamError, type ServiceReport } from '@subcam/shared';
import * as z from 'zod';
import type { EngineService } from '../../../lib/engine-service.ts';
import {
  deviceSchema,
  healthSchema,
  modelsSchema,
  namedFew,
  NOT_READY,
  pageOf,
  problemOfEndpoint,
  reportOfFailure,
} from '../../../lib/service-pages.ts';
import { WHISPER_SERVICE } from './whisper-service-stt.ts';
import type { WhisperRunning } from './whisper-transport.ts';

export interface WhisperFacts {
  readonly report: ServiceReport;
  readonly running: WhisperRunning;
}

/** `whisper-base`, `base` and `openai/whisper-base` are one model. */
function bareName(model: string): string {
  return model
    .toLowerCase()
    .replace(/^.*\//u, '')
    .replace(/^(?:faster-)?whisper-/u, '');
}

const textSchema = z.object({ text: z.string() });
const readingSchema = z.union([textSchema, z.object({ transcription: textSchema })]);

/** Of `/transcribe`, or of a chunk. */
const isReading = (json: unknown): boolean => readingSchema.safeParse(json).success;

/** Of a service that says nothing of itself: any web server does that, so it has to read a request, without anything in it. Rejects with `aborted` when the signal fires. */
export async function whisperFacts(service: EngineService, model: string | null, signal: AbortSignal): Promise<WhisperFacts> {
  const [health, models, device] = await Promise.all([
    pageOf(service, { path: 'health', schema: healthSchema }, signal),
    pageOf(service, { path: 'api/models', schema: modelsSchema }, signal),
    pageOf(service, { path: 'api/device-info', schema: deviceSchema }, signal),
  ]);
  const told = <T>(fact: T | SubcamError | null): T | null => (fact instanceof SubcamError ? null : fact);
  const running = { model: told(health)?.model ?? null, device: told(device) ?? told(health)?.device ?? null };
  const answer = (status: ServiceReport['status'], detail: string): WhisperFacts => ({ report: { status, detail }, running });
  if (health instanceof SubcamError && models instanceof SubcamError) return { report: reportOfFailure(health), running };
  const names = told(models);
  const saysNothing = names === null && (told(health)?.status ?? null) === null;
  const problem = saysNothing ? await problemOfEndpoint(service, { body: {}, isAnswer: isReading }, signal) : null;
  if (problem !== null) return { report: reportOfFailure(problem), running };
  const isThere = model === null || names === null || names.length === 0 || names.some((name) => bareName(name) === bareName(model));
  if (!isThere) {
    return answer(
      'unfit',
      `The ${WHISPER_SERVICE} at ${service.origin} has no model "${model}"; it has: ${namedFew(names)}. Set engines.stt.whisper-service.model to one of these`,
    );
  }
  const state = told(health)?.status?.toLowerCase() ?? 'ok';
  if (NOT_READY.has(state)) {
    const why = told(health)?.error ?? state;
    return answer('unreachable', `The ${WHISPER_SERVICE} at ${service.origin} answers that it is not ready (${why.slice(0, 200)})`);
  }
  const parts = [
    `answers at ${service.origin}`,
    ...(running.device === null ? [] : [`on ${running.device}`]),
    ...(names === null || names.length === 0 ? [] : [`with ${names.length === 1 ? 'the model' : 'the models'} ${namedFew(names)}`]),
  ];
  return answer('ready', parts.join(' '));
}
