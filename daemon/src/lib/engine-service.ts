// An engine behind HTTP -> its parsed answers, or our errors: time limit, abort, close and refusals, written once for all such engines.
import { SubcamError, withinTime, type Clock } from '@subcam/shared';
import type * as z from 'zod';
import { eventData } from './event-stream.ts';
import { limited, openBody, readInTime, readText } from './response-body.ts';
import { oneEvent, readRest, type EventsOfAnswer } from './streamed-answer.ts';
import { textsOf } from './sent-texts.ts';
import { refusalOf, saidError, serviceBusy, ServiceRefusal } from './service-refusal.ts';
import { createServiceRest, retryAfterMs } from './service-rest.ts';
import { unreachableService } from './unreachable-service.ts';

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
  /** Sent with each request as a bearer token, and never repeated in a message, whatever the service says. Default: none. */
  readonly apiKey?: string | null;
  /** What else is never repeated in a message, whatever the service says. Default: nothing. */
  readonly secrets?: readonly string[];
  /** Whether what a 404 or 405 says comes from an endpoint that is there, such as one that lacks a model. Default: never. */
  readonly isOfEndpoint?: (said: string) => boolean;
  /** A service that asks to be left alone (`Retry-After`) is for at most so long. Default 30 s. */
  readonly maxRetryAfterMs?: number;
  readonly clock: Clock;
}

export interface PathAsked {
  /** Below the address, without a slash before it. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface EngineService {
  /** For messages. */
  readonly origin: string;
  /**
   * POSTs a form, or anything else as JSON, and parses the answer. Calls may overlap. Redirects are not followed: what is sent goes
   * where the address says and nowhere else. Rejects with
   * - `aborted` when the signal fires;
   * - `timeout` (retryable) when the answer isn't there in time;
   * - `engine-unavailable` (retryable) when the service can't be reached, cuts the connection, answers 408, 429 or 5xx (but 501), or is closed here;
   *   with a `ServiceTrouble` as its cause for such an answer, and with `retryAfterMs` where it asks for that, and without asking again for so long;
   * - `engine-failed` for an answer that is too long, no JSON, or not of the schema; and, with a `ServiceRefusal` as its cause, for any
   *   other status that isn't success.
   */
  post<T>(body: FormData | Readonly<Record<string, unknown>>, answer: z.ZodType<T>, signal: AbortSignal): Promise<T>;
  /** POSTs JSON to another path than those of `post`. Rejects as `post` does; a path that is not there is a refusal. */
  postTo<T>(asked: PathAsked, answer: z.ZodType<T>, signal: AbortSignal): Promise<T>;
  /**
   * POSTs JSON as `post` does, and reads the answer while it comes: `read` gets the data of each server-sent event, at most `maxAnswerBytes` of all
   * together; of a service that answers with JSON in one piece, that JSON. When `read` is done, what is still to come is not waited for; it is read to
   * its end for `REST_READ_MS` more, so that the connection is used again. Rejects as `post` does, and as `read` does with a SubcamError.
   */
  postForEvents<T>(
    body: Readonly<Record<string, unknown>>,
    read: (events: AsyncIterable<string>) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T>;
  /** What a part of an answer says of an error, briefly and without what is secret; null: nothing. */
  saidIn(json: unknown): string | null;
  /** GETs a path below the address, without a slash before it. Rejects as `post` does. */
  get<T>(path: string, answer: z.ZodType<T>, signal: AbortSignal): Promise<T>;
  /**
   * Work with the service in another way than by such requests, under the same limit of time; it is given up with the signal and with `close`.
   * Rejects as `post` does; what the work throws that is no SubcamError is `engine-unavailable`.
   */
  during<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** What is on its way is given up. Idempotent. */
  close(): void;
}

export const DEFAULT_MAX_RETRY_AFTER_MS = 30_000;

/** A status tells what to do: the words that come with it are waited for no longer than this, and half of the time for an answer. */
const REFUSAL_READ_MS = 1_000;

/** Behind the last words of a stream comes its end, at once; a stream that goes on for longer than this is cut off with its connection. */
const REST_READ_MS = 500;

const EVENTS_OR_JSON = 'text/event-stream, application/json';

/** Statuses of an endpoint that isn't there; 501 is what servers of files answer to anything that is sent to them. */
const ABSENT = [404, 405, 501];

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

  const apiKey = options.apiKey ?? null;
  const secrets = [...(apiKey === null ? [] : [apiKey]), ...(options.secrets ?? [])];
  const own: Readonly<Record<string, string>> = {
    accept: 'application/json',
    ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
  };

