// Finals -> their translations: every one is settled, translated or failed, in one place that tries again.
import {
  SubcamError,
  toSubcamError,
  type Clock,
  type LanguageCode,
  type SegmentKey,
  type Transcript,
  type Translation,
  type Translator,
} from '@subcam/shared';

export interface FinalToTranslate {
  readonly transcript: Transcript;
  readonly targetLanguage: LanguageCode;
}

export type FinalOutcome =
  | { readonly type: 'translated'; readonly translation: Translation }
  | { readonly type: 'failed'; readonly key: SegmentKey; readonly targetLanguage: LanguageCode; readonly error: SubcamError };

export interface TranslateFinalsDeps {
  readonly translator: Translator;
  readonly clock: Clock;
  /** From asking to giving up on one final. */
  readonly deadlineMs: number;
}

/** Finals that are in work at once; more wait in the input. */
export const MAX_IN_WORK = 4;

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 2000;

async function translateOne(job: FinalToTranslate, deps: TranslateFinalsDeps, signal: AbortSignal): Promise<FinalOutcome> {
  const { transcript, targetLanguage } = job;
  const { captureId, firstSample } = transcript;
  const { translator, clock, deadlineMs } = deps;
  const request = { text: transcript.text, sourceLanguage: transcript.language, targetLanguage, purpose: 'final' } as const;
  const untilMs = clock.nowMs() + deadlineMs;
  const late = new AbortController();
  const stop = new AbortController();
  const giveUp = clock.sleep(deadlineMs, stop.signal).then(
    () => late.abort(new SubcamError('timeout', `No translation within ${deadlineMs / 1000} s.`, { retryable: true })),
    () => undefined,
  );
  const both = AbortSignal.any([signal, late.signal]);
  const failed = (error: SubcamError): FinalOutcome => ({ type: 'failed', key: { captureId, firstSample }, targetLanguage, error });
  try {
    for (let delayMs = FIRST_RETRY_MS; ; delayMs = Math.min(LONGEST_RETRY_MS, delayMs * 2)) {
      try {
        const { text, confidence } = await translator.translate(request, both);
        const translation: Translation = {
          captureId,
          firstSample,
          status: 'final',
          revision: transcript.revision,
          sourceLanguage: transcript.language,
          targetLanguage,
          text,
          stableLength: text.length,
          confidence,
          engine: translator.info,
        };
        return { type: 'translated', translation };
      } catch (thrown) {
        signal.throwIfAborted();
        if (late.signal.aborted) return failed(toSubcamError(late.signal.reason));
        const error = toSubcamError(thrown, 'engine-failed');
        if (!error.retryable || clock.nowMs() + delayMs >= untilMs) return failed(error);
      }
      await clock.sleep(delayMs, both).catch(() => signal.throwIfAborted());
    }
  } finally {
    stop.abort();
    await giveUp;
  }
}

/** Outcomes come as they are ready, not in the order of the input. Ends when the input has and all is settled; rejects with the signal's reason. */
export async function* translateFinals(
  input: AsyncIterable<FinalToTranslate>,
  deps: TranslateFinalsDeps,
  signal: AbortSignal,
): AsyncIterable<FinalOutcome> {
  const jobs = input[Symbol.asyncIterator]();
  const inWork = new Map<number, Promise<{ readonly id: number; readonly outcome: FinalOutcome }>>();
  let nextId = 0;
  let asked: Promise<IteratorResult<FinalToTranslate>> | null = null;
  let hasEnded = false;
  try {
    for (;;) {
      if (!hasEnded && asked === null && inWork.size < MAX_IN_WORK) asked = jobs.next();
      if (asked === null && inWork.size === 0) return;
      const settled = await Promise.race([...inWork.values(), ...(asked === null ? [] : [asked])]);
      if ('outcome' in settled) {
        inWork.delete(settled.id);
        yield settled.outcome;
        continue;
      }
      asked = null;
      if (settled.done === true) {
        hasEnded = true;
        continue;
      }
      const id = nextId;
      nextId += 1;
      const work = translateOne(settled.value, deps, signal).then((outcome) => ({ id, outcome }));
      // It is awaited by the race above; a reader that goes away early must not leave it unhandled.
      work.catch(() => undefined);
      inWork.set(id, work);
    }
  } finally {
    asked?.catch(() => undefined);
    await Promise.allSettled(inWork.values());
    if (!hasEnded && asked === null) await jobs.return?.();
  }
}
