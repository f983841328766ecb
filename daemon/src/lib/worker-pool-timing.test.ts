// How long jobs wait for a worker, and how long it is at them.
import { systemClock } from '@subcam/shared';
import { expect, it } from 'vitest';
import { workerGate } from './testing/worker-gate.ts';
import { openWorkerPool, type OnServed } from './worker-pool.ts';

type Input = number | 'fail' | SharedArrayBuffer;

const forever = new AbortController().signal;
const patient = { urgent: false, transfer: [] };
const urgent = { urgent: true, transfer: [] };

it('is told of each job, of those that could not be done too', async () => {
  const told: { readonly isUrgent: boolean; readonly waitedMs: number; readonly workedMs: number }[] = [];
  const onServed: OnServed = (job, times) => void told.push({ isUrgent: job.urgent, ...times });
  const pool = await openWorkerPool<Input, number>({
    name: 'doubler',
    file: new URL('./testing/echo-worker.ts', import.meta.url),
    workerData: { brokenWhileExists: '' },
    workers: 1,
    maxWaiting: 100,
    timing: { clock: systemClock, onServed },
  });
  const gate = workerGate();
  const stuck = pool.run(gate.input, patient, forever);
  const waiting = [pool.run(1, urgent, forever), pool.run('fail', patient, forever)];
  await systemClock.sleep(30);
  gate.open();
  await Promise.allSettled([stuck, ...waiting]);
  expect(told.map(({ isUrgent }) => isUrgent)).toEqual([false, true, false]);
  expect(told[0]?.waitedMs).toBeLessThan(25);
  expect(told[0]?.workedMs).toBeGreaterThanOrEqual(25);
  expect(told[1]?.waitedMs).toBeGreaterThanOrEqual(25);
  expect(told[1]?.workedMs).toBeLessThan(25);
  await pool.close();
});
