// An engine behind HTTP -> its parsed answers, or our errors: time limit, abort, close and refusals, written once for all such engines.
import { SubcamError, withinTime, type Clock } from '@subcam/shared';
import * as z from 'zod';
import { createServiceRest, retryAfterMs } from './service-rest.ts';

export interface EngineServiceOptions {
  /** In messages, after "the": `whisper service`. */
  readonly title: string;
  /** http or https; a path is kept before the endpoints. */
  readonly url: string;
  /** An address as it should be written, for the message about one that isn't. */
  readonly exampleUrl: string;
  /** Paths below `url`, without a slash before them. The first that the service has is used from then on. */
  readonly endpoints: readonly [string, ...string[]];
  /** From asking to the last byte of the answer, the search for the endpoint included. */
  readonly timeoutMs: number;
  /** An answer that is longer is not read to its end. */
  readonly maxAnswerBytes: number;
  /** A service that asks to be left alone (`Retry-After`) is for at most so long. Default 30 s. */
  readonly maxRetryAfterMs?: number;
  readonly clock: Clock;
}

export interface EngineService {
  /** For messages. */
  readonly origin: string;
  /**
   * POSTs a form, or anything else as JSON, and parses the answer. Calls may overlap. Redirects are not followed: what is sent goes
   * where the address says and nowhere else. Rejects with
   * - `aborted` when the signal fires;
   * - `timeout` (retryable) when the answer isn't there in time;
   * - `engine-unavailable` (retryable) when the service can't be reached, cuts the connection, answers 408, 429 or 5xx, or is closed here;
   *   with `retryAfterMs` where such an answer asks for it, and without asking again for so long;
   * - `engine-failed` for an answer that is too long, no JSON, or not of the schema; and, with a `ServiceRefusal` as its cause, for any
   *   other status that isn't success.
   */
  post<T>(body: FormData | Readonly<Record<string, unknown>>, answer: z.ZodType<T>, signal: AbortSignal): Promise<T>;
  /** What is on its way is given up. Idempotent. */
  close(): void;
}

/** The cause of an `engine-failed` when a service refused a request for good: the same request would be refused again. */
export class ServiceRefusal extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.name = 'ServiceRefusal';
    this.status = status;
  }
}

export const DEFAULT_MAX_RETRY_AFTER_MS = 30_000;

/** Of what a service says about its refusal, this much is repeated. */
const MAX_REASON_LENGTH = 200;

/** The forms in which services say what went wrong: the contract's, OpenAI's, FastAPI's. */
const errorSchema = z.union([
  z.object({ error: z.string() }).transform(({ error }) => error),
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
  z.object({ detail: z.string() }).transform(({ detail }) => detail),
]);

/** Statuses of an endpoint that isn't there. */
const ABSENT = [404, 405];

/** Nothing is asked of the service before the first `post`. Throws `configuration` when the address is none. */
export function openEngineService(options: EngineServiceOptions): EngineService {
  const { title, timeoutMs, clock } = options;
  const base = parseBaseUrl(options);
  const closed = new AbortController();
  const maxRestMs = options.maxRetryAfterMs ?? DEFAULT_MAX_RETRY_AFTER_MS;
  const rest = createServiceRest(clock);
  /** What it said when it asked to be left alone. */
  let restMessage = '';
  let endpoints: readonly string[] = options.endpoints;

  /** The answer of the first endpoint that is there. */
  const send = async (encoded: EncodedBody, signal: AbortSignal): Promise<Response> => {
    let status = 0;
    for (const endpoint of endpoints) {
      const response = await fetch(new URL(endpoint, base), { method: 'POST', redirect: 'manual', ...encoded, signal });
      if (!ABSENT.includes(response.status)) {
        endpoints = [endpoint];
        return response;
      }
      ({ status } = response);
      await response.body?.cancel();
    }
    // Another server may answer here by the next request.
    endpoints = options.endpoints;
    const paths = options.endpoints.map((path) => `/${path}`).join(' and ');
    throw new SubcamError('engine-failed', `There is no ${title} at ${base.origin} (${paths}: HTTP ${status}): check its address.`, {
      cause: new ServiceRefusal(status),
    });
  };

  const ask = async <T>(encoded: EncodedBody, answer: z.ZodType<T>, signal: AbortSignal): Promise<T> => {
    const response = await send(encoded, signal);
    const { text, isWhole } = await readText(response, options.maxAnswerBytes);
    // A status tells what to do, however long the page that comes with it is.
    if (!response.ok) {
      const restMs = Math.min(maxRestMs, retryAfterMs(response.headers, clock));
      const refused = refusal(response, text, { title, origin: base.origin, restMs });
      if (refused.retryAfterMs > 0) {
        rest.begin(refused.retryAfterMs);
        restMessage = refused.message;
      }
      throw refused;
    }
    if (!isWhole) {
      throw new SubcamError('engine-failed', `The ${title} answered with more than ${options.maxAnswerBytes} bytes: check its address.`);
    }
    const json = parseJson(text);
    const parsed = answer.safeParse(json);
    if (parsed.success) return parsed.data;
    const said = errorSchema.safeParse(json);
    const what = said.success ? `answered: ${cut(said.data)}` : 'answered with something else than its contract says: check its address';
    throw new SubcamError('engine-failed', `The ${title} at ${base.origin} ${what}.`, { cause: parsed.error });
  };

  return {
    origin: base.origin,
    post: async (body, answer, signal) => {
      const isClosed = (): SubcamError => new SubcamError('engine-unavailable', `The ${title} is closed here.`, { retryable: true });
      const late = (): SubcamError =>
        new SubcamError('timeout', `The ${title} at ${base.origin} did not answer in time (${timeoutMs / 1000} s). Is it overloaded?`, {
          retryable: true,
        });
      if (closed.signal.aborted) throw isClosed();
      const restLeftMs = rest.leftMs();
      if (restLeftMs > 0 && !signal.aborted) throw busy(restMessage, restLeftMs);
      try {
        const either = AbortSignal.any([signal, closed.signal]);
        const encoded = await encode(body);
        return await withinTime(timeoutMs, (inTime) => ask(encoded, answer, inTime), { clock, signal: either, late });
      } catch (thrown) {
        if (signal.aborted) throw new SubcamError('aborted', 'The request was given up.', { cause: signal.reason });
        if (closed.signal.aborted) throw isClosed();
        if (thrown instanceof SubcamError) throw thrown;
        throw new SubcamError('engine-unavailable', `The ${title} at ${base.origin} can't be reached: is it running?`, {
          retryable: true,
          cause: thrown,
        });
      }
    },
    close: () => closed.abort(),
  };
}

