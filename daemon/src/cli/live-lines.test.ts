// What somebody sees who follows a session: sentences as lines, and at a terminal the words that are being said.
import { expect, it } from 'vitest';
import { createLiveLines } from './live-lines.ts';
import { recordingTerminal } from './testing/recording-terminal.ts';

const ana = { displayName: 'Ana', speakerLabel: 'SPEAKER_00', participantId: 'p1', confidence: 1 };

const AT_MS = new Date(2026, 10, 29, 14, 3, 5).getTime();

const STORY: readonly unknown[] = [
  { type: 'state', state: {} },
  { type: 'partial', transcript: { text: 'We live' } },
  { type: 'partial', transcript: { text: `We live in \u001B[31mthe old ${'very '.repeat(30)}house` } },
  { type: 'final', speechEndAtMs: AT_MS, transcript: { text: 'We live in the old house.' }, attribution: ana },
  { type: 'translation', translation: { status: 'provisional', targetLanguage: 'es', text: 'Vivimos' } },
  { type: 'translation', translation: { status: 'final', targetLanguage: 'es', text: 'Vivimos en la casa\nvieja.' } },
  { type: 'translation-failed', targetLanguage: 'pt', message: 'no model' },
  { type: 'gap', gap: { firstSample: 0, sampleCount: 24_000, reason: 'client-lost' } },
  { type: 'final', speechEndAtMs: AT_MS, transcript: { text: 'Good.' }, attribution: { ...ana, displayName: null, speakerLabel: null } },
];

function follow(isInteractive: boolean) {
  const terminal = recordingTerminal({}, isInteractive);
  const tell = createLiveLines(terminal);
  for (const event of STORY) tell(event);
  return terminal;
}

it('has a line for each sentence and each translation, and nothing of what is not said yet, where no person watches', () => {
  const { outLines, saidLines } = follow(false);
  expect(outLines).toEqual(['14:03:05  Ana: We live in the old house.', '          es: Vivimos en la casa vieja.', '14:03:05  Good.']);
  expect(saidLines).toEqual(['No translation into pt: no model', '1.5 s of sound are missing (client-lost).']);
});

it('shows at a terminal the last of what is just being said, without what would steer it, and takes it away for the sentence', () => {
  const { saidLines } = follow(true);
  const drawn = saidLines.filter((line) => line.startsWith('\r'));
  expect(drawn[0]).toBe('\r… We live');
  expect(drawn[1]).toMatch(/^\r… .{76}$/u);
  expect(drawn[1]).toContain('very house');
  expect(drawn[2]).toBe('\r');
  expect(drawn).toHaveLength(3);
});

it('says which event it can not read', () => {
  expect(() => createLiveLines(recordingTerminal())({ type: 'final', transcript: {} })).toThrow('speechEndAtMs');
});
