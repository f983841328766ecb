// For the tests of cues: transcripts and translations in a few words, and a book whose clock is turned by hand.
import type { Attribution, Cue, CueUpdate, Transcript, Translation } from '@subcam/shared';
import { createCueBook, type CueBook } from '../cue-book.ts';

const ENGINE = { name: 'scripted', model: 'test' };
export const ANNA: Attribution = { participantId: 'p1', displayName: 'Anna', speakerLabel: 'SPEAKER_00', confidence: 1 };
export const BEN: Attribution = { participantId: 'p2', displayName: 'Ben', speakerLabel: 'SPEAKER_01', confidence: 1 };
export const NOBODY: Attribution = { participantId: null, displayName: null, speakerLabel: null, confidence: 0 };
export const DURATION_MS = 10_000;

export function said(text: string, more: Partial<Transcript> = {}): Transcript {
  return {
    captureId: 'c',
    firstSample: 0,
    endSample: 16_000,
    speechEndSample: 12_000,
    status: 'partial',
    revision: 1,
    text,
    stableLength: more.status === 'final' ? text.length : 0,
    language: 'en',
    confidence: null,
    engine: ENGINE,
    ...more,
  };
}

export function translated(text: string, more: Partial<Translation> = {}): Translation {
  return {
    captureId: 'c',
    firstSample: 0,
    status: 'partial',
    revision: 1,
    sourceLanguage: 'en',
    targetLanguage: 'es',
    text,
    stableLength: more.status === 'final' ? text.length : 0,
    confidence: null,
    engine: ENGINE,
    ...more,
  };
}

export interface BookByHand {
  readonly book: CueBook;
  /** Time passes, and what is due goes at its instant; returns what viewers are told of it. */
  readonly pass: (ms: number) => CueUpdate[];
  readonly now: () => number;
}

export function bookByHand(): BookByHand {
  let nowMs = 1_000_000;
  const book = createCueBook({ settings: { cueDurationMs: DURATION_MS }, clock: { nowMs: () => nowMs, monotonicMs: () => nowMs } });
  return {
    book,
    pass: (ms) => {
      const untilMs = nowMs + ms;
      const updates: CueUpdate[] = [];
      for (let dueMs = book.nextExpiryMs(); dueMs !== null && dueMs <= untilMs; dueMs = book.nextExpiryMs()) {
        nowMs = Math.max(nowMs, dueMs);
        updates.push(...book.expire(nowMs));
      }
      nowMs = untilMs;
      return updates;
    },
    now: () => nowMs,
  };
}

/** The cue that was shown first. */
export function cueOf(updates: readonly CueUpdate[]): Cue {
  const [update] = updates.filter(({ type }) => type === 'upsert');
  if (update?.type !== 'upsert') throw new Error('No cue was shown.');
  return update.cue;
}

export const removed = (updates: readonly CueUpdate[]): string[] =>
  updates.flatMap((update) => (update.type === 'remove' ? [update.cueId] : []));
