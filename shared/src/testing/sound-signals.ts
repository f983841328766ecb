// Signals as functions of time, for sounds that tests make themselves.
import { SAMPLE_RATE_HZ } from '../audio/audio-frame.ts';

/** The value at an instant in seconds. One with a memory (noise, a filter) is asked for each sample of 16 kHz once, in order. */
export type Signal = (t: number) => number;

/** Evenly between 0 and 1; the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** First order. */
export function lowPass(signal: Signal, hz: number): Signal {
  const share = 1 - Math.exp((-2 * Math.PI * hz) / SAMPLE_RATE_HZ);
  let value = 0;
  return (t) => {
    value += share * (signal(t) - value);
    return value;
  };
}

function highPass(signal: Signal, hz: number): Signal {
  const share = 1 - Math.exp((-2 * Math.PI * hz) / SAMPLE_RATE_HZ);
  let low = 0;
  return (t) => {
    const value = signal(t);
    low += share * (value - low);
    return value - low;
  };
}

/** Second order on either side. */
export function bandPass(signal: Signal, fromHz: number, toHz: number): Signal {
  return lowPass(lowPass(highPass(highPass(signal, fromHz), fromHz), toHz), toHz);
}

/** Equally loud in every octave: a sum of noises, each of which changes half as often as the one before (Voss). */
export function pinkNoise(seed: number): Signal {
  const random = randomNumbers(seed);
  const values = Array.from({ length: 14 }, () => 2 * random() - 1);
  let sample = 0;
  return () => {
    sample += 1;
    const changed = Math.min(values.length - 1, 31 - Math.clz32(sample & -sample));
    values[changed] = 2 * random() - 1;
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
}
