// A worker thread with one Whisper reader in it: sound in, text or language out, one at a time.
import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerEnd, WorkerJob, WorkerMessage } from '../../../lib/worker-pool.ts';
import { openWhisperReader, type WhisperContext, type WhisperReading, type WhisperRequest } from './whisper-reader.ts';

const port = parentPort;
if (port === null) throw new Error('This file runs in a worker thread.');
const reader = openWhisperReader(workerData as WhisperContext);

const say = (message: WorkerMessage<WhisperReading>): void => port.postMessage(message);

port.on('message', (message: WorkerJob<WhisperRequest> | WorkerEnd) => {
  if ('isEnd' in message) {
    // A reading blocks this thread, so that none is under way here.
    port.close();
    return;
  }
  try {
    say({ type: 'done', id: message.id, output: reader.read(message.input) });
  } catch (error) {
    say({ type: 'failed', id: message.id, message: error instanceof Error ? error.message : String(error) });
  }
});

say({ type: 'ready' });
