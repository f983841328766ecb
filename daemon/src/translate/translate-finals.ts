// Finals that wait for a translation -> each one's translation, or why there is none: the one place where translating is retried.
import {
  SubcamError,
  backoff,
  retry,
  toSubcamError,
  withinTime,
  type Clock,
  type LanguageCode,
  type SegmentKey,
  type Transcript,
  type TranslateResult,
  type Translation,
  type Translator,
} from '@subcam/shared';
import { createNotifier } from '../lib/notifier.ts';
import { hasWords } from './plain-text.ts';

export interface FinalToTranslate {
  readonly transcript: Transcript;
  readonly targetLanguage: LanguageCode;
}

export type TranslationOutcome =
  | { readonly type: 'translated'; readonly translation: Translation }
  | { readonly type: 'failed'; readonly key: SegmentKey; readonly targetLanguage: LanguageCode; readonly error: SubcamError };

export interface TranslateFinalsDeps {
  readonly translator: Translator;
  readonly clock: Clock;
  /** From taking a final to giving up on it, all tries together. */
  readonly deadlineMs: number;
  /** Finals in work at once; the rest waits in the input. Default 4: enough for a service, and an engine of this machine queues anyway. */
  readonly maxInFlight?: number;
  /** What is made of a translation before anybody hears of it: its beginning may have been promised. Left out: nothing. */
  readonly settle?: (translation: Translation) => Translation;
}

const DEFAULT_IN_FLIGHT = 4;

/** The wait before the next try, doubling. */
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 2_000;

/**
 * Exactly one outcome for each input, in the order in which they become known. Ends when the input has ended and everything is
 * settled; rejects with the signal's reason, or with what the input failed of.
 */
export async function* translateFinals(
  input: AsyncIterable<FinalToTranslate>,
  deps: TranslateFinalsDeps,
  signal: AbortSignal,
): AsyncIterable<TranslationOutcome> {
  const stop = new AbortController();
  const running = AbortSignal.any([signal, stop.signal]);
  const limit = deps.maxInFlight ?? DEFAULT_IN_FLIGHT;
  const settled: TranslationOutcome[] = [];
  const inFlight = new Set<Promise<void>>();
  const { notify, notified } = createNotifier();
  running.addEventListener('abort', notify, { once: true });

  let inputEnd: { readonly error?: unknown } | null = null;
  const translateAndTell = async (final: FinalToTranslate): Promise<void> => {
    const outcome = await translateOne(final, deps, running);
    if (outcome !== null) settled.push(outcome);
  };
  const pump = async (): Promise<void> => {
    for await (const final of input) {
      if (running.aborted) return;
      const work = translateAndTell(final).finally(() => {
        inFlight.delete(work);
        notify();
      });
      inFlight.add(work);
      // What is not taken yet counts too: a reader that is slow slows the input.
      while (inFlight.size + settled.length >= limit && !running.aborted) await notified();
    }
  };
  const pumpAndTell = async (): Promise<void> => {
    try {
      await pump();
      inputEnd = {};
    } catch (error) {
      inputEnd = { error };
    }
    notify();
  };
  void pumpAndTell();
  const endOfInput = (): { readonly error?: unknown } | null => inputEnd;

  try {
    for (;;) {
      signal.throwIfAborted();
      const outcome = settled.shift();
      if (outcome !== undefined) {
        notify();
        yield outcome;
        continue;
      }
      const end = endOfInput();
      if (end !== null && inFlight.size === 0) {
        if ('error' in end) throw end.error;
        return;
      }
      await notified();
    }
  } finally {
    stop.abort(new SubcamError('aborted', 'Nobody waits for these translations any more.'));
    await Promise.allSettled(inFlight);
  }
}

/** Never rejects; null when the signal fired. */
async function translateOne(
  { transcript, targetLanguage }: FinalToTranslate,
  { translator, clock, deadlineMs, settle = (translation) => translation }: TranslateFinalsDeps,
  signal: AbortSignal,
): Promise<TranslationOutcome | null> {
  const { captureId, firstSample, revision, language: sourceLanguage, text } = transcript;
  const request = { text, sourceLanguage, targetLanguage, purpose: 'final' } as const;
  try {
    // The deadline holds also for an engine that does not heed its signal.
    const result = await withinTime(deadlineMs, (inTime) => translateWithRetries(request, { translator, clock }, inTime), {
      clock,
      signal,
      late: () => timedOut(translator, deadlineMs),
    });
    const key = { captureId, firstSample, revision, sourceLanguage, targetLanguage };
    const { text: translated, confidence, engine } = result;
    const translation: Translation = { ...key, text: translated, confidence, engine, status: 'final', stableLength: translated.length };
    return { type: 'translated', translation: settle(translation) };
  } catch (thrown) {
    if (signal.aborted) return null;
    return { type: 'failed', key: { captureId, firstSample }, targetLanguage, error: toSubcamError(thrown, 'engine-failed') };
  }
}

function timedOut(translator: Translator, deadlineMs: number): SubcamError {
  return new SubcamError(
    'timeout',
    `${translator.info.name} gave no translation within ${deadlineMs / 1000} s: is it overloaded, or hanging?`,
    {
      retryable: true,
    },
  );
}

/** Tries until it works, until it can't, or until the signal fires. */
function translateWithRetries(
  request: Parameters<Translator['translate']>[0],
  { translator, clock }: Pick<TranslateFinalsDeps, 'translator' | 'clock'>,
  signal: AbortSignal,
): Promise<TranslateResult> {
  const translate = async (): Promise<TranslateResult> => {
    const result = await translator.translate(request, signal);
    if (result.text !== '' || !hasWords(request.text)) return result;
    throw new SubcamError('engine-failed', `${translator.info.name} answered with nothing.`, { retryable: true });
  };
  const waits = backoff({ firstMs: FIRST_RETRY_MS, maxMs: LONGEST_RETRY_MS });
  return retry(translate, { clock, signal, waits, failureCode: 'engine-failed' });
}
