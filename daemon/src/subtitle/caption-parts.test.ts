// Finals of any length and script as captions: two lines of 42 columns a language, no word lost, one caption at a time.
import { columnsOf } from '@subcam/shared/paint';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captionParts } from './caption-parts.ts';
import { toSrt } from './srt.ts';
import { timedTexts, type SubtitleLine } from './subtitle-lines.ts';
import { toWebVtt } from './web-vtt.ts';

const LONG =
  'When we started this project two years ago, nobody in the company believed that a small team could finish the whole migration without ' +
  'stopping the old system. And yet here we are, with every customer moved to the new platform.';
const LONG_ES =
  'Cuando empezamos este proyecto hace dos años, nadie en la empresa creía que un equipo pequeño pudiera terminar toda la migración sin detener ' +
  'el sistema antiguo. Y sin embargo aquí estamos, con todos los clientes trasladados a la nueva plataforma.';

const line = (startMs: number, endMs: number, more: Partial<SubtitleLine> = {}): SubtitleLine => ({
  firstSample: startMs * 16,
  speechEndSample: endMs * 16,
  text: LONG,
  language: 'en',
  translations: {},
  ...more,
});

/** The text of one language in every caption, one after the other. */
const textOf = (parts: ReturnType<typeof captionParts>, language: number): string =>
  parts
    .map((part) => (part[language] ?? []).join(' '))
    .filter((text) => text !== '')
    .join(' ');

const inLimits = (parts: ReturnType<typeof captionParts>): boolean =>
  parts.every((part) => part.every((lines) => lines.length <= 2 && lines.every((text) => text !== '' && columnsOf(text) <= 42)));

