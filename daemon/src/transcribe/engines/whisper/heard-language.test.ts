// Of which part of an utterance its language is told, and for how long that is remembered.
import { randomNumbers } from '@subcam/shared/testing';
import { describe, expect, it } from 'vitest';
import { openLanguageMemory, secondWindowOf, windowOf } from './heard-language.ts';

const SECOND = 16_000;

const noise = (length: number): Float32Array => Float32Array.from({ length }, randomNumbers(length));

describe('the sound in which a language is told', () => {
  const sound = noise(12 * SECOND);
  const lengths = (purpose: 'partial' | 'final', ...seconds: readonly number[]) =>
    seconds.map((length) => windowOf(sound.subarray(0, length * SECOND), purpose).length / SECOND);

  it('is the same for all states of a growing utterance between two lengths', () => {
    expect(lengths('partial', 1, 2, 2.9, 4, 5, 9)).toEqual([1, 2, 2, 4, 4, 4]);
  });

  it('is all of a whole one, up to a bound', () => {
    expect(lengths('final', 0.5, 3.3, 8, 12)).toEqual([0.5, 3.3, 8, 8]);
  });

  it('is at a second try the end, where that is another sound', () => {
    expect(secondWindowOf(sound)).toEqual(sound.subarray(8 * SECOND));
    expect(secondWindowOf(sound.subarray(0, 4.5 * SECOND))).toBeNull();
  });
});

describe('a memory of heard languages', () => {
  it('knows a beginning again, wherever it lies, and no other one', () => {
    const sound = noise(2 * SECOND);
    const memory = openLanguageMemory();
    memory.set(sound, 'es');
    expect(memory.get(sound.slice())).toBe('es');
    const other = sound.slice();
    other[17] = (other[17] ?? 0) + 0.001;
    expect(memory.get(other)).toBeNull();
    expect(memory.get(sound.subarray(1))).toBeNull();
  });

  it('forgets what was asked for the longest time ago', () => {
    const memory = openLanguageMemory(2);
    const [a, b, c] = [100, 200, 300].map((length) => noise(length));
    if (a === undefined || b === undefined || c === undefined) throw new Error('no sound');
    memory.set(a, 'en');
    memory.set(b, 'es');
    expect(memory.get(a)).toBe('en');
    memory.set(c, 'fr');
    expect([memory.get(a), memory.get(b), memory.get(c)]).toEqual(['en', null, 'fr']);
  });
});
