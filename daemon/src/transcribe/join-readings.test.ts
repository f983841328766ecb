import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinReadings, splitReading, type SharedSound } from './join-readings.ts';
import { lettersOf, spokenInOne, spokenUnitsOf } from './spoken-units.ts';

const lettersIn = (text: string): number => lettersOf(spokenUnitsOf(text));
const estimated = (letters: number): SharedSound => ({ letters, isMeasured: false });
const measured = (text: string): SharedSound => ({ letters: lettersIn(text), isMeasured: true });

/** Of a first reading `told|held` and a second one: all that is told in the end. */
function whole(first: string, second: string, shared: SharedSound): string {
  const [told = '', held = ''] = first.split('|');
  return spokenInOne(told, joinReadings({ text: told + held, committedLength: told.length }, second, shared).text);
}

describe('two readings that share a stretch of sound', () => {
  it.each([
    ['halves a word at both ends', 'So we moved |all of it to the new plat', 'it to the new platform, which is ready.'],
    [
      'halves a word at the beginning of the second',
      'So we moved |all of it to the new platform',
      'vit to the new platform, which is ready.',
    ],
    ['is read with other case and punctuation', 'So we moved |all of it, to the new.', 'Of it to The new platform, which is ready.'],
    ['differs in a word before the place', 'So we moved |all of it to the new plat', 'oven to the new platform, which is ready.'],
    [
      'was told already up to the place and further',
      'So we moved all of it to the new| plat form',
      'it to the new platform, which is ready.',
    ],
    ['was told before all of it', 'So we |moved all of it to the new platform', 'to the new platform, which is ready.'],
  ])('say each word once where the sound %s', (_how, first, second) => {
    expect(whole(first, second, estimated(16)).toLowerCase().replace('it,', 'it')).toBe(
      'so we moved all of it to the new platform, which is ready.',
    );
  });

  it('keep what both heard alone: nothing is lost where they do not agree', () => {
    expect(whole('We |met in spring', 'other words altogether', estimated(20))).toBe('We met in spring other words altogether');
    const others = 'other the words in altogether at nothing';
    expect(whole('We |met the people in springtime at home', others, estimated(20))).toBe(
      `We met the people in springtime at home ${others}`,
    );
    expect(whole('We |met in spring', '', estimated(20))).toBe('We met in spring');
    expect(whole('We |met in spring', '…', estimated(20))).toBe('We met in spring …');
  });

  it('keep a word that the first heard at its end and the second did not', () => {
    expect(whole('We will talk |again next week okay', 'again next week', estimated(16))).toBe('We will talk again next week okay');
  });

  it.each([
    ['日本語の会議を|始めますので資料', ['めますので資料を見て', 'めますので資料'], '日本語の会議を始めますので資料を見て'],
    ['我们今天|讨论新的预算', ['论新的预算和计划', '论新的预算'], '我们今天讨论新的预算和计划'],
    ['วันนี้เรา|จะพูดถึงงบ', ['พูดถึงงบประมาณ', 'พูดถึงงบ'], 'วันนี้เราจะพูดถึงงบประมาณ'],
  ])('are joined without spaces where their script has none: %s', (first, [second = '', shared = ''], all) => {
    expect(whole(first, second, measured(shared))).toBe(all);
    expect(whole(first, second, estimated(lettersIn(shared)))).toBe(all);
  });

  it('are joined within a number that one of them writes in one', () => {
    expect(whole('The number is |5558', '58013', measured('58'))).toBe('The number is 5558013');
    expect(whole('so weather |77 one', 'weather seven seven one thousand', estimated(18))).toBe('so weather seven seven one thousand');
    expect(whole('My code is |4 7 1 1', '1 1 9 3', measured('1 1'))).toBe('My code is 4 7 1 1 9 3');
  });
});

