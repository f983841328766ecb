// What people type for languages, right and wrong.
import { describe, expect, it } from 'vitest';
import { meetingLanguagesOf } from './meeting-language-args.ts';

/** As a command with these defaults reads them. */
function read(typed: Partial<Record<'from' | 'to' | 'between', string>>) {
  const rawArgs = Object.entries(typed).flatMap(([flag, value]) => [`--${flag}`, value]);
  return meetingLanguagesOf({ from: 'en', to: 'es', between: undefined, ...typed }, rawArgs);
}

describe('languages on the command line', () => {
  it.each([
    [{}, { sourceLanguage: 'en', targetLanguages: ['es'], twoWay: false }],
    [
      { from: 'pt', to: 'es, fr' },
      { sourceLanguage: 'pt', targetLanguages: ['es', 'fr'], twoWay: false },
    ],
    [
      { from: 'en, es', to: 'pt' },
      { sourceLanguage: 'auto', spoken: ['en', 'es'], targetLanguages: ['pt'], twoWay: false },
    ],
    [{ from: 'auto' }, { sourceLanguage: 'auto', targetLanguages: ['es'], twoWay: false }],
    [{ to: 'none' }, { sourceLanguage: 'en', targetLanguages: [], twoWay: false }],
    [{ between: 'en,pt' }, { sourceLanguage: 'en', targetLanguages: ['pt'], twoWay: true }],
  ])('%j are %j', (typed, languages) => {
    expect(read(typed)).toEqual(languages);
  });

  it.each([
    [{ to: 'Spanish' }, '"Spanish"'],
    [{ to: 'es,none' }, '"none"'],
    [{ to: 'auto' }, '--to'],
    [{ from: 'en,auto' }, '"auto"'],
    [{ from: 'en,en-GB' }, 'each language once'],
    [{ from: '' }, '""'],
    [{ between: 'en' }, '--between'],
    [{ between: 'en,pt', to: 'es' }, 'leave --from and --to out'],
    [{ between: 'en,pt', from: 'en' }, 'leave --from and --to out'],
  ])('%j are refused, naming %s', (typed, named) => {
    expect(() => read(typed)).toThrowError(
      expect.objectContaining({ code: 'configuration', message: expect.stringContaining(named) as string }) as Error,
    );
  });
});