  /** `sent`: what was said of the request, which is not repeated. */
  const read = async (response: Response, sent: readonly string[] = []): Promise<Read> => {
    const body = openBody(response);
    const limits = { maxBytes: options.maxAnswerBytes, limitMs: Math.min(REFUSAL_READ_MS, timeoutMs / 2), clock };
    const { text, isWhole } = response.ok ? await readText(body, options.maxAnswerBytes) : await readInTime(body, limits);
    const json = isWhole ? parseJson(text) : undefined;
    return { response, isWhole, json, said: saidError(json, secrets, sent) };
  };

  const isAbsent = ({ response, said }: Read): boolean =>
    ABSENT.includes(response.status) && (said === null || options.isOfEndpoint?.(said) !== true);

  const sendTo = (path: string, { body, headers }: EncodedBody, signal: AbortSignal): Promise<Response> =>
    fetch(new URL(path, base), { method: 'POST', redirect: 'manual', body, headers: { ...own, ...headers }, signal });

  /** The answer of the first endpoint that is there, read where that was needed to know it. */
  const send = async (encoded: EncodedBody, signal: AbortSignal): Promise<Response | Read> => {
    let status = 0;
    for (const endpoint of endpoints) {
      const response = await sendTo(endpoint, encoded, signal);
      const answered = ABSENT.includes(response.status) ? await read(response, encoded.sent) : response;
      if (answered instanceof Response || !isAbsent(answered)) {
        endpoints = [endpoint];
        return answered;
      }
      ({ status } = response);
    }
    // Another server may answer here by the next request.
    endpoints = options.endpoints;
    const paths = options.endpoints.map((path) => `/${path}`).join(' and ');
    throw new SubcamError('engine-failed', `There is no ${title} at ${base.origin} (${paths}: HTTP ${status}): check its address.`, {
      cause: new ServiceRefusal(status),
    });
  };

  const whole = async (answered: Response | Read, sent: readonly string[]): Promise<Read> =>
    answered instanceof Response ? read(answered, sent) : answered;

  /** Throws unless it is a success that was read to its end. */
  const checkSuccess = ({ response, isWhole, said }: Read): void => {
    // A status tells what to do, however long the page that comes with it is.
    if (!response.ok) {
      const restMs = Math.min(maxRestMs, retryAfterMs(response.headers, clock));
      const { status, statusText, headers } = response;
      const refused = refusalOf({ status, statusText, headers, said, title, origin: base.origin, restMs, secrets });
      if (refused.retryAfterMs > 0) {
        rest.begin(refused.retryAfterMs);
        restMessage = refused.message;
      }
      throw refused;
    }
    if (!isWhole) throw tooLong();
  };

  const tooLong = (): SubcamError => answerTooLong(title, options.maxAnswerBytes);

  const notOfContract = (said: string | null, cause?: unknown): SubcamError =>
    otherThanContract({ title, origin: base.origin, said, cause });

  const parse = <T>(answered: Read, answer: z.ZodType<T>): T => {
    checkSuccess(answered);
    const parsed = answer.safeParse(answered.json);
    if (parsed.success) return parsed.data;
    throw notOfContract(answered.said, parsed.error);
  };

  const answerTo = async <T>(body: Body, answer: z.ZodType<T>, by: (encoded: EncodedBody) => Promise<Response | Read>): Promise<T> => {
    const encoded = await encode(body);
    return parse(await whole(await by(encoded), encoded.sent), answer);
  };

  /** The data of its events; of JSON in one piece, that. */
  const eventsOf = async (answered: Response | Read, sent: readonly string[]): Promise<EventsOfAnswer> => {
    if (answered instanceof Response && answered.ok && /^text\/event-stream\b/iu.test(answered.headers.get('content-type') ?? '')) {
      const body = openBody(answered);
      return { data: eventData(limited(body, options.maxAnswerBytes, tooLong)), giveUp: () => body.giveUp() };
    }
    const inOnePiece = await whole(answered, sent);
    checkSuccess(inOnePiece);
    if (inOnePiece.json === undefined) throw notOfContract(inOnePiece.said);
    return { data: oneEvent(JSON.stringify(inOnePiece.json)), giveUp: () => undefined };
  };

