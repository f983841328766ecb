// What a tile says beside its cues, from what the daemon says of the session.
import { describe, expect, it } from 'vitest';
import { engineLabel, marksOfSession } from './session-marks.ts';
import { sampleState } from '../testing/index.ts';

describe('the marks of a session', () => {
  it('are those of a tile that waits while nothing is known', () => {
    expect(marksOfSession([])).toEqual({ status: 'waiting', translation: 'ok', engine: '' });
  });

  it('say what the only capture says, engines included', () => {
    expect(marksOfSession([sampleState()])).toEqual({ status: 'listening', translation: 'ok', engine: 'moonshine · apertium' });
    const untranslated = sampleState({ status: 'no-sound', translation: 'off', engines: { ...sampleState().engines, translator: null } });
    expect(marksOfSession([untranslated])).toEqual({ status: 'no-sound', translation: 'off', engine: 'moonshine' });
  });

  it('of several captures listen while one is heard, and hide no translation that fails', () => {
    const microphone = sampleState({ captureId: 'm', status: 'no-sound', translation: 'failing' });
    expect(marksOfSession([microphone, sampleState()])).toMatchObject({ status: 'listening', translation: 'failing' });
  });

  it('are not held by a capture that has ended, until all have', () => {
    const ended = sampleState({ captureId: 'm', status: 'ended', translation: 'failing' });
    expect(marksOfSession([ended, sampleState({ status: 'no-sound' })])).toMatchObject({ status: 'no-sound', translation: 'ok' });
    expect(marksOfSession([ended])).toMatchObject({ status: 'ended', translation: 'failing' });
  });
});

describe('the label of the engines', () => {
  it('names the translator only where there is one, and is empty while nothing is known', () => {
    expect(engineLabel(sampleState())).toBe('moonshine · apertium');
    expect(engineLabel(sampleState({ engines: { ...sampleState().engines, translator: null } }))).toBe('moonshine');
    expect(engineLabel(null)).toBe('');
  });
});
