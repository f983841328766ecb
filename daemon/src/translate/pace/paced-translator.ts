// Texts of many sessions for one service -> asked for as it keeps up: finals first, each session in its turn, and what can't be answered in time goes elsewhere.
import {
  SubcamError,
  toSubcamError,
  type Clock,
  type ServicePace,
  type TranslateRequest,
  type TranslateResult,
  type Translator,
} from '@subcam/shared';
import { createJobQueue, type Waiting } from '../../lib/job-queue.ts';
import { wrappedTranslator } from '../wrapped-translator.ts';
import { createAdaptiveLimit, type Ending } from './adaptive-limit.ts';

export interface PacedOptions {
  /** Of the engine, for people: `LibreTranslate`. */
  readonly title: string;
  readonly pace: ServicePace;
  readonly clock: Clock;
}

/** A pause up to this long is waited out by whoever has nobody else to ask, ms; in a longer one they are told why. */
export const WAITED_OUT_MS = 2_000;

/** Answers by which it is told how long one takes. */
const LATEST = 7;

interface Job extends Waiting {
  readonly request: TranslateRequest;
  readonly signal: AbortSignal;
  readonly askedMs: number;
  readonly answer: PromiseWithResolvers<TranslateResult>;
}

/**
 * Adapts how much the service is asked at once (`createAdaptiveLimit`). Among what waits, finals go before partials, and the sessions of the clients take
 * turns. Rejects as the translator does, and with
 * - `aborted` as soon as the signal fires; what has not been sent is not sent any more;
 * - `overloaded` (retryable) for more texts than may wait, of which partials have half; and, where `patienceMs` says that somebody else can do
 *   it, as soon as an answer can't come in time any more;
 * - `engine-unavailable` (retryable, with `retryAfterMs`) during a pause that is too long to be waited out.
 */
