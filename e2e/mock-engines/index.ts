// Stand-ins for the whisper service and the translation service on loopback: the contract's shapes, and answers to what really came.
export { startMockTranslation } from './mock-translation.ts';
export { startMockWhisper } from './mock-whisper.ts';
export type { MockService } from './mock-service.ts';
export { startSwitchedTranslation, type SwitchedTranslation } from './switched-translation.ts';
