// The few numbers that decide where a segment begins and ends: all in samples or frames, none in wall-clock time.
import { msToSamples, VAD_FRAME_SAMPLES } from '@subcam/shared';

export interface SegmenterSettings {
  /** Speech probability at which a segment opens (Silero's own default). */
  readonly startProbability: number;
  /** Below it a frame of an open segment counts as silence. */
  readonly stopProbability: number;
  /** Sound before the first speech frame that belongs to the segment: soft onsets are heard late. */
  readonly preRollSamples: number;
  /** Sound after the last speech frame that belongs to it. */
  readonly postRollSamples: number;
  /** Frames of silence in a row that end a segment. */
  readonly endSilenceFrames: number;
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
  /** An open segment is read again after so many more frames. */
  readonly growingStepFrames: number;
  /** Silence is settled in stretches of so many frames. */
  readonly quietStepFrames: number;
}

const framesOf = (ms: number): number => Math.round(msToSamples(ms) / VAD_FRAME_SAMPLES);

/**
 * Measured: start 0.5, stop 0.35, 300 ms of pre-roll, a reading each 250 ms, the end after 350 ms of silence, a cut at 12 s,
 * where the mean speech probability over 128 ms is least. Of the 1.25 s on each side of it a recogniser garbles up to half at its edge; the
 * rest holds two words of slow speech, enough to find the place by. Longer readings make Moonshine loop more often than they help.
 */
export const DEFAULT_SEGMENTER_SETTINGS: SegmenterSettings = {
  startProbability: 0.5,
  stopProbability: 0.35,
  preRollSamples: msToSamples(300),
  postRollSamples: msToSamples(200),
  endSilenceFrames: framesOf(352),
  minSpeechFrames: 3,
  maxSegmentSamples: msToSamples(12_000),
  cutSearchFrames: framesOf(4000),
  cutStretchFrames: framesOf(128),
  overlapSamples: msToSamples(1250),
  growingStepFrames: framesOf(256),
  quietStepFrames: framesOf(1024),
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
