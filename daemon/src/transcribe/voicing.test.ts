// How clearly a voice is heard: in a voice, in noise, in both.
import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ } from '@subcam/shared';
import { randomNumbers } from '@subcam/shared/testing';
import { voicing } from './voicing.ts';

const SECOND = SAMPLE_RATE_HZ;

/** Two seconds of a vowel: harmonics that are loudest around 700 and 1100 Hz, a little higher and lower with time. */
function vowel(pitchHz: number): Float32Array {
  const gain = (hz: number): number => 1 / (1 + ((hz - 700) / 120) ** 2) + 0.6 / (1 + ((hz - 1100) / 140) ** 2) + 0.02;
  let phase = 0;
  return Float32Array.from({ length: 2 * SECOND }, (_, at) => {
    const hz = pitchHz * (1 + 0.03 * Math.sin((2 * Math.PI * 2 * at) / SECOND));
    phase += (2 * Math.PI * hz) / SECOND;
    let sum = 0;
    for (let n = 1; n * hz < 4000; n += 1) sum += gain(n * hz) * Math.sin(n * phase);
    return 0.05 * sum;
  });
}

function noise(level: number): Float32Array {
  const random = randomNumbers(7);
  return Float32Array.from({ length: 2 * SECOND }, () => level * (2 * random() - 1));
}

const rms = (sound: Float32Array): number => Math.sqrt(sound.reduce((sum, value) => sum + value * value, 0) / sound.length);

function inNoise(sound: Float32Array, db: number): Float32Array {
  const other = noise(1);
  const gain = (rms(sound) / rms(other)) * 10 ** (-db / 20);
  return sound.map((value, at) => value + gain * (other[at] ?? 0));
}

describe('voicing', () => {
  it.each([85, 120, 210, 300])('is near one for a voice of %i Hz alone', (pitchHz) => {
    expect(voicing(vowel(pitchHz))).toBeGreaterThan(0.95);
  });

  it('is the same for a quiet voice as for a loud one', () => {
    const loud = vowel(120);
    expect(voicing(loud.map((value) => value * 0.002))).toBeCloseTo(voicing(loud), 4);
  });

  it('is less the more noise there is', () => {
    const [little, much] = [voicing(inNoise(vowel(120), 10)), voicing(inNoise(vowel(120), 0))];
    expect(little).toBeLessThan(voicing(vowel(120)));
    expect(much).toBeLessThan(little);
    expect(much).toBeLessThan(0.8);
  });

  it('is low for noise, and nothing for silence and for what is shorter than a sound of speech', () => {
    expect(voicing(noise(0.3))).toBeLessThan(0.4);
    expect(voicing(new Float32Array(SECOND))).toBe(0);
    expect(voicing(vowel(120).subarray(0, 0.05 * SECOND))).toBe(0);
    expect(voicing(new Float32Array(0))).toBe(0);
  });

  it('is told of the louder half: pauses do not matter', () => {
    const sound = new Float32Array(4 * SECOND);
    sound.set(noise(0.0005));
    sound.set(vowel(120), 2 * SECOND);
    expect(voicing(sound)).toBeGreaterThan(0.95);
  });
});
