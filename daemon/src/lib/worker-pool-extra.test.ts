import { afterEach, expect, it } from 'vitest';
import { systemClock } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { workerGate } from './testing/worker-gate.ts';
import { openWorkerPool, type WorkerPool, type WorkerPoolOptions } from './worker-pool.ts';

const FILE = new URL('./testing/echo-worker.ts', import.meta.url);
const forever = new AbortController().signal;
const patient = { urgent: false, transfer: [] };

let pool: WorkerPool<number | SharedArrayBuffer, number>;

afterEach(() => pool.close());

const openDoubler = (options: Omit<WorkerPoolOptions, 'name' | 'file' | 'workerData' | 'maxWaiting'>): Promise<typeof pool> =>
  openWorkerPool({ name: 'doubler', file: FILE, workerData: { brokenWhileExists: '' }, maxWaiting: 100, ...options });

it('starts workers beyond the first when a job finds none free, and ends them when they have had none for long', async () => {
  const clock = createVirtualClock(0);
  pool = await openDoubler({ workers: 2, extra: { idleMs: 60_000, clock } });
  expect(pool.alive).toBe(1);
  const busy = workerGate();
  const first = pool.run(busy.input, patient, forever);
  // Answered while the first worker is at its job: by another one.
  expect(await pool.run(1, patient, forever)).toBe(2);
  expect(pool.alive).toBe(2);
  await clock.advance(59_000);
  expect(await pool.run(2, patient, forever)).toBe(4);
  await clock.advance(59_000);
  expect(pool.alive).toBe(2);
  await clock.advance(1_000);
  await expect.poll(() => pool.alive).toBe(1);
  // A job that comes later has a worker again.
  expect(await pool.run(3, patient, forever)).toBe(6);
  busy.open();
  await first;
  await clock.advance(120_000);
  expect(await pool.run(4, patient, forever)).toBe(8);
});

it('ends a worker that was asked to end and does not, at work or not, once it has had its time for it', async () => {
  for (const isAtWork of [false, true]) {
    pool = await openDoubler({ workers: 1, endsItself: true, endWithinMs: 60 });
    const gate = workerGate();
    const job = isAtWork ? pool.run(gate.input, patient, forever) : Promise.reject(new Error('There is none.'));
    job.catch(() => undefined);
    const askedAtMs = systemClock.monotonicMs();
    await pool.close();
    expect(systemClock.monotonicMs() - askedAtMs).toBeGreaterThanOrEqual(55);
    expect(pool.alive).toBe(0);
    if (isAtWork) await expect(job).rejects.toMatchObject({ code: 'engine-unavailable' });
  }
});

it('leaves nothing behind that keeps the process when it is closed while workers are at their jobs, which they finish', async () => {
  const clock = createVirtualClock(0);
  pool = await openDoubler({ workers: 2, extra: { idleMs: 60_000, clock }, endsItself: true, endWithinMs: 300 });
  const gates = [workerGate(), workerGate()];
  const jobs = gates.map(({ input }) => pool.run(input, patient, forever));
  const ends = Promise.allSettled(jobs);
  await expect.poll(() => pool.alive).toBe(2);
  const closing = pool.close();
  for (const gate of gates) gate.open();
  await closing;
  await ends;
  expect(clock.sleepers).toBe(0);
});