export function pacedTranslator(translator: Translator, { title, pace, clock }: PacedOptions): Translator {
  const limit = createAdaptiveLimit({ most: pace.maxAtOnce, maxPauseMs: pace.maxPauseMs, clock });
  const queue = createJobQueue<Job>(pace.maxWaiting);
  const waiting = new Set<Job>();
  const closed = new AbortController();
  const gathering = createGathering(pace.gatherMs ?? 0, clock);
  let underWay = 0;
  let isWaking = false;
  /** Of what the service failed last. */
  let failure: SubcamError | null = null;
  let latestMs: readonly number[] = [];

  const typicalMs = (): number => latestMs.toSorted((a, b) => a - b)[Math.floor(latestMs.length / 2)] ?? 0;

  const leave = (job: Job): void => {
    if (!waiting.delete(job)) return;
    queue.remove(job);
  };

  const refuse = (job: Job, error: SubcamError): void => {
    leave(job);
    job.answer.reject(error);
  };

  const leftMs = ({ request, askedMs }: Job): number =>
    request.patienceMs === undefined ? WAITED_OUT_MS : request.patienceMs - (clock.monotonicMs() - askedMs);

  /** `isPart`: of a request that is under way for another language. */
  const ask = async (job: Job, isPart = false): Promise<void> => {
    const { request, signal } = job;
    const startedMs = clock.monotonicMs();
    const end = isPart ? () => undefined : limit.begin(request.text.length);
    if (!isPart) underWay += 1;
    try {
      const result = await translator.translate(request, signal);
      if (result.isRemembered !== true) latestMs = [...latestMs, clock.monotonicMs() - startedMs].slice(-LATEST);
      end({ type: result.isRemembered === true ? 'unknown' : 'worked' });
      job.answer.resolve(result);
    } catch (thrown) {
      const error = toSubcamError(thrown, 'engine-failed');
      if (error.retryable) failure = error;
      end(closed.signal.aborted ? { type: 'unknown' } : endingOf(signal.aborted ? toSubcamError(signal.reason) : error));
      job.answer.reject(error);
    }
    if (!isPart) underWay -= 1;
    serve();
  };

  /** With the other languages of its text that wait. */
  const askForAll = (job: Job): void => {
    waiting.delete(job);
    void ask(job);
    gathering.begin(job.request);
    for (const other of waiting) {
      if (!gathering.takesUp(other.request)) continue;
      leave(other);
      void ask(other, true);
    }
  };

  /** As soon as a pause is over. */
  const wakeLater = async (): Promise<void> => {
    if (isWaking) return;
    isWaking = true;
    await clock.sleep(limit.restMs, closed.signal).catch(() => undefined);
    isWaking = false;
    serve();
  };

  const serve = (): void => {
    if (limit.restMs > 0) {
      for (const job of waiting) if (limit.restMs > leftMs(job)) refuse(job, restingError(title, failure, limit.restMs));
      if (waiting.size > 0) void wakeLater();
      return;
    }
    while (underWay < limit.atOnce) {
      const job = queue.take();
      if (job === undefined) return;
      askForAll(job);
    }
  };

  /** Where another can do it, nobody waits until it is too late for an answer. */
  const giveUpInTime = async (job: Job, patienceMs: number): Promise<void> => {
    const settled = new AbortController();
    const over = (): void => settled.abort();
    job.answer.promise.then(over, over);
    const left = await clock.sleep(Math.max(0, patienceMs - typicalMs()), settled.signal).then(
      () => waiting.has(job),
      () => false,
    );
    if (left) {
      refuse(job, new SubcamError('overloaded', `${title} has more to do than it can: ${waiting.size} texts wait.`, { retryable: true }));
    }
  };

  const enqueue = (job: Job): void => {
    if (gathering.takesUp(job.request)) {
      void ask(job, true);
      return;
    }
    const { urgent, request } = job;
    const room = urgent || queue.size < pace.maxWaiting / 2 ? queue.roomFor(job) : 'no, of all';
    if (room !== 'yes') {
      const whose = room === 'no, of its client' ? ' of one client' : '';
      job.answer.reject(new SubcamError('overloaded', `${queue.size} texts${whose} wait for ${title} already.`, { retryable: true }));
      return;
    }
    queue.put(job);
    waiting.add(job);
    serve();
    if (waiting.has(job) && request.patienceMs !== undefined) void giveUpInTime(job, request.patienceMs);
  };

  const translate: Translator['translate'] = async (request, signal) => {
    if (closed.signal.aborted) throw new SubcamError('engine-unavailable', `${title} is closed here.`, { retryable: true });
    if (signal.aborted) throw new SubcamError('aborted', 'The translation was cancelled.', { cause: signal.reason });
    const { flow } = request;
    const job: Job = {
      request,
      signal,
      urgent: request.purpose === 'final',
      ...(flow === undefined ? {} : { flow }),
      askedMs: clock.monotonicMs(),
      answer: Promise.withResolvers(),
    };
    const onAbort = (): void => refuse(job, new SubcamError('aborted', 'The translation was cancelled.', { cause: signal.reason }));
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      enqueue(job);
      return await job.answer.promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  };

  return wrappedTranslator(translator, {
    translate,
    close: async () => {
      closed.abort();
      const gone = new SubcamError('engine-unavailable', `${title} is closed here.`, { retryable: true });
      for (const job of waiting) refuse(job, gone);
      await translator.close();
    },
  });
}

/** `failure`: of what the service failed last. */
function restingError(title: string, failure: SubcamError | null, restMs: number): SubcamError {
  const message = failure?.message ?? `${title} is left alone for a moment, since it is overloaded.`;
  return new SubcamError('engine-unavailable', message, { retryable: true, retryAfterMs: restMs, cause: failure });
}

/** What a failure says of the load: of a caller that gave up, its reason. */
function endingOf({ code, retryAfterMs }: SubcamError): Ending {
  return code === 'timeout' || code === 'engine-unavailable' ? { type: 'overloaded', retryAfterMs } : { type: 'unknown' };
}

interface Gathering {
  /** A text is sent: for `gatherMs` its other languages belong to the same request. */
  begin(request: TranslateRequest): void;
  /** Whether the text goes with the one that was sent, into another language; it counts as sent then. */
  takesUp(request: TranslateRequest): boolean;
}

function createGathering(gatherMs: number, clock: Pick<Clock, 'monotonicMs'>): Gathering {
  let begun: { readonly request: TranslateRequest; readonly languages: Set<string>; readonly untilMs: number } | null = null;
  return {
    begin: (request) => {
      begun = { request, languages: new Set([request.targetLanguage]), untilMs: clock.monotonicMs() + gatherMs };
    },
    takesUp: ({ text, sourceLanguage, targetLanguage }) => {
      if (begun === null || clock.monotonicMs() >= begun.untilMs) return false;
      const { request, languages } = begun;
      if (text !== request.text || sourceLanguage !== request.sourceLanguage || languages.has(targetLanguage)) return false;
      languages.add(targetLanguage);
      return true;
    },
  };
}
