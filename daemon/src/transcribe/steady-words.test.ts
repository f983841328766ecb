import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreeOn, isComplete, keepBeginning, noAgreement, wordsToShow, type Agreement, type ReadWord } from './steady-words.ts';

const SURE = -0.01;
const LIKELY = -0.2;
const UNSURE = -2;

const word = (text: string, logProbability: number | null = LIKELY): ReadWord => ({ text, logProbability });
const words = (text: string, logProbability: number | null = LIKELY): readonly ReadWord[] =>
  text.split(' ').map((one) => word(one, logProbability));

/** Agreed words after each reading. `shown`: what stands on the tile all the time. */
function agreedAfter(readings: readonly (readonly ReadWord[])[], shown = ''): readonly string[] {
  let agreement: Agreement<ReadWord> = noAgreement();
  return readings.map((reading) => {
    ({ agreement } = agreeOn(agreement, reading, { shown: shown.split(' ') }));
    return agreement.agreed.map(({ text }) => text).join(' ');
  });
}

/** What is shown after each reading. */
function shownAfter(readings: readonly (readonly ReadWord[] | { readonly ending: readonly ReadWord[] })[]): readonly string[] {
  let agreement: Agreement<ReadWord> = noAgreement();
  let shown: readonly string[] = [];
  return readings.map((reading) => {
    const isEnding = 'ending' in reading;
    const { previous } = agreement;
    const read = agreeOn(agreement, isEnding ? reading.ending : reading, { shown });
    ({ agreement } = read);
    shown = wordsToShow({ words: read.words, previous, agreedCount: agreement.agreed.length, shown, isEnding });
    return shown.join(' ');
  });
}

