// The marks: whoever looks at the tile learns when it does not hear, does not reach the daemon, or has ended.
import { describe, expect, it } from 'vitest';
import { sampleCapture, sampleState, sampleTrouble } from '@subcam/shared/testing';
import { tileMarks } from './tile-marks.ts';
import type { CaptureStatus } from '../bus/extension-status.ts';

const WELL: Pick<CaptureStatus, 'phase' | 'captureId' | 'link' | 'sound' | 'session'> = {
  captureId: 'capture-1',
  phase: 'capturing',
  link: { phase: 'live', error: null, connectionEpoch: 1 },
  sound: { phase: 'sound', peakDbfs: -12 },
  session: sampleState(),
};

describe('tileMarks', () => {
  it('is listening only while frames with sound reach a daemon that says so too', () => {
    expect(tileMarks(WELL)).toEqual({
      status: 'listening',
      anotherLanguage: null,
      translation: 'ok',
      targetLanguages: ['es'],
      engine: 'moonshine · apertium',
    });
  });

  it.each([
    ['no-sound', { sound: { phase: 'none', peakDbfs: null } }],
    ['no-sound', { sound: { phase: 'silent', peakDbfs: null } }],
    ['no-sound', { session: sampleState({ captures: [sampleCapture({ status: 'no-sound' })] }) }],
    ['another-language', { session: sampleState({ captures: [sampleCapture({ anotherLanguage: true })] }) }],
    [
      'no-sound',
      { sound: { phase: 'silent', peakDbfs: null }, session: sampleState({ captures: [sampleCapture({ anotherLanguage: true })] }) },
    ],
    ['waiting', { link: { phase: 'connecting', error: null, connectionEpoch: 0 }, session: null }],
    ['reconnecting', { link: { phase: 'reconnecting', error: null, connectionEpoch: 3 } }],
    ['ended', { link: { phase: 'refused', error: null, connectionEpoch: 1 } }],
    ['ended', { phase: 'ending' }],
    ['ended', { phase: 'ended' }],
    ['ended', { session: sampleState({ captures: [sampleCapture({ status: 'ended' })] }) }],
  ] as const)('is %s with %j', (status, change) => {
    expect(tileMarks({ ...WELL, ...change }).status).toBe(status);
  });

  it('says that captions are delayed while the recogniser is in trouble, and interrupted when sound is left out, whatever is heard', () => {
    const troubled = (work: 'kept' | 'skipped') =>
      sampleState({ trouble: { recogniser: sampleTrouble({ work }), translator: null, storage: null } });
    expect(tileMarks({ ...WELL, session: troubled('kept') }).status).toBe('delayed');
    expect(tileMarks({ ...WELL, session: troubled('skipped'), sound: { phase: 'silent', peakDbfs: null } }).status).toBe('interrupted');
    expect(tileMarks({ ...WELL, session: troubled('kept'), link: { phase: 'reconnecting', error: null, connectionEpoch: 2 } }).status).toBe(
      'reconnecting',
    );
  });

  it('passes on which other language is spoken', () => {
    const session = sampleState({ captures: [sampleCapture({ anotherLanguage: true, anotherLanguageCode: 'ru' })] });
    expect(tileMarks({ ...WELL, session })).toMatchObject({ status: 'another-language', anotherLanguage: 'ru' });
  });

  it('passes on that translation fails', () => {
    expect(
      tileMarks({ ...WELL, session: sampleState({ trouble: { recogniser: null, translator: sampleTrouble(), storage: null } }) })
        .translation,
    ).toBe('failing');
  });
});
