// What comes of several hearings of one utterance.
import { describe, expect, it } from 'vitest';
import { heardLanguageOf, heardOtherwise, isSettled, languageShares, type Hearing } from './language-vote.ts';

const alike = (heard: readonly string[]): readonly Hearing[] => heard.map((language) => ({ language, weight: 0.6 }));

const best = (...heard: readonly string[]) => languageShares(alike(heard))[0];

describe('several hearings of an utterance', () => {
  it('that agree make their language as good as certain', () => {
    expect(best('es', 'es')).toMatchObject({ language: 'es', probability: expect.closeTo(0.95, 1) });
    expect(best('hi', 'hi')).toMatchObject({ language: 'hi' });
  });

  it('that disagree are settled by most of them', () => {
    expect(best('pt', 'es', 'es', 'es')).toMatchObject({ language: 'es' });
    expect(best('es', 'it', 'it', 'es', 'es')).toMatchObject({ language: 'es' });
    expect(best('es', 'ja', 'la', 'es')?.probability).toBeLessThan(best('es', 'es')?.probability ?? 0);
  });

  it('count less for a language of which Whisper knows little: it is heard where others are spoken', () => {
    expect(best('la', 'es', 'la', 'es', 'la')).toMatchObject({ language: 'es' });
    expect(best('cy', 'en')).toMatchObject({ language: 'en' });
    expect(best('cy', 'cy')).toMatchObject({ language: 'cy' });
  });

  it('speak for languages that are close to what was heard before those that are not', () => {
    const shares = new Map(languageShares(alike(['gl', 'gl'])).map(({ language, probability }) => [language, probability]));
    expect(shares.get('es')).toBeGreaterThan(5 * (shares.get('en') ?? 1));
  });

  it('come to shares that are ordered and have the sum 1', () => {
    const shares = languageShares(alike(['es', 'tl', 'ja']));
    expect(shares.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1);
    expect(shares.map(({ probability }) => probability)).toEqual(shares.map(({ probability }) => probability).toSorted((a, b) => b - a));
    expect(heardLanguageOf(alike(['es', 'tl', 'ja']))).toEqual({ ...shares[0], shares });
  });

  it('have a second best where the best turns out to be wrong, if anything else was heard', () => {
    expect(heardOtherwise(alike(['hi', 'es', 'hi']), 'hi')).toMatchObject({ language: 'es' });
    expect(heardOtherwise(alike(['hi', 'hi']), 'hi')).toBeNull();
  });

  it('count by their weight', () => {
    const heard = (weight: number) =>
      languageShares([{ language: 'es', weight: 0.6 }, ...['ca', 'ca'].map((language) => ({ language, weight }))]);
    expect(heard(0.6)[0]).toMatchObject({ language: 'ca' });
    expect(heard(0.2)[0]).toMatchObject({ language: 'es' });
  });

  it.each([
    [['es'], false],
    [['es', 'es'], true],
    [['es', 'it'], false],
    [['es', 'it', 'es'], false],
    [['es', 'it', 'es', 'es'], true],
    [['es', 'it', 'it', 'es'], false],
    [[], false],
  ])('%j need no further one: %s', (heard, settled) => {
    expect(isSettled(alike(heard))).toBe(settled);
  });
});
