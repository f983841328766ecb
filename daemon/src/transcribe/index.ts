// Transcribe: spans of speech -> what was said, as it grows and once and for all.
export { measuredStt } from './measured-stt.ts';
export { asksAtEndings, transcribe, type TranscribeDeps, type TranscribeEvent } from './transcribe.ts';
export { DEFAULT_TWO_SPEEDS, PARTIALS_OTHERWISE, type TwoSpeedSettings } from './two-speed-settings.ts';
export { withAnswerLimit as withSttAnswerLimit, type SttLimits } from './answer-limit.ts';
export { createCapacity, type Capacity } from './capacity.ts';
export type { SpokenLanguages } from './language-hearing.ts';
export { ANOTHER_LANGUAGE_BELOW } from './another-language.ts';
export type { LeftOut, ReadingProgress } from './reading-load.ts';
export { STT_ENGINES } from './engines/index.ts';
export { atOneSpeed, atTwoSpeeds, wrappedStt, type SttWrapping } from './wrapped-stt.ts';
export { localRecogniserOf } from './local-recogniser.ts';
