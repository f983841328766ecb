// How many talkers a recogniser follows: by the time of its own readings, by the settings, or not known.
import { describe, expect, it, vi } from 'vitest';
import { SubcamError, type EngineLog } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { scriptedStt, type ScriptedReading } from '../testing/fake-stt.ts';
import { createCapacity, talkersFollowed } from './capacity.ts';

function open(
  readings: readonly ScriptedReading[],
  { atOnce, named = null }: { readonly atOnce?: number; readonly named?: number | null } = { atOnce: 2 },
) {
  const clock = createVirtualClock();
  const stop = new AbortController();
  const logged: object[] = [];
  const note = (fields: object): void => {
    logged.push(fields);
  };
  const log: EngineLog = { info: note, warn: note, error: note };
  const scripted = scriptedStt(clock, (_request, index) => readings[index] ?? {});
  const stt = { ...scripted, languages: ['en'], ...(atOnce === undefined ? {} : { atOnce }) };
  const capacity = createCapacity({ stt, named: () => named, clock, log }, stop.signal);
  /** The sentence is read from the disk first, of which the clock knows nothing. */
  const measure = async (): Promise<void> => {
    const measuring = capacity.measure();
    if (atOnce !== undefined) await vi.waitUntil(() => scripted.calls.length > 0);
    await clock.run(measuring);
  };
  return { capacity, calls: scripted.calls, logged, stop, measure };
}

describe('the number of talkers', () => {
  const at = { soundMs: 4_000, atOnce: 2, cores: 2 };

  it('follows from the time of a reading and from what may run at once, and is at least one', () => {
    expect(talkersFollowed({ ...at, readMs: 160 })).toBe(6);
    expect(talkersFollowed({ ...at, readMs: 320 })).toBe(3);
    expect(talkersFollowed({ ...at, readMs: 160, atOnce: 8 })).toBe(6);
    expect(talkersFollowed({ ...at, readMs: 160, atOnce: 8, cores: 8 })).toBe(26);
    expect(talkersFollowed({ ...at, readMs: 160, atOnce: 1, cores: 8 })).toBe(3);
    expect(talkersFollowed({ ...at, readMs: 60_000 })).toBe(1);
  });
});

describe('a recogniser on this machine', () => {
  it('is measured by three readings of a spoken sentence, which everything else goes before, and of which the fastest counts', async () => {
    const { capacity, calls, logged, measure } = open([{ afterMs: 900 }, { afterMs: 80 }, { afterMs: 700 }], { atOnce: 1 });
    expect(capacity.follows).toBeNull();
    await measure();
    expect(calls.map(({ request }) => [request.purpose, request.language, request.samples.length > 30_000])).toEqual(
      Array.from({ length: 3 }, () => ['partial', 'en', true]),
    );
    expect(capacity.follows).toBe(4);
    expect(logged).toMatchObject([{ follows: 4, readMs: 80, atOnce: 1 }]);
  });

  it('that cannot be measured stays unknown, which the log says; not where the daemon is closed meanwhile', async () => {
    const error = new SubcamError('engine-failed', 'This is no sound.');
    const failing = open([{ error }]);
    await failing.measure();
    expect(failing.capacity.follows).toBeNull();
    expect(failing.logged).toMatchObject([{ code: 'engine-failed', reason: 'This is no sound.' }]);
    const closed = open([{ afterMs: 1_000 }]);
    const measuring = closed.capacity.measure();
    closed.stop.abort();
    await measuring;
    expect(closed.logged).toEqual([]);
  });

  it('follows as many as the settings say, whatever was measured', async () => {
    const { capacity, measure } = open([{ afterMs: 160 }], { atOnce: 2, named: 40 });
    expect(capacity.follows).toBe(40);
    await measure();
    expect(capacity.follows).toBe(40);
  });
});

it('a recogniser elsewhere is sent nothing', async () => {
  const { capacity, calls, measure } = open([], {});
  await measure();
  expect(capacity.follows).toBeNull();
  expect(calls).toEqual([]);
});
