// Codes of languages, as the rest of the program names them and as Whisper does.
import { describe, expect, it } from 'vitest';
import { languageOfCode, whisperCode, whisperLanguages } from './whisper-languages.ts';

const base = { isMultilingual: true, vocabularySize: 51_865 };
const large = { isMultilingual: true, vocabularySize: 51_866 };
const english = { isMultilingual: false, vocabularySize: 51_864 };

describe('a language', () => {
  it.each([
    ['en', 'en'],
    ['pt-BR', 'pt'],
    ['zh-Hans-CN', 'zh'],
    ['PT', 'pt'],
    ['nb', 'no'],
    ['nb-NO', 'no'],
    ['fil', 'tl'],
    ['jv', 'jw'],
    ['he', 'he'],
  ])('%s is asked for as %s', (language, code) => {
    expect(whisperCode(language, base)).toBe(code);
  });

  it('that is none, or that the model lacks, is refused with its name', () => {
    for (const [language, model] of [
      ['xx', base],
      ['yue', base],
      ['tlh', base],
      ['de', english],
    ] as const)
      expect(() => whisperCode(language, model)).toThrowError(expect.objectContaining({ code: 'engine-failed' }));
    expect(() => whisperCode('de', english)).toThrow(/German \("de"\)/);
    expect(whisperCode('yue', large)).toBe('yue');
  });

  it('that Whisper tells is told as everybody else names it', () => {
    expect([languageOfCode('jw'), languageOfCode('pt'), languageOfCode('zh')]).toEqual(['jv', 'pt', 'zh']);
  });
});

it('every language that a model is said to read can be asked for', () => {
  expect(whisperLanguages(english)).toEqual(['en']);
  for (const model of [base, large]) for (const language of whisperLanguages(model)) expect(whisperCode(language, model)).not.toBe('');
  expect(whisperLanguages(base)).toEqual(expect.arrayContaining(['en', 'es', 'pt', 'ja', 'ar', 'nb', 'jv']));
  expect(whisperLanguages(base)).not.toContain('yue');
  expect(whisperLanguages(large)).toContain('yue');
});
