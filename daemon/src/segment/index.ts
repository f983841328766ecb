// Segment: sound -> spans of speech, cut by samples alone.
export { segment, type SegmentDeps, type SegmentEvent, type SegmentSound } from './segment.ts';
export { resumeSample, type SegmenterSettings } from './segmenter-settings.ts';
export { VAD_ENGINES } from './engines/index.ts';
