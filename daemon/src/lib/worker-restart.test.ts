// A pool whose last worker dies while nobody asks it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createVirtualClock } from '@subcam/shared/testing';
import { openWorkerPool, type WorkerPool } from './worker-pool.ts';
import { createWorkerRestart } from './worker-restart.ts';

const FILE = new URL('./testing/echo-worker.ts', import.meta.url);
const forever = new AbortController().signal;
const patient = { urgent: false, transfer: [] };

describe('a pool', () => {
  let dir = '';
  let pool: WorkerPool<number | 'die' | 'die-later', number>;
  const open = (workers: number) =>
    openWorkerPool<number | 'die' | 'die-later', number>({
      name: 'doubler',
      file: FILE,
      workerData: { brokenWhileExists: path.join(dir, 'broken') },
      workers,
      maxWaiting: 10,
    });

  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'subcam-pool-'));
  });
  afterEach(async () => {
    await pool.close();
    await rm(dir, { recursive: true });
  });

  it('starts a worker again that died while nobody needed it, and says until then that there is none', async () => {
    pool = await open(1);
    expect(pool.problem).toBeNull();
    await pool.run('die-later', patient, forever);
    await vi.waitFor(() => expect(pool.problem).toBe('The last doubler has died; another is started.'));
    await vi.waitFor(() => expect([pool.alive, pool.problem]).toEqual([1, null]), { timeout: 5_000 });
    await expect(pool.run(2, patient, forever)).resolves.toBe(4);
  });

  it('says why no worker can be started again, until one can', async () => {
    pool = await open(1);
    await writeFile(path.join(dir, 'broken'), '');
    await pool.run('die-later', patient, forever);
    await vi.waitFor(() => expect(pool.problem).toContain('the model is gone'), { timeout: 5_000 });
    await rm(path.join(dir, 'broken'));
    await expect(pool.run(2, patient, forever)).resolves.toBe(4);
    expect(pool.problem).toBeNull();
  });

  it('says so, and tries again by itself, also where a job waited for another worker that could not be started', async () => {
    pool = await open(1);
    await writeFile(path.join(dir, 'broken'), '');
    await Promise.allSettled([pool.run('die', patient, forever), pool.run(2, patient, forever)]);
    expect(pool.problem).toContain('the model is gone');
    await rm(path.join(dir, 'broken'));
    await vi.waitFor(() => expect([pool.alive, pool.problem]).toEqual([1, null]), { timeout: 5_000 });
  });

  it('is without a problem while one of several workers is left', async () => {
    pool = await open(2);
    await pool.run('die-later', patient, forever);
    await vi.waitFor(() => expect(pool.alive).toBe(1));
    expect(pool.problem).toBeNull();
  });
});

it('goes on trying where somebody else was starting a worker just then, until one is there', async () => {
  const clock = createVirtualClock();
  let tries = 0;
  const restart = createWorkerRestart(() => {
    tries += 1;
    if (tries === 3) restart.isThere();
    return Promise.resolve();
  }, clock);
  restart.died('The last one has died.');
  await clock.advance(500);
  expect([tries, restart.problem]).toEqual([1, 'The last one has died.']);
  await clock.advance(60_000);
  expect([tries, restart.problem]).toEqual([3, null]);
});
