// The whisper service's own pages (GET /health, /api/models, /api/device-info) -> whether it can do what it is configured for, and what it runs.
import { SubcamError, toSubcamError, type ServiceReport } from '@subcam/shared';
import * as z from 'zod';
import type { EngineService } from '../../../lib/engine-service.ts';
import { WHISPER_SERVICE } from './whisper-service-stt.ts';
import type { WhisperRunning } from './whisper-transport.ts';

/** Of the models that a service has, so many are named. */
const MAX_NAMED_MODELS = 8;
const MAX_MODELS = 10_000;

/** null where a service has another shape there than is known, or no such page. */
const text = z.string().min(1).nullish().catch(null);

const modelName = z.union([
  z.string(),
  z.object({ id: z.string() }).transform(({ id }) => id),
  z.object({ name: z.string() }).transform(({ name }) => name),
  z.object({ model_name: z.string() }).transform(({ model_name }) => model_name),
]);
const modelNames = z.array(modelName).max(MAX_MODELS);

/** The list is under one of these names, or is the answer itself. */
const modelsSchema = z.union([
  modelNames,
  z.object({ models: modelNames }).transform(({ models }) => models),
  z.object({ available_models: modelNames }).transform(({ available_models }) => available_models),
  z.object({ data: modelNames }).transform(({ data }) => data),
]);

const healthSchema = z.object({ status: text, device: text, model: text, error: text });
const deviceSchema = z
  .object({ device: text, device_used: text, current_device: text, device_type: text })
  .transform((info) => info.device ?? info.device_used ?? info.current_device ?? info.device_type ?? null);

/** What services say of themselves that can't work yet. */
const NOT_READY: ReadonlySet<string> = new Set(['unhealthy', 'error', 'starting', 'loading', 'initializing', 'unavailable']);

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

/** Rejects with `aborted` when the signal fires. */
export async function whisperFacts(service: EngineService, model: string | null, signal: AbortSignal): Promise<WhisperFacts> {
  /** null: no such page, or one of another shape; an error: the service can't be asked. */
  const page = async <T>(path: string, schema: z.ZodType<T>): Promise<T | SubcamError | null> => {
    try {
      return await service.get(path, schema, signal);
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      const error = toSubcamError(thrown);
      return error.retryable ? error : null;
    }
  };
  const [health, models, device] = await Promise.all([
    page('health', healthSchema),
    page('api/models', modelsSchema),
    page('api/device-info', deviceSchema),
  ]);
  const told = <T>(fact: T | SubcamError | null): T | null => (fact instanceof SubcamError ? null : fact);
  const running = { model: told(health)?.model ?? null, device: told(device) ?? told(health)?.device ?? null };
  const answer = (status: ServiceReport['status'], detail: string): WhisperFacts => ({ report: { status, detail }, running });
  if (health instanceof SubcamError && models instanceof SubcamError) return answer('unreachable', health.message.replace(/\.$/u, ''));
  const names = told(models);
  const isThere = model === null || names === null || names.length === 0 || names.some((name) => bareName(name) === bareName(model));
  if (!isThere) {
    const named = `${names.slice(0, MAX_NAMED_MODELS).join(', ')}${names.length > MAX_NAMED_MODELS ? ', …' : ''}`;
    return answer(
      'unfit',
      `The ${WHISPER_SERVICE} at ${service.origin} has no model "${model}"; it has: ${named}. Set engines.stt.whisper-service.model to one of these`,
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
    ...(names === null || names.length === 0
      ? []
      : [
          `with ${names.length === 1 ? 'the model' : 'the models'} ${names.slice(0, MAX_NAMED_MODELS).join(', ')}${names.length > MAX_NAMED_MODELS ? ', …' : ''}`,
        ]),
  ];
  return answer('ready', parts.join(' '));
}
