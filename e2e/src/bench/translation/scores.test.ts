// The scorers beside what sacreBLEU 2 gives for the same lines.
import { describe, expect, it } from 'vitest';
import { bleu, tokens13a } from './bleu.ts';
import { chrf2 } from './chrf.ts';

const GIVEN = [
  'A casa perto do rio é vermelha.',
  'Vamos começar com o plano de lançamento?',
  'Desculpe, eu estava em mudo.',
  'Custa 1,5 euro - ou 10-12 dólares (mais ou menos).',
];
const WANTED = [
  'A casa perto do rio é vermelha.',
  'Começamos com o plano de lançamento?',
  'Desculpem, eu estava no mudo.',
  'Custa 1,5 euros, ou de 10 a 12 dólares, mais ou menos.',
];

const firstTwo = [GIVEN.slice(0, 2), WANTED.slice(0, 2)] as const;

describe('the scores of translations', () => {
  it.each([
    ['four lines', GIVEN, WANTED, 76.83],
    ['one line', GIVEN.slice(2, 3), WANTED.slice(2, 3), 65.0],
    ['two lines', ...firstTwo, 92.39],
    ['nothing in common', ['xyz'], ['abc'], 0],
    ['the same', WANTED, WANTED, 100],
    ['letters of another script', ['猫が好き'], ['犬が好き'], 47.92],
  ])('chrF2 of %s', (...[, hypotheses, references, score]) => {
    expect(chrf2(hypotheses, references)).toBeCloseTo(score, 1);
  });

  it.each([
    ['four lines', GIVEN, WANTED, 47.86],
    ['one line', GIVEN.slice(2, 3), WANTED.slice(2, 3), 30.74],
    ['two lines', ...firstTwo, 84.09],
    ['nothing of four words in a row', ['a b c d e x'], ['a b q d e f'], 22.96],
    ['a line that is too short', ['a b c d'], ['a b c d e f'], 60.65],
    ['the same', WANTED, WANTED, 100],
  ])('BLEU of %s', (...[, hypotheses, references, score]) => {
    expect(bleu(hypotheses, references)).toBeCloseTo(score, 1);
  });

  it('parts signs from words, but not within numbers', () => {
    expect(tokens13a('Custa 1,5 euro (ou 10-12 &quot;dólares&quot;).')).toEqual([
      'Custa',
      '1,5',
      'euro',
      '(',
      'ou',
      '10',
      '-',
      '12',
      '"',
      'dólares',
      '"',
      ')',
      '.',
    ]);
  });

  it('refuses lists of different lengths, and empty ones', () => {
    expect(() => chrf2(['a'], [])).toThrow(RangeError);
    expect(() => bleu([], [])).toThrow(RangeError);
  });
});