function parseBaseUrl({ title, url: text, exampleUrl }: EngineServiceOptions): URL {
  const url = URL.parse(text.endsWith('/') ? text : `${text}/`);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new SubcamError('configuration', `"${text}" is no address of a ${title}: write it as ${exampleUrl}.`);
  }
  return url;
}

interface EncodedBody {
  readonly body: string | ArrayBuffer;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The body's bytes. Given a form itself, fetch streams it, and a request that is given up while it does so ends in a rejection that
 * nobody can catch (undici 7: "ReadableStream is already closed").
 */
async function encode(body: FormData | Readonly<Record<string, unknown>>): Promise<EncodedBody> {
  const accept = 'application/json';
  if (!(body instanceof FormData)) return { body: JSON.stringify(body), headers: { 'content-type': 'application/json', accept } };
  const encoded = new Response(body);
  const contentType = encoded.headers.get('content-type') ?? 'multipart/form-data';
  return { body: await encoded.arrayBuffer(), headers: { 'content-type': contentType, accept } };
}

/** At most `maxBytes`: what comes after them is neither read nor waited for. */
async function readText(response: Response, maxBytes: number): Promise<{ readonly text: string; readonly isWhole: boolean }> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop early cancels the rest.
  for await (const piece of response.body ?? []) {
    bytes += piece.byteLength;
    if (bytes > maxBytes) break;
    pieces.push(piece);
  }
  return { text: Buffer.concat(pieces).toString('utf8'), isWhole: bytes <= maxBytes };
}

/** What a status that isn't success means: too busy or broken now, or refused for good. */
function refusal(
  response: Response,
  text: string,
  { title, origin, restMs }: { readonly title: string; readonly origin: string; readonly restMs: number },
): SubcamError {
  const { status, statusText, headers } = response;
  const said = errorSchema.safeParse(parseJson(text));
  const movedTo = status >= 300 && status < 400 ? `moved to ${headers.get('location') ?? 'nowhere'}; set that as its address` : statusText;
  const reason = cut(said.success ? said.data : movedTo);
  const retryable = status === 408 || status === 429 || status >= 500;
  const why = `(HTTP ${status}${reason === '' ? '' : `: ${reason}`}).`;
  if (!retryable) {
    return new SubcamError('engine-failed', `The ${title} at ${origin} refused ${why}`, { cause: new ServiceRefusal(status) });
  }
  const again = restMs === 0 ? '' : ` It is asked again in ${Math.ceil(restMs / 1000)} s, as it wishes.`;
  return busy(`The ${title} at ${origin} is busy, starting or broken ${why}${again}`, restMs);
}

function busy(message: string, retryAfter: number): SubcamError {
  return new SubcamError('engine-unavailable', message, { retryable: true, retryAfterMs: retryAfter });
}

function cut(reason: string): string {
  return reason.slice(0, MAX_REASON_LENGTH);
}

/** undefined for a text that is no JSON, which no schema of an answer takes. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
