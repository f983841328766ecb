// Cue: what a viewer reads: an id, its lines (original and translations together), when it appears and goes.
import { choice, clamped, count, list, nullable, number, object, record, text, variants, type ValueOf } from '../shape/shape.ts';

/** Far above what any segment (30 s of speech) or name measures: what is longer is no cue of ours. UTF-16 units. */
export const CUE_LIMITS = { textUnits: 200_000, nameUnits: 500, idUnits: 500, languageUnits: 100, languages: 16, cues: 200 } as const;

const id = text(CUE_LIMITS.idUnits);
const name = nullable(text(CUE_LIMITS.nameUnits));

const cueTextShape = object({
  text: text(CUE_LIMITS.textUnits),
  /** UTF-16 length of the prefix that will not change any more; the rest may. */
  stableLength: count,
});
export type CueText = ValueOf<typeof cueTextShape>;

export const cueShape = object({
  /** `captureId:firstSample` of its segment. */
  cueId: id,
  firstSample: count,
  /**
   * Of the cue before it, by the same speaker, when speech outran reading: both stand in one block, which scrolls by line and goes
   * as one. null: a block of its own. Settled when the cue first appears.
   */
  continuesCueId: nullable(id),
  status: choice(['partial', 'final']),
  /** Rises with every change of this cue. */
  revision: count,
  speakerName: name,
  /** `SPEAKER_00` …; null for nobody. */
  speakerLabel: name,
  /** A LanguageCode. */
  sourceLanguage: text(CUE_LIMITS.languageUnits),
  original: cueTextShape,
  /** By target language; a language whose translation is not there yet (or failed) is absent. */
  translations: record(cueTextShape, { maxKeyUnits: CUE_LIMITS.languageUnits, maxEntries: CUE_LIMITS.languages }),
  /** 0–1 or null. */
  confidence: nullable(clamped({ min: 0, max: 1 })),
  /** Wall clock, ms. */
  shownAtMs: number,
  /** Wall clock, ms; null while the cue, or the block that it is of, is still growing. */
  expiresAtMs: nullable(number),
});
export type Cue = ValueOf<typeof cueShape>;

/** All cues that viewers have before them, oldest first. */
export const cuesShape = list(cueShape, CUE_LIMITS.cues);

/** One change of what viewers read. `emittedAtMs`: the wall clock when the daemon sent it. */
export const cueUpdateShape = variants({ upsert: { emittedAtMs: number, cue: cueShape }, remove: { emittedAtMs: number, cueId: id } });
export type CueUpdate = ValueOf<typeof cueUpdateShape>;

/** Whether viewers still have it before them at an instant (wall clock, ms). */
export function stands({ expiresAtMs }: Pick<Cue, 'expiresAtMs'>, nowMs: number): boolean {
  return expiresAtMs === null || expiresAtMs > nowMs;
}

/** The id of the cue of a segment. */
export function cueIdOf(captureId: string, firstSample: number): string {
  return `${captureId}:${firstSample}`;
}
