// Commits -> acknowledgements: the client may forget what is durable, less the context that a restart would need.
import type { Progress } from '@subcam/shared';
import { resumeSample } from '../segment/index.ts';

export interface Ledger {
  /** Everything before it is in the store. */
  readonly committedThrough: number;
  /** Everything before it may be forgotten. Never falls, never passes `committedThrough`. */
  readonly ackedThrough: number;
  /** Call after the commit. */
  committed(progress: Pick<Progress, 'throughSample'>): void;
  /** Nothing will be resumed any more: what is committed is acknowledged to its end. */
  release(): void;
}

export function createLedger(start: { readonly committedThrough: number; readonly onAck: (throughSample: number) => void }): Ledger {
  let committedThrough = start.committedThrough;
  let ackedThrough = resumeSample(committedThrough);
  const acknowledge = (throughSample: number): void => {
    if (throughSample <= ackedThrough) return;
    ackedThrough = throughSample;
    start.onAck(throughSample);
  };
  return {
    get committedThrough() {
      return committedThrough;
    },
    get ackedThrough() {
      return ackedThrough;
    },
    committed: ({ throughSample }) => {
      committedThrough = Math.max(committedThrough, throughSample);
      acknowledge(resumeSample(committedThrough));
    },
    release: () => acknowledge(committedThrough),
  };
}
