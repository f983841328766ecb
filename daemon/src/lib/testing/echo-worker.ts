// A worker that doubles numbers, does not end when it is asked to, and dies, fails, sleeps, or won't start or hangs at its start when it is told to.
import { existsSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerEnd, WorkerJob, WorkerMessage } from '../worker-pool.ts';

const { brokenWhileExists, hangsWhileExists = '' } = workerData as {
  readonly brokenWhileExists: string;
  readonly hangsWhileExists?: string;
};
if (existsSync(brokenWhileExists)) throw new Error('the model is gone');
while (existsSync(hangsWhileExists)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);

parentPort?.on('message', (message: WorkerJob<number | 'die' | 'die-later' | 'fail' | SharedArrayBuffer> | WorkerEnd) => {
  if ('isEnd' in message) return;
  const { id, input } = message;
  const say = (answer: WorkerMessage<number>): void => parentPort?.postMessage(answer);
  if (input === 'die') process.exit(1);
  if (input === 'die-later') {
    say({ type: 'done', id, output: 0 });
    setImmediate(() => process.exit(1));
    return;
  }
  if (input === 'fail') {
    say({ type: 'failed', id, message: 'not this one' });
    return;
  }
  if (typeof input === 'number') {
    say({ type: 'done', id, output: input * 2 });
    return;
  }
  // Busy until the test turns the gate.
  const gate = new Int32Array(input);
  Atomics.store(gate, 1, 1);
  Atomics.notify(gate, 1);
  Atomics.wait(gate, 0, 0);
  say({ type: 'done', id, output: -1 });
});

parentPort?.postMessage({ type: 'ready' } satisfies WorkerMessage<number>);
