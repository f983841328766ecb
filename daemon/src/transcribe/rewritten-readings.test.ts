// Two readings of the same words, of which each writes contractions, numbers, capitals and punctuation in its own way: joined, every word stands once.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldLetters } from './fold-letters.ts';
import { joinReadings } from './join-readings.ts';
import { lettersOf, spokenInOne, spokenUnitsOf } from './spoken-units.ts';

const lettersIn = (text: string): number => lettersOf(spokenUnitsOf(text));

/** Ways to write the same words. */
type Said = readonly string[];

const PLAIN: readonly Said[] =
  `budget platform meeting quickly nobody travelled spring printing company telephone river bridge office report
  customers money numbers questions patience weather tomorrow morning welcome second coming people doubled contract compare north`
    .split(/\s+/u)
    .map((word) => [word]);

const REWRITTEN: readonly Said[] = [
  ['it is', "it's"],
  ['can not', 'cannot', 'can’t'],
  ['going to', 'gonna'],
  ['want to', 'wanna'],
  ['do not', "don't"],
  ['we will', "we'll"],
  ['they are', "they're"],
  ['should have', "should've", 'shoulda'],
  ['kind of', 'kinda'],
  ['okay', 'OK'],
  ['all right', 'alright'],
  ['e-mail', 'email'],
  ['web site', 'website'],
  ['because', "'cause"],
  ['Mister Baker', 'Mr. Baker'],
  ['José', 'Jose'],
  ['fifty percent', '50%', '50 percent'],
  ['twenty-five dollars', '$25', '25 dollars'],
  ['ten thirty', '10:30'],
  ['nineteen eighty four', '1984'],
  ['twenty third', '23rd'],
  ['three point five', '3.5'],
  ['double seven', '77', 'seven seven'],
];

const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

function englishOf(n: number): string {
  if (n < 20) return SMALL[n] ?? '';
  if (n < 100) return [TENS[Math.floor(n / 10) - 2], ...(n % 10 === 0 ? [] : [SMALL[n % 10]])].join(' ');
  const [size, name] = n < 1000 ? [100, 'hundred'] : [1000, 'thousand'];
  return [englishOf(Math.floor(n / size)), name, ...(n % size === 0 ? [] : [englishOf(n % size)])].join(' ');
}

const number = fc
  .oneof(
    fc.integer({ min: 10, max: 999 }),
    fc.integer({ min: 1, max: 99 }).map((thousands) => 1000 * thousands),
    fc.integer({ min: 1000, max: 99_999 }),
  )
  .map((n): Said => [englishOf(n), n.toLocaleString('en'), ...(n % 1000 === 0 ? [`${n / 1000} thousand`] : [])]);

const said = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...PLAIN) },
  { weight: 2, arbitrary: fc.constantFrom(...REWRITTEN) },
  { weight: 1, arbitrary: number },
);

/** How one reading writes one of them. */
const style = fc.record({ choice: fc.nat(), isCapital: fc.boolean(), mark: fc.constantFrom('', '', '', ',', '.', '?') });
type Style = typeof style extends fc.Arbitrary<infer T> ? T : never;

function written(words: readonly Said[], styles: readonly Style[]): readonly string[] {
  return words.map((ways, index) => {
    const { choice, isCapital, mark } = styles[index % styles.length] ?? { choice: 0, isCapital: false, mark: '' };
    const text = ways[choice % ways.length] ?? '';
    return `${isCapital ? text.charAt(0).toUpperCase() + text.slice(1) : text}${mark}`;
  });
}

/** Whether a text says all of the words in order, and nothing else. */
function says(text: string, words: readonly Said[]): boolean {
  const ways = words.map((some) => `(?:${some.map((way) => foldLetters(way).replaceAll('$', String.raw`\$`)).join('|')})`);
  return new RegExp(`^${ways.join('')}$`, 'u').test(foldLetters(text));
}

const isPlain = (words: Said | undefined): words is readonly [string] => words?.length === 1;

/** What is heard of a word at an edge of the sound: nothing, or half of it where it is one word. */
function halfOf(words: Said | undefined, side: 'beginning' | 'end', isHeard: boolean): readonly string[] {
  if (!isHeard || !isPlain(words)) return [];
  const [word] = words;
  const length = Math.ceil(word.length / 2);
  return [side === 'beginning' ? word.slice(0, length) : word.slice(-length)];
}

const styles = fc.array(style, { minLength: 24, maxLength: 24 });

