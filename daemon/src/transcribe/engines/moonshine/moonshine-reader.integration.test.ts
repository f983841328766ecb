import { beforeAll, describe, expect, it } from 'vitest';
import type { SttWord } from '@subcam/shared';
import { defaultModelsDir } from '../../../models/index.ts';
import { speak, toFloat } from '../../../testing/spoken-text.ts';
import { moonshinePaths } from './moonshine-model.ts';
import { openMoonshineReader, type MoonshineReader } from './moonshine-reader.ts';

const tokensOf = (words: readonly SttWord[]): number[] => words.flatMap(({ tokens }) => tokens);
/** The models are quantized as they run, so that a close call over a capital or a comma may fall either way. */
const spoken = (words: readonly SttWord[]): string =>
  textOf(words)
    .toLowerCase()
    .replaceAll(/[^a-z ]/gu, '');
const textOf = (words: readonly SttWord[]): string => words.map(({ text }) => text).join(' ');

describe('a reading of Moonshine', () => {
  let reader: MoonshineReader;
  let samples: Float32Array;

  beforeAll(async () => {
    reader = await openMoonshineReader(moonshinePaths(defaultModelsDir(process.env)));
    samples = toFloat(await speak('Good morning everybody, the meeting begins at noon.'));
  });

  const read = (beginning: readonly SttWord[] = [], guess: readonly SttWord[] = []) =>
    reader.read({
      samples,
      beginning: beginning.flatMap(({ tokens, logProbability }) => tokens.map((id) => ({ id, logProbability }))),
      guess: tokensOf(guess),
    });

  it('tells its words, each with its probability and its tokens', async () => {
    const { words, averageLogProbability } = await read();
    expect(textOf(words)).toMatch(/^Good morning,? every ?body[,!.]? the meeting begins at noon\.$/u);
    for (const { logProbability, tokens } of words) {
      expect(logProbability).toBeLessThanOrEqual(0);
      expect(tokens.length).toBeGreaterThan(0);
    }
    expect(averageLogProbability).toBeGreaterThan(-0.5);
    expect(averageLogProbability).toBeLessThan(0);
  });

  it('begins with the words that it is given, also where it would have said others', async () => {
    const { words } = await read();
    const [first] = (await reader.read({ samples: toFloat(await speak('Bad evening.')), beginning: [], guess: [] })).words;
    if (first === undefined) throw new Error('Nothing was read.');
    const again = await read([{ ...first, logProbability: -20 }]);
    expect(again.words[0]?.text).toBe(first.text);
    expect(textOf(again.words)).toMatch(/every ?body[,!.]? the meeting begins at noon\.$/u);
    expect(again.words[0]?.logProbability).toBeLessThan(words[0]?.logProbability ?? 0);
  });

  it('is not the less sure of itself for a word that it is given and would not have said, which counts as it did when it was chosen', async () => {
    const [wrong] = (await reader.read({ samples: toFloat(await speak('Bad evening.')), beginning: [], guess: [] })).words;
    if (wrong === undefined) throw new Error('Nothing was read.');
    const [chosen, unlikely] = [await read([{ ...wrong, logProbability: -0.1 }]), await read([{ ...wrong, logProbability: -20 }])];
    expect(textOf(chosen.words)).toBe(textOf(unlikely.words));
    expect(chosen.words[0]?.logProbability).toBe(-0.1);
    expect(unlikely.words[0]?.logProbability).toBeLessThan(-2);
    expect(chosen.averageLogProbability ?? 0).toBeGreaterThan((unlikely.averageLogProbability ?? 0) + 0.1);
  });

  it.each([1, 2, 4, 7])('goes on with a new word after %i words that it is given', async (count) => {
    const given = (await read()).words.slice(0, count).map((word, index) => {
      // Without the mark that belongs to the last of them.
      const isMarked = index === count - 1 && /\p{P}$/u.test(word.text);
      return isMarked ? { ...word, text: word.text.slice(0, -1), tokens: word.tokens.slice(0, -1) } : word;
    });
    const again = await read(given);
    expect(again.words.slice(0, count).map(({ text }) => text)).toEqual(given.map(({ text }) => text));
  });

  it('has the same words with a guess that is right, partly right, or wrong, as without one', async () => {
    const { words } = await read();
    const wrong = (await reader.read({ samples: toFloat(await speak('We talk about money.')), beginning: [], guess: [] })).words;
    for (const guess of [words, words.slice(0, 3), [...words.slice(0, 3), ...wrong], wrong, [...words, ...wrong]])
      expect(spoken((await read([], guess)).words)).toBe(spoken(words));
    expect(spoken((await read(words.slice(0, 2), words.slice(2))).words)).toBe(spoken(words));
  });

  it('is never longer than the sound can hold', async () => {
    const second = samples.subarray(0, 16_000);
    const { words } = await reader.read({ samples: second, beginning: [], guess: [] });
    expect(tokensOf(words).length).toBeLessThanOrEqual(7);
  });

  it('says nothing of silence', async () => {
    expect((await reader.read({ samples: new Float32Array(32_000), beginning: [], guess: [] })).words).toEqual([]);
  });
});
