// Which languages are taken for each other.
import { expect, it } from 'vitest';
import { areClose } from './close-languages.ts';

it('languages of one family are easily taken for each other, whatever their regions, and none for itself', () => {
  expect(areClose('es', 'gl')).toBe(true);
  expect(areClose('pt-BR', 'es-MX')).toBe(true);
  expect(areClose('ru', 'uk')).toBe(true);
  expect(areClose('es', 'es-MX')).toBe(false);
  expect(areClose('en', 'cy')).toBe(false);
  expect(areClose('xx', 'yy')).toBe(false);
});