describe('a number that is said again and again', () => {
  it.each([
    [3, 'three'],
    [4, 'four'],
    [17, 'seventeen'],
    [30, 'thirty'],
    [44, 'forty four'],
  ])('is there as often as it was said, whether in figures or in words: %i', (number, name) => {
    fc.assert(
      fc.property(
        fc.record({
          said: fc.integer({ min: 6, max: 12 }),
          from: fc.integer({ min: 0, max: 3 }),
          shared: fc.integer({ min: 2, max: 6 }),
          told: fc.nat({ max: 6 }),
          inWords: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
        }),
        ({ said, from, shared, told, inWords }) => {
          const to = Math.min(said, from + shared);
          const times = (count: number, isInWords: boolean): string =>
            Array.from({ length: count }, () => (isInWords ? name : String(number))).join(' ');
          const toldText = times(Math.min(told, to), inWords[0]);
          const sound = { letters: lettersIn(times(to - from, inWords[2])), isMeasured: true };
          const joined = joinReadings(
            { text: times(to, inWords[0]), committedLength: toldText.length },
            times(said - from, inWords[1]),
            sound,
          );
          expect(spokenInOne(toldText, joined.text).replaceAll(name, String(number)).split(' ')).toEqual(
            Array.from({ length: said }, () => String(number)),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is written with as many digits, however the digits are grouped', () => {
    const grouped = fc.array(fc.constantFrom('', '', ' ', '-', ', '), { minLength: 16, maxLength: 16 });
    const write = (digits: string, gaps: readonly string[]): string =>
      Array.from(digits, (digit, index) => (index === 0 ? digit : `${gaps[index]}${digit}`)).join('');
    fc.assert(
      fc.property(
        fc.record({
          digits: fc.array(fc.constantFrom('4', '4', '5'), { minLength: 8, maxLength: 16 }).map((some) => some.join('')),
          from: fc.nat({ max: 4 }),
          shared: fc.integer({ min: 3, max: 8 }),
          told: fc.nat({ max: 6 }),
          gaps: fc.tuple(grouped, grouped, grouped),
        }),
        ({ digits, from, shared, told, gaps: [one, other, third] }) => {
          const to = Math.min(digits.length, from + shared);
          const text = write(digits.slice(0, to), one);
          const committedLength = spokenUnitsOf(text)[Math.min(told, to) - 1]?.end ?? 0;
          const sound = { letters: lettersIn(write(digits.slice(from, to), third)), isMeasured: true };
          const joined = joinReadings({ text, committedLength }, write(digits.slice(from), other), sound);
          expect(`${text.slice(0, committedLength)}${joined.text}`.replaceAll(/\D/gu, '')).toBe(digits);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('two readings that write the same in other words', () => {
  it('are joined without a word lost or doubled, wherever they overlap and however much was told', () => {
    fc.assert(
      fc.property(
        fc.record({
          words: fc.uniqueArray(said, { minLength: 18, maxLength: 24, selector: ([way]) => way }),
          from: fc.integer({ min: 1, max: 12 }),
          count: fc.integer({ min: 4, max: 8 }),
          told: fc.nat({ max: 24 }),
          within: fc.nat({ max: 3 }),
          styles: fc.tuple(styles, styles),
          halves: fc.tuple(fc.boolean(), fc.boolean()),
          error: fc.double({ min: 0.7, max: 1.3, noNaN: true }),
        }),
        ({ words, from, count, told, within, styles: [one, other], halves, error }) => {
          const to = Math.min(from + count, words.length - 1);
          const parts = written(words.slice(0, to), one);
          const text = [...parts, ...halfOf(words[to], 'beginning', halves[0])].join(' ');
          const head = [...halfOf(words[from - 1], 'end', halves[1]), ...written(words.slice(from), other)].join(' ');
          const before = parts.slice(0, Math.min(told, to - 1));
          // What is told may end within "it is", never within a number.
          const next = (parts[before.length] ?? '').split(' ');
          const isNumber = (words[before.length] ?? []).some((way) => /\p{N}/u.test(way));
          const toldText = [...before, ...(isNumber ? [] : next.slice(0, within))].join(' ');
          const tail = { text, committedLength: toldText.length };
          const letters = lettersIn(parts.slice(from).join(' '));
          const guess = joinReadings(tail, head, { letters: error * letters, isMeasured: false });
          const { text: rest } = guess.isCertain ? guess : joinReadings(tail, head, { letters, isMeasured: true });
          const whole = spokenInOne(toldText, rest);
          expect(says(whole, words), JSON.stringify({ toldText, text, head, whole, from, to }, null, 1)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('lose no word that only one of them heard right, and say at most what they differ in twice', () => {
    fc.assert(
      fc.property(
        fc.record({
          words: fc.uniqueArray(fc.constantFrom(...PLAIN), { minLength: 18, maxLength: 24, selector: ([word]) => word }),
          from: fc.integer({ min: 1, max: 9 }),
          count: fc.integer({ min: 5, max: 8 }),
          told: fc.nat({ max: 18 }),
          misread: fc.uniqueArray(fc.nat({ max: 7 }), { maxLength: 2 }),
          error: fc.double({ min: 0.7, max: 1.3, noNaN: true }),
        }),
        ({ words: all, from, count, told, misread, error }) => {
          const words = all.flat();
          const to = from + count;
          const shared = words.slice(from, to);
          const heardOtherwise = new Set(misread.flatMap((place) => (place < count ? [place] : [])));
          const toldWords = words.slice(0, Math.min(told, to - 1));
          const tail = { text: words.slice(0, to).join(' '), committedLength: toldWords.join(' ').length };
          const head = [...shared.map((word, place) => (heardOtherwise.has(place) ? 'zzz' : word)), ...words.slice(to)].join(' ');
          const letters = lettersIn(shared.join(' '));
          const guess = joinReadings(tail, head, { letters: error * letters, isMeasured: false });
          const { text: rest } = guess.isCertain ? guess : joinReadings(tail, head, { letters, isMeasured: true });
          const whole = [...toldWords, ...rest.split(' ')].filter((word) => word !== 'zzz' && word !== '');
          const context = JSON.stringify({ tail, head, whole: whole.join(' ') }, null, 1);
          const certain = words.filter((word) => !shared.some((one, place) => one === word && heardOtherwise.has(place)));
          expect(
            whole.filter((word) => certain.includes(word)),
            context,
          ).toEqual(certain);
        },
      ),
      { numRuns: 500 },
    );
  });
});
