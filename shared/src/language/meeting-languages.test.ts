// Into what an utterance is translated, by what the session asks for and the language that the utterance is in.
import { describe, expect, it } from 'vitest';
import {
  directionsOf,
  languagesOfTranslations,
  languageToHear,
  parseBetween,
  parseSpoken,
  spokenLanguages,
  targetsOf,
} from './meeting-languages.ts';

const oneWay = (sourceLanguage: string, ...targetLanguages: readonly string[]) => ({ sourceLanguage, targetLanguages });
const between = (sourceLanguage: string, ...targetLanguages: readonly string[]) => ({ sourceLanguage, targetLanguages, twoWay: true });
const severalInto = (spoken: readonly string[], ...targetLanguages: readonly string[]) => ({
  sourceLanguage: 'auto',
  spoken,
  targetLanguages,
});

describe('an utterance', () => {
  it.each([
    [oneWay('en', 'es', 'pt'), 'en', ['es', 'pt']],
    [oneWay('en', 'es', 'pt', 'es'), 'en', ['es', 'pt']],
    [oneWay('en', 'en', 'pt'), 'en', ['pt']],
    [oneWay('en', 'en-GB', 'pt-BR'), 'en', ['pt-BR']],
    [oneWay('en-GB', 'en', 'pt'), 'en-US', ['pt']],
    [oneWay('auto', 'en', 'pt'), 'pt', ['en']],
    [oneWay('en', 'pt'), 'pt', []],
    [oneWay('en'), 'en', []],
    [between('en', 'pt'), 'en', ['pt']],
    [between('en', 'pt'), 'pt', ['en']],
    [between('en', 'pt'), 'pt-BR', ['en']],
    [between('en', 'pt'), 'de', ['en', 'pt']],
    [between('en', 'pt', 'es'), 'pt', ['en', 'es']],
    [severalInto(['en', 'es'], 'pt', 'es'), 'en', ['pt', 'es']],
    [severalInto(['en', 'es'], 'pt', 'es'), 'es', ['pt']],
  ])('of a session with %j that is in %s is translated into %j', (languages, utteranceLanguage, targets) => {
    expect(targetsOf(languages, utteranceLanguage)).toEqual(targets);
  });
});

describe('the directions of a session', () => {
  it('are those from what is spoken into each other language', () => {
    expect(directionsOf(oneWay('en', 'es', 'en-GB'))).toEqual([{ sourceLanguage: 'en', targetLanguage: 'es' }]);
    expect(directionsOf(oneWay('auto', 'es'))).toEqual([]);
    expect(directionsOf(oneWay('en'))).toEqual([]);
    expect(directionsOf(severalInto(['en', 'es'], 'pt', 'es'))).toEqual([
      { sourceLanguage: 'en', targetLanguage: 'pt' },
      { sourceLanguage: 'en', targetLanguage: 'es' },
      { sourceLanguage: 'es', targetLanguage: 'pt' },
    ]);
  });

  it('are both in a two-way session', () => {
    expect(directionsOf(between('en', 'pt'))).toEqual([
      { sourceLanguage: 'en', targetLanguage: 'pt' },
      { sourceLanguage: 'pt', targetLanguage: 'en' },
    ]);
    expect(languagesOfTranslations(between('en', 'pt'))).toEqual(['en', 'pt']);
  });

  it('name a language once, whatever its regions', () => {
    expect(spokenLanguages(between('en', 'en-GB', 'pt'))).toEqual(['en', 'pt']);
  });
});

describe('the recogniser', () => {
  it('is asked for the one language that is spoken, and to tell which it is where there are several', () => {
    expect(languageToHear(oneWay('en', 'pt'))).toBe('en');
    expect(languageToHear(oneWay('auto', 'pt'))).toBe('auto');
    expect(languageToHear(between('en', 'pt'))).toBe('auto');
    expect(languageToHear(severalInto(['en', 'es'], 'pt'))).toBe('auto');
  });
});

describe('languages that are spoken, as text', () => {
  it.each([
    ['en', { sourceLanguage: 'en' }],
    [' pt-BR,', { sourceLanguage: 'pt-BR' }],
    ['en, es', { sourceLanguage: 'auto', spoken: ['en', 'es'] }],
    ['auto', { sourceLanguage: 'auto' }],
  ])('are "%s"', (text, languages) => {
    expect(parseSpoken(text, '--from')).toEqual(languages);
  });

  it.each(['', ',', 'english', 'en,auto', 'en,en-GB', 'en;es'])('are not "%s"', (text) => {
    expect(() => parseSpoken(text, '--from')).toThrowError(
      expect.objectContaining({ code: 'configuration', message: expect.stringContaining('--from') as string }) as Error,
    );
  });
});

describe('languages to speak between, as text', () => {
  it('are two or more', () => {
    expect(parseBetween('en,pt')).toEqual(between('en', 'pt'));
    expect(parseBetween(' en , pt-BR, es,')).toEqual(between('en', 'pt-BR', 'es'));
  });

  it.each(['', 'en', 'en,', 'en,en', 'en,en-GB', 'en,english', 'auto,pt', 'en;pt'])('are not "%s"', (text) => {
    expect(() => parseBetween(text)).toThrowError(
      expect.objectContaining({ code: 'configuration', message: expect.stringContaining('--between') as string }) as Error,
    );
  });
});
