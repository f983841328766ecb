// @subcam/shared: the words that every part of Subcam uses. No Node modules, no DOM globals at import time.
export * from './audio/audio-frame.ts';
export * from './bot/bot.ts';
export * from './clock/clock.ts';
export * from './cue/cue.ts';
export * from './engine/engine.ts';
export * from './errors/subcam-error.ts';
export * from './language/language.ts';
export * from './report/demo-report.ts';
export * from './session/latency.ts';
export * from './session/session.ts';
export * from './session/session-marks.ts';
export * from './session/tile-sentence.ts';
export * from './settings/tile-settings.ts';
export * from './speaker/speaker.ts';
export * from './store/store.ts';
export * from './transcript/transcript.ts';
export * from './translation/translation.ts';
