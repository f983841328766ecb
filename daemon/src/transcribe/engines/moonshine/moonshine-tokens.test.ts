// The recogniser's token file, from the text of the package that carries the vocabulary.
import { expect, test } from 'vitest';
import { moonshineTokens } from './moonshine-tokens.ts';

const moduleOf = (pieces: readonly string[]): Buffer =>
  Buffer.from(`export class T {}\nconst llama_vocab_base64 = "${Buffer.from(pieces.join('\n')).toString('base64')}"\n`);

const pieces = Array.from({ length: 32_000 }, (_, id) => `piece${id}`);

test('every id has one line with the base64 of its bytes, and Moonshine’s specials follow Llama’s vocabulary', () => {
  pieces[13] = '<0x0A>';
  pieces[29_871] = '▁';
  const lines = moonshineTokens(moduleOf(pieces)).toString().split('\n');
  expect(lines).toHaveLength(32_769);
  expect(lines[0]).toBe(`${Buffer.from('piece0').toString('base64')}\t0`);
  expect(lines[13]).toBe(`${Buffer.from([0x0a]).toString('base64')}\t13`);
  expect(lines[29_871]).toBe(`${Buffer.from('▁').toString('base64')}\t29871`);
  expect(lines[32_767]).toBe(`${Buffer.from('<<ST_767>>').toString('base64')}\t32767`);
  expect(lines[32_768]).toBe('');
});

test('a text without a whole vocabulary is refused', () => {
  expect(() => moonshineTokens(Buffer.from('export default 1;'))).toThrow(/no vocabulary/);
  expect(() => moonshineTokens(moduleOf(pieces.slice(1)))).toThrow(/31999 pieces instead of 32000/);
});
