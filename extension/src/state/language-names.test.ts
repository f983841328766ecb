// Names of languages: for every code that the configuration takes, also for those that nobody has named.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLanguageCode } from '@subcam/shared';
import { byName, languageName, localeOf } from './language-names.ts';

describe('languageName', () => {
  it.each([
    ['es', 'Spanish'],
    ['zh-TW', 'Chinese (Taiwan)'],
    ['qqq', 'qqq'],
    ['en-abc1', 'en-abc1'],
  ])('calls %s %s', (code, name) => {
    expect(languageName(code)).toBe(name);
  });

  it('has a name, and a locale that Intl takes, for everything that is shaped like a code', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/), (code) => {
        expect(isLanguageCode(code)).toBe(true);
        expect(languageName(code)).not.toBe('');
        expect(() => new Intl.Segmenter(localeOf(code))).not.toThrow();
      }),
    );
  });
});

describe('byName', () => {
  it('sorts by the name that is read, each once', () => {
    expect(byName(['es', 'de', 'ca', 'es', 'uk'])).toEqual(['ca', 'de', 'es', 'uk']);
    expect(byName(['de', 'nl'])).toEqual(['nl', 'de']);
  });
});
