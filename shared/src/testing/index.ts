// Well-formed values for tests, to be changed where a test cares.
export { sampleCue, sampleState } from './samples.ts';
