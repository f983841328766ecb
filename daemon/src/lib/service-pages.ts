// What a service says of itself on its own pages: its health, its device, its models, in the shapes in which services say it.
import { toSubcamError, type ServiceReport, type SubcamError } from '@subcam/shared';
import * as z from 'zod';
import type { EngineService } from './engine-service.ts';
import { oneLineName } from './one-line.ts';
import { ServiceRefusal, ServiceTrouble } from './service-refusal.ts';

/** Of the models or languages that a service has, so many are named. */
const MAX_NAMED = 8;
const MAX_MODELS = 10_000;

/** null where a service has another shape there than is known, or says nothing. */
const text = z
  .string()
  .transform((said) => oneLineName(said) || null)
  .nullish()
  .catch(null);

const modelName = z.union([
  z.string(),
  z.object({ id: z.string() }).transform(({ id }) => id),
  z.object({ name: z.string() }).transform(({ name }) => name),
  z.object({ model_name: z.string() }).transform(({ model_name }) => model_name),
]);
const modelNames = z.array(modelName).max(MAX_MODELS);

/** The list is under one of these names, or is the answer itself. */
export const modelsSchema = z.union([
  modelNames,
  z.object({ models: modelNames }).transform(({ models }) => models),
  z.object({ available_models: modelNames }).transform(({ available_models }) => available_models),
  z.object({ data: modelNames }).transform(({ data }) => data),
]);

export const healthSchema = z.object({ status: text, device: text, model: text, backend: text, error: text });

/** `cuda:0`, `cpu`: what the models run on; null where it is not told. */
export const deviceSchema = z
  .object({ device: text, device_used: text, current_device: text, device_type: text })
  .transform((info) => info.device ?? info.device_used ?? info.current_device ?? info.device_type ?? null);

/** What services say of themselves that can't work yet. */
export const NOT_READY: ReadonlySet<string> = new Set(['unhealthy', 'error', 'starting', 'loading', 'initializing', 'unavailable']);

/** Of a service that could not be asked, or refused. What it says goes on in another sentence. */
export function reportOfFailure({ message, retryable }: SubcamError): ServiceReport {
  return { status: retryable ? 'unreachable' : 'unfit', detail: message.replace(/\.$/u, '') };
}

/** null: no such page, or one of another shape; an error: the service can't be asked, or refuses. Rejects when the signal fires. */
export async function pageOf<T>(
  service: EngineService,
  { path, schema }: { readonly path: string; readonly schema: z.ZodType<T> },
  signal: AbortSignal,
): Promise<T | SubcamError | null> {
  try {
    return await service.get(path, schema, signal);
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const error = toSubcamError(thrown);
    const isNoPage = error.cause instanceof ServiceRefusal && [404, 405, 501].includes(error.cause.status);
    return isNoPage || error.cause instanceof z.ZodError ? null : error;
  }
}

/** A request with nothing of anybody in it, and whether an answer to it is one of such a service. */
export interface EndpointProbe {
  readonly body: Readonly<Record<string, unknown>>;
  readonly isAnswer: (json: unknown) => boolean;
}

/** Statuses of a service that has read a request and does not take it as it is. */
const READ_AND_REFUSED = [400, 413, 415, 422];

/**
 * What is wrong with the place to which a service's work is sent, found out with a request that has nothing of anybody in it: any answer and any refusal that shows that it
 * was read will do. null: nothing is wrong. Rejects when the signal fires.
 */
export async function problemOfEndpoint(
  service: EngineService,
  { body, isAnswer }: EndpointProbe,
  signal: AbortSignal,
): Promise<SubcamError | null> {
  const schema = z.unknown().refine((json) => isAnswer(json) || service.saidIn(json) !== null);
  try {
    await service.post(body, schema, signal);
    return null;
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const error = toSubcamError(thrown);
    const { cause } = error;
    // One that breaks over such a request is there, and has not said that it is busy.
    const isThere =
      (cause instanceof ServiceRefusal && READ_AND_REFUSED.includes(cause.status)) ||
      (cause instanceof ServiceTrouble && cause.status === 500);
    return isThere ? null : error;
  }
}

/** `base, large-v3`; of many the first ones, and that there are more. */
export function namedFew(names: readonly string[]): string {
  return `${names.slice(0, MAX_NAMED).map(oneLineName).join(', ')}${names.length > MAX_NAMED ? ', …' : ''}`;
}
