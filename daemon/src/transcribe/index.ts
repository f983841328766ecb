// Transcribe: spans of speech -> what was said, as it grows and once and for all.
export { transcribe, type TranscribeDeps, type TranscribeEvent } from './transcribe.ts';
export { createMoonshineStt, type MoonshineOptions } from './moonshine-stt.ts';
export { createWhisperServiceStt, type WhisperServiceOptions } from './whisper-service-stt.ts';
