// Well-formed values for tests, to be changed where a test cares.
import type { SessionState } from '@subcam/shared';

export function sessionStateOf(change: Partial<SessionState> = {}): SessionState {
  return {
    sessionId: 's',
    captureId: 'c',
    status: 'listening',
    engines: {
      vad: { name: 'silero', model: 'v6' },
      stt: { name: 'moonshine', model: 'tiny-en' },
      translator: { name: 'apertium', model: 'eng-spa' },
    },
    sourceLanguage: 'en',
    targetLanguages: ['es'],
    translation: 'ok',
    receivedThrough: 0,
    committedThrough: 0,
    ackedThrough: 0,
    captureToDaemonMs: { n: 3, p50: 21.4, p95: 40 },
    tile: null,
    ...change,
  };
}
