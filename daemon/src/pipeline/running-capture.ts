// A capture while it runs -> whether its client is there, is waited for, or has been given up.
import type { Clock } from '@subcam/shared';
import type { CaptureHello } from '@subcam/shared/wire';
import type { AttachedAt, Capture } from './capture.ts';
import type { CaptureClient } from './session-messages.ts';

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
export function waitForClient(
  entry: RunningCapture,
  { clock, settings }: { readonly clock: Clock; readonly settings: { readonly graceMs: number } },
  giveUp: () => void,
): void {
  const waiting = new AbortController();
  entry.waiting = waiting;
  clock.sleep(settings.graceMs, waiting.signal).then(giveUp, () => undefined);
}

/** Its client is away, and it has not been given up. */
export function isAwaited({ waiting, losing }: RunningCapture): boolean {
  return waiting !== null && losing === null;
}

export function receivedSamplesOf(entries: Iterable<RunningCapture>): number {
  return [...entries].reduce((sum, { capture }) => sum + capture.receivedThrough, 0);
}

/**
 * The client is there, and waited for no longer. Throws `bad-request` as `Capture.attach` does; a capture that was opened for this client
 * alone waits for another then, as one whose client has gone.
 */
export function attachTo(
  entry: RunningCapture,
  hello: CaptureHello,
  { client, onRefused }: { readonly client: CaptureClient; readonly onRefused: () => void },
): AttachedAt {
  try {
    const attached = entry.capture.attach(hello, client);
    entry.waiting?.abort();
    entry.waiting = null;
    return attached;
  } catch (error) {
    if (entry.capture.client === null && entry.waiting === null) onRefused();
    throw error;
  }
}
