// Well-formed values for tests, to be changed where a test cares, a clock that a test turns, values that are nearly of a shape, sentences with terms, and sounds.
export { SAMPLE_TERMS, termSentences, type SampleTerm, type TermSentence } from './meeting-terms.ts';
export { pageControl } from './page-control.ts';
export { sampleCapture, sampleCue, sampleState, sampleTrouble } from './samples.ts';
export { randomNumbers } from './sound-signals.ts';
export { nearlyValuesOf } from './shape-values.ts';
export { createVirtualClock } from './virtual-clock.ts';
export type { VirtualClock } from './virtual-clock.ts';
export { WORDLESS_SOUNDS, type WordlessSound } from './wordless-sounds.ts';
