// Tiles without a browser: how many, and for how long, by the limits of now.
import { createVirtualClock } from '@subcam/shared/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLog } from '../telemetry/index.ts';
import { createBrowserlessTiles, type BrowserlessLimits, type BrowserlessTiles } from './browserless-tiles.ts';

let limits: BrowserlessLimits;
let clock: ReturnType<typeof createVirtualClock>;
let tiles: BrowserlessTiles;

beforeEach(() => {
  limits = { maxBrowserlessTiles: 1, browserlessIdleMs: 600_000 };
  clock = createVirtualClock();
  tiles = createBrowserlessTiles({ limits: () => limits, clock, log: silentLog });
});

afterEach(() => tiles.close());

const start = (): string => tiles.start({ sessionId: null, config: { fps: 1 } }).tileId;

it('no more run than may, and a change of the limit counts for the next one', () => {
  start();
  expect(start).toThrow('at most 1 tiles');
  limits = { ...limits, maxBrowserlessTiles: 2 };
  start();
  expect(start).toThrow('at most 2 tiles');
});

it('one that nobody asks for is kept for as long as the limit says now', async () => {
  const tileId = start();
  await clock.advance(300_000);
  expect(tiles.get(tileId)).toBeDefined();
  limits = { ...limits, browserlessIdleMs: 60_000 };
  await clock.advance(180_000);
  expect(tiles.get(tileId)).toBeUndefined();
});
