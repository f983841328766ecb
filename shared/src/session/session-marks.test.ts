// What a tile says beside its cues, from what the daemon says of the session.
import { describe, expect, it } from 'vitest';
import { engineLabel, marksOfSession } from './session-marks.ts';
import { sampleCapture, sampleState, sampleTrouble } from '../testing/index.ts';
import type { CaptureState } from './session.ts';

describe('the marks of a session', () => {
  const withCaptures = (...captures: readonly Partial<CaptureState>[]) => sampleState({ captures: captures.map(sampleCapture) });

  it('are those of a tile that waits while nothing is known, and while nothing is captured', () => {
    expect(marksOfSession(null)).toEqual({
      status: 'waiting',
      anotherLanguage: null,
      translation: 'ok',
      targetLanguages: null,
      engine: '',
    });
    expect(marksOfSession(sampleState({ captures: [] })).status).toBe('waiting');
  });

  it('say what the only capture says, engines included', () => {
    expect(marksOfSession(sampleState())).toEqual({
      status: 'listening',
      anotherLanguage: null,
      translation: 'ok',
      targetLanguages: ['es'],
      engine: 'moonshine · apertium',
    });
    const untranslated = {
      ...withCaptures({ status: 'no-sound' }),
      targetLanguages: [],
      routes: [],
      engines: { ...sampleState().engines, translator: null },
    };
    expect(marksOfSession(untranslated)).toEqual({
      status: 'no-sound',
      anotherLanguage: null,
      translation: 'off',
      targetLanguages: [],
      engine: 'moonshine',
    });
  });

  it('say that translation is off where the only target is the language that is spoken, whatever its region', () => {
    const marks = (sourceLanguage: string, targetLanguages: readonly string[], twoWay?: boolean) => {
      const { translation, targetLanguages: into } = marksOfSession(sampleState({ sourceLanguage, targetLanguages, twoWay, routes: [] }));
      return [translation, into];
    };
    expect(marks('en', ['en-GB'])).toEqual(['off', ['en-GB']]);
    expect(marks('en', ['en-GB', 'es'])).toEqual(['ok', ['en-GB', 'es']]);
    expect(marks('auto', ['en'])).toEqual(['ok', ['en']]);
    expect(marks('en', ['pt'], true)).toEqual(['ok', ['en', 'pt']]);
  });

  it('of several captures listen while one is heard, and hide no translation that fails', () => {
    const session = withCaptures({ captureId: 'm', status: 'no-sound' }, {});
    const troubled = { ...session, trouble: { ...session.trouble, translator: sampleTrouble() } };
    expect(marksOfSession(troubled)).toMatchObject({ status: 'listening', anotherLanguage: null, translation: 'failing' });
  });

  it('say that another engine stands in for the best one, and that there is only the original when none works', () => {
    const [route] = sampleState().routes;
    if (route === undefined) throw new Error('The sample has a route.');
    const instead = { engines: ['bergamot'], sinceMs: 0, message: 'bergamot is away.' };
    const translation = (...changes: readonly Partial<typeof route>[]) =>
      marksOfSession(sampleState({ routes: changes.map((change) => ({ ...route, ...change })) })).translation;
    expect(translation({}, { instead })).toBe('substitute');
    expect(translation({ instead }, { engines: [], instead })).toBe('failing');
    expect(translation({})).toBe('ok');
  });

  it('are not held by a capture that has ended, until all have', () => {
    const ended = { captureId: 'm', status: 'ended' } as const;
    expect(marksOfSession(withCaptures(ended, { status: 'no-sound' })).status).toBe('no-sound');
    expect(marksOfSession(withCaptures(ended)).status).toBe('ended');
  });

  it('say that what is said is in another language, as long as it is heard and nothing is worse', () => {
    expect(marksOfSession(withCaptures({}, { captureId: 'm', anotherLanguage: true })).status).toBe('another-language');
    expect(marksOfSession(withCaptures({ anotherLanguage: true, anotherLanguageCode: 'ru' })).anotherLanguage).toBe('ru');
    expect(marksOfSession(withCaptures({ anotherLanguage: true })).anotherLanguage).toBeNull();
    expect(marksOfSession(withCaptures({ anotherLanguage: false })).status).toBe('listening');
    expect(marksOfSession(withCaptures({ status: 'no-sound', anotherLanguage: true })).status).toBe('no-sound');
    expect(marksOfSession(withCaptures({ captureId: 'm', status: 'ended', anotherLanguage: true }, {})).status).toBe('listening');
    const session = withCaptures({ anotherLanguage: true });
    expect(marksOfSession({ ...session, trouble: { ...session.trouble, recogniser: sampleTrouble() } }).status).toBe('delayed');
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
    expect(engineLabel(sampleState({ engines: { ...sampleState().engines, translator: null }, routes: [] }))).toBe('moonshine');
    expect(engineLabel(null)).toBe('');
    const { engines } = sampleState();
    const standIn = { engine: engines.stt, insteadOf: 'whisper', sinceMs: 0 };
    const trouble = { recogniser: sampleTrouble(), translator: null, storage: null };
    expect(marksOfSession(sampleState({ standIn, trouble })).status).toBe('backup');
    expect(marksOfSession(sampleState({ standIn: null, trouble })).status).toBe('delayed');
    const whisper = { ...engines.stt, name: 'whisper' };
    expect(engineLabel(sampleState({ engines: { ...engines, stt: whisper, sttPartials: engines.stt } }))).toBe(
      'whisper with moonshine · apertium',
    );
  });

  it('names both engines of a way through another language, that language, and each way once', () => {
    const [direct] = sampleState().routes;
    if (direct === undefined) throw new Error('The sample has a route.');
    const bergamot = { name: 'bergamot', model: 'en-pt', title: 'Bergamot', leavesMachine: false };
    const through = { ...direct, engines: [bergamot, ...direct.engines], via: 'pt' };
    expect(engineLabel(sampleState({ routes: [through] }))).toBe('moonshine · bergamot+apertium via Portuguese');
    expect(engineLabel(sampleState({ routes: [through, { ...direct, targetLanguage: 'pt', engines: [bergamot] }, through] }))).toBe(
      'moonshine · bergamot+apertium via Portuguese, bergamot',
    );
  });

  it('names both directions of a two-way session once where they take the same way, and apart where they do not', () => {
    const [direct] = sampleState().routes;
    if (direct === undefined) throw new Error('The sample has a route.');
    const bergamot = { name: 'bergamot', model: 'en-pt', title: 'Bergamot', leavesMachine: false };
    const there = { ...direct, engines: [bergamot, ...direct.engines], via: 'pt' };
    const back = { ...direct, sourceLanguage: 'es', targetLanguage: 'en', engines: [...direct.engines, bergamot], via: 'pt' };
    expect(engineLabel(sampleState({ routes: [there, back] }))).toBe('moonshine · bergamot+apertium via Portuguese');
    expect(engineLabel(sampleState({ routes: [there, { ...back, via: 'fr' }] }))).toBe(
      'moonshine · bergamot+apertium via Portuguese, apertium+bergamot via French',
    );
  });
});
