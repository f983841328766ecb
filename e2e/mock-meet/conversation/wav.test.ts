import { describe, expect, it } from 'vitest';
import { makeTestWav } from '../testing/test-wav.ts';
import { readWav } from './wav.ts';

describe('a WAV file', () => {
  const samples = [0, 0.5, -0.5, 0.25];

  it.each(['u8', 's16', 's24', 's32', 'f32', 'f64'] as const)('is read in %s, with a plain and with an extensible header', (format) => {
    for (const extensible of [false, true]) {
      const { rateHz, samples: read } = readWav(makeTestWav(samples, { rateHz: 44_100, format, extensible }));
      expect(rateHz).toBe(44_100);
      expect(read).toHaveLength(4);
      for (const [index, sample] of samples.entries())
        expect(Math.abs((read[index] ?? 9) - sample)).toBeLessThan(format === 'u8' ? 0.01 : 0.0001);
    }
  });

  it('in stereo becomes the mean of both channels', () => {
    const { samples: read } = readWav(makeTestWav([0.5, 0.1, -0.4, 0], { rateHz: 48_000, channels: 2 }));
    expect(read).toHaveLength(2);
    expect(read[0]).toBeCloseTo(0.3, 3);
    expect(read[1]).toBeCloseTo(-0.2, 3);
  });

  it('that was cut off while it was written gives the sound that is there', () => {
    const whole = makeTestWav(new Float32Array(100).fill(0.5), { rateHz: 8000 });
    expect(readWav(whole.subarray(0, whole.length - 41)).samples).toHaveLength(79);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['an MP3', Buffer.from('ID3\u0004 not a wave file at all')],
    ['a header alone', makeTestWav([], { rateHz: 8000 }).subarray(0, 40)],
    ['a format that is no PCM', (() => makeTestWav(samples, { rateHz: 8000 }).fill(85, 20, 21))()],
    ['no channels', (() => makeTestWav(samples, { rateHz: 8000 }).fill(0, 22, 24))()],
  ])('that is %s is refused with what to do', (_what, bytes) => {
    expect(() => readWav(bytes)).toThrow(expect.objectContaining({ code: 'configuration', message: expect.stringContaining('ffmpeg -i') }));
  });
});
