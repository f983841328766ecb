import { describe, expect, it } from 'vitest';
import type { ObservedFrame } from '../../mock-meet/index.ts';
import { pixelLatency, type BlinkEvent } from './pixel-latency.ts';

const seen = (...frames: readonly (readonly [atMs: number, luma: number | null])[]): readonly ObservedFrame[] =>
  frames.map(([atMs, luma]) => ({ atMs, luma, rtpTimestamp: null, width: 1280, height: 720 }));
const events = (...given: readonly (readonly [emittedAtMs: number, bright: boolean])[]): readonly BlinkEvent[] =>
  given.map(([emittedAtMs, bright]) => ({ emittedAtMs, bright }));

describe('from an event to the pixel', () => {
  it('it takes until the first frame that shows the change', () => {
    const frames = seen([0, 20], [120, 21], [130, 80], [160, 82], [440, 79], [450, 22]);
    expect(pixelLatency([{ events: events([100, true], [400, false]), frames }], 50)).toEqual({ n: 2, p50: 30, p95: 50, missed: 0 });
  });

  it('an event that is not seen before the next one is missed, and no later frame stands in for it', () => {
    const frames = seen([0, 20], [340, 80], [640, 20]);
    const given = events([100, true], [200, false], [300, true], [600, false]);
    expect(pixelLatency([{ events: given, frames }], 50)).toEqual({ n: 2, p50: 40, p95: 40, missed: 2 });
  });

  it('the late picture of an event is not taken for the next one', () => {
    const frames = seen([0, 20], [140, 80], [310, 20], [345, 80]);
    expect(pixelLatency([{ events: events([100, true], [200, false], [300, true]), frames }], 50)).toEqual({
      n: 2,
      p50: 40,
      p95: 45,
      missed: 1,
    });
  });

  it('a picture that already looked so before the event shows nothing of it', () => {
    expect(pixelLatency([{ events: events([100, true]), frames: seen([0, 80], [130, 80]) }], 50)).toMatchObject({ n: 0, missed: 1 });
  });

  it('a frame whose brightness could not be read is left aside', () => {
    const frames = seen([0, 20], [110, null], [130, 80]);
    expect(pixelLatency([{ events: events([100, true]), frames }], 50)).toMatchObject({ n: 1, p50: 30 });
  });

  it('turns are looked at one by one', () => {
    const turn = (fromMs: number) => ({ events: events([fromMs + 100, true]), frames: seen([fromMs, 20], [fromMs + 130, 80]) });
    expect(pixelLatency([turn(0), turn(60_000)], 50)).toEqual({ n: 2, p50: 30, p95: 30, missed: 0 });
  });
});
