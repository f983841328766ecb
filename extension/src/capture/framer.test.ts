// The framer: frames of 20 ms without a hole, whatever comes in, and full scale that clips instead of wrapping.
import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { FRAME_SAMPLES } from '@subcam/shared';
import { createFramer } from './framer.ts';

describe('createFramer', () => {
  it('numbers frames without a hole and loses no sample, however the input is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 20, size: 'max' }), (sizes) => {
        const framer = createFramer();
        let fed = 0;
        const frames = sizes.flatMap((size) => {
          const samples = Float32Array.from({ length: size }, (_, n) => ((fed + n) % 30_000) / 32_767);
          fed += size;
          return framer.push(samples);
        });
        expect(framer.nextSample).toBe(fed);
        expect(frames.every((frame) => frame.samples.length === FRAME_SAMPLES)).toBe(true);
        const last = framer.flush();
        const all = last === null ? frames : [...frames, last];
        const values = all.flatMap((frame) => Array.from(frame.samples));
        expect(values).toEqual(Array.from({ length: fed }, (_, n) => n % 30_000));
        expect(all.map((frame) => frame.firstSample)).toEqual(all.map((_, n) => n * FRAME_SAMPLES));
        expect(framer.flush()).toBeNull();
      }),
    );
  });

  it('clips beyond full scale instead of wrapping', () => {
    const framer = createFramer();
    framer.push(Float32Array.of(1.5, -1.5, 1, -1, 0));
    expect(Array.from(framer.flush()?.samples ?? [])).toEqual([32_767, -32_767, 32_767, -32_767, 0]);
  });
});
