// Of which part of an utterance its language is told, and for how long that is remembered.
import { randomNumbers } from '@subcam/shared/testing';
import { describe, expect, it } from 'vitest';
import { beginningOf, hearingsOf, openLanguageMemory, windowOf } from './heard-language.ts';

const SECOND = 16_000;

const noise = (length: number): Float32Array => Float32Array.from({ length }, randomNumbers(length));

describe('the sound in which a language is told', () => {
  const sound = noise(12 * SECOND);
  const secondsOf = (parts: Iterable<Float32Array>): readonly number[] => [...parts].map(({ length }) => length / SECOND);

  it('is the same for all states of a growing utterance between two lengths', () => {
    expect(secondsOf([1, 2, 2.9, 4, 5, 9].map((length) => windowOf(sound.subarray(0, length * SECOND))))).toEqual([1, 2, 2, 4, 4, 4]);
  });

  it('is for a first look the beginning, which a growing utterance and a whole one have alike', () => {
    expect(beginningOf(sound.subarray(0, 1.9 * SECOND))).toBeNull();
    for (const length of [2, 3.5, 9]) expect(beginningOf(sound.subarray(0, length * SECOND))).toEqual(sound.subarray(0, 2 * SECOND));
  });

  it('is of a whole one first one half and then the other, then all of it, faster and slower, and the larger part of it from both ends', () => {
    const parts = [...hearingsOf(sound.subarray(0, 6 * SECOND))];
    const [first, second, whole, faster, slower, beginning, end, ...more] = parts.map(({ samples }) => samples);
    expect(first).toEqual(sound.subarray(0, 3 * SECOND));
    expect(second).toEqual(sound.subarray(3 * SECOND, 6 * SECOND));
    expect(whole).toEqual(sound.subarray(0, 6 * SECOND));
    expect(faster?.length).toBeLessThan(5.6 * SECOND);
    expect(slower?.length).toBeGreaterThan(6.4 * SECOND);
    expect(beginning).toEqual(sound.subarray(0, 4 * SECOND));
    expect(end).toEqual(sound.subarray(2 * SECOND, 6 * SECOND));
    expect(more).toEqual([]);
    // What was heard in halves is heard again.
    const [of, ofOther, ...again] = parts.map(({ weight }) => weight);
    expect(of).toBe(ofOther);
    for (const weight of again) expect(weight).toBeLessThan(of ?? 0);
  });

  it('is no more than the first seconds of a long one, and all at once of a short one, at several speeds unless it is a few words', () => {
    const heardIn = (seconds: number) => secondsOf([...hearingsOf(sound.subarray(0, seconds * SECOND))].map(({ samples }) => samples));
    expect(heardIn(12).slice(0, 3)).toEqual([4, 4, 8]);
    const [whole, faster = 0, slower = 0, ...more] = heardIn(2);
    expect([whole, faster < 1.9, slower > 2.1, more]).toEqual([2, true, true, []]);
    expect(heardIn(1)).toEqual([1]);
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
