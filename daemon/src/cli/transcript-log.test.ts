// Lines come out in the order of the sound, each with all that was asked for, whatever the order in which it arrives.
import { expect, test } from 'vitest';
import type { MeetingLanguages, SessionEvent } from '@subcam/shared';
import { readSessionEvent } from './session-event.ts';
import type { ReadEvent } from './session-event.ts';
import { openTranscriptLog } from './transcript-log.ts';
import type { TranscriptLine } from './transcript-log.ts';
import { jsonOf, textOf } from './transcript-writer.ts';

const engine = { name: 'test', model: 'test' };
const attribution = { participantId: null, displayName: null, speakerLabel: null, confidence: 0 };

/** Whole events as the daemon sends them: their types are the session's own. */
const final = (firstSample: number, text: string, language = 'en'): SessionEvent => ({
  type: 'final',
  atMs: 1,
  sessionId: 's',
  attribution,
  speechEndAtMs: 1,
  transcript: {
    captureId: 'c',
    firstSample,
    status: 'final',
    endSample: firstSample + 16_000,
    speechEndSample: firstSample + 8000,
    revision: 1,
    text,
    stableLength: text.length,
    language,
    confidence: null,
    engine,
  },
});
const translation = (firstSample: number, targetLanguage: string, status: 'partial' | 'final' = 'final'): SessionEvent => ({
  type: 'translation',
  atMs: 1,
  sessionId: 's',
  translation: {
    captureId: 'c',
    firstSample,
    status,
    revision: 1,
    sourceLanguage: 'en',
    targetLanguage,
    text: `${targetLanguage}${firstSample}`,
    stableLength: 0,
    confidence: null,
    engine,
  },
});
const failed = (firstSample: number, targetLanguage: string): SessionEvent => ({
  type: 'translation-failed',
  atMs: 1,
  sessionId: 's',
  firstSample,
  targetLanguage,
  message: 'too late',
});

function read(event: SessionEvent): ReadEvent {
  const known = readSessionEvent(JSON.parse(JSON.stringify(event)));
  if (known === null) throw new Error(`${event.type} is not read`);
  return known;
}

function opened(targets: readonly string[], more: Partial<MeetingLanguages> = {}) {
  const lines: TranscriptLine[] = [];
  const log = openTranscriptLog({ sourceLanguage: 'en', targetLanguages: targets, ...more }, (line) => lines.push(line));
  const record = (...events: SessionEvent[]): void => {
    for (const event of events) log.record(read(event));
  };
  return { lines, log, record };
}

test('without target languages a line comes out at once', () => {
  const { lines, record } = opened([]);
  record(final(0, 'one'));
  expect(lines).toMatchObject([{ firstSample: 0, text: 'one', translations: {} }]);
});

test('a line waits for all its translations, and no later line overtakes it', () => {
  const { lines, record } = opened(['es', 'fr']);
  record(final(0, 'one'), final(100, 'two'), translation(100, 'es'), translation(100, 'fr'), translation(0, 'es', 'partial'));
  expect(lines).toEqual([]);
  record(translation(0, 'fr'));
  expect(lines).toEqual([]);
  record(translation(0, 'es'));
  expect(lines.map((line) => [line.text, line.translations])).toEqual([
    ['one', { es: 'es0', fr: 'fr0' }],
    ['two', { es: 'es100', fr: 'fr100' }],
  ]);
});

test('a line waits for the languages that it is not in, whatever their regions', () => {
  const oneWay = opened(['en-GB', 'es']);
  oneWay.record(final(0, 'one'), translation(0, 'es'));
  expect(oneWay.lines).toMatchObject([{ translations: { es: 'es0' } }]);
  const twoWay = opened(['pt'], { twoWay: true });
  twoWay.record(final(0, 'one'), final(100, 'dois', 'pt'), translation(100, 'en'));
  expect(twoWay.lines).toEqual([]);
  twoWay.record(translation(0, 'pt'));
  expect(twoWay.lines.map((line) => [line.language, line.translations])).toEqual([
    ['en', { pt: 'pt0' }],
    ['pt', { en: 'en100' }],
  ]);
});

test('a translation that failed is no reason to wait, and is told', () => {
  const { lines, record } = opened(['es']);
  record(final(0, 'one'), failed(0, 'es'));
  expect(lines).toMatchObject([{ translations: {}, failures: { es: 'too late' } }]);
});

test('all is settled when the last translation is there, and what is left can be given out without it', async () => {
  const { lines, log, record } = opened(['es']);
  await log.settled();
  record(final(0, 'one'));
  let isSettled = false;
  const settled = log.settled().then(() => (isSettled = true));
  await Promise.resolve();
  expect(isSettled).toBe(false);
  record(translation(0, 'es'));
  await settled;
  record(final(100, 'two'));
  log.flush();
  expect(lines.map((line) => line.text)).toEqual(['one', 'two']);
});

test('events of other kinds are passed over, and a known kind of another shape is refused', () => {
  expect(readSessionEvent({ type: 'cue', update: {} })).toBeNull();
  expect(() => readSessionEvent({ type: 'final', transcript: { text: 'one' } })).toThrow();
  expect(() => readSessionEvent('final')).toThrow();
});

test('a line as text carries its translations below it, and as JSON its times in the file', () => {
  const { lines, record } = opened(['es']);
  record(final(16_000, 'one'), translation(16_000, 'es'));
  const [line] = lines;
  if (line === undefined) throw new Error('no line');
  expect(textOf(line)).toBe('one\n  es: es16000');
  expect(JSON.parse(jsonOf(line))).toEqual({
    startMs: 1000,
    endMs: 1500,
    firstSample: 16_000,
    language: 'en',
    text: 'one',
    translations: { es: 'es16000' },
  });
});
