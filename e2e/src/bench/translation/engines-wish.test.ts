// Which translators the bench measures, each at which address.
import { expect, it } from 'vitest';
import { enginesWish } from './engines-wish.ts';

it('takes those in use where none are named', () => {
  expect(enginesWish(undefined)).toBeNull();
});

it('asks those without an address together, and each with one by itself, the same engine at several', () => {
  expect(enginesWish('bergamot, apertium,translation-service=http://127.0.0.1:5003,translation-service=https://gpu.example/mt')).toEqual([
    { env: { SUBCAM_TRANSLATOR: 'bergamot,apertium' }, label: '' },
    { env: { SUBCAM_TRANSLATOR: 'translation-service', SUBCAM_TRANSLATION_URL: 'http://127.0.0.1:5003' }, label: ' at 127.0.0.1:5003' },
    { env: { SUBCAM_TRANSLATOR: 'translation-service', SUBCAM_TRANSLATION_URL: 'https://gpu.example/mt' }, label: ' at gpu.example' },
  ]);
});

it.each([
  ['', 'takes names of translators'],
  ['Bergamot', 'takes names of translators'],
  ['bergamot,', 'takes names of translators'],
  ['translation-service=ftp://host', 'takes names of translators'],
  ['translation-service=http://', 'takes names of translators'],
  ['bergamot,bergamot', 'names each translator once'],
  ['bergamot=http://127.0.0.1:1', 'bergamot is no translator with an address'],
])('"%s" is refused', (text, message) => {
  expect(() => enginesWish(text)).toThrow(message);
});