describe('words that are agreed on', () => {
  it('are those that two readings have, with case and marks, and that another word follows in both', () => {
    expect(agreedAfter([words('We meet at'), words('We meet at noon')])).toEqual(['', 'We meet']);
    expect(agreedAfter([words('We meet at'), words('We Meet, at')])).toEqual(['', 'We']);
    expect(agreedAfter([words('We meet'), words('We meet at')])).toEqual(['', 'We']);
  });

  it('that the engine is unsure of are agreed on by three readings', () => {
    const unsure = [word('We'), word('meat', -0.7), word('at', SURE), word('noon')];
    expect(agreedAfter([unsure, unsure, unsure]).at(1)).toBe('');
    const rest = [...unsure, word('and', SURE)];
    expect(agreedAfter([rest, rest, rest]).at(2)).toBe('We meat at noon');
  });

  it('that go badly with the next one need three readings and three words after them, and are not agreed on where they go very badly', () => {
    const pair = (second: number, ...rest: readonly string[]) => [word('valid'), word('numbers', second), ...words(rest.join(' '))];
    const [two, three] = [pair(-0.4, 'are'), pair(-0.4, 'are', 'read')];
    expect(agreedAfter([pair(-0.2, 'are'), pair(-0.2, 'are')])).toEqual(['', 'valid numbers']);
    expect(agreedAfter([two, two, two])).toEqual(['', '', '']);
    expect(agreedAfter([three, three, three])).toEqual(['', '', 'valid']);
    const worse = pair(-1.1, 'are', 'read');
    expect(agreedAfter([worse, worse, worse])).toEqual(['', '', '']);
  });

  it('that the engine is sure of need one reading', () => {
    expect(agreedAfter([words('We meet at', SURE)])).toEqual(['We meet']);
    expect(agreedAfter([[word('We', SURE), word('meat', UNSURE), word('at', SURE)]])).toEqual(['We']);
  });

  it('are settled by vote where readings differ, with all that follow them, once three words do', () => {
    const four = (first: string, logProbability: number, rest = 'to place a') => [
      word('Press', SURE),
      word(first, logProbability),
      ...words(rest),
    ];
    // "4" has e^-1 + e^-1.2, "four" e^-0.9.
    expect(agreedAfter([four('4', -1), four('four', -0.9), four('4', -1.2)])).toEqual([
      'Press',
      'Press four to place',
      'Press four to place',
    ]);
    expect(agreedAfter([four('4', -0.8), four('four', -0.9)])).toEqual(['Press', 'Press 4 to place']);
    expect(agreedAfter([four('4', -1), four('4', -1.2)])).toEqual(['Press', 'Press 4 to place']);
  });

  it('are not settled by vote while two words alone follow, the next one is unlikely, or no other reading has the same next one', () => {
    const first = (text: string, rest: readonly ReadWord[]) => [word(text, -1), ...rest];
    expect(agreedAfter([first('four', words('to place a')), first('4', words('to place'))])).toEqual(['', '']);
    expect(agreedAfter([first('four', words('to place a', -0.5)), first('4', words('to place a', -0.5))])).toEqual(['', '']);
    expect(agreedAfter([first('four', words('to place a')), first('4', words('two place a'))])).toEqual(['', '']);
  });

  it('are settled for what stands on the tile, unless another has clearly more of the vote', () => {
    const ask = (second: string, logProbability: number) => [word('Please', SURE), word(second, logProbability), ...words('what you can')];
    const [none, standing] = ['Please', 'Please as what'];
    expect(agreedAfter([ask('as', -1), ask('ask', -0.9)])).toEqual([none, 'Please ask what you']);
    expect(agreedAfter([ask('as', -1), ask('ask', -0.9)], standing)).toEqual([none, 'Please as what you']);
    expect(agreedAfter([ask('as', -1.6), ask('ask', -0.55)], standing)).toEqual([none, 'Please ask what you']);
  });

  it('are settled by vote at the beginning, where nothing comes before, once five words follow', () => {
    const ask = (first: string, rest: string) => [word(first, -1), ...words(rest)];
    expect(agreedAfter([ask('As', 'what you can do'), ask('Ask', 'what you can do')])).toEqual(['', '']);
    expect(agreedAfter([ask('As', 'what you can do for'), ask('As', 'what you can do for')])).toEqual(['', 'As what you can do']);
  });

  it('stay, letter by letter, whatever comes later', () => {
    expect(agreedAfter([words('A golden ring on', SURE), words('A gold ring on her'), words('A gold ring on her')])).toEqual([
      'A golden ring',
      'A golden ring',
      'A golden ring on',
    ]);
    const readings = fc.array(
      fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c,', 'c'), fc.constantFrom(SURE, LIKELY, UNSURE, null)), { maxLength: 6 }),
    );
    fc.assert(
      fc.property(readings, (given) => {
        const agreed = agreedAfter(given.map((reading) => reading.map(([text, sign]) => word(text, sign))));
        for (const [index, text] of agreed.entries()) expect(` ${text} `.startsWith(` ${agreed[index - 1] ?? ''}`.trimEnd())).toBe(true);
      }),
    );
  });

  it('of an engine that tells nothing of its words are those that two readings have, the last one of the earlier without its marks', () => {
    expect(agreedAfter([words('We', null), words('We meet.', null), words('We meet at', null)])).toEqual(['', 'We', 'We meet']);
  });
});

