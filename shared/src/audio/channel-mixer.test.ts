// Voices on one, some or all of a source's channels: what a plain mean weakens or loses is kept, and nothing clicks.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createChannelMixer } from './channel-mixer.ts';

const RATE_HZ = 16_000;

/** Repeatable noise, −1…1. */
function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

const db = (decibels: number): number => 10 ** (decibels / 20);

/** Something like a voice: harmonics of a gliding pitch in syllables of a fifth of a second; `gain` is its peak. */
function voice(seconds: number, { gain = 0.5, pitchHz = 140 } = {}): Float32Array {
  let phase = 0;
  return Float32Array.from({ length: seconds * RATE_HZ }, (_, index) => {
    const at = index / RATE_HZ;
    phase += (pitchHz * (1 + 0.1 * Math.sin(3 * at))) / RATE_HZ;
    let sum = 0;
    for (let harmonic = 1; harmonic <= 12; harmonic += 1) sum += Math.sin(2 * Math.PI * harmonic * phase) / harmonic;
    return (gain / 2) * sum * Math.sin(Math.PI * 5 * at) ** 2;
  });
}

function hiss(seconds: number, gain: number, seed: number): Float32Array {
  const random = noise(seed);
  return Float32Array.from({ length: seconds * RATE_HZ }, () => gain * random());
}

const silence = (seconds: number): Float32Array => new Float32Array(seconds * RATE_HZ);

const plus = (...parts: readonly Float32Array[]): Float32Array =>
  Float32Array.from(parts[0] ?? [], (_, index) => parts.reduce((sum, part) => sum + (part[index] ?? 0), 0));

const times = (samples: Float32Array, factor: number): Float32Array => samples.map((sample) => sample * factor);

