// Caption files, read back by another implementation.
import * as mediaCaptions from 'media-captions';
import { describe, expect, it } from 'vitest';
import { toSrt } from './srt.ts';
import type { SubtitleLine } from './subtitle-lines.ts';
import { toWebVtt } from './web-vtt.ts';

interface Node {
  readonly type: string;
  readonly data?: string;
  readonly children?: readonly Node[];
}

interface ReadCue {
  readonly startTime: number;
  readonly endTime: number;
  readonly text: string;
}

/** What is used of the reader: its own declarations can't be followed under Node's rules of resolution. */
const { parseText, tokenizeVTTCue } = mediaCaptions as unknown as {
  parseText: (
    text: string,
    options: { type: 'vtt' | 'srt'; strict: boolean },
  ) => Promise<{ cues: readonly ReadCue[]; errors: readonly Error[] }>;
  tokenizeVTTCue: (cue: ReadCue) => readonly Node[];
};

const line = (startMs: number, endMs: number, more: Partial<SubtitleLine> = {}): SubtitleLine => ({
  firstSample: startMs * 16,
  speechEndSample: endMs * 16,
  text: 'Good morning.',
  language: 'en',
  translations: { es: 'Buenos días.' },
  ...more,
});

const textOf = (nodes: readonly Node[]): string => nodes.map(({ data, children }) => data ?? textOf(children ?? [])).join('');

async function read(text: string, type: 'vtt' | 'srt'): Promise<readonly ReadCue[]> {
  const { cues, errors } = await parseText(text, { type, strict: false });
  expect(errors).toEqual([]);
  return cues.map((cue) => ({ startTime: cue.startTime, endTime: cue.endTime, text: textOf(tokenizeVTTCue(cue)) }));
}

describe.each([
  ['vtt', toWebVtt],
  ['srt', toSrt],
] as const)('a .%s file', (type, write) => {
  it('shows the original and below it the translation', async () => {
    expect(await read(write([line(1_000, 4_000)], ['es']), type)).toEqual([
      { startTime: 1, endTime: 4, text: 'Good morning.\nBuenos días.' },
    ]);
  });

  it('marks a line that would run the other way by its first letter, and no other', async () => {
    const translations = { ar: 'WhatsApp مفيد (حقا).', he: 'שלום \u200eC++\u200e.', es: 'Hola.' };
    const [cue] = await read(write([line(0, 9_000, { text: 'שלום means peace.', translations })], ['ar', 'he', 'es']), type);
    expect(cue?.text.split('\n')).toEqual(['\u200Eשלום means peace.', '\u200FWhatsApp مفيد (حقا).', 'שלום \u200eC++\u200e.', 'Hola.']);
  });

  it('shows the wanted languages in the order in which they are wanted, and leaves out what is missing', async () => {
    const [cue] = await read(write([line(0, 9_000, { translations: { es: 'Hola.', fr: 'Bonjour.' } })], ['fr', 'de', 'es']), type);
    expect(cue?.text).toBe('Good morning.\nBonjour.\nHola.');
  });

  it('shows each line of a two-way session with the other language', async () => {
    const portuguese = { text: 'Até logo.', language: 'pt', translations: { en: 'See you later.' } };
    const lines = [line(0, 3_000, { translations: { pt: 'Bom dia.' } }), line(4_000, 7_000, portuguese)];
    expect((await read(write(lines, ['en', 'pt']), type)).map(({ text }) => text)).toEqual([
      'Good morning.\nBom dia.',
      'Até logo.\nSee you later.',
    ]);
  });

  it('trims an end that reaches over the next beginning', async () => {
    const cues = await read(write([line(0, 5_000), line(3_000, 6_000)], []), type);
    expect(cues.map(({ startTime, endTime }) => [startTime, endTime])).toEqual([
      [0, 3],
      [3, 6],
    ]);
  });

  it('leaves short words long enough to be read, when nothing follows', async () => {
    const [cue] = await read(write([line(0, 100, { text: 'Yes.', translations: {} })], []), type);
    expect(cue?.endTime).toBeCloseTo(5 / 6, 2);
  });

  it('shows nothing shorter than anybody sees, where people speak at once; what waits for that is never much later than its speech', async () => {
    const long = { text: 'Shall we begin with the annual report, or with the other points and questions that came up?', translations: {} };
    const cues = await read(write([line(1_000, 4_000, long), line(1_500, 4_000), line(5_000, 5_400), line(5_400, 7_000)], []), type);
    expect(cues).toHaveLength(5);
    for (const { startTime, endTime } of cues) expect(endTime - startTime).toBeGreaterThan(0.83);
    expect(cues.map(({ startTime }) => startTime)).toEqual([1, 1.834, 2.668, 5, 5.834]);
    const many = Array.from({ length: 40 }, (_, index) => line(index * 100, index * 100 + 90));
    const crowded = await read(write(many, []), type);
    for (const [index, { startTime, endTime }] of crowded.entries()) {
      expect(startTime - index * 0.1).toBeLessThan(3);
      expect(endTime).toBeGreaterThan(startTime);
      expect(startTime).toBeGreaterThanOrEqual(crowded[index - 1]?.endTime ?? 0);
    }
  });

  it('is in the order of time with ends after beginnings, also for lines that begin together', async () => {
    const cues = await read(write([line(2_000, 3_000), line(0, 1_000), line(0, 1_000)], []), type);
    expect(cues).toHaveLength(3);
    for (const [index, cue] of cues.entries()) {
      expect(cue.endTime).toBeGreaterThan(cue.startTime);
      expect(cue.startTime).toBeGreaterThanOrEqual(cues[index - 1]?.endTime ?? 0);
    }
  });

  it('writes hours, also more than 99', () => {
    const separator = type === 'vtt' ? '.' : ',';
    expect(write([line(3_600_000, 3_605_000)], [])).toContain(`01:00:00${separator}000 --> 01:00:05${separator}000`);
    expect(write([line(360_000_000, 360_005_000)], [])).toContain(`100:00:00${separator}000`);
  });

  it('is not broken by line breaks, blank lines or arrows in the words', async () => {
    const cues = await read(
      write([line(0, 9_000, { text: 'a\n\nb\r\n00:01 --> 00:02', translations: {} }), line(10_000, 12_000)], []),
      type,
    );
    expect(cues).toHaveLength(2);
    expect(cues[0]?.text).toMatch(/^a b 00:01 (-->|→) 00:02$/u);
  });

  it('leaves out lines without words', async () => {
    expect(await read(write([line(0, 1_000, { text: ' ', translations: {} }), line(2_000, 5_000)], []), type)).toHaveLength(1);
  });
});

