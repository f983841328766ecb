// The ways in which a growing text is translated: what each asks for, what it shows, and that what is stable never changes under any of them.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grown, NO_TRANSLATION, settled, type GrowingTranslation } from './growing-translation.ts';
import {
  AGREEING_SURE_TRANSLATIONS,
  AGREEING_TRANSLATIONS,
  PARTIAL_POLICIES,
  PARTIAL_POLICY_NAMES,
  type PartialPolicy,
} from './partial-policies.ts';
import { STABLE_UNITS } from './stable-prefix.ts';
import { textUnitsOf } from './text-units.ts';

const { 'every-word': everyWord, 'every-third-word': everyThirdWord, 'finals-only': finalsOnly } = PARTIAL_POLICIES;

const showing =
  ({ show }: PartialPolicy) =>
  (texts: readonly string[], shown: string, sure: string | null = null): string =>
    show({ texts, sureLength: sure?.length ?? null }, shown);
const showOfEveryWord = showing(everyWord);
const showOfEveryThirdWord = showing(everyThirdWord);

const words = (count: number): string => Array.from({ length: count }, (_, index) => `w${index + 1}`).join(' ');

describe('every word', () => {
  it('asks for all that was read, as it was read, also what may still change', () => {
    expect(everyWord.ask({ asRead: 'We met at.', text: 'we meet at', stableLength: 2 }, null)).toBe('We met at.');
  });

  it.each([
    ['We met at', 'We met at.'],
    ['We met at 5', 'We met at 5.'],
    ['Yes,', 'Yes.'],
    ['one –', 'one.'],
    ['Where?', 'Where?'],
    ['We met…', 'We met…'],
    ['今日は', '今日は。'],
    ['यह घर', 'यह घर।'],
    ['บ้าน', 'บ้าน'],
    ['', ''],
  ])('asks for %j as %j: with a full stop where words or a pause are at the end, in scripts whose full stop is known', (asRead, asked) => {
    expect(everyWord.ask({ asRead, text: asRead, stableLength: 0 }, null)).toBe(asked);
  });

  it('shows what three translations in a row begin with, and nothing of fewer', () => {
    expect(AGREEING_TRANSLATIONS).toBe(3);
    expect(showOfEveryWord([], '')).toBe('');
    expect(showOfEveryWord(['nos vemos'], '')).toBe('');
    expect(showOfEveryWord(['nos vemos', 'nos vemos ao'], '')).toBe('');
    expect(showOfEveryWord(['nos vemos a', 'nos vemos ao', 'nos vemos ao meio-dia'], '')).toBe('nos vemos');
    expect(showOfEveryWord(['nos', 'nos vemos ao', 'nos vemos ao meio-dia'], '')).toBe('nos');
    expect(showOfEveryWord(['nos vemos ao', 'encontro-me', 'nos vemos ao meio-dia'], '')).toBe('');
  });

  it('asks no more than the latest three to agree', () => {
    expect(showOfEveryWord(['encontro-me', 'nos vemos', 'nos vemos ao', 'nos vemos ao meio-dia'], '')).toBe('nos vemos');
  });

  it('takes no word back, whatever the translations agree on', () => {
    expect(showOfEveryWord(['encontro-me', 'encontro-me a', 'encontro-me ao meio-dia'], 'nos vemos')).toBe('nos vemos');
    expect(showOfEveryWord(['nos', 'nos encontramos', 'nos encontramos ao'], 'nos vemos')).toBe('nos vemos');
    expect(showOfEveryWord(['nos vemos ao', 'encontro-me', 'nos vemos ao meio-dia'], 'nos vemos')).toBe('nos vemos');
    expect(showOfEveryWord(['nos vemos ao', 'nos vemos ao meio', 'nos vemos ao meio-dia'], 'nos vemos')).toBe('nos vemos ao');
  });

  it('changes case and punctuation of what is shown only with a word more, and is not kept from one by them', () => {
    expect(showOfEveryWord(['nos vemos', 'nos vemos,', 'nos vemos.'], 'Nos vemos')).toBe('Nos vemos');
    expect(showOfEveryWord(['Nos vemos. Ao', 'nos vemos ao', 'nos vemos, ao meio-dia'], 'Nos vemos')).toBe('nos vemos, ao');
  });
});

