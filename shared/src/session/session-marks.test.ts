// What a tile says beside its cues, from what the daemon says of the session.
import { describe, expect, it } from 'vitest';
import { engineLabel, marksOfSession } from './session-marks.ts';
import { sampleCapture, sampleState, sampleTrouble } from '../testing/index.ts';
import type { CaptureState } from './session.ts';

describe('the marks of a session', () => {
  const withCaptures = (...captures: readonly Partial<CaptureState>[]) => sampleState({ captures: captures.map(sampleCapture) });

  it('are those of a tile that waits while nothing is known, and while nothing is captured', () => {
    expect(marksOfSession(null)).toEqual({ status: 'waiting', translation: 'ok', engine: '' });
    expect(marksOfSession(sampleState({ captures: [] })).status).toBe('waiting');
  });

  it('say what the only capture says, engines included', () => {
    expect(marksOfSession(sampleState())).toEqual({ status: 'listening', translation: 'ok', engine: 'moonshine · apertium' });
    const untranslated = {
      ...withCaptures({ status: 'no-sound' }),
      targetLanguages: [],
      engines: { ...sampleState().engines, translator: null },
    };
    expect(marksOfSession(untranslated)).toEqual({ status: 'no-sound', translation: 'off', engine: 'moonshine' });
  });

  it('of several captures listen while one is heard, and hide no translation that fails', () => {
    const session = withCaptures({ captureId: 'm', status: 'no-sound' }, {});
    const troubled = { ...session, trouble: { ...session.trouble, translator: sampleTrouble() } };
    expect(marksOfSession(troubled)).toMatchObject({ status: 'listening', translation: 'failing' });
  });

  it('are not held by a capture that has ended, until all have', () => {
    const ended = { captureId: 'm', status: 'ended' } as const;
    expect(marksOfSession(withCaptures(ended, { status: 'no-sound' })).status).toBe('no-sound');
    expect(marksOfSession(withCaptures(ended)).status).toBe('ended');
  });

  it('say that captions come late while the recogniser is away, and that they are interrupted when its sound is left out', () => {
    const troubled = (work: 'kept' | 'skipped') =>
      sampleState({ trouble: { recogniser: sampleTrouble({ work }), translator: null, storage: null } });
    expect(marksOfSession(troubled('kept')).status).toBe('delayed');
    expect(marksOfSession(troubled('skipped')).status).toBe('interrupted');
  });

  it('say the same of a store that does not take what is said, and of two troubles the worse', () => {
    const [kept, skipped] = [sampleTrouble(), sampleTrouble({ work: 'skipped' })];
    const status = (trouble: { storage: typeof kept; recogniser: typeof kept | null }) =>
      marksOfSession(sampleState({ trouble: { translator: null, ...trouble } })).status;
    expect(status({ storage: kept, recogniser: null })).toBe('delayed');
    expect(status({ storage: skipped, recogniser: null })).toBe('interrupted');
    expect(status({ storage: skipped, recogniser: kept })).toBe('interrupted');
    expect(status({ storage: kept, recogniser: skipped })).toBe('interrupted');
  });
});

describe('the label of the engines', () => {
  it('names the translator only where there is one, and is empty while nothing is known', () => {
    expect(engineLabel(sampleState())).toBe('moonshine · apertium');
    expect(engineLabel(sampleState({ engines: { ...sampleState().engines, translator: null } }))).toBe('moonshine');
    expect(engineLabel(null)).toBe('');
  });
});
