// A worker thread with one Moonshine reader in it: sound in, words out, one at a time.
import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerJob, WorkerMessage } from '../../../lib/worker-pool.ts';
import type { MoonshinePaths } from './moonshine-model.ts';
import { openMoonshineReader, type MoonshineReading, type MoonshineRequest } from './moonshine-reader.ts';

const port = parentPort;
if (port === null) throw new Error('This file runs in a worker thread.');
const reader = await openMoonshineReader(workerData as MoonshinePaths);

const say = (message: WorkerMessage<MoonshineReading>): void => port.postMessage(message);

async function answer({ id, input }: WorkerJob<MoonshineRequest>): Promise<void> {
  try {
    say({ type: 'done', id, output: await reader.read(input) });
  } catch (error) {
    say({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  }
}

port.on('message', (job: WorkerJob<MoonshineRequest>) => void answer(job));

say({ type: 'ready' });
