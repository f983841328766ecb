// What the bench of languages says of what was heard.
import { describe, expect, it } from 'vitest';
import type { HeardFile } from '../hear-file.ts';
import { comparedWords, wordErrorsOf } from './compared-words.ts';
import {
  alternatingFigures,
  heardBetween,
  languageFigures,
  languageHeard,
  languagesSummary,
  wordsIn,
  type HeardUtterance,
} from './languages-report.ts';

const final = (language: string, text: string, { seconds = 2, firstSample = 0, into = [] as readonly string[] } = {}) => ({
  language,
  text,
  seconds,
  firstSample,
  translatedInto: into,
});
const refusal = (language: string | null, seconds: number) => ({ reason: 'another-language' as const, language, seconds, firstSample: 0 });
const heard = (finals: HeardFile['finals'], omissions: HeardFile['omissions'] = []): HeardFile => ({ finals, omissions });
const utterance = (language: string, text: string, what: HeardFile): HeardUtterance => ({ language, text, seconds: 3, heard: what });

describe('the language of an utterance', () => {
  it('is the one in which most of it was read, or for which it was refused', () => {
    expect(languageHeard(heard([final('es', 'a', { seconds: 1 }), final('pt', 'b'), final('es', 'c', { seconds: 1.5 })]))).toBe('es');
    expect(languageHeard(heard([final('en', 'a', { seconds: 1 })], [refusal('ru', 3)]))).toBe('ru');
    expect(languageHeard(heard([], [refusal(null, 3), { ...refusal('ru', 3), reason: 'noise' }]))).toBeNull();
  });

  it('counts where the utterance is longer than two seconds', () => {
    const figures = languageFigures('a person', [
      utterance('es', 'Buenos días.', heard([final('es', 'Buenos dias')])),
      utterance('es', 'Hasta mañana a todos.', heard([final('gl', 'Ata mañana todos')])),
      { ...utterance('es', 'No.', heard([final('en', 'No.')])), seconds: 2 },
      utterance('es', 'Adiós.', heard([])),
    ]);
    expect(figures).toEqual({
      voice: 'a person',
      utterances: 4,
      over2s: 3,
      languageRight: 1,
      heardAs: { gl: 1, none: 1 },
      wer: 0.375,
    });
    expect(languageFigures('nobody', []).wer).toBeNull();
  });

  it('is the same with a region', () => {
    expect(languageFigures('', [utterance('pt-BR', 'Sim.', heard([final('pt', 'Sim.')]))])).toMatchObject({ languageRight: 1, wer: 0 });
  });
});

describe('words', () => {
  it('are compared without case, marks and accents, in scripts without spaces too', () => {
    expect(comparedWords('¿Cuándo empezó «La Reunión»?', 'es')).toEqual(['cuando', 'empezo', 'la', 'reunion']);
    expect(comparedWords('Numéro d’agent', 'fr')).toEqual(['numero', 'd', 'agent']);
    expect(comparedWords('решётка', 'ru')).toEqual(comparedWords('решетка', 'ru'));
    expect(comparedWords('会議を始めましょう', 'ja').length).toBeGreaterThan(2);
    expect(comparedWords("It's 5 o'clock.", 'en')).toContain('five');
  });

  it('are wrong where they are others, missing, or too many', () => {
    expect(wordErrorsOf('uno dos tres', 'uno dos seis siete', 'es')).toEqual({ errors: 2, words: 3 });
    expect(wordErrorsOf('uno dos tres', '', 'es')).toEqual({ errors: 3, words: 3 });
  });

  it('of sound in which nobody speaks are all counted', () => {
    expect(wordsIn([heard([final('en', 'Thank you.')]), heard([]), heard([final('ja', '…')])])).toBe(2);
  });
});

describe('utterances of one session', () => {
  it('have the segments that begin in them', () => {
    const file = heard([final('en', 'a', { firstSample: 10 }), final('es', 'b', { firstSample: 100 })], [refusal('ru', 1)]);
    expect(heardBetween(file, 10, 100)).toEqual(heard([final('en', 'a', { firstSample: 10 })]));
    expect(heardBetween(file, 0, 10).omissions).toHaveLength(1);
  });

  it('have the right direction where all that was read was translated into the other language and into nothing else', () => {
    const of = (language: string, ...into: readonly (readonly string[])[]): HeardUtterance =>
      utterance(language, '', heard(into.map((one) => final(language, 'a', { into: one }))));
    const right = [of('en', ['es']), of('es', ['en'], ['en']), of('en-GB', ['es-MX'])];
    const wrong = [of('en', ['en']), of('en', ['es'], []), of('es', ['en', 'es']), of('es')];
    expect(alternatingFigures(['en', 'es'], [...right, ...wrong])).toEqual({ pair: 'en,es', utterances: 7, directionRight: 3 });
  });
});

it('the summary has a line for each language, and one for the rest each', () => {
  const languages = { es: languageFigures('a person', [utterance('es', 'Sí.', heard([final('it', 'Sì.')]))]) };
  const alternating = { pair: 'en,es', utterances: 4, directionRight: 3 };
  const wordless = { minutes: 4.2, words: 0 };
  const lines = languagesSummary({ bench: 'languages', engine: 'whisper', model: 'base', languages, alternating, wordless })
    .trim()
    .split('\n');
  expect(lines).toEqual([
    'whisper base',
    'es: 1 utterances, language right in 0 of 1 over 2 s (0.0 %), 1 as it; wrong words 0.0 %; a person',
    'en,es by turns: direction right in 3 of 4 (75.0 %)',
    'nobody speaks: 0 words in 4.2 minutes',
  ]);
});
