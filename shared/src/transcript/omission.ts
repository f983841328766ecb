// Omission: something that was heard as speech, or written by a recogniser, and is not shown; and why.
import type { LanguageCode } from '../language/language.ts';

/**
 * `annotation`: the recogniser's own remark, such as `[music]`. `stock-phrase`: thanks for watching and the like, in doubt. `loop`: repeats for
 * which there was no time. `unspoken`: by the recogniser's own signs nobody spoke. `noise`: hardly a voice, and no sure reading of it.
 * `another-language`: speech in a language that the recogniser does not read, or that the session does not allow. `no-words`: the detector heard speech, the recogniser wrote nothing.
 * `unreadable`: more than anybody could have said in the time. `clipped`: so loud that much of the sound is cut off, and no sure reading of the rest.
 */
export const OMISSION_REASONS = [
  'annotation',
  'stock-phrase',
  'loop',
  'unspoken',
  'noise',
  'another-language',
  'no-words',
  'unreadable',
  'clipped',
] as const;

export type OmissionReason = (typeof OMISSION_REASONS)[number];

export interface Omission {
  readonly captureId: string;
  /** Of the segment: what was left out of it is some or all of its words. */
  readonly firstSample: number;
  readonly sampleCount: number;
  readonly reason: OmissionReason;
  /** Of `another-language`: which one it is, where the recogniser tells. */
  readonly language?: LanguageCode | undefined;
}

/** Segments of which something was left out, by reason. */
export type OmissionCounts = Readonly<Record<OmissionReason, number>>;

export const NO_OMISSIONS: OmissionCounts = {
  annotation: 0,
  'stock-phrase': 0,
  loop: 0,
  unspoken: 0,
  noise: 0,
  'another-language': 0,
  'no-words': 0,
  unreadable: 0,
  clipped: 0,
};

/** Counts once more, as plain data. */
export function withOmission(counts: OmissionCounts, reason: OmissionReason): OmissionCounts {
  return { ...counts, [reason]: counts[reason] + 1 };
}
