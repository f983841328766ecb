// What is said in the meetings of a bench, and what is looked for in it.
import { expect, it } from 'vitest';
import { saidTexts } from './said-texts.ts';

const texts = saidTexts(1);
const all = Array.from({ length: 3_000 }, (_, index) => texts.at(index));

it('is the same for the same seed, and another for another', () => {
  expect(saidTexts(1).at(42)).toEqual(texts.at(42));
  expect(saidTexts(2).at(42)).not.toEqual(texts.at(42));
  expect(saidTexts(1).queries(20, 3_000)).toEqual(texts.queries(20, 3_000));
});

it('has languages with and without white space, words that are common, and words that are rare', () => {
  expect([...new Set(all.map(({ language }) => language))].toSorted()).toEqual(['en', 'es', 'ja', 'ko', 'zh']);
  const words = all.flatMap(({ language, text }) => (language === 'en' ? text.replace('.', '').toLowerCase().split(' ') : []));
  const counts = [...Map.groupBy(words, (word) => word).values()].map(({ length }) => length).toSorted((a, b) => b - a);
  expect(counts[0]).toBeGreaterThan(words.length / 50);
  expect(counts.filter((count) => count === 1).length).toBeGreaterThan(1_000);
});

it('phrases, and parts of words without white space, are looked for as they were said; accents are left out', () => {
  const said = new Set(all.map(({ text }) => text.toLowerCase()));
  const isSaid = (part: string): boolean => [...said].some((text) => text.includes(part));
  const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  for (const { kind, text } of texts.queries(70, 3_000)) {
    if (kind === 'phrase') expect([text, isSaid(text.replaceAll('"', '').toLowerCase())]).toEqual([text, true]);
    if (kind === 'chinese' || kind === 'japanese' || kind === 'korean') expect([text, isSaid(text)]).toEqual([text, true]);
    if (kind === 'accent') expect(all.some((one) => folded(one.text).includes(folded(text)))).toBe(true);
  }
});
