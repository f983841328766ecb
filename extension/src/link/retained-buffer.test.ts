// The retained buffer: everything until it is released, evictions counted, and nothing renumbered.
import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { createRetainedBuffer } from './retained-buffer.ts';
import type { AudioFrame } from '@subcam/shared';

/** Samples that say their own index. */
function frame(firstSample: number, length: number): AudioFrame {
  return { firstSample, samples: Int16Array.from({ length }, (_, n) => (firstSample + n) % 30_000) };
}

function indexes(frames: Iterable<AudioFrame>): number[] {
  return [...frames].flatMap((part) => Array.from(part.samples, (_, n) => part.firstSample + n));
}

describe('createRetainedBuffer', () => {
  it('refuses a frame that does not follow the one before it', () => {
    const buffer = createRetainedBuffer();
    buffer.push(frame(0, 320));
    expect(() => buffer.push(frame(321, 320))).toThrow(expect.objectContaining({ code: 'frame-out-of-order' }));
    expect(() => buffer.push(frame(319, 320))).toThrow(expect.objectContaining({ code: 'frame-out-of-order' }));
  });

  it('keeps exactly what was neither released nor evicted, whatever the order of pushes and releases', () => {
    const step = fc.oneof(
      fc.record({ type: fc.constant('push' as const), length: fc.integer({ min: 1, max: 320 }) }),
      fc.record({ type: fc.constant('release' as const), share: fc.double({ min: 0, max: 1.2, noNaN: true }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: 'max' }), fc.integer({ min: 320, max: 2_000 }), (steps, maxSamples) => {
        const buffer = createRetainedBuffer({ maxSamples });
        let next = 0;
        let oldest = 0;
        let evicted = 0;
        for (const one of steps) {
          if (one.type === 'push') {
            buffer.push(frame(next, one.length));
            next += one.length;
            evicted += Math.max(0, next - oldest - maxSamples);
            oldest = Math.max(oldest, next - maxSamples);
          } else {
            const through = Math.floor(next * one.share);
            buffer.release(through);
            oldest = Math.max(oldest, Math.min(through, next));
          }
        }
        expect([buffer.oldestSample, buffer.nextSample, buffer.evictedSamples]).toEqual([oldest, next, evicted]);
        expect(indexes(buffer.from(0))).toEqual(Array.from({ length: next - oldest }, (_, n) => oldest + n));
      }),
    );
  });

  it('hands out a part of a frame when the sample lies within it, with the right samples', () => {
    const buffer = createRetainedBuffer();
    buffer.push(frame(0, 320));
    buffer.push(frame(320, 320));
    const parts = [...buffer.from(400)];
    expect(parts.map((part) => [part.firstSample, part.samples.length, part.samples[0]])).toEqual([[400, 240, 400]]);
    expect([...buffer.from(640)]).toEqual([]);
  });

  it('remembers a source gap until its samples are released', () => {
    const buffer = createRetainedBuffer();
    buffer.push(frame(0, 320));
    buffer.note({ firstSample: 320, sampleCount: 500, reason: 'source-gap' });
    buffer.push(frame(320, 1_000));
    buffer.release(819);
    expect(buffer.gapAfter(0)).toEqual({ firstSample: 320, sampleCount: 500, reason: 'source-gap' });
    buffer.release(820);
    expect(buffer.gapAfter(0)).toBeNull();
  });
});
