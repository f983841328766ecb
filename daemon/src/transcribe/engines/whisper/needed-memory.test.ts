// A model that is larger than the memory is refused before it is loaded.
import { expect, it } from 'vitest';
import { neededMemory, requireMemory } from './needed-memory.ts';
import { TINY_SHAPE } from './testing/tiny-models.ts';

const MB = 1_000_000;
const base = { bytes: 148 * MB, shape: { ...TINY_SHAPE, audioState: 512, textState: 512 } };
const large = { bytes: 3095 * MB, shape: { ...TINY_SHAPE, audioState: 1280, textState: 1280 } };

it('a model takes its size and what it works in, and twice its size while it is loaded', () => {
  expect(neededMemory(base)).toBe(348 * MB);
  expect(neededMemory(large)).toBe(2 * 3095 * MB);
});

it('one for which there is not enough is refused, with what it takes and what is free', () => {
  expect(() => requireMemory(base, 'base', 348 * MB)).not.toThrow();
  expect(() => requireMemory(large, 'large-v3', 4_000 * MB)).toThrowError(
    expect.objectContaining({ code: 'engine-failed', message: expect.stringMatching(/large-v3 takes 6190 MB.*4000 MB are free/) }),
  );
});

it('what this machine has is asked where nothing is given', () => {
  expect(() => requireMemory({ ...base, bytes: 1e15 }, 'huge')).toThrow(/huge takes/);
});
