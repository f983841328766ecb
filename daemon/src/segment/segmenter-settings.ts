// The few numbers that decide where a segment begins and ends: all in samples or frames, none in wall-clock time.
import { msToSamples, VAD_FRAME_SAMPLES } from '@subcam/shared';

export interface SegmenterSettings {
  /** Speech probability at which a segment opens (Silero's own default). */
  readonly startProbability: number;
  /** Below it a frame of an open segment counts as silence. */
  readonly stopProbability: number;
  /**
   * After so many frames of silence in a row a frame is speech from `resumeProbability` on, where segments are told as they would end: breath and noise after
   * the last word stay below it. No pause that is shorter ends a segment.
   */
  readonly endPauseFrames: number;
  readonly resumeProbability: number;
  /** Sound before the first speech frame that belongs to the segment: soft onsets are heard late. */
  readonly preRollSamples: number;
  /** Sound after the last speech frame that belongs to it. */
  readonly postRollSamples: number;
  /** Frames of silence in a row that end a segment of which nobody says whether it is complete. */
  readonly endSilenceFrames: number;
  /**
   * After so many the segment is told as it will be if it ends here, so that it can be read while the silence is still being waited for; at least as many as
   * `postRollSamples` hold. null: it isn't.
   */
  readonly endingSilenceFrames: number | null;
  /** Frames that end a segment whose words are complete, and one whose words are not, as that reading says. */
  readonly completeSilenceFrames: number;
  readonly incompleteSilenceFrames: number;
  /** Speech frames below which what was heard is a click, not speech. */
  readonly minSpeechFrames: number;
  /**
   * A segment as long as this is cut in the middle of the least speech-like stretch within its last `cutSearchFrames`, so early that
   * `overlapSamples` of it lie after the cut.
   */
  readonly maxSegmentSamples: number;
  readonly cutSearchFrames: number;
  /** Length of that stretch: longer than the closure of a stop consonant, so that a word is not cut at its "p" or "t". */
  readonly cutStretchFrames: number;
  /** Sound on each side of a cut that both segments read, so that a word at the cut is heard whole. */
  readonly overlapSamples: number;
  /** How often an open segment is read again, by how long it is; in rising order of `untilSamples`. */
  readonly growingSteps: readonly GrowingStep[];
  /** Silence is settled in stretches of so many frames. */
  readonly quietStepFrames: number;
}

export interface GrowingStep {
  /** Of the segment, pre-roll included. */
  readonly untilSamples: number;
  readonly frames: number;
}

const framesOf = (ms: number): number => Math.round(msToSamples(ms) / VAD_FRAME_SAMPLES);

/**
 * Measured: start 0.5, stop 0.35, 300 ms of pre-roll (with 30 ms first words are lost), a cut at 12 s, where the mean speech probability over 128 ms is
 * least. A reading costs more the longer the segment is, so that the steps grow with it: together about a fifth of a core for one who talks. The
 * end comes after 288 ms of silence where the words are complete: no pause under 256 ms ends a segment. Of the 1.25 s on each side of it a recogniser garbles up to half at its edge; the
 * rest holds two words of slow speech, enough to find the place by. Longer readings make Moonshine loop more often than they help.
 */
export const DEFAULT_SEGMENTER_SETTINGS: SegmenterSettings = {
  startProbability: 0.5,
  stopProbability: 0.35,
  endPauseFrames: framesOf(256),
  resumeProbability: 0.75,
  preRollSamples: msToSamples(300),
  postRollSamples: msToSamples(200),
  endSilenceFrames: framesOf(352),
  endingSilenceFrames: framesOf(224),
  completeSilenceFrames: framesOf(288),
  incompleteSilenceFrames: framesOf(384),
  minSpeechFrames: 3,
  maxSegmentSamples: msToSamples(12_000),
  cutSearchFrames: framesOf(4000),
  cutStretchFrames: framesOf(128),
  overlapSamples: msToSamples(1250),
  growingSteps: [
    { untilSamples: msToSamples(1800), frames: framesOf(192) },
    { untilSamples: msToSamples(4300), frames: framesOf(256) },
    { untilSamples: msToSamples(7300), frames: framesOf(320) },
    { untilSamples: Number.POSITIVE_INFINITY, frames: framesOf(448) },
  ],
  quietStepFrames: framesOf(1024),
};

/** What a plain recogniser does, to compare with: a reading each 512 ms, the end after 512 ms of silence, whatever was said. */
export const PLAIN_SEGMENTER_SETTINGS: Partial<SegmenterSettings> = {
  growingSteps: [{ untilSamples: Number.POSITIVE_INFINITY, frames: framesOf(512) }],
  endSilenceFrames: framesOf(512),
  endingSilenceFrames: null,
};

/**
 * Samples from the beginning of a segment whose words are in its own final, wherever it is cut: those near a cut may be the next segment's.
 */
export function samplesBeforeAnyCut(): number {
  const { maxSegmentSamples, cutSearchFrames, overlapSamples } = DEFAULT_SEGMENTER_SETTINGS;
  return maxSegmentSamples - cutSearchFrames * VAD_FRAME_SAMPLES - overlapSamples;
}

/** Context beyond what a reading needs that a client keeps for a restart. */
const CONTEXT_MARGIN_SAMPLES = msToSamples(500);

/** From where a client must send again, so that everything after `committedThrough` can be cut and read exactly as it would have been. */
export function resumeSample(committedThrough: number): number {
  const { preRollSamples, overlapSamples } = DEFAULT_SEGMENTER_SETTINGS;
  return Math.max(0, committedThrough - Math.max(preRollSamples, overlapSamples) - CONTEXT_MARGIN_SAMPLES);
}

/** With sound from here on, everything after `committedThrough` can be cut exactly as it would have been. */
export function leastContextSample(committedThrough: number): number {
  return Math.max(0, committedThrough - DEFAULT_SEGMENTER_SETTINGS.preRollSamples);
}
