// What a person may choose is what engines list and the tile can draw.
import { describe, expect, it } from 'vitest';
import { isDrawable, requireDrawable } from '@subcam/shared/paint';
import { languageName, localeOf } from '../state/language-names.ts';
import { OFFERED_LANGUAGES } from './offered-languages.ts';
import { SAMPLE_SENTENCES } from './sample-sentences.ts';

/** Of each script that the tile has letters for, languages that are written in it. */
const BY_SCRIPT: Readonly<Record<string, readonly string[]>> = {
  Armenian: ['hy'],
  Georgian: ['ka'],
  Bengali: ['bn', 'as'],
  Gujarati: ['gu'],
  Gurmukhi: ['pa'],
  Odia: ['or'],
  Tamil: ['ta'],
  Telugu: ['te'],
  Kannada: ['kn'],
  Malayalam: ['ml'],
  Sinhala: ['si'],
  Khmer: ['km'],
  Lao: ['lo'],
  Myanmar: ['my'],
  Tibetan: ['bo'],
  Ethiopic: ['am', 'ti'],
  Thaana: ['dv'],
  Devanagari: ['hi', 'mr', 'ne', 'sa'],
  Arabic: ['ar', 'fa', 'ur', 'ps', 'sd', 'ug'],
  Hebrew: ['he', 'yi'],
  Cyrillic: ['ru', 'uk', 'kk', 'mn', 'tg'],
  Latin: ['es', 'sw', 'eu', 'cy', 'ast'],
};

describe('the offered languages', () => {
  it.each(Object.entries(BY_SCRIPT))('have those of %s script: %s', (_script, languages) => {
    expect(OFFERED_LANGUAGES).toEqual(expect.arrayContaining([...languages]));
  });

  it('are those of the recognisers and translators, more than a hundred, and every one of the preview’s sentences', () => {
    expect(OFFERED_LANGUAGES.length).toBeGreaterThan(100);
    expect(OFFERED_LANGUAGES).toEqual(expect.arrayContaining(Object.keys(SAMPLE_SENTENCES)));
  });

  it('can all be drawn, and all have a name that no other has', () => {
    for (const code of OFFERED_LANGUAGES) {
      expect([code, isDrawable(code), localeOf(code)]).toEqual([code, true, expect.not.stringMatching('und') as string]);
      expect(() => requireDrawable(code)).not.toThrow();
      expect(languageName(code)).not.toBe(code);
    }
    const names = OFFERED_LANGUAGES.map(languageName);
    expect(new Set(names).size).toBe(names.length);
  });
});
