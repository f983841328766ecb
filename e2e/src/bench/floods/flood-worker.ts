// A thread of its own that floods a daemon, in one way after the other: what it costs to send is nobody's delay but its own.
import { parentPort, workerData } from 'node:worker_threads';
import type { FloodTarget } from './flood-target.ts';
import { FLOODS, type FloodName } from './floods.ts';

export interface FloodOrder extends Omit<FloodTarget, 'signal'> {
  readonly names: readonly FloodName[];
  /** For each. */
  readonly limitMs: number;
}

const { names, limitMs, ...target } = workerData as FloodOrder;
let sent = 0;
for (const name of names) sent += await FLOODS[name]({ ...target, signal: AbortSignal.timeout(limitMs) });
parentPort?.postMessage(sent);
