// A worker thread with one Moonshine recogniser in it: sound in, text out, one at a time.
import { parentPort, workerData } from 'node:worker_threads';
import sherpa from 'sherpa-onnx-node';
import type { WorkerJob, WorkerMessage } from '../../../lib/worker-pool.ts';
import type { MoonshinePaths } from './moonshine-model.ts';

const port = parentPort;
if (port === null) throw new Error('This file runs in a worker thread.');
const paths = workerData as MoonshinePaths;

const recognizer = new sherpa.OfflineRecognizer({
  featConfig: { sampleRate: 16_000, featureDim: 80 },
  // More threads in a worker cost twice the CPU for no gain (measured); there are several workers instead.
  modelConfig: {
    moonshine: { encoder: paths.encoder, mergedDecoder: paths.decoder },
    tokens: paths.tokens,
    numThreads: 1,
    provider: 'cpu',
    debug: 0,
  },
});

const say = (message: WorkerMessage<string>): void => port.postMessage(message);

port.on('message', ({ id, input: samples }: WorkerJob<Float32Array>) => {
  try {
    const stream = recognizer.createStream();
    stream.acceptWaveform({ sampleRate: 16_000, samples });
    recognizer.decode(stream);
    say({ type: 'done', id, output: recognizer.getResult(stream).text.trim() });
  } catch (error) {
    say({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  }
});

say({ type: 'ready' });
