// A thread of its own: writes a database file anew, without the remains of what was deleted.
import { parentPort, workerData } from 'node:worker_threads';
import { writeAnew } from './sqlite-remains.ts';

const { file, patienceMs } = workerData as { readonly file: string; readonly patienceMs: number };
parentPort?.postMessage(writeAnew(file, patienceMs));
