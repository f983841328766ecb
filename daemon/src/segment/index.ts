// Segment: sound -> spans of speech, cut by samples alone.
export type { MarkReached } from '../audio/index.ts';
export { segment, type SegmentDeps, type SegmentEvent, type SegmentSound } from './segment.ts';
export type { EndVerdict } from './segmenter-machine.ts';
export {
  leastContextSample,
  PLAIN_SEGMENTER_SETTINGS,
  resumeSample,
  samplesBeforeAnyCut,
  type SegmenterSettings,
} from './segmenter-settings.ts';
export { readBefore, withRead, type HeldReading } from './segmenter-state.ts';
export { VAD_ENGINES } from './engines/index.ts';