describe('two readings of the same sound in other words', () => {
  it.each([
    [
      'we heard that the other company says it is| cheap for',
      "the other company says it's cheap for us and for everybody else",
      'we heard that the other company says it is cheap for us and for everybody else',
    ],
    [
      'we heard that the other company says it| is cheap for',
      "the other company says it's cheap for us and for everybody else",
      'we heard that the other company says it is cheap for us and for everybody else',
    ],
    [
      'we heard that the other company says| cheap for',
      "the other company says it's cheap for us and for everybody else",
      "we heard that the other company says it's cheap for us and for everybody else",
    ],
    [
      'we know that the people in marketing can not| pay for',
      'the people in marketing cannot pay for it this year',
      'we know that the people in marketing can not pay for it this year',
    ],
    [
      'he said that all of them are going to| leave at',
      'that all of them are gonna leave at ten in the morning',
      'he said that all of them are going to leave at ten in the morning',
    ],
    [
      'we heard that the other company says| it is cheap for',
      'the other company says cheap for us and for everybody else',
      'we heard that the other company says it is cheap for us and for everybody else',
    ],
    [
      'yesterday in the afternoon we told xylophone|',
      'in the afternoon we told company and nobody else',
      'yesterday in the afternoon we told xylophone company and nobody else',
    ],
    [
      'yesterday in the office we met Meier and| Schulz',
      'in the office we met my er and schulz from the bank',
      'yesterday in the office we met Meier and schulz from the bank',
    ],
  ])('lose no word where what was told has other words in the second: %s', (first, second, said) => {
    for (const letters of [20, 30, 40]) expect(whole(first, second, estimated(letters))).toBe(said);
  });

  it('take nothing of a phrase that the first made of a half word, though a word of it agrees by chance', () => {
    const second = 'less money than we planned in the last three months because nobody has travelled';
    expect(whole('We have spent less money than| 1000 years in the last', second, estimated(40))).toBe(
      'We have spent less money than we planned in the last three months because nobody has travelled',
    );
    expect(whole('We have spent less money than so| years in the last', second, estimated(30))).toBe(
      'We have spent less money than so we planned in the last three months because nobody has travelled',
    );
    expect(whole('We have spent less money than 1000| years in the last', second, estimated(40))).toBe(
      'We have spent less money than 1000 we planned in the last three months because nobody has travelled',
    );
  });

  it.each([
    [
      'the whole house costs twenty five thousand| euros and',
      'house costs 25,000 euros and that',
      'the whole house costs twenty five thousand euros and that',
    ],
    [
      'the whole house costs 25,000| euros and',
      'house costs twenty five thousand euros and that',
      'the whole house costs 25,000 euros and that',
    ],
    ['the whole house costs| twenty five thousand', 'house costs 25,000 euros and that', 'the whole house costs 25,000 euros and that'],
    [
      'the whole house costs twenty five| thou',
      'house costs 25,000 euros and that',
      'the whole house costs twenty five 25,000 euros and that',
    ],
    [
      'the whole house costs| $25,000 and',
      'house costs twenty five thousand dollars and that',
      'the whole house costs twenty five thousand dollars and that',
    ],
    ['the whole house costs $2 million| and', 'house costs two million dollars and that', 'the whole house costs $2 million and that'],
    ['the whole house costs five percent| more', 'house costs 5% more and that', 'the whole house costs five percent more and that'],
    [
      'das ganze Haus kostet fünfundzwanzigtausend| Euro',
      'Haus kostet 25.000 Euro und das',
      'das ganze Haus kostet fünfundzwanzigtausend Euro und das',
    ],
    ['toda la casa cuesta veinticinco mil| euros', 'la casa cuesta 25 000 euros y eso', 'toda la casa cuesta veinticinco mil euros y eso'],
    [
      'toute la maison coûte quatre-vingt-onze mille| euros',
      'la maison coûte 91.000 euros et',
      'toute la maison coûte quatre-vingt-onze mille euros et',
    ],
    ['tutta la casa costa ventunomila| euro', 'la casa costa 21.000 euro e poi', 'tutta la casa costa ventunomila euro e poi'],
    ['a casa toda custa vinte e cinco mil| euros', 'casa toda custa 25.000 euros e', 'a casa toda custa vinte e cinco mil euros e'],
    [
      'het hele huis kost vijfentwintigduizend| euro',
      'hele huis kost 25.000 euro en dat',
      'het hele huis kost vijfentwintigduizend euro en dat',
    ],
    ['这个房子要二万五千|欧元而且', '房子要25000欧元而且很多', '这个房子要二万五千欧元而且很多'],
    ['그 집 전체 가격은 이만오천| 유로이고', '집 전체 가격은 25,000 유로이고 많다', '그 집 전체 가격은 이만오천 유로이고 많다'],
  ])('say a number once that one writes in words and the other in figures, and begin none in its middle: %s', (first, second, said) => {
    for (const letters of [20, 30, 40]) expect(whole(first, second, estimated(letters))).toBe(said);
  });
});