describe('a WebVTT file', () => {
  it('is a file also without lines', () => {
    expect(toWebVtt([], ['es'])).toBe('WEBVTT\n');
  });

  it('says who speaks and in which language, with every sign of the words escaped', async () => {
    const text = toWebVtt(
      [line(0, 5_000, { text: 'a < b && c > d', speakerName: 'Anna <R&D>', translations: { es: '<i>x</i>' } })],
      ['es'],
    );
    expect(text).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:05.000\n<v Anna &lt;R&amp;D&gt;>a &lt; b &amp;&amp; c &gt; d\n<lang es>&lt;i&gt;x&lt;/i&gt;</lang></v>\n',
    );
    const [cue] = await read(text, 'vtt');
    expect(cue?.text).toBe('a < b && c > d\n<i>x</i>');
  });
});

describe('a WebVTT file of several languages', () => {
  it('says of each original which one it is in', () => {
    const lines = [line(0, 3_000, { translations: {} }), line(4_000, 7_000, { text: 'Até logo.', language: 'pt', translations: {} })];
    expect(toWebVtt(lines, [])).toMatch(/<lang en>Good morning\.<\/lang>[^]*<lang pt>Até logo\.<\/lang>/u);
    expect(toWebVtt([line(0, 3_000), line(4_000, 7_000, { language: 'en-GB' })], [])).not.toContain('<lang');
  });
});

describe('a SubRip file', () => {
  it('numbers its cues from 1 and puts the name before the words', () => {
    expect(toSrt([line(0, 2_000, { speakerName: 'Anna' }), line(3_000, 5_000)], ['es'])).toBe(
      '1\n00:00:00,000 --> 00:00:02,000\nAnna: Good morning.\nBuenos días.\n\n2\n00:00:03,000 --> 00:00:05,000\nGood morning.\nBuenos días.\n',
    );
  });

  it('has nothing that a player takes for a tag', () => {
    expect(toSrt([line(0, 2_000, { text: '<b>x</b>', translations: {} })], [])).toContain('‹b›x‹/b›');
  });
});

describe('an .srt file', () => {
  it('lays a named line out by the words, not by the name before them', () => {
    const text = toSrt([line(0, 2_000, { text: 'שלום לכולם.', language: 'he', speakerName: 'Ana', translations: {} })], []);
    expect(text.split('\n')[2]).toBe('\u200FAna: שלום לכולם.');
  });
});
