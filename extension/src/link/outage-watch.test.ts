import { beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock, type VirtualClock } from '@subcam/shared/testing';
import type { LinkPhase } from '../bus/extension-status.ts';
import { OUTAGE_MS, watchOutages, type OutageWatch } from './outage-watch.ts';

let clock: VirtualClock;
let told: string[];
let watch: OutageWatch;

beforeEach(() => {
  clock = createVirtualClock();
  told = [];
  watch = watchOutages({ clock, onOutage: (captureId) => told.push(captureId) });
});

async function lookFor(durationMs: number, phase: LinkPhase, captureId = 'c'): Promise<void> {
  for (let passedMs = 0; passedMs < durationMs; passedMs += 500) {
    watch.look(captureId, phase);
    await clock.advance(500);
  }
}

describe('a daemon that is away', () => {
  it('for a moment is not told', async () => {
    await lookFor(10_000, 'live');
    await lookFor(OUTAGE_MS, 'reconnecting');
    await lookFor(5_000, 'live');
    expect(told).toEqual([]);
  });

  it('for longer is told once within 3 s, and again the next time', async () => {
    await lookFor(1_000, 'live');
    await lookFor(3_000, 'reconnecting');
    expect(told).toEqual(['c']);
    await lookFor(60_000, 'reconnecting');
    expect(told).toEqual(['c']);
    await lookFor(1_000, 'live');
    await lookFor(3_000, 'refused');
    expect(told).toEqual(['c', 'c']);
  });

  it('is told of the capture that it is of, also when the wall clock is set meanwhile', async () => {
    watch.look('tab', 'live');
    watch.look('microphone', 'reconnecting');
    clock.setWallClock(clock.nowMs() - 3_600_000);
    await clock.advance(OUTAGE_MS);
    watch.look('tab', 'live');
    watch.look('microphone', 'reconnecting');
    expect(told).toEqual(['microphone']);
  });
});