describe('words that are shown', () => {
  it('are those that are likely, up to the first that is not', () => {
    expect(shownAfter([[word('We'), word('meat', UNSURE), word('at')]])).toEqual(['We']);
  });

  it('begin with a first word that is half as likely as not', () => {
    expect(shownAfter([[word('Ask', -0.9)]])).toEqual(['Ask']);
    expect(shownAfter([[word('Ask', -1.1)]])).toEqual(['']);
    expect(shownAfter([[word('Please'), word('ask', -0.9)]])).toEqual(['Please']);
  });

  it('hold back a last word whose sound may still go on, until a second reading has it or the sound is over', () => {
    const open = [word('the'), word('quar', -0.5)];
    expect(shownAfter([open])).toEqual(['the']);
    expect(shownAfter([open, open])).toEqual(['the', 'the quar']);
    expect(shownAfter([{ ending: open }])).toEqual(['the quar']);
    expect(shownAfter([words('the quarter')])).toEqual(['the quarter']);
  });

  it('have no mark at their end that the next word would take back', () => {
    expect(shownAfter([words('We meet.'), words('We meet, at?'), words('We meet, at the')])).toEqual([
      'We meet',
      'We meet, at',
      'We meet, at the',
    ]);
  });

  it('are not taken back by one reading, but by two that agree', () => {
    const [gold, golden] = [words('A gold ring on'), words('A golden ring on')];
    expect(shownAfter([gold.slice(0, 2), golden.slice(0, 2), gold.slice(0, 2)])).toEqual(['A gold', 'A gold', 'A gold']);
    expect(shownAfter([words('A gold'), words('A golden'), words('A golden')])).toEqual(['A gold', 'A gold', 'A golden']);
    expect(shownAfter([words('We meet at noon'), words('We')])).toEqual(['We meet at noon', 'We meet at noon']);
  });

  it('go on after a word that is not likely where the next one is and two of those after it are nearly sure', () => {
    const rest = (...given: readonly number[]) => ['what', 'you', 'can'].map((text, index) => word(text, given[index]));
    expect(shownAfter([[word('As', -1.1), ...rest(-0.33, -0.05, -0.2)]])).toEqual(['As what you can']);
    expect(shownAfter([[word('As', -1.1), ...rest(-0.33, -0.05, -0.9)]])).toEqual(['']);
    expect(shownAfter([[word('As', -1.1), ...rest(-0.6, -0.05, -0.2)]])).toEqual(['']);
  });

  it('are not what an unsure recogniser says twice in a row, until it is agreed on', () => {
    expect(shownAfter([words('Sunday, Sunday, Sunday,')])).toEqual(['Sunday,']);
    expect(shownAfter([words('which line widgets, which line widgets')])).toEqual(['which line widgets,']);
    expect(shownAfter([words('no, no and'), words('no, no and')])).toEqual(['no,', 'no, no and']);
  });

  it('go on after a word that is read in two ways by turns', () => {
    expect(
      shownAfter([
        words('So as what you'),
        words('So ask what you can'),
        words('So as what you can do'),
        words('So ask what you can do for'),
      ]),
    ).toEqual(['So as what you', 'So as what you can', 'So as what you can do', 'So as what you can do for']);
  });

  it('of an engine that tells nothing of its words are all of them', () => {
    expect(shownAfter([words('We meet at noon.', null)])).toEqual(['We meet at noon']);
  });

  it('of an engine of which the last word is held back are all but that one, until two readings have it or nobody speaks any more', () => {
    const reading = { words: words('We meet at noon.', null), previous: [], agreedCount: 0, shown: [], isLastHeldBack: true };
    expect(wordsToShow({ ...reading, isEnding: false })).toEqual(['We', 'meet', 'at']);
    expect(wordsToShow({ ...reading, previous: reading.words, isEnding: false })).toEqual(['We', 'meet', 'at', 'noon']);
    expect(wordsToShow({ ...reading, isEnding: true })).toEqual(['We', 'meet', 'at', 'noon']);
  });
});

describe('a text that begins with what was promised', () => {
  it.each([
    ['', 'We meet at noon.', 'We meet at noon.'],
    ['We meet', 'We meet at noon.', 'We meet at noon.'],
    ['We meet', 'We meet', 'We meet'],
    ['A golden', 'A gold ring on her finger.', 'A golden ring on her finger.'],
    ['The air', 'the air, is pure.', 'The air is pure.'],
    ['We can not', 'We cannot see it.', 'We can not see it.'],
    ['One too', 'To three.', 'One too three.'],
    ['We meet at', '', 'We meet at'],
    ['We', 'Wednesday is fine.', 'We Wednesday is fine.'],
  ])('%s | %s', (told, text, kept) => {
    expect(keepBeginning(told, text)).toBe(kept);
  });
});

describe('a sentence', () => {
  it.each([
    ['is complete with a full stop that the recogniser is sure of', [word('We'), word('meet.')], true],
    ['is complete with a question mark', [word('Here?')], true],
    ['is complete with a mark inside quotation marks', [word('“Stop!”')], true],
    ['is not where the recogniser is unsure of its mark', [word('We'), word('meet.', -0.5)], false],
    ['is not without a mark', [word('We'), word('meet', SURE)], false],
    ['is not with a comma', [word('meet,', SURE)], false],
    ['is not where nothing is known of its words', [word('meet.', null)], false],
    ['is not without a word', [], false],
  ])('%s', (_, given, complete) => {
    expect(isComplete(given)).toBe(complete);
  });
});
