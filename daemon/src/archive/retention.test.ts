// What was kept as long as is set is deleted, on a clock that the test turns; what is open, newer, or kept for ever is not.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createVirtualClock, type VirtualClock } from '@subcam/shared/testing';
import { SubcamError, type Store } from '@subcam/shared';
import { keepRetention, type KeepDays } from './retention.ts';
import { BEGAN_AT_MS, storeInMemory, writeTalk } from '../testing/stored-talk.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

let store: Store;
let clock: VirtualClock;
let keepDays: KeepDays;
let lines: object[];
let inBackups: string[];
let stop: AbortController;
let kept: Promise<void>;

beforeEach(async () => {
  store = await storeInMemory();
  // Closed on three days, and one that is open.
  for (const [index, sessionId] of ['old', 'middle', 'young'].entries())
    await writeTalk(store, { sessionId, openedAtMs: BEGAN_AT_MS + index * DAY_MS });
  await writeTalk(store, { sessionId: 'open', isOpen: true });
  clock = createVirtualClock(BEGAN_AT_MS + 2 * DAY_MS);
  keepDays = null;
  lines = [];
  inBackups = [];
  stop = new AbortController();
  kept = Promise.resolve();
});

afterEach(async () => {
  stop.abort();
  await kept;
  await store.close();
});

function keep(given: Partial<Parameters<typeof keepRetention>[0]> = {}): void {
  const note = (...[fields, text]: readonly unknown[]): void => void lines.push({ ...(fields as object), text });
  const log = { info: note, warn: note } as Parameters<typeof keepRetention>[0]['log'];
  const backups = { deleteSession: async (id: string) => void inBackups.push(id) };
  kept = keepRetention({ store, backups, settings: () => ({ keepDays, keepCheckMs: HOUR_MS }), clock, log, ...given }, stop.signal);
}

async function left(): Promise<readonly string[]> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
  return (await store.sessions({ limit: 10 })).map(({ sessionId }) => sessionId).toSorted();
}

const ALL = ['middle', 'old', 'open', 'young'];

it('nothing is deleted where everything is kept', async () => {
  keep();
  expect(await left()).toEqual(ALL);
  await clock.advance(365 * DAY_MS);
  expect(await left()).toEqual(ALL);
  expect(lines).toEqual([]);
});

it('at the start and then regularly what is older goes', async () => {
  keepDays = 1;
  keep();
  expect(await left()).toEqual(['middle', 'open', 'young']);
  expect(inBackups).toEqual(['old']);
  expect(lines).toEqual([
    { sessions: 1, finals: 3, translations: 3, keepDays: 1, text: 'Sessions were deleted, since they were kept as long as is set.' },
  ]);
  await clock.advance(HOUR_MS);
  expect(await left()).toEqual(['middle', 'open', 'young']);
  // Until a day after the third one was closed.
  for (let hour = 0; hour < 25; hour += 1) {
    await clock.advance(HOUR_MS);
    await left();
  }
  expect(await left()).toEqual(['open']);
  expect(inBackups).toEqual(['old', 'middle', 'young']);
});

it('after the meeting nothing is kept, and one that is open is never deleted', async () => {
  keepDays = 'meeting';
  await clock.advance(2 * HOUR_MS);
  keep();
  expect(await left()).toEqual(['open']);
  await store.closeSession('open', clock.nowMs());
  await clock.advance(HOUR_MS);
  expect(await left()).toEqual([]);
  expect(JSON.stringify(lines)).not.toMatch(/annual|Silva/u);
});

it('what fails is said once and tried again', async () => {
  keepDays = 'meeting';
  await clock.advance(2 * HOUR_MS);
  let failures = 3;
  const failing = {
    ...store,
    deleteSession: (id: string) => {
      failures -= 1;
      return failures >= 0 ? Promise.reject(new SubcamError('storage', 'The disk is full.', { retryable: true })) : store.deleteSession(id);
    },
  };
  keep({ store: failing });
  expect(await left()).toEqual(ALL);
  for (let hour = 0; hour < 4; hour += 1) {
    await clock.advance(HOUR_MS);
    await left();
  }
  expect(await left()).toEqual(['open']);
  expect(lines).toHaveLength(2);
});

it('it ends with its signal', async () => {
  keep();
  await left();
  stop.abort();
  await expect(kept).resolves.toBeUndefined();
});
