// Cue: what a viewer reads: an id, its lines (original and translations together), when it appears and goes.
import type { LanguageCode } from '../language/language.ts';

export interface CueText {
  readonly text: string;
  /** UTF-16 length of the prefix that will not change any more; the rest may. */
  readonly stableLength: number;
}

export interface Cue {
  /** `captureId:firstSample` of its segment. */
  readonly cueId: string;
  readonly firstSample: number;
  /**
   * Of the cue before it, by the same speaker, when speech outran reading: both stand in one block, which scrolls by line and goes
   * as one. null: a block of its own. Settled when the cue first appears.
   */
  readonly continuesCueId: string | null;
  readonly status: 'partial' | 'final';
  /** Rises with every change of this cue. */
  readonly revision: number;
  readonly speakerName: string | null;
  /** `SPEAKER_00` …; null for nobody. */
  readonly speakerLabel: string | null;
  readonly sourceLanguage: LanguageCode;
  readonly original: CueText;
  /** By target language; a language whose translation is not there yet (or failed) is absent. */
  readonly translations: Readonly<Record<LanguageCode, CueText>>;
  /** 0–1 or null. */
  readonly confidence: number | null;
  /** Wall clock, ms. */
  readonly shownAtMs: number;
  /** Wall clock, ms; null while the cue, or the block that it is of, is still growing. */
  readonly expiresAtMs: number | null;
}

/** Whether viewers still have it before them at an instant (wall clock, ms). */
export function stands({ expiresAtMs }: Pick<Cue, 'expiresAtMs'>, nowMs: number): boolean {
  return expiresAtMs === null || expiresAtMs > nowMs;
}

/** One change of what viewers read. `emittedAtMs`: the wall clock when the daemon sent it. */
export type CueUpdate =
  | { readonly type: 'upsert'; readonly emittedAtMs: number; readonly cue: Cue }
  | { readonly type: 'remove'; readonly emittedAtMs: number; readonly cueId: string };

/** The id of the cue of a segment. */
export function cueIdOf(captureId: string, firstSample: number): string {
  return `${captureId}:${firstSample}`;
}
