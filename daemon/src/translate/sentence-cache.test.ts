// Translations that are remembered: the latest, within their limits, and counted.
import { describe, expect, it } from 'vitest';
import { createSentenceCache } from './sentence-cache.ts';

const result = (text: string) => ({ text, confidence: null, engine: { name: 'e', model: 'm' } });

function set(maxEntries = 3, maxBytes = 1_000_000) {
  const limits = { maxEntries, maxBytes };
  const cache = createSentenceCache(() => limits);
  const keeps = (...keys: string[]): void => {
    for (const key of keys) cache.keep(key, result(`of ${key}`));
  };
  const has = (key: string): boolean => cache.find(key) !== null;
  return { limits, cache, keeps, has };
}

describe('a cache of sentences', () => {
  it('finds what it was given, and counts how often', () => {
    const { cache, keeps } = set();
    expect(cache.state()).toEqual({ entries: 0, bytes: 0, hits: 0, misses: 0, hitRate: null });
    expect(cache.find('a')).toBeNull();
    keeps('a');
    expect([cache.find('a'), cache.find('a'), cache.find('a')]).toEqual([result('of a'), result('of a'), result('of a')]);
    expect(cache.state()).toMatchObject({ entries: 1, hits: 3, misses: 1, hitRate: 0.75 });
  });

  it('forgets what was used longest ago', () => {
    const { keeps, has } = set();
    keeps('a', 'b', 'c');
    expect(has('a')).toBe(true);
    keeps('d');
    expect(['a', 'b', 'c', 'd'].map(has)).toEqual([true, false, true, true]);
  });

  it('stays within its bytes, and takes no entry that would put out everything else', () => {
    const { cache, keeps, has } = set(1_000, 10_000);
    for (let index = 0; index < 100; index += 1) keeps(`key ${index}`);
    expect(cache.state().bytes).toBeLessThanOrEqual(10_000);
    expect(cache.state().entries).toBeGreaterThan(10);
    expect(cache.state().entries).toBeLessThan(50);
    cache.keep('long', result('x'.repeat(1_000)));
    expect(has('long')).toBe(false);
    expect(has('key 99')).toBe(true);
  });

  it('has the same bytes for the same entry, however often it is kept', () => {
    const { cache, keeps } = set();
    keeps('a');
    const { bytes } = cache.state();
    keeps('a', 'a');
    expect(cache.state()).toMatchObject({ entries: 1, bytes });
  });

  it('heeds limits that are changed, and remembers nothing where they are 0', () => {
    const { limits, cache, keeps, has } = set();
    keeps('a', 'b', 'c');
    limits.maxEntries = 1;
    expect(['a', 'b', 'c'].map(has)).toEqual([false, false, true]);
    limits.maxEntries = 0;
    expect(has('c')).toBe(false);
    keeps('d');
    expect(cache.state()).toMatchObject({ entries: 0, bytes: 0 });
  });
});
