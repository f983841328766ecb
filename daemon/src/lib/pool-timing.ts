// Jobs that a pool's workers have finished -> the measure of their engine.
import { systemClock, type EngineMeasure, type EngineRequestKind } from '@subcam/shared';
import type { WorkerPoolOptions } from './worker-pool.ts';

/** Urgent jobs are readings for finals. Undefined where nobody measures. */
export function poolTiming(measure: EngineMeasure | undefined, of: Omit<EngineRequestKind, 'purpose'>): WorkerPoolOptions['timing'] {
  if (measure === undefined) return undefined;
  return { clock: systemClock, onServed: ({ urgent }, times) => measure.served({ ...of, purpose: urgent ? 'final' : 'partial' }, times) };
}