describe('repeats at a place where two readings are joined', () => {
  const fives = (count: number): string => Array.from({ length: count }, () => 'five').join(' ');

  it.each([1, 2, 3, 4, 5])('are all there: the sound says that %i of them were heard twice', (shared) => {
    const joined = joinReadings({ text: `dial ${fives(5)}`, committedLength: 9 }, `${fives(6)} zero`, measured(fives(shared)));
    expect(`dial five ${joined.text}`).toBe(`dial ${fives(11 - shared)} zero`);
  });

  it('are known to be in doubt, and counted by how quickly they are said until the sound has told', () => {
    const joined = joinReadings({ text: fives(8), committedLength: 19 }, fives(9), estimated(3.3 * 4));
    expect(joined.isCertain).toBe(false);
    expect(`${fives(4)} ${joined.text}`).toBe(fives(14));
  });

  it('that end do not hide the words after them', () => {
    const joined = joinReadings({ text: 'he said no no no no', committedLength: 7 }, 'no no no no we can not', measured('no no'));
    expect(`he said ${joined.text}`).toBe('he said no no no no no no we can not');
  });
});

describe('a reading that is a flood of signs', () => {
  it.each(['5'.repeat(480), 'no '.repeat(110), '谢'.repeat(170), '123,456 '.repeat(70)])(
    'is joined in little time, with all of it: %#',
    (text) => {
      const letters = lettersIn(text) / 6;
      const startMs = performance.now();
      const { committed, tail } = splitReading(text, { heldLetters: letters, contextLetters: 3 * letters });
      const { text: rest } = joinReadings(tail, text, estimated(letters));
      // A twentieth of this on a slow machine; where every place is tried on its own, twice as long.
      expect(performance.now() - startMs).toBeLessThan(5000);
      expect(lettersIn(committed + rest)).toBeGreaterThan(lettersIn(text) * 1.5);
    },
  );
});

