// Workers that many clients ask, one of them for much more than the others.
import { afterEach, describe, expect, it } from 'vitest';
import { workerGate } from './testing/worker-gate.ts';
import { openWorkerPool, type WorkerPool } from './worker-pool.ts';

type Input = number | SharedArrayBuffer;

const FILE = new URL('./testing/echo-worker.ts', import.meta.url);
const forever = new AbortController().signal;
const patient = { urgent: false, transfer: [] };

describe('a pool of workers that many ask', () => {
  let pool: WorkerPool<Input, number>;
  const open = (workers: number, maxWaiting = 100): Promise<WorkerPool<Input, number>> =>
    openWorkerPool({ name: 'doubler', file: FILE, workerData: { brokenWhileExists: '' }, workers, maxWaiting });

  afterEach(() => pool.close());

  it('serves each flow in its turn, however much one of them has asked for before', async () => {
    pool = await open(1);
    const busy = workerGate();
    const order: number[] = [];
    const note = (input: number, flow: readonly string[]): Promise<unknown> =>
      pool.run(input, { urgent: true, flow, transfer: [] }, forever).then((value) => order.push(value));
    const jobs = [pool.run(busy.input, patient, forever)];
    await busy.taken;
    const flood = Array.from({ length: 20 }, (_, index) => note(100 + index, ['flood', `session-${index}`]));
    const other = [note(1, ['other', 'session']), note(2, ['other', 'session'])];
    busy.open();
    await Promise.all([...jobs, ...flood, ...other]);
    expect(order.slice(0, 4)).toEqual([200, 2, 202, 4]);
  });

  it('leaves half of what may wait to others than the client that asks for most', async () => {
    pool = await open(1, 10);
    const busy = workerGate();
    const atWork = pool.run(busy.input, patient, forever);
    await busy.taken;
    const ask = (client: string): Promise<unknown> => pool.run(1, { urgent: true, flow: [client], transfer: [] }, forever);
    const answers = Array.from({ length: 100 }, () => ask('flood'));
    const settled = Promise.allSettled(answers);
    const other = Promise.all([ask('other'), ask('other'), ask('other'), ask('other')]);
    busy.open();
    expect(await other).toEqual([2, 2, 2, 2]);
    const refused = (await settled).filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(95);
    expect(refused[0]).toMatchObject({ reason: { code: 'engine-unavailable', retryable: true } });
    await atWork;
    await expect(ask('flood')).resolves.toBe(2);
  });
});
