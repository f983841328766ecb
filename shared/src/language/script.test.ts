import { describe, expect, it } from 'vitest';
import { runsRightToLeft, scriptOf } from './script.ts';

describe('the script of a language', () => {
  it.each([
    ['ar-EG', 'Arab'],
    ['az-Arab', 'Arab'],
    ['az', 'Latn'],
    ['sr-Latn', 'Latn'],
    ['pa', 'Guru'],
    ['pa-PK', 'Arab'],
    ['zh-TW', 'Hant'],
    ['xx', null],
    ['auto', null],
    ['not a code', null],
  ])('of %s is %s', (language, script) => {
    expect(scriptOf(language)).toBe(script);
  });

  it.each([
    'ar',
    'ar-EG',
    'he',
    'iw',
    'fa',
    'fa-AF',
    'ur',
    'ps',
    'sd',
    'ug',
    'yi',
    'dv',
    'ckb',
    'syr',
    'nqo',
    'ks',
    'az-Arab',
    'ku-Arab',
    'ff-Adlm',
  ])('of %s runs from right to left', (language) => {
    expect(runsRightToLeft(language)).toBe(true);
  });

  it.each(['en', 'ku', 'az', 'ar-Latn', 'sd-Deva', 'pa', 'zh', 'auto', 'xx'])('of %s does not', (language) => {
    expect(runsRightToLeft(language)).toBe(false);
  });
});
