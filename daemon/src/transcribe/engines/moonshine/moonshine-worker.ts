// A worker thread with one Moonshine reader in it: sound in, words out, one at a time.
import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerEnd, WorkerJob, WorkerMessage } from '../../../lib/worker-pool.ts';
import type { MoonshinePaths } from './moonshine-model.ts';
import { openMoonshineReader, type MoonshineReading, type MoonshineRequest } from './moonshine-reader.ts';

const port = parentPort;
if (port === null) throw new Error('This file runs in a worker thread.');
const reader = await openMoonshineReader(workerData as MoonshinePaths);

const say = (message: WorkerMessage<MoonshineReading>): void => port.postMessage(message);

const end = new AbortController();
let atWork = 0;

/** Nothing native may be running when the thread goes away. */
function closeWhenIdle(): void {
  if (end.signal.aborted && atWork === 0) port?.close();
}

async function answer({ id, input }: WorkerJob<MoonshineRequest>): Promise<void> {
  atWork += 1;
  try {
    say({ type: 'done', id, output: await reader.read(input, end.signal) });
  } catch (error) {
    say({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  }
  atWork -= 1;
  closeWhenIdle();
}

port.on('message', (message: WorkerJob<MoonshineRequest> | WorkerEnd) => {
  if (!('isEnd' in message)) {
    void answer(message);
    return;
  }
  end.abort(new Error('The recogniser is closed.'));
  closeWhenIdle();
});

say({ type: 'ready' });
