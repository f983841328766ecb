// Which telephone prompts are sentences of which it is known what is said.
import { expect, it } from 'vitest';
import { parsePromptTexts, spreadOver } from './prompt-texts.ts';

it('takes prompts whose text is what is said, each text once', () => {
  const list = [
    '\uFEFF; Core sounds in Spanish',
    '',
    'agent-pass: Por favor ingrese su contraseña.  ',
    'dictate/paused: dictado en pausa',
    'letters: N B S',
    'yes: claro que',
    'again: por favor ingrese su contraseña.',
    'beep: [tono simple]',
    'beeperr: (ahooga)',
    'digits/1: 1',
    'menu: Marque * para salir.',
    'broken: il tempo sar? esattamente',
    'broken-end: contrase\uFFFDa',
    'question: ¿Quién habla ahora?',
    'nothing:',
  ].join('\r\n');
  expect(parsePromptTexts(list)).toEqual([
    { name: 'agent-pass', text: 'Por favor ingrese su contraseña.' },
    { name: 'dictate/paused', text: 'dictado en pausa' },
    { name: 'question', text: '¿Quién habla ahora?' },
  ]);
});

it('takes some from the whole length of a list', () => {
  const letters = 'a b c d e f g h i j'.split(' ');
  expect(spreadOver(letters, 4)).toEqual(['a', 'c', 'f', 'h']);
  expect(spreadOver(letters, 10)).toEqual(letters);
  expect(spreadOver(letters, 99)).toEqual(letters);
});
