// Well-formed values for tests, to be changed where a test cares.
import type { Cue } from '../cue/cue.ts';
import type { CaptureState, EngineInUse, EngineTrouble, SessionState } from '../session/session.ts';

/** A final in two languages that stays until it is removed; `text` and `translation` are wholly stable. */
export function sampleCue({
  text = 'Shall we begin with the release plan?',
  translation = '¿Empezamos con el plan de lanzamiento, señoría?',
  ...changes
}: Partial<Cue> & { readonly text?: string; readonly translation?: string | null } = {}): Cue {
  return {
    cueId: 'capture:0',
    firstSample: 0,
    continuesCueId: null,
    status: 'final',
    revision: 1,
    speakerName: 'Ana García',
    speakerLabel: 'SPEAKER_00',
    sourceLanguage: 'en',
    original: { text, stableLength: text.length },
    translations: translation === null ? {} : { es: { text: translation, stableLength: translation.length } },
    confidence: null,
    shownAtMs: 0,
    expiresAtMs: null,
    ...changes,
  };
}

/** A capture of a tab that listens. */
export function sampleCapture(changes: Partial<CaptureState> = {}): CaptureState {
  return {
    captureId: 'capture-1',
    source: 'tab',
    status: 'listening',
    receivedThrough: 0,
    committedThrough: 0,
    ackedThrough: 0,
    captureToDaemonMs: { n: 3, p50: 21.4, p95: 40 },
    ...changes,
  };
}

const APERTIUM: EngineInUse = { name: 'apertium', model: 'eng-spa', title: 'Apertium', leavesMachine: false };

/** A session of one capture that listens and translates from English to Spanish. */
export function sampleState(changes: Partial<SessionState> = {}): SessionState {
  return {
    sessionId: 'session-1',
    captures: [sampleCapture()],
    engines: {
      vad: { name: 'silero', model: 'v6', title: 'Silero VAD v6', leavesMachine: false },
      stt: { name: 'moonshine', model: 'tiny-en', title: 'Moonshine tiny (English)', leavesMachine: false },
      translator: APERTIUM,
      translators: [APERTIUM],
    },
    sourceLanguage: 'en',
    targetLanguages: ['es'],
    routes: [{ sourceLanguage: 'en', targetLanguage: 'es', engines: [APERTIUM], via: null, instead: null }],
    trouble: { recogniser: null, translator: null, storage: null },
    tile: null,
    ...changes,
  };
}

/** A recogniser that has not answered since `sinceMs`, whose sound is kept. */
export function sampleTrouble(changes: Partial<EngineTrouble> = {}): EngineTrouble {
  return {
    engine: { name: 'moonshine', model: 'tiny-en' },
    sinceMs: 1_000,
    code: 'timeout',
    message: 'moonshine has not answered for 2.5 s: is it overloaded, or hanging?',
    work: 'kept',
    ...changes,
  };
}