function joined(parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

function mix(channels: readonly Float32Array[], pieceSamples = Number.POSITIVE_INFINITY, rateHz = RATE_HZ): Float32Array {
  const mixer = createChannelMixer({ channels: channels.length, rateHz });
  const length = channels[0]?.length ?? 0;
  const parts: Float32Array[] = [];
  for (let at = 0; at < length; at += Math.min(pieceSamples, length))
    parts.push(mixer.push(channels.map((channel) => channel.subarray(at, at + Math.min(pieceSamples, length)))));
  return joined(parts);
}

/** dB of full scale, of a stretch in seconds. */
function levelDb(samples: Float32Array, fromSeconds = 0, toSeconds = Number.POSITIVE_INFINITY): number {
  const part = samples.subarray(fromSeconds * RATE_HZ, Math.min(samples.length, toSeconds * RATE_HZ));
  return 10 * Math.log10(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length);
}

const steepest = (samples: Float32Array): number =>
  samples.reduce((most, sample, index) => Math.max(most, index === 0 ? 0 : Math.abs(sample - (samples[index - 1] ?? 0))), 0);

describe('a mixer of channels', () => {
  it('gives one channel, and channels that are all the same, as they came', () => {
    const speech = voice(1);
    expect(mix([speech])).toEqual(speech);
    expect(mix([speech, speech])).toEqual(speech);
    expect(mix([speech, speech, speech, speech])).toEqual(speech);
  });

  it.each([
    ['opposite phase', (speech: Float32Array) => [speech, times(speech, -1)]],
    ['opposite phase, one of them weaker', (speech: Float32Array) => [speech, times(speech, -0.7)]],
    ['opposite phase, with noise', (speech: Float32Array) => [plus(speech, hiss(2, 0.003, 1)), plus(times(speech, -1), hiss(2, 0.003, 2))]],
    [
      'opposite phase on two channels of six',
      (speech: Float32Array) => [speech, times(speech, -1), ...Array.from({ length: 4 }, () => silence(2))],
    ],
    ['opposite phase in two pairs', (speech: Float32Array) => [speech, speech, times(speech, -1), times(speech, -1)]],
    ['one channel of two', (speech: Float32Array) => [silence(2), speech]],
    ['one channel of eight', (speech: Float32Array) => [...Array.from({ length: 7 }, () => silence(2)), speech]],
    [
      'one channel of eight, with noise on all',
      (speech: Float32Array) =>
        Array.from({ length: 8 }, (_, channel) => plus(channel === 5 ? speech : silence(2), hiss(2, 0.0015, channel))),
    ],
    ['one channel of two, the other with a constant offset', (speech: Float32Array) => [silence(2).map(() => 0.05), speech]],
  ])('keeps the level of a voice in %s, within 3 dB', (_name, channelsOf) => {
    const speech = voice(2);
    const mixed = mix(channelsOf(speech));
    expect(Math.abs(levelDb(mixed, 0.1) - levelDb(speech, 0.1))).toBeLessThan(3);
  });

  it('hears quiet words on one channel from their first syllable, beside silence and after loud words on the other', () => {
    const quiet = voice(1, { gain: db(-40) });
    const alone = mix([joined([silence(1), quiet]), silence(2)]);
    expect(Math.abs(levelDb(alone, 1.02) - levelDb(quiet, 0.02))).toBeLessThan(0.5);
    const after = mix([joined([voice(1), silence(1)]), joined([silence(1), quiet])]);
    expect(Math.abs(levelDb(after, 1.1, 1.3) - levelDb(quiet, 0.1, 0.3))).toBeLessThan(1);
  });

  it('keeps two people who speak at once on two channels, neither much louder than they were to one another', () => {
    const [low, high] = [voice(2), voice(2, { gain: 0.25, pitchHz: 230 })];
    const mixed = mix([low, high]);
    const share = (of: Float32Array): number =>
      mixed.reduce((sum, sample, index) => sum + sample * (of[index] ?? 0), 0) / of.reduce((sum, sample) => sum + sample * sample, 0);
    expect(share(low)).toBeGreaterThan(0.45);
    expect(share(high) / share(low)).toBeGreaterThan(0.7);
    expect(share(high) / share(low)).toBeLessThan(1.4);
  });

  it('takes no channel that hums for the one in which somebody speaks', () => {
    const hum = Float32Array.from({ length: 2 * RATE_HZ }, (_, index) => 0.3 * Math.sin((2 * Math.PI * 50 * index) / RATE_HZ));
    const speech = voice(2, { gain: db(-30) });
    const mixed = mix([hum, speech]);
    const kept =
      mixed.reduce((sum, sample, index) => sum + sample * (speech[index] ?? 0), 0) /
      speech.reduce((sum, sample) => sum + sample * sample, 0);
    expect(kept).toBeGreaterThan(0.4);
  });

  it('follows a source whose channels come into opposite phase, and makes no click of it', () => {
    const speech = voice(3);
    const turned = speech.map((sample, index) => (index < 1.5 * RATE_HZ ? sample : -sample));
    const mixed = mix([speech, turned]);
    expect(levelDb(mixed, 1.7) - levelDb(speech, 1.7)).toBeGreaterThan(-3);
    expect(steepest(mixed)).toBeLessThan(1.2 * steepest(speech));
  });

  it('makes no click where people take turns on the channels', () => {
    const turn = (channel: number): Float32Array =>
      joined(Array.from({ length: 6 }, (_, index) => (index % 3 === channel ? voice(0.5, { pitchHz: 120 + 40 * channel }) : silence(0.5))));
    const channels = [turn(0), turn(1), turn(2)];
    expect(steepest(mix(channels))).toBeLessThan(1.2 * Math.max(...channels.map(steepest)));
  });

  it('lets a channel become quieter gradually when another one joins it', () => {
    // At the end of each block of 10 ms the first tone is at its peak, where a jump of its weight would be largest.
    const tone = (shift: number): Float32Array =>
      Float32Array.from({ length: RATE_HZ }, (_, index) => 0.5 * Math.cos((2 * Math.PI * 400 * index) / RATE_HZ - shift));
    const channels = [joined([tone(0), tone(0)]), joined([silence(1), tone(Math.PI / 2)])];
    expect(steepest(mix(channels))).toBeLessThan(1.2 * steepest(tone(0)));
  });

  it.each([8_000, 44_100, 48_000])('gives the same samples however the input is cut, at %i Hz', (rateHz) => {
    const channels = [voice(0.3), times(voice(0.3), -1), hiss(0.3, 0.1, 3)];
    const whole = mix(channels, Number.POSITIVE_INFINITY, rateHz);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), (pieceSamples) => {
        expect(mix(channels, pieceSamples, rateHz)).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });

  it('never leaves full scale, and gives a sample for each sample', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 3_000 }), fc.integer(), (count, length, seed) => {
        const random = noise(seed);
        const mixed = mix(Array.from({ length: count }, () => Float32Array.from({ length }, () => Math.sign(random()))));
        expect(mixed).toHaveLength(length);
        expect(mixed.every((sample) => Math.abs(sample) <= 1)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
