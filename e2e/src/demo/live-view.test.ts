import { expect, it } from 'vitest';
import type { SessionEvent } from '@subcam/shared';
import { openLiveView } from './live-view.ts';

const final: SessionEvent = {
  sessionId: 's',
  type: 'final',
  atMs: 1400,
  speechEndAtMs: 1000,
  attribution: { participantId: 'p', displayName: 'Diego', speakerLabel: 'SPEAKER_00', confidence: 1 },
  transcript: {
    captureId: 'cap',
    firstSample: 0,
    status: 'final',
    endSample: 16_000,
    speechEndSample: 16_000,
    revision: 1,
    text: 'Buenos días.',
    stableLength: 12,
    language: 'es',
    confidence: null,
    engine: { name: 'whisper', model: 'base' },
  },
};

it('the live view has the language beside each utterance where several are spoken', () => {
  const shown = (tellsLanguages: boolean): string => {
    let written = '';
    const out = {
      write: (text: string) => {
        written += text;
      },
    };
    openLiveView({ out, silent: false, nowMs: () => 0, tellsLanguages }).event(final);
    return written;
  };
  expect(shown(true)).toBe('Diego (es): Buenos días.  (400 ms after speech)\n');
  expect(shown(false)).toBe('Diego: Buenos días.  (400 ms after speech)\n');
});
