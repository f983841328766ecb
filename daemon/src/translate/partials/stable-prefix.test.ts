// What of a growing translation never changes, and how every later translation is made to begin with it.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { continuing, grownStable, SENTENCE_AGREEMENT, STABLE_UNITS } from './stable-prefix.ts';

/** Words that look alike, and signs that do not part: what agreement could take for another. */
const text = fc
  .array(fc.constantFrom('a', 'A', 'a,', 'b', 'b.', 'ab', '—', '5', '%', '世', '界', '。', 'ประ', 'é', 'e\u0301', '🙂', 'İ'), {
    maxLength: 9,
  })
  .chain((words) => fc.constantFrom(' ', '', '  ').map((gap) => words.join(gap)));

describe('sentences that are stable', () => {
  const growing = [
    'Bom',
    'Bom dia.',
    'Bom dia. Todos',
    'Bom dia. Todos podem',
    'Bom dia. Todos podem ver? ',
    'Bom dia. Todos podem ver? Sim',
    'Bom dia. Todos podem ver? Sim, vemos',
    'Bom dia. Todos podem ver? Sim, vemos isso.',
  ];
  const stableAt = (count: number): string => grownStable('', growing.slice(0, count), 'sentence');

  it('are those that several translations begin with, when each of these says something more', () => {
    expect(SENTENCE_AGREEMENT).toBe(3);
    expect([3, 4, 5, 7, 8].map(stableAt)).toEqual(['', '', 'Bom dia.', 'Bom dia.', 'Bom dia. Todos podem ver?']);
  });

  it.each([
    ['other case', 'bom dia. a'],
    ['other punctuation', 'Bom dia! a'],
    ['another word', 'Boa tarde. a'],
    ['no end', 'Bom dia a'],
  ])('are not those that one of the translations says with %s', (_what, other) => {
    const same = ['Bom dia. a', 'Bom dia. a', 'Bom dia. a'];
    expect(grownStable('', same, 'sentence')).toBe('Bom dia.');
    for (const index of same.keys()) expect(grownStable('', same.with(index, other), 'sentence')).toBe('');
  });

  it.each([
    ['quotation marks', 'Ela disse: “Não.” Depois', 'Ela disse: “Não.”'],
    ['scripts without spaces', '大家早上好。今天', '大家早上好。'],
    ['an ellipsis', 'Bem… talvez', 'Bem…'],
    ['a number, which is none', 'São 3.5 graus', ''],
    ['an address, which is none', 'Veja www.ubc.pt agora', ''],
  ])('end with %s', (_what, text, stable) => {
    expect(grownStable('', [text, text, text], 'sentence')).toBe(stable);
  });
});

describe('words that are stable', () => {
  it('are those that two translations in a row begin with', () => {
    expect(grownStable('', ['nos vemos'], 'word')).toBe('');
    expect(grownStable('', ['nos vemos a', 'nos vemos ao meio-dia'], 'word')).toBe('nos vemos');
    expect(grownStable('', ['大家早', '大家晚上'], 'word')).toBe('大家');
  });
});

it('is nothing before the final, by the final', () => {
  expect(grownStable('', ['Sim. a', 'Sim. a b', 'Sim. a b c', 'Sim. a b c d'], 'final')).toBe('');
});

describe.each(STABLE_UNITS)('what is stable by the %s', (unit) => {
  it('stays as it is when translations differ, or when none are there', () => {
    expect(grownStable('', [], unit)).toBe('');
    expect(grownStable('Sim. a', ['Sim. a b', 'Sim. a c', 'Sim. a'], unit)).toBe('Sim. a');
  });
});

describe('a translation that goes on from what is stable', () => {
  it.each([
    ['nothing stable', '', 'Bom dia.', 'Bom dia.'],
    ['the same beginning', 'Bom dia', 'Bom dia a todos.', 'Bom dia a todos.'],
    ['its end alone', 'Bom dia', 'Bom dia.', 'Bom dia.'],
    ['other case and punctuation', 'Bom dia', 'bom dia, a todos.', 'Bom dia, a todos.'],
    ['punctuation that is not there any more', 'Bom dia, a', 'Bom dia a todos.', 'Bom dia, a todos.'],
    ['another word in the middle', 'Ele foi para casa', 'Ele vai para casa amanhã.', 'Ele foi para casa amanhã.'],
    ['one word more', 'Ela disse que', 'Ela me disse que não.', 'Ela disse que não.'],
    ['one word less', 'Ela me disse que', 'Ela disse que não.', 'Ela me disse que não.'],
    ['a word that goes on', 'a casa', 'a casamento é amanhã', 'a casa é amanhã'],
    ['other words throughout', 'um dois', 'três quatro cinco', 'um dois cinco'],
    [
      'a sentence in other words',
      'Ele corre em seu computador.',
      'Ele é executado em seu próprio computador. Quanto custa?',
      'Ele corre em seu computador. Quanto custa?',
    ],
    ['a sentence that it does not say', 'Sim.', 'Quanto custa isso?', 'Sim. Quanto custa isso?'],
    ['a sentence that says much more: rather twice than not at all', 'Sim.', 'Sim, vemos isso. E agora?', 'Sim. Sim, vemos isso. E agora?'],
    ['less than is stable', 'um dois três', 'um', 'um dois três'],
    ['nothing', 'um dois', '', 'um dois'],
    ['no spaces', '大家早', '大家晚上好', '大家早上好'],
  ])('begins with it: %s', (...[, stable, given, made]) => {
    expect(continuing(stable, given)).toBe(made);
  });

  it('begins with it letter by letter, whatever both say, and is the same when it is made so twice', () => {
    fc.assert(
      fc.property(text, text, (stable, given) => {
        const made = continuing(stable, given);
        expect(made.startsWith(stable)).toBe(true);
        expect(continuing(stable, made)).toBe(made);
      }),
      { numRuns: 2_000 },
    );
  });

  it('loses no word of a translation that says the same', () => {
    fc.assert(
      fc.property(text, text, (stable, rest) => {
        const whole = `${stable} ${rest}`.trim();
        expect(continuing(stable, whole).replaceAll(' ', '')).toBe(whole.replaceAll(' ', ''));
      }),
    );
  });

  it('takes a bounded time for texts of any length', () => {
    const long = Array.from({ length: 20_000 }, (_, index) => `w${index % 7}`).join(' ');
    const startedAtMs = performance.now();
    expect(continuing('w1 w2 w3', long).startsWith('w1 w2 w3')).toBe(true);
    const sentences = 'a. '.repeat(40_000);
    expect(grownStable('', [`${sentences}b`, `${sentences}c`, `${sentences}d`], 'sentence')).toBe(sentences.trim());
    expect(grownStable('', [`${sentences}b`, `b${sentences}`, `${sentences}d`], 'sentence')).toBe('');
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
  });
});
