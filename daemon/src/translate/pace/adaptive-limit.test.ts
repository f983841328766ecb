// How much a service is asked at once: more while that costs nothing, less when its answers come later, and a pause when it is overloaded.
import { createVirtualClock } from '@subcam/shared/testing';
import { describe, expect, it } from 'vitest';
import { CEILING_MS, createAdaptiveLimit, FIRST_PAUSE_MS, type AdaptiveLimit } from './adaptive-limit.ts';

const TEXT_LENGTH = 40;

function rig(most = 8) {
  const clock = createVirtualClock();
  return { clock, limit: createAdaptiveLimit({ most, maxPauseMs: 2_000, clock }) };
}

type Rig = ReturnType<typeof rig>;

/** As many at once as it allows, again and again; `tookMs` of so many at once. What it allowed each time. */
async function busy({ clock, limit }: Rig, rounds: number, tookMs: (atOnce: number) => number): Promise<readonly number[]> {
  const allowed: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { atOnce } = limit;
    allowed.push(atOnce);
    const ends = Array.from({ length: atOnce }, () => limit.begin(TEXT_LENGTH));
    await clock.advance(tookMs(atOnce));
    for (const end of ends) end({ type: 'worked' });
  }
  return allowed;
}

async function overload({ clock, limit }: Rig, retryAfterMs = 0): Promise<AdaptiveLimit> {
  const end = limit.begin(TEXT_LENGTH);
  await clock.advance(10);
  end({ type: 'overloaded', retryAfterMs });
  return limit;
}

describe('a service that answers many texts as fast as one', () => {
  it('is asked one more at once, and again, up to the most', async () => {
    expect(await busy(rig(5), 8, () => 40)).toEqual([1, 2, 2, 3, 4, 5, 5, 5]);
  });

  it('is not asked more while nobody has more', async () => {
    const { clock, limit } = rig();
    await busy({ clock, limit }, 4, () => 40);
    for (let count = 0; count < 20; count += 1) {
      const end = limit.begin(TEXT_LENGTH);
      await clock.advance(40);
      end({ type: 'worked' });
    }
    expect(limit.atOnce).toBe(4);
  });
});

describe('a service that answers one text after the other', () => {
  it('is asked one at a time, but for a short try each half minute', async () => {
    const opened = rig();
    const startedMs = opened.clock.monotonicMs();
    const allowed = await busy(opened, 400, (atOnce) => 300 * atOnce);
    const seconds = (opened.clock.monotonicMs() - startedMs) / 1_000;
    const tries = allowed.filter((atOnce) => atOnce > 1).length;
    expect(Math.max(...allowed)).toBe(2);
    expect(tries).toBeGreaterThan(2);
    expect(tries).toBeLessThanOrEqual(2 * Math.ceil((seconds * 1_000) / CEILING_MS));
  });

  it('is known by its answers to texts of the same length: long ones take longer than short ones anyway', async () => {
    const { clock, limit } = rig(4);
    const say = async (lengths: readonly number[]): Promise<void> => {
      const ends = lengths.map((length) => [length, limit.begin(length)] as const);
      let passedMs = 0;
      for (const [tookMs, end] of ends) {
        await clock.advance(tookMs - passedMs);
        passedMs = tookMs;
        end({ type: 'worked' });
      }
    };
    await say([20]);
    for (let round = 0; round < 10; round += 1) await say([20, 160, 160, 160].slice(0, limit.atOnce));
    expect(limit.atOnce).toBe(4);
  });
});

describe('a service that is overloaded', () => {
  it('is asked half as much at once, once for all that were under way together', async () => {
    const opened = rig();
    await busy(opened, 8, () => 40);
    const { limit, clock } = opened;
    expect(limit.atOnce).toBe(8);
    const ends = Array.from({ length: 8 }, () => limit.begin(TEXT_LENGTH));
    await clock.advance(500);
    for (const end of ends) end({ type: 'overloaded', retryAfterMs: 0 });
    expect(limit.atOnce).toBe(4);
    expect(limit.restMs).toBe(0);
  });

  it('is left alone for as long as it asks for', async () => {
    const opened = rig();
    expect((await overload(opened, 7_000)).restMs).toBe(7_000);
    await opened.clock.advance(6_999);
    expect(opened.limit.restMs).toBe(1);
  });

  it('with one text at a time is left alone for longer and longer, up to the most, until it has answered', async () => {
    const opened = rig();
    const pauses: number[] = [];
    for (let count = 0; count < 6; count += 1) {
      const { restMs } = await overload(opened);
      pauses.push(restMs);
      await opened.clock.advance(restMs);
    }
    expect(pauses).toEqual([FIRST_PAUSE_MS, 400, 800, 1_600, 2_000, 2_000]);
    await busy(opened, 1, () => 40);
    await busy(opened, 1, () => 4_000);
    expect((await overload(opened)).atOnce).toBe(1);
    expect((await overload(opened)).restMs).toBe(FIRST_PAUSE_MS);
  });

  it('is not judged by what says nothing of its load', async () => {
    const { limit } = rig();
    limit.begin(TEXT_LENGTH)({ type: 'unknown' });
    expect({ atOnce: limit.atOnce, restMs: limit.restMs }).toEqual({ atOnce: 1, restMs: 0 });
  });
});
