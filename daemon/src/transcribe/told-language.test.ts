// Services name languages in several ways; a text that names none is no language.
import { expect, it } from 'vitest';
import { toldLanguage, whisperName } from './told-language.ts';

it.each([
  ['en', 'en'],
  ['PT', 'pt'],
  ['pt-br', 'pt-BR'],
  ['pt_BR', 'pt-BR'],
  [' es ', 'es'],
  ['eng', 'en'],
  ['por', 'pt'],
  ['yue', 'yue'],
  ['jw', 'jv'],
  ['tl', 'tl'],
  ['english', 'en'],
  ['Portuguese', 'pt'],
  ['haitian creole', 'ht'],
  ['myanmar', 'my'],
  ['nynorsk', 'nn'],
])('"%s" is %s', (told, code) => {
  expect(toldLanguage(told)).toBe(code);
});

it.each([[undefined], [null], [''], ['auto'], ['unknown'], ['und'], ['<|pt|>'], ['1'], ['constructor'], ['x'.repeat(10_000)]])(
  '%j names no language',
  (told) => {
    expect(toldLanguage(told)).toBeNull();
  },
);

it.each([
  ['pt-BR', 'portuguese'],
  ['en', 'english'],
  ['yue', 'cantonese'],
  ['qq', null],
])('the code %s has the name %s', (code, name) => {
  expect(whisperName(code)).toBe(name);
});