  /** `request` within the time, as long as the service is open here and may be asked. */
  const ask = async <T>(request: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> => {
    const isClosed = (): SubcamError => new SubcamError('engine-unavailable', `The ${title} is closed here.`, { retryable: true });
    const late = (): SubcamError =>
      new SubcamError('timeout', `The ${title} at ${base.origin} did not answer in time (${timeoutMs / 1000} s). Is it overloaded?`, {
        retryable: true,
      });
    if (closed.signal.aborted) throw isClosed();
    const restLeftMs = rest.leftMs();
    if (restLeftMs > 0 && !signal.aborted) throw serviceBusy(restMessage, restLeftMs);
    try {
      const either = AbortSignal.any([signal, closed.signal]);
      return await withinTime(timeoutMs, request, { clock, signal: either, late });
    } catch (thrown) {
      if (signal.aborted) throw new SubcamError('aborted', 'The request was given up.', { cause: signal.reason });
      if (closed.signal.aborted) throw isClosed();
      if (thrown instanceof SubcamError) throw thrown;
      throw unreachableService(thrown, { title, origin: base.origin });
    }
  };

  return {
    origin: base.origin,
    post: (body, answer, signal) => ask((inTime) => answerTo(body, answer, (encoded) => send(encoded, inTime)), signal),
    postTo: ({ path, body }, answer, signal) => ask((inTime) => answerTo(body, answer, (encoded) => sendTo(path, encoded, inTime)), signal),
    postForEvents: (body, readEvents, signal) =>
      ask(async (inTime) => {
        const encoded = await encode(body);
        const answered = await send({ ...encoded, headers: { ...encoded.headers, accept: EVENTS_OR_JSON } }, inTime);
        const events = await eventsOf(answered, encoded.sent);
        try {
          // Whoever has read enough leaves the loop, which does not end the stream.
          const result = await readEvents({ [Symbol.asyncIterator]: () => ({ next: () => events.data.next() }) });
          void readRest(events, { limitMs: REST_READ_MS, clock, signal: closed.signal });
          return result;
        } catch (thrown) {
          events.giveUp();
          throw thrown;
        }
      }, signal),
    saidIn: (json) => saidError(json, secrets),
    get: (path, answer, signal) =>
      ask(async (inTime) => {
        const response = await fetch(new URL(path, base), { redirect: 'manual', headers: own, signal: inTime });
        return parse(await read(response), answer);
      }, signal),
    during: ask,
    close: () => closed.abort(),
  };
}

/** An answer as it came. */
interface Read {
  readonly response: Response;
  /** False: it is longer than is read. */
  readonly isWhole: boolean;
  /** undefined where it is no JSON. */
  readonly json: unknown;
  /** What it says of an error; null: it says none. */
  readonly said: string | null;
}

/** Whether an address has something behind its path: the paths of a service are set behind it, so that this would be lost. */
export function hasQuery(address: string): boolean {
  return /[?#]/u.test(address);
}

function parseBaseUrl({ title, url: text, exampleUrl }: EngineServiceOptions): URL {
  const url = URL.parse(text.endsWith('/') ? text : `${text}/`);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new SubcamError('configuration', `"${text}" is no address of a ${title}: write it as ${exampleUrl}.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new SubcamError('configuration', `The address of the ${title} has a name or a password in it: leave them out, and set its key.`);
  }
  if (hasQuery(text)) {
    const what = `The address of the ${title} has a "?" or a "#" in it`;
    throw new SubcamError('configuration', `${what}: write it without what comes from there on, which can't be sent.`);
  }
  return url;
}

function answerTooLong(title: string, maxBytes: number): SubcamError {
  return new SubcamError('engine-failed', `The ${title} answered with more than ${maxBytes} bytes: check its address.`);
}

interface OtherAnswer {
  readonly title: string;
  readonly origin: string;
  readonly said: string | null;
  readonly cause: unknown;
}

function otherThanContract({ title, origin, said, cause }: OtherAnswer): SubcamError {
  const what = said === null ? 'answered with something else than its contract says: check its address' : `answered: ${said}`;
  return new SubcamError('engine-failed', `The ${title} at ${origin} ${what}.`, { cause });
}

type Body = FormData | Readonly<Record<string, unknown>>;

interface EncodedBody {
  readonly body: string | ArrayBuffer;
  readonly headers: Readonly<Record<string, string>>;
  /** What was said of it. */
  readonly sent: readonly string[];
}

/**
 * The body's bytes. Given a form itself, fetch streams it, and a request that is given up while it does so ends in a rejection that
 * nobody can catch (undici 7: "ReadableStream is already closed").
 */
async function encode(body: Body): Promise<EncodedBody> {
  const sent = textsOf(body);
  if (!(body instanceof FormData)) return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' }, sent };
  const encoded = new Response(body);
  const contentType = encoded.headers.get('content-type') ?? 'multipart/form-data';
  return { body: await encoded.arrayBuffer(), headers: { 'content-type': contentType }, sent };
}

/** undefined for a text that is no JSON, which no schema of an answer takes. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
