import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '@subcam/shared';
import { workerGate } from './testing/worker-gate.ts';
import { openWorkerPool, type WorkerPool, type WorkerPoolOptions } from './worker-pool.ts';

type Input = number | 'die' | 'fail' | SharedArrayBuffer;

const FILE = new URL('./testing/echo-worker.ts', import.meta.url);
const forever = new AbortController().signal;
const patient = { urgent: false, transfer: [] };
const urgent = { urgent: true, transfer: [] };

describe('a pool of workers', () => {
  let dir = '';
  let pool: WorkerPool<Input, number>;
  const open = (workers: number, maxWaiting = 100, more: Partial<WorkerPoolOptions> = {}): Promise<WorkerPool<Input, number>> => {
    const workerData = { brokenWhileExists: path.join(dir, 'broken'), hangsWhileExists: path.join(dir, 'hangs') };
    return openWorkerPool({ name: 'doubler', file: FILE, workerData, workers, maxWaiting, ...more });
  };

  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'subcam-pool-'));
  });
  afterEach(async () => {
    await pool?.close();
    await rm(dir, { recursive: true });
  });

  it('answers each job with its own answer', async () => {
    pool = await open(2);
    const answers = await Promise.all([1, 2, 3, 4, 5].map((input) => pool.run(input, patient, forever)));
    expect(answers).toEqual([2, 4, 6, 8, 10]);
  });

  it('ends a worker that is at a job for longer than it may be, and has another do the jobs that wait', async () => {
    pool = await open(1, 100, { limits: { jobMs: 100, startMs: 30_000, clock: systemClock } });
    const stuck = pool.run(workerGate().input, patient, forever);
    const waiting = [1, 2].map((input) => pool.run(input, patient, forever));
    await expect(stuck).rejects.toMatchObject({ code: 'timeout', retryable: true });
    expect(await Promise.all(waiting)).toEqual([2, 4]);
    expect(await pool.run(3, patient, forever)).toBe(6);
  });

  it('ends a worker that hangs at its start: the job that needs it fails, and the next has another', async () => {
    pool = await open(1, 100, { limits: { jobMs: 30_000, startMs: 3_000, clock: systemClock } });
    await writeFile(path.join(dir, 'hangs'), '');
    await expect(pool.run('die', patient, forever)).rejects.toMatchObject({ code: 'engine-unavailable' });
    await expect(pool.run(1, patient, forever)).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true });
    await rm(path.join(dir, 'hangs'));
    expect(await pool.run(2, patient, forever)).toBe(4);
  });

  it('ends a worker that does not finish although nobody waits for its answer', async () => {
    pool = await open(1, 100, { limits: { jobMs: 100, startMs: 30_000, clock: systemClock } });
    const stop = new AbortController();
    const stuck = pool.run(workerGate().input, patient, stop.signal);
    stop.abort(new Error('enough'));
    await expect(stuck).rejects.toMatchObject({ code: 'aborted' });
    expect(await pool.run(4, patient, forever)).toBe(8);
  });

  it('lets urgent jobs go first, in their order', async () => {
    pool = await open(1);
    const busy = workerGate();
    const order: number[] = [];
    const note = (answer: Promise<number>): Promise<unknown> => answer.then((value) => order.push(value));
    const jobs = [pool.run(busy.input, patient, forever)];
    await busy.taken;
    const noted = [
      pool.run(1, patient, forever),
      pool.run(2, urgent, forever),
      pool.run(3, urgent, forever),
      pool.run(4, patient, forever),
    ].map(note);
    busy.open();
    await Promise.all([...jobs, ...noted]);
    expect(order).toEqual([4, 6, 2, 8]);
  });

  it('gives up at once when told to, whether the job waits or is at work, and goes on with the others', async () => {
    pool = await open(1);
    const busy = workerGate();
    const stop = new AbortController();
    const atWork = pool.run(busy.input, patient, stop.signal);
    await busy.taken;
    const waits = pool.run(1, patient, stop.signal);
    const other = pool.run(2, patient, forever);
    stop.abort(new Error('enough'));
    await expect(atWork).rejects.toMatchObject({ code: 'aborted' });
    await expect(waits).rejects.toMatchObject({ code: 'aborted' });
    await expect(pool.run(3, patient, stop.signal)).rejects.toMatchObject({ code: 'aborted' });
    busy.open();
    await expect(other).resolves.toBe(4);
  });

  it('loses one job, retryable, when a worker dies, and none of those that wait', async () => {
    pool = await open(1);
    const dies = pool.run('die', patient, forever);
    const next = pool.run(21, patient, forever);
    await expect(dies).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true });
    await expect(next).resolves.toBe(42);
  });

  it('tells who waits when no worker can be started again, and recovers when one can', async () => {
    pool = await open(1);
    await writeFile(path.join(dir, 'broken'), '');
    const dies = pool.run('die', patient, forever);
    const next = pool.run(1, patient, forever);
    await expect(dies).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true });
    await expect(next).rejects.toMatchObject({
      code: 'engine-unavailable',
      retryable: true,
      message: expect.stringContaining('the model is gone'),
    });
    await rm(path.join(dir, 'broken'));
    await expect(pool.run(2, patient, forever)).resolves.toBe(4);
  });

  it('says which job a worker could not do', async () => {
    pool = await open(1);
    await expect(pool.run('fail', patient, forever)).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringContaining('not this one'),
    });
    await expect(pool.run(1, patient, forever)).resolves.toBe(2);
  });

  it('refuses more than may wait', async () => {
    pool = await open(1, 1);
    const busy = workerGate();
    const atWork = pool.run(busy.input, patient, forever);
    await busy.taken;
    const waits = pool.run(1, patient, forever);
    await expect(pool.run(2, patient, forever)).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true });
    busy.open();
    await Promise.all([atWork, waits]);
  });

  it('does not open when a worker does not start', async () => {
    await writeFile(path.join(dir, 'broken'), '');
    await expect(open(2)).rejects.toMatchObject({ code: 'engine-failed', message: expect.stringContaining('the model is gone') });
  });

  it('rejects what is in hand when it is closed, and everything after', async () => {
    pool = await open(1);
    const busy = workerGate();
    const atWork = pool.run(busy.input, patient, forever);
    await busy.taken;
    const waits = pool.run(1, patient, forever);
    const settled = Promise.allSettled([atWork, waits]);
    await pool.close();
    await pool.close();
    for (const result of await settled)
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'engine-unavailable', retryable: true } });
    await expect(pool.run(1, patient, forever)).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true });
  });
});