describe('any words', () => {
  // No beginning or end of one is another one.
  const word = fc.constantFrom('five', 'five', 'yes', 'platform', 'budget', 'the', 'meeting', 'or', 'number', 'quickly');
  const part = fc.constantFrom('none', 'half', 'whole');
  const halfOf = (text: string, side: 'beginning' | 'end'): string =>
    side === 'beginning' ? text.slice(0, Math.ceil(text.length / 2)) : text.slice(-Math.ceil(text.length / 2));

  it('are said once each, wherever two readings of them overlap, whatever is half heard at their ends, and however much was told', () => {
    fc.assert(
      fc.property(
        fc.record({
          words: fc.array(word, { minLength: 12, maxLength: 30 }),
          from: fc.nat({ max: 25 }),
          count: fc.integer({ min: 3, max: 8 }),
          told: fc.nat({ max: 40 }),
          edges: fc.tuple(part, part),
        }),
        ({ words, from: wanted, count, told, edges: [beginning, end] }) => {
          const from = Math.min(Math.max(1, wanted), words.length - count - 1);
          const to = from + count;
          const shared = words.slice(from, to);
          const before = beginning === 'half' ? [halfOf(words[from - 1] ?? '', 'end')] : [];
          const after = end === 'half' ? [halfOf(words[to] ?? '', 'beginning')] : [];
          const firstWords = [...words.slice(0, to), ...after];
          const text = firstWords.join(' ');
          const toldWords = words.slice(0, Math.min(told, firstWords.length - 2));
          const committedLength = toldWords.join(' ').length;
          const head = [...before, ...words.slice(from)].join(' ');
          const { text: rest } = joinReadings({ text, committedLength }, head, measured([...before, ...shared, ...after].join(' ')));
          expect(spokenInOne(toldWords.join(' '), rest)).toBe(words.join(' '));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('that differ are joined wherever the estimate is within half of the truth', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[b-df-h]{2,9}$/), { minLength: 12, maxLength: 30 }),
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0.5, max: 1.5, noNaN: true }),
        (words, wanted, error) => {
          const from = Math.min(wanted, words.length - 6);
          const shared = words.slice(from, from + 5);
          const first = words.slice(0, from + 5).join(' ');
          const told = words.slice(0, from + 2).join(' ');
          const joined = joinReadings(
            { text: `${first} zz`, committedLength: told.length },
            ['zz', ...words.slice(from)].join(' '),
            estimated(error * lettersIn(shared.join(' '))),
          );
          expect(spokenInOne(told, joined.text)).toBe(words.join(' '));
        },
      ),
    );
  });
});

describe('what is held back of a reading', () => {
  it('is its last words, with some before them to find the place by', () => {
    const text = 'one two three four five six, seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen';
    const { committed, tail } = splitReading(text, { heldLetters: 18, contextLetters: 10 });
    expect(committed).toBe(text.replace(' seventeen eighteen', ''));
    expect(tail.text.slice(tail.committedLength).trim()).toBe('seventeen eighteen');
    expect(spokenUnitsOf(tail.text)).toHaveLength(14);
  });

  it('is never less than what the end of the sound may have halved, nor a part of a number', () => {
    expect(splitReading('We begin at noon today', { heldLetters: 0, contextLetters: 0 }).committed).toBe('We begin at');
    expect(splitReading('The number is 5551234', { heldLetters: 8, contextLetters: 0 }).committed).toBe('The number is');
    expect(splitReading('It costs twenty five thousand euros now', { heldLetters: 17, contextLetters: 0 }).committed).toBe('It costs');
    expect(splitReading('It costs 25 thousand euros now', { heldLetters: 17, contextLetters: 0 }).committed).toBe('It costs');
    expect(splitReading('An up-to-date list', { heldLetters: 5, contextLetters: 0 }).committed).toBe('An');
  });

  it('is all of it where it is short, and nothing of nothing', () => {
    expect(splitReading('Well', { heldLetters: 20, contextLetters: 40 })).toEqual({
      committed: '',
      tail: { text: 'Well', committedLength: 0 },
    });
    expect(splitReading('', { heldLetters: 20, contextLetters: 40 })).toEqual({ committed: '', tail: { text: '', committedLength: 0 } });
  });

  it('loses no letter of any text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('we', '“meet', 'at', '5:30', '-', 'up-to-date,', '会議', 'it’s', '(ok)', '…')),
        fc.nat({ max: 60 }),
        (parts, heldLetters) => {
          const text = parts.join(' ');
          const { committed, tail } = splitReading(text, { heldLetters, contextLetters: 8 });
          const letters = (some: string): string => some.replaceAll(/\s/gu, '');
          if (spokenUnitsOf(text).length > 0) expect(letters(committed + tail.text.slice(tail.committedLength))).toBe(letters(text));
        },
      ),
    );
  });
});
