// What a person chooses of spoken and target languages.
import { describe, expect, it } from 'vitest';
import {
  addSpoken,
  chooseSpoken,
  chosenSpoken,
  heardSentence,
  isHeard,
  MAX_SPOKEN_LANGUAGES,
  removeSpoken,
  tellsApart,
  withTargets,
  withTwoWay,
  type ChosenLanguages,
} from './spoken-choice.ts';

const ENGLISH: ChosenLanguages = { sourceLanguage: 'en', spoken: [], targetLanguages: ['pt', 'es'], twoWay: false };
const BOTH = addSpoken(ENGLISH, 'es');
const ANY = chooseSpoken(ENGLISH, 'auto');

describe('what is spoken', () => {
  it('is one language, which is then no target', () => {
    expect(chooseSpoken(ENGLISH, 'es')).toEqual({ sourceLanguage: 'es', spoken: [], targetLanguages: ['pt'], twoWay: false });
    expect(chooseSpoken(BOTH, 'de')).toMatchObject({ sourceLanguage: 'de', spoken: [] });
  });

  it('is any language', () => {
    expect(ANY).toEqual({ sourceLanguage: 'auto', spoken: [], targetLanguages: ['pt', 'es'], twoWay: false });
    expect(chosenSpoken(ANY)).toEqual([]);
    expect(addSpoken(ANY, 'de')).toMatchObject({ sourceLanguage: 'de', spoken: [] });
  });

  it('is several languages, of which one may be a target too', () => {
    expect(BOTH).toEqual({ sourceLanguage: 'auto', spoken: ['en', 'es'], targetLanguages: ['pt', 'es'], twoWay: false });
    expect(addSpoken(BOTH, 'es')).toEqual(BOTH);
    const eight = 'de fr it pt nl sv'.split(' ').reduce(addSpoken, BOTH);
    expect(chosenSpoken(eight)).toHaveLength(MAX_SPOKEN_LANGUAGES);
    expect(addSpoken(eight, 'da')).toEqual(eight);
  });

  it('is one again when all others are taken away, and the last one stays', () => {
    expect(removeSpoken(BOTH, 'en')).toEqual({ sourceLanguage: 'es', spoken: [], targetLanguages: ['pt'], twoWay: false });
    expect(removeSpoken(addSpoken(BOTH, 'de'), 'en')).toMatchObject({ sourceLanguage: 'auto', spoken: ['es', 'de'] });
    expect(removeSpoken(ENGLISH, 'en')).toEqual(ENGLISH);
  });
});

describe('two-way', () => {
  const twoWay = withTwoWay(ENGLISH, true);

  it('is between all that is named', () => {
    expect(twoWay).toEqual({ ...ENGLISH, twoWay: true });
    expect(withTwoWay(BOTH, true)).toEqual({ sourceLanguage: 'en', spoken: [], targetLanguages: ['es', 'pt'], twoWay: true });
  });

  it('is not between any languages, nor between fewer than two', () => {
    expect(withTwoWay(ANY, true).twoWay).toBe(false);
    expect(withTwoWay(withTargets(ENGLISH, []), true).twoWay).toBe(false);
    expect(withTargets(twoWay, []).twoWay).toBe(false);
    expect(chooseSpoken(twoWay, 'auto').twoWay).toBe(false);
    expect(chooseSpoken(withTargets(twoWay, ['es']), 'es').twoWay).toBe(false);
    expect(withTwoWay(twoWay, false)).toEqual(ENGLISH);
  });

  it('is left when one more language is spoken', () => {
    expect(addSpoken(twoWay, 'de')).toMatchObject({ spoken: ['en', 'de'], twoWay: false });
  });
});

describe('what the recogniser hears', () => {
  const moonshine = { title: 'Moonshine tiny (English)', languages: ['en'] };
  const some = { title: 'Parakeet', languages: ['en', 'es', 'pt'] };

  it('is taken to be anything where it is not known', () => {
    expect([isHeard('tlh', null), tellsApart(null), heardSentence(ANY, null)]).toEqual([true, true, '']);
  });

  it('is said where it is one language, with what can be done where another is asked for', () => {
    expect(heardSentence(ENGLISH, moonshine)).toBe('Moonshine tiny (English) hears English alone.');
    expect(heardSentence(chooseSpoken(ENGLISH, 'es'), moonshine)).toMatch(
      /^Moonshine tiny \(English\) does not hear Spanish\. Choose what it hears/,
    );
    expect(heardSentence(ANY, moonshine)).toMatch(/hears English alone\. Choose what it hears/);
    expect(heardSentence(withTwoWay(ENGLISH, true), moonshine)).toContain('does not hear Portuguese and Spanish.');
    const many = withTwoWay(withTargets(ENGLISH, 'pt es de fr it'.split(' ')), true);
    expect(heardSentence(many, moonshine)).toContain('does not hear Portuguese, Spanish, and 3 others.');
    expect([tellsApart(moonshine), isHeard('en-GB', moonshine), isHeard('es', moonshine)]).toEqual([false, true, false]);
  });

  it('is nothing to speak of where it is several, and what is asked for is among them', () => {
    expect(heardSentence(BOTH, some)).toBe('');
    expect(heardSentence(ANY, some)).toBe('');
    expect(heardSentence(addSpoken(BOTH, 'de'), some)).toContain('does not hear German.');
  });
});
