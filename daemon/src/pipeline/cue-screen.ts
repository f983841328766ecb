// Transcripts and translations -> cue updates as they become true, and their removal when their time is over.
import type { Attribution, Clock, Cue, CueUpdate, SegmentKey, StoredFinal, Transcript, Translation } from '@subcam/shared';
import { createCueBook } from '../subtitle/index.ts';

export interface CueScreen {
  transcript(transcript: Transcript, attribution: Attribution): void;
  translation(translation: Translation): void;
  /** See `CueBook`. */
  cameToNothing(segment: SegmentKey): void;
  /** See `CueBook`. */
  awaitsFinal(segment: SegmentKey): void;
  /** After a restart: finals that viewers had not finished reading. */
  showAgain(finals: readonly StoredFinal[]): void;
  /** What viewers should see now. */
  current(): readonly Cue[];
  /** How long finals stay at least, from now on. */
  stayAtLeast(cueDurationMs: number): void;
}

/** `show` is called with every update, in order. Expiry ends when the signal fires. */
export function openCueScreen(
  deps: { readonly cueDurationMs: number; readonly clock: Clock; readonly show: (update: CueUpdate) => void },
  signal: AbortSignal,
): CueScreen {
  const { clock } = deps;
  const book = createCueBook({ settings: { cueDurationMs: deps.cueDurationMs }, clock });
  let waiting: AbortController | null = null;

  const show = (updates: readonly CueUpdate[]): void => {
    for (const update of updates) deps.show(update);
    waitForExpiry();
  };

  const waitForExpiry = (): void => {
    waiting?.abort();
    waiting = null;
    const atMs = book.nextExpiryMs();
    if (atMs === null || signal.aborted) return;
    const mine = new AbortController();
    waiting = mine;
    void expireAfter(mine, Math.max(0, atMs - clock.monotonicMs()));
  };

  const expireAfter = async (mine: AbortController, afterMs: number): Promise<void> => {
    await Promise.allSettled([clock.sleep(afterMs, AbortSignal.any([signal, mine.signal]))]);
    // Otherwise a newer wait has replaced this one, or the capture is over.
    if (waiting === mine && !signal.aborted) show(book.expire(clock.monotonicMs()));
  };

  return {
    transcript: (transcript, attribution) => show(book.transcript(transcript, attribution)),
    translation: (translation) => show(book.translation(translation)),
    cameToNothing: (segment) => show(book.cameToNothing(segment)),
    awaitsFinal: (segment) => book.awaitsFinal(segment),
    showAgain: (finals) => {
      for (const { transcript, attribution, translations } of finals) {
        show(book.transcript(transcript, attribution));
        for (const [targetLanguage, text] of Object.entries(translations)) {
          const { captureId, firstSample, revision, language: sourceLanguage, engine } = transcript;
          const key = { captureId, firstSample, revision, sourceLanguage, targetLanguage };
          // A cue carries no engine of its translation, so the transcript's stands in.
          show(book.translation({ ...key, status: 'final', text, stableLength: text.length, confidence: null, engine }));
        }
      }
    },
    current: () => book.current(),
    stayAtLeast: (cueDurationMs) => book.stayAtLeast(cueDurationMs),
  };
}
