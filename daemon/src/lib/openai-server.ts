// A server that speaks OpenAI's interface -> the service that is asked there, its models, and what it says when it refuses a part of a request.
import { SubcamError, toSubcamError, type Clock, type ServiceReport } from '@subcam/shared';
import * as z from 'zod';
import { openEngineService, type EngineService } from './engine-service.ts';
import { namedFew, problemOfEndpoint, reportOfFailure, type EndpointProbe } from './service-pages.ts';
import { ServiceRefusal } from './service-refusal.ts';

export interface OpenAiServerOptions {
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

const MODEL_PATHS = ['v1/models', 'models'] as const;

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })).max(10_000) });

/** `endpoints`: paths of what is asked for, the most usual first. Throws `configuration` when the address is none. */
export function openOpenAiServer(options: OpenAiServerOptions, endpoints: readonly [string, ...string[]]): EngineService {
  return openEngineService({
    ...options,
    title: OPENAI_SERVER,
    exampleUrl: 'http://127.0.0.1:8000',
    endpoints,
    isOfEndpoint: (said) => /model/iu.test(said),
  });
}

/** null: it has no such list. Rejects as `EngineService.get` does where it can't be asked, or refuses the key. */
export async function modelsOf(service: EngineService, signal: AbortSignal): Promise<readonly string[] | null> {
  for (const path of MODEL_PATHS) {
    try {
      const { data } = await service.get(path, modelsSchema, signal);
      return data.map(({ id }) => id);
    } catch (thrown) {
      const { retryable, cause } = toSubcamError(thrown);
      const isKeyRefused = cause instanceof ServiceRefusal && (cause.status === 401 || cause.status === 403);
      if (retryable || isKeyRefused || signal.aborted) throw thrown;
    }
  }
  return null;
}

/** `models`: those that it lists; null: it does not say. */
export function reportOfModels(
  { origin }: Pick<EngineService, 'origin'>,
  { model, models }: { readonly model: string; readonly models: readonly string[] | null },
): ServiceReport {
  const at = `answers at ${origin}`;
  if (models === null || models.length === 0) return { status: 'ready', detail: `${at}, without a list of its models` };
  const remark = models.includes(model) ? '' : `, "${model}" not among them: it is refused by servers that choose by name`;
  return { status: 'ready', detail: `${at} with ${namedFew(models)}${remark}` };
}

/**
 * Any web server lacks such a list, so one that does has to read a request with nothing of anybody in it. null: it reads that, and has no list. Rejects as `modelsOf` does, and
 * where it is no such server.
 */
export async function modelsOfExamined(
  service: EngineService,
  probe: EndpointProbe,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  const models = await modelsOf(service, signal);
  const problem = models === null ? await problemOfEndpoint(service, probe, signal) : null;
  if (problem !== null) throw problem;
  return models;
}

const readingSchema = z.object({ text: z.string() });

/** Many servers have one model and read no name of it, so that one which does not list the model is not unfit for that. Rejects when the signal fires. */
export async function examineOpenAiServer(service: EngineService, model: string, signal: AbortSignal): Promise<ServiceReport> {
  try {
    const probe: EndpointProbe = { body: { model }, isAnswer: (json) => readingSchema.safeParse(json).success };
    return reportOfModels(service, { model, models: await modelsOfExamined(service, probe, signal) });
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    return reportOfFailure(toSubcamError(thrown));
  }
}

/** Whether a server refused a request for good, in words about this. */
export function isRefusalOf(thrown: unknown, what: RegExp): boolean {
  if (!(thrown instanceof SubcamError) || !(thrown.cause instanceof ServiceRefusal)) return false;
  const { status, said } = thrown.cause;
  return [400, 404, 415, 422].includes(status) && what.test(said);
}

/** The failure, with the models that there are where it is about one. */
export async function withModels(
  thrown: unknown,
  { model, service, signal }: { readonly model: string; readonly service: EngineService; readonly signal: AbortSignal },
): Promise<unknown> {
  if (!isRefusalOf(thrown, /model/iu) || signal.aborted) return thrown;
  const error = toSubcamError(thrown);
  const models = await modelsOf(service, signal).catch(() => null);
  if (models === null || models.includes(model)) return thrown;
  const has = models.length === 0 ? 'It has no models.' : `It has: ${namedFew(models)}.`;
  return new SubcamError(error.code, `${error.message} ${has}`, { cause: error.cause });
}