describe('every word, of an engine that says of how much it is sure', () => {
  it('shows the sure words that two translations in a row begin with', () => {
    expect(AGREEING_SURE_TRANSLATIONS).toBe(2);
    expect(showOfEveryWord(['nos vemos ao'], '', 'nos vemos ao')).toBe('');
    expect(showOfEveryWord(['nos vemos ao', 'nos vemos ao meio-dia'], '', 'nos vemos ao')).toBe('nos vemos ao');
    expect(showOfEveryWord(['nos vemos ao', 'nos vemos ao meio-dia'], '', 'nos')).toBe('nos');
    expect(showOfEveryWord(['nos vimos', 'nos vemos ao meio-dia'], '', 'nos vemos ao')).toBe('nos');
    expect(showOfEveryWord(['encontro-me', 'nos vemos'], '', 'nos vemos')).toBe('');
  });

  it('shows no part of a word, and no punctuation after the last', () => {
    expect(showOfEveryWord(['nos vemos, ao', 'nos vemos, ao meio'], '', 'nos vemos, a')).toBe('nos vemos');
    expect(showOfEveryWord(['nos vemos.', 'nos vemos.'], '', 'nos vemos.')).toBe('nos vemos');
  });

  it('replaces what is shown by other words that are sure and agreed on, and by none that are not', () => {
    const two = ['encontro-me com ele', 'encontro-me com ela'];
    expect(showOfEveryWord(two, 'nos vemos', 'encontro-me com ela')).toBe('encontro-me com');
    expect(showOfEveryWord(two, 'nos vemos', 'encontro-me')).toBe('encontro-me');
    expect(showOfEveryWord(two, 'nos vemos', '')).toBe('nos vemos');
    expect(showOfEveryWord(['nos vemos ao', 'encontro-me com ela'], 'nos vemos', 'encontro-me com ela')).toBe('nos vemos');
  });

  it('keeps words that the newest translation has not reached, or is not sure of', () => {
    expect(showOfEveryWord(['nos vemos ao', 'nos vemos ao'], 'nos vemos ao', 'nos')).toBe('nos vemos ao');
    expect(showOfEveryWord(['nos', 'nos'], 'nos vemos ao', 'nos')).toBe('nos vemos ao');
  });
});

describe('every third word', () => {
  const asks = (count: number, asked: string | null): string | null =>
    everyThirdWord.ask({ asRead: 'maybe', text: `${words(count)} maybe`, stableLength: words(count).length }, asked);

  it('asks for what is stable, when three words of it are new', () => {
    expect([1, 2, 3, 4].map((count) => asks(count, null))).toEqual([null, null, words(3), words(4)]);
    expect([3, 4, 5, 6].map((count) => asks(count, words(3)))).toEqual([null, null, null, words(6)]);
  });

  it('shows all but the last two words', () => {
    expect(showOfEveryThirdWord(['nos vemos ao meio-dia'], '')).toBe('nos vemos');
    expect(showOfEveryThirdWord(['nos vemos'], '')).toBe('');
  });

  it('takes no word back', () => {
    expect(showOfEveryThirdWord(['encontro-me com ele ao meio-dia'], 'nos vemos')).toBe('nos vemos');
    expect(showOfEveryThirdWord(['nos vemos ao'], 'nos vemos')).toBe('nos vemos');
    expect(showOfEveryThirdWord(['nos vemos ao meio-dia de hoje'], 'nos vemos')).toBe('nos vemos ao meio-dia');
  });
});

describe('finals only', () => {
  it('asks for nothing, and leaves what is shown', () => {
    expect(finalsOnly.ask({ asRead: words(20), text: words(20), stableLength: words(20).length }, null)).toBeNull();
    expect(finalsOnly.show({ texts: [], sureLength: null }, 'nos vemos')).toBe('nos vemos');
  });
});

