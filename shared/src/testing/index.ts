// Well-formed values for tests, to be changed where a test cares, and a clock that a test turns.
export { sampleCue, sampleState } from './samples.ts';
export { createVirtualClock } from './virtual-clock.ts';
export type { VirtualClock } from './virtual-clock.ts';