describe('captions of one final', () => {
  it('are one line where one is enough', () => {
    expect(captionParts(['Good morning.', 'Buenos días.'])).toEqual([[['Good morning.'], ['Buenos días.']]]);
  });

  it('are two lines, divided at sense, where one is too short', () => {
    expect(captionParts(['We have moved every customer, and nobody noticed it.'])).toEqual([
      [['We have moved every customer,', 'and nobody noticed it.']],
    ]);
  });

  it('follow one another where two lines are too short, and a caption ends with a sentence where it can', () => {
    const parts = captionParts([LONG, LONG_ES]);
    expect(inLimits(parts)).toBe(true);
    expect(textOf(parts, 0)).toBe(LONG);
    expect(textOf(parts, 1)).toBe(LONG_ES);
    expect(parts.every((part) => part.every((lines) => lines.length > 0))).toBe(true);
    expect(parts.map(([original]) => (original ?? []).join(' ')).some((text) => text.endsWith('old system.'))).toBe(true);
  });

  it('have a translation divided as the original is, also where one of them is much longer', () => {
    for (const texts of [
      [LONG, 'Sí, claro: ya lo tenemos todo.'],
      ['Yes, of course: we have all of it.', LONG_ES],
    ]) {
      const parts = captionParts(texts);
      expect(inLimits(parts)).toBe(true);
      expect(parts.length).toBeGreaterThan(2);
      expect(textOf(parts, 0)).toBe(texts[0]);
      expect(textOf(parts, 1)).toBe(texts[1]);
    }
  });

  it('count wide letters as two columns', () => {
    const text = '我们两年前开始这个项目的时候，公司里没有人相信一个小团队能够在不停止旧系统的情况下完成整个迁移工作。但是我们做到了。';
    const parts = captionParts([text]);
    expect(inLimits(parts)).toBe(true);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.flatMap(([original]) => original ?? []).join('')).toBe(text);
  });

  it('divide a word that is wider than a caption, and nothing else', () => {
    const word = 'https://example.com/'.repeat(8);
    const parts = captionParts([`see ${word} there`]);
    expect(inLimits(parts)).toBe(true);
    expect(
      parts
        .flatMap(([original]) => original ?? [])
        .join('')
        .replaceAll(' ', ''),
    ).toBe(`see${word}there`);
  });

  it('hold every word once and in order, in at most two lines of 42, whatever was said in however many languages', () => {
    const word = fc.oneof(
      fc.stringMatching(/^[a-záéß]{1,12}[.,?!]?$/u),
      fc.stringMatching(/^[a-z]{40,99}$/u),
      fc.stringMatching(/^[一-十]{1,30}[。，]?$/u),
      fc.stringMatching(/^[א-ת]{1,9}$/u),
    );
    const text = fc.array(word, { minLength: 1, maxLength: 60 }).map((words) => words.join(' '));
    const lead = fc.constantFrom('', 'Anna: ', 'Maximiliana Bergmann: ');
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), lead, (texts, before) => {
        const parts = captionParts(texts, before);
        expect(inLimits(parts)).toBe(true);
        for (const [language, whole] of texts.entries()) {
          const shown = parts
            .map((part) => (part[language] ?? []).join(' '))
            .map((part) => (language === 0 ? part.replace(before.trim(), '') : part));
          expect(shown.join('').replaceAll(' ', '')).toBe(whole.replaceAll(' ', ''));
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('captions in a file', () => {
  const two = [
    line(1_000, 13_000, { translations: { es: LONG_ES } }),
    line(13_000, 14_000, { text: 'Thank you.', translations: { es: 'Gracias.' } }),
  ];

  it('of a final of 12 s follow one another within its speech, at the pace of its letters, and end before the next', () => {
    const captions = timedTexts(two, ['es']);
    expect(captions.length).toBeGreaterThan(3);
    expect(captions[0]?.startMs).toBe(1_000);
    for (const [index, { startMs, endMs }] of captions.entries()) {
      expect(endMs).toBeGreaterThan(startMs);
      expect(startMs).toBe(captions[index - 1]?.endMs ?? 1_000);
    }
    const inSpeech = captions.slice(0, -1);
    expect(inSpeech.at(-1)?.endMs).toBe(13_000);
    let letters = 0;
    const all = inSpeech.reduce((sum, { texts }) => sum + (texts[0]?.lines ?? []).join(' ').length, 0);
    for (const { startMs, texts } of inSpeech) {
      expect(Math.abs(startMs - 1_000 - (12_000 * letters) / all)).toBeLessThan(2);
      letters += (texts[0]?.lines ?? []).join(' ').length;
    }
  });

  it('stay one at a time, in order, and longer than nothing, where finals begin together or in one another', () => {
    const moment = fc.integer({ min: 0, max: 20_000 });
    const final = fc.tuple(moment, fc.integer({ min: 0, max: 12_000 }), fc.constantFrom(LONG, 'Yes.', LONG_ES));
    fc.assert(
      fc.property(fc.array(final, { maxLength: 6 }), (finals) => {
        const captions = timedTexts(
          finals.map(([startMs, lengthMs, text]) => line(startMs, startMs + lengthMs, { text })),
          [],
        );
        for (const [index, { startMs, endMs }] of captions.entries()) {
          expect(endMs).toBeGreaterThan(startMs);
          expect(startMs).toBeGreaterThanOrEqual(captions[index - 1]?.endMs ?? 0);
        }
      }),
    );
  });

  it('name who speaks in each caption, in SubRip within the columns of the line', () => {
    const named = two.map((one) => ({ ...one, speakerName: 'Maximiliana Charlotte Bergmann-Lindqvist' }));
    const payloads = toSrt(named, ['es'])
      .trim()
      .split('\n\n')
      .map((cue) => cue.split('\n').slice(2));
    expect(payloads.length).toBeGreaterThan(4);
    for (const rows of payloads) {
      expect(rows[0]).toMatch(/^Maximiliana Charlot…: /u);
      expect(rows.length).toBeLessThanOrEqual(4);
      for (const row of rows) expect(columnsOf(row)).toBeLessThanOrEqual(42);
    }
    const vtt = toWebVtt(named, ['es']);
    expect(vtt.match(/<v Maximiliana Charlotte Bergmann-Lindqvist>/gu)).toHaveLength(timedTexts(named, ['es']).length);
    for (const row of vtt.replaceAll(/<[^>]*>/gu, '').split('\n')) expect(columnsOf(row)).toBeLessThanOrEqual(42);
  });
});
