// Sound that is damaged on its way, through the real detector and recogniser: the words that can still be heard, or none; never others.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stt, VadFactory } from '@subcam/shared';
import { openLocalStt, openLocalVad } from '../testing/local-engines.ts';
import { join, pause, speak } from '../testing/spoken-text.ts';
import { hearFile } from './testing/hear-file.ts';

const SENTENCE = 'Good morning everybody, and welcome to the meeting of this week.';

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[a-z']+/gu) ?? [];

const clipped = (value: number): number => Math.max(-32_768, Math.min(32_767, Math.round(value)));

/** `rate` above one: shorter and higher, as sound of another sample rate than was said. */
function resampled(sound: Int16Array, rate: number): Int16Array {
  return Int16Array.from({ length: Math.floor(sound.length / rate) }, (_, at) => {
    const from = Math.floor(at * rate);
    const share = at * rate - from;
    return Math.round((sound[from] ?? 0) * (1 - share) + (sound[from + 1] ?? 0) * share);
  });
}

/** As long as `stretch` times, at the same pitch: overlapping pieces of 40 ms, each laid where it fits best (WSOLA). */
function stretched(sound: Int16Array, stretch: number): Int16Array {
  const [size, hop, search] = [640, 320, 160];
  const out = new Float64Array(Math.floor(sound.length * stretch) + size);
  let last = 0;
  for (let to = 0; to + size < out.length; to += hop) {
    const wanted = Math.floor(to / stretch);
    let [best, bestFit] = [wanted, Number.NEGATIVE_INFINITY];
    for (let from = Math.max(0, wanted - search); from <= wanted + search; from += 8) {
      let fit = 0;
      for (let at = 0; at < size; at += 8) fit += (sound[from + at] ?? 0) * (sound[last + hop + at] ?? 0);
      if (fit > bestFit) [best, bestFit] = [from, fit];
    }
    for (let at = 0; at < size; at += 1)
      out[to + at] = (out[to + at] ?? 0) + (sound[best + at] ?? 0) * Math.sin((Math.PI * at) / size) ** 2;
    last = best;
  }
  return Int16Array.from(out, clipped);
}

/** Every 400 ms, `ms` are missing and filled with zeros. */
const withHoles = (sound: Int16Array, ms: number): Int16Array => sound.map((value, at) => (at % 6_400 < ms * 16 ? 0 : value));

describe('damaged sound', () => {
  let vadFactory: VadFactory;
  let stt: Stt;
  let sound: Int16Array;
  beforeAll(async () => {
    vadFactory = await openLocalVad();
    stt = await openLocalStt();
    sound = join([pause(500), await speak(SENTENCE), pause(800)]);
  });
  afterAll(() => stt.close());

  it.each([0, 1, 100, 511, 1599])('of %i samples is nothing', async (length) => {
    expect(await hearFile(new Int16Array(length).fill(12_000), { vadFactory, stt })).toEqual({ texts: [], omitted: [], gaps: [] });
  });

  it.each<[string, (given: Int16Array) => Int16Array]>([
    ['clipped', (given) => given.map((value) => clipped(value * 3))],
    ['of which most is cut off', (given) => given.map((value) => clipped(value * 12))],
    ['of which hardly anything but the signs are left', (given) => given.map((value) => clipped(value * 150))],
    ['on an offset', (given) => given.map((value) => clipped(value + 9_000))],
    ['with holes of 20 ms', (given) => withHoles(given, 20)],
    ['with holes of 60 ms', (given) => withHoles(given, 60)],
    ['of which each sample comes twice', (given) => resampled(given, 0.5)],
    ['of which every second sample is missing', (given) => resampled(given, 2)],
    ['that is stretched to one and a half times its length', (given) => stretched(given, 1.5)],
    ['that is squeezed to three quarters of its length', (given) => stretched(given, 0.75)],
    ['of the opposite sign', (given) => given.map((value) => clipped(-value))],
  ])('%s has the words that can be heard, or none', async (_what, damage) => {
    const { texts, gaps } = await hearFile(damage(sound), { vadFactory, stt });
    const heard = wordsOf(texts.join(' '));
    const right = new Set(wordsOf(SENTENCE));
    const invented = heard.filter((word) => !right.has(word));
    expect(gaps).toEqual([]);
    expect(invented.length, texts.join(' ')).toBeLessThanOrEqual(heard.length / 5);
  });
});
