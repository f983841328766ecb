// What a tile says beside its cues, from what the daemon says of the session.
import { describe, expect, it } from 'vitest';
import { engineLabel, marksOfSession } from './session-marks.ts';
import type { SessionState } from './session.ts';

const engine = (name: string) => ({ name, model: 'test' });

function stateOf(over: Partial<SessionState> = {}): SessionState {
  return {
    sessionId: 's',
    captureId: 'c',
    status: 'listening',
    engines: { vad: engine('silero'), stt: engine('moonshine'), translator: engine('apertium') },
    sourceLanguage: 'en',
    targetLanguages: ['es'],
    translation: 'ok',
    receivedThrough: 0,
    committedThrough: 0,
    ackedThrough: 0,
    captureToDaemonMs: { n: 0, p50: null, p95: null },
    tile: null,
    ...over,
  };
}

describe('the marks of a session', () => {
  it('are those of a tile that waits while nothing is known', () => {
    expect(marksOfSession([])).toEqual({ status: 'waiting', translation: 'ok', engine: '' });
  });

  it('say what the only capture says, engines included', () => {
    expect(marksOfSession([stateOf()])).toEqual({ status: 'listening', translation: 'ok', engine: 'moonshine · apertium' });
    const untranslated = stateOf({ status: 'no-sound', translation: 'off', engines: { ...stateOf().engines, translator: null } });
    expect(marksOfSession([untranslated])).toEqual({ status: 'no-sound', translation: 'off', engine: 'moonshine' });
  });

  it('of several captures listen while one is heard, and hide no translation that fails', () => {
    const microphone = stateOf({ captureId: 'm', status: 'no-sound', translation: 'failing' });
    expect(marksOfSession([microphone, stateOf()])).toMatchObject({ status: 'listening', translation: 'failing' });
  });

  it('are not held by a capture that has ended, until all have', () => {
    const ended = stateOf({ captureId: 'm', status: 'ended', translation: 'failing' });
    expect(marksOfSession([ended, stateOf({ status: 'no-sound' })])).toMatchObject({ status: 'no-sound', translation: 'ok' });
    expect(marksOfSession([ended])).toMatchObject({ status: 'ended', translation: 'failing' });
  });
});

describe('the label of the engines', () => {
  it('names the translator only where there is one, and is empty while nothing is known', () => {
    expect(engineLabel(stateOf())).toBe('moonshine · apertium');
    expect(engineLabel(stateOf({ engines: { ...stateOf().engines, translator: null } }))).toBe('moonshine');
    expect(engineLabel(null)).toBe('');
  });
});
