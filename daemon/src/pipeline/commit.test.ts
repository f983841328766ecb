// A store that is busy for a while costs nothing but time; one that is broken is told at once.
import { SubcamError } from '@subcam/shared';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../telemetry/index.ts';
import { commitDurably } from './commit.ts';

function setUp() {
  const waits: number[] = [];
  const clock = {
    nowMs: () => 0,
    monotonicMs: () => 0,
    sleep: async (durationMs: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      waits.push(durationMs);
    },
  };
  return { waits, deps: { clock, log: silentLog } };
}

const busy = new SubcamError('storage', 'Another program holds the database.', { retryable: true });
const broken = new SubcamError('storage', 'The database is damaged.');

describe('a commit', () => {
  it('that fails for now is tried again, waiting longer each time', async () => {
    const { waits, deps } = setUp();
    let attempts = 0;
    const write = async (): Promise<string> => {
      attempts += 1;
      if (attempts <= 3) throw busy;
      return 'committed';
    };
    expect(await commitDurably(write, deps, new AbortController().signal)).toBe('committed');
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits).toHaveLength(3);
  });

  it('that can never pass is not tried again', async () => {
    const { waits, deps } = setUp();
    await expect(commitDurably(() => Promise.reject(broken), deps, new AbortController().signal)).rejects.toBe(broken);
    expect(waits).toEqual([]);
  });

  it('gives up after about half a minute with what the store said', async () => {
    const { waits, deps } = setUp();
    await expect(commitDurably(() => Promise.reject(busy), deps, new AbortController().signal)).rejects.toBe(busy);
    const totalMs = waits.reduce((sum, ms) => sum + ms, 0);
    expect(totalMs).toBeGreaterThan(20_000);
    expect(totalMs).toBeLessThan(60_000);
  });

  it('is not tried again once the session is over', async () => {
    const { deps } = setUp();
    const stop = new AbortController();
    const write = (): Promise<never> => {
      stop.abort(new Error('over'));
      return Promise.reject(busy);
    };
    await expect(commitDurably(write, deps, stop.signal)).rejects.toThrow('over');
  });
});
