// Well-formed values for tests, to be changed where a test cares, and a clock that a test turns, and values that are nearly of a shape.
export { pageControl } from './page-control.ts';
export { sampleCapture, sampleCue, sampleState, sampleTrouble } from './samples.ts';
export { nearlyValuesOf } from './shape-values.ts';
export { createVirtualClock } from './virtual-clock.ts';
export type { VirtualClock } from './virtual-clock.ts';
