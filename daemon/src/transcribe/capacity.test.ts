// How many talkers a recogniser follows: by the time of its own readings, by the settings, or not known.
import { describe, expect, it, vi } from 'vitest';
import { SubcamError, type EngineLog } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { scriptedStt, type ScriptedReading } from '../testing/fake-stt.ts';
import { coresOfTalker, createCapacity, talkersFollowed } from './capacity.ts';

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
  const at = { atOnce: 2, cores: 2 };

  it('follows from what one of them takes and from what may run at once, and is at least one', () => {
    expect(talkersFollowed({ ...at, coresOfOne: 0.24 })).toBe(6);
    expect(talkersFollowed({ ...at, coresOfOne: 0.48 })).toBe(3);
    expect(talkersFollowed({ coresOfOne: 0.24, atOnce: 8, cores: 2 })).toBe(6);
    expect(talkersFollowed({ coresOfOne: 0.24, atOnce: 8, cores: 8 })).toBe(26);
    expect(talkersFollowed({ coresOfOne: 0.24, atOnce: 1, cores: 8 })).toBe(3);
    expect(talkersFollowed({ ...at, coresOfOne: 90 })).toBe(1);
  });

  it('is of an engine that reads again and again what grows, of one that takes a share of the time for that, and of two together', () => {
    const moonshine = { partialShare: undefined, readShare: 0.04 };
    const whisper = { partialShare: 0.15, readShare: 0.18 };
    expect(coresOfTalker(moonshine)).toBeCloseTo(0.24);
    expect(coresOfTalker(whisper)).toBeCloseTo(0.42);
    expect(coresOfTalker(whisper, moonshine)).toBeCloseTo(0.27 + 0.24);
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
    expect(logged).toMatchObject([{ follows: 4, coresOfOne: expect.closeTo(0.2, 1) as number, atOnce: 1 }]);
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