describe('a translation that grows', () => {
  const sign = fc.constantFrom('a', 'A', 'b', 'b,', 'c.', 'd!', '世', '—');
  const text = fc.array(sign, { maxLength: 10 }).map((all) => all.join(' '));
  /** Mostly what was said before and a little more, as translations come; sometimes something else. */
  const step = fc.record({
    text,
    isMore: fc.boolean(),
    more: fc.array(sign, { maxLength: 3 }),
    asked: fc.constantFrom('one', 'one two', 'one two three', 'four'),
    isKept: fc.boolean(),
    sureShare: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    policy: fc.constantFrom(...PARTIAL_POLICY_NAMES),
    stableUnit: fc.constantFrom(...STABLE_UNITS),
  });

  it('keeps what is stable, letter by letter, whatever comes and by whatever policy, and so does its final', () => {
    let longest = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), text, (steps, final) => {
        let state = NO_TRANSLATION;
        let said = '';
        for (const { text: other, isMore, more, asked, isKept, sureShare, policy, stableUnit } of steps) {
          said = isMore ? [said, ...more].join(' ').trim() : other;
          const sureLength = sureShare === null ? null : Math.floor(sureShare * said.length);
          const next: GrowingTranslation = grown(
            state,
            { asked, text: said, sureLength, isKept },
            { policy: PARTIAL_POLICIES[policy], stableUnit },
          );
          expect(next.stable.startsWith(state.stable)).toBe(true);
          expect(next.shown.startsWith(next.stable)).toBe(true);
          if (!isKept) expect(next.stable).toBe(state.stable);
          state = next;
        }
        longest = Math.max(longest, state.stable.length);
        expect(settled(state, final).startsWith(state.stable)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
    expect(longest).toBeGreaterThan(5);
  });

  it('takes back no word that is shown, whatever comes and by whatever policy, of an engine that can’t tell what is sure, where nothing is stable before the final', () => {
    const keysOf = (shown: string): readonly string[] => textUnitsOf(shown).map(({ key }) => key);
    let longest = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let state = NO_TRANSLATION;
        let said = '';
        for (const { text: other, isMore, more, asked, isKept, policy } of steps) {
          const sureLength = null;
          said = isMore ? [said, ...more].join(' ').trim() : other;
          const next = grown(state, { asked, text: said, sureLength, isKept }, { policy: PARTIAL_POLICIES[policy], stableUnit: 'final' });
          const [before, after] = [keysOf(state.shown), keysOf(next.shown)];
          expect(after.slice(0, before.length)).toEqual(before);
          state = next;
        }
        longest = Math.max(longest, state.shown.length);
      }),
      { numRuns: 500 },
    );
    expect(longest).toBeGreaterThan(5);
  });

  it.each([
    ['sentence', ['1', '2', '3'], 'Sim. Um'],
    ['word', ['1', '2'], 'Sim. Um dois'],
  ] as const)(
    'is stable by the %s when translations of different texts agree, and not by one text translated again',
    (stableUnit, asked, text) => {
      const after = (sources: readonly string[]): string =>
        sources.reduce(
          (state, source) => grown(state, { asked: source, text, sureLength: null, isKept: true }, { policy: everyWord, stableUnit }),
          NO_TRANSLATION,
        ).stable;
      const whole = after(asked);
      expect(whole).not.toBe('');
      expect(after(asked.slice(1))).toBe('');
      expect(after(asked.map(() => '1'))).toBe('');
      // A full stop is no further word.
      expect(after(asked.map((_source, index) => (index === 1 ? '1.' : '1')))).toBe('');
      expect(after(asked.flatMap((source) => [source, source]))).toBe(whole);
    },
  );

  /** What is shown after each translation of `said`, pairs of what was translated and what it became. */
  const shownAfterEach = (said: readonly (readonly [asked: string, text: string])[]): readonly string[] => {
    let state = NO_TRANSLATION;
    return said.map(([asked, text]) => {
      state = grown(state, { asked, text, sureLength: null, isKept: true }, { policy: everyWord, stableUnit: 'final' });
      return state.shown;
    });
  };

  it('is shown when three texts in a row agree; a text that is read again, or with a full stop, counts once', () => {
    const asked = ['a', 'a', 'a.', 'a', 'a b', 'a b.', 'a b', 'a b c', 'a b c'];
    expect(shownAfterEach(asked.map((source) => [source, 'um dois']))).toEqual([...Array<string>(7).fill(''), 'um dois', 'um dois']);
  });

  it('of a text that is read again takes the place of the one before', () => {
    const three = [
      ['a', 'um dois'],
      ['a b', 'um dois três'],
      ['a b c', 'um três'],
    ] as const;
    expect(shownAfterEach([...three, ['a b c.', 'um dois quatro']])).toEqual(['', '', 'um', 'um dois']);
    expect(shownAfterEach([...three, ['a b c d', 'um dois quatro']])).toEqual(['', '', 'um', 'um']);
  });
});
