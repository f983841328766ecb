// A capture while it runs -> whether its client is there, is waited for, or has been given up.
import type { Clock } from '@subcam/shared';
import type { Capture } from './capture.ts';

/** How long a daemon that stops waits for captures without a client to become final. */
export const CLOSE_LIMIT_MS = 5_000;

export interface RunningCapture {
  readonly capture: Capture;
  /** Aborted when the client is back. */
  waiting: AbortController | null;
  /** Settled when the capture that was given up is gone: a client that comes back too late starts from the store. */
  losing: Promise<void> | null;
}

/** Calls `giveUp` when the client is not back in time; cancelled when it is, or when the capture is over. */
export function waitForClient(entry: RunningCapture, time: { readonly clock: Clock; readonly graceMs: number }, giveUp: () => void): void {
  const waiting = new AbortController();
  entry.waiting = waiting;
  time.clock.sleep(time.graceMs, waiting.signal).then(giveUp, () => undefined);
}
