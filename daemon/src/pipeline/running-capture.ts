// A capture while it runs -> whether its client is there, is waited for, or has been given up.
import { SubcamError, withinTime, type Clock } from '@subcam/shared';
import type { CaptureHello } from '@subcam/shared/wire';
import type { Log } from '../telemetry/index.ts';
import type { Capture } from './capture.ts';
import type { AttachedAt } from './capture-start.ts';
import type { CaptureClient } from './session-messages.ts';

/** How long a daemon that stops waits for captures without a client to become final. */
const CLOSE_LIMIT_MS = 5_000;

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

/** What was sent becomes final. Once, however often it is asked for; never rejects. */
export function loseClient(
  entry: RunningCapture,
  { log, conclude, onFailed }: { readonly log: Log; readonly conclude: () => Promise<void>; readonly onFailed: () => void },
): Promise<void> {
  const { capture } = entry;
  const { captureId } = capture;
  log.warn({ captureId }, 'The client did not come back: its capture ends.');
  entry.losing ??= capture
    .lose()
    .then(conclude)
    .catch((error: unknown) => {
      log.error({ error, captureId }, 'A capture without a client could not be ended; its next connection takes it up.');
      onFailed();
    });
  return entry.losing;
}

/** Captures whose client is connected stop at once; of those that wait for one, what was sent becomes final, as far as it does in time. Never rejects. */
export async function suspendAll(
  entries: Iterable<RunningCapture>,
  { clock, lose }: { readonly clock: Clock; readonly lose: (entry: RunningCapture) => Promise<void> },
): Promise<void> {
  const inTime = { clock, late: () => new SubcamError('aborted', 'The daemon is stopping.', { retryable: true }) };
  await Promise.allSettled(
    [...entries].map(async (entry) => {
      const isAwaited = entry.waiting !== null;
      entry.waiting?.abort();
      if (isAwaited) await Promise.allSettled([withinTime(CLOSE_LIMIT_MS, () => lose(entry), inTime)]);
      await entry.capture.suspend();
    }),
  );
}

/** Throws `session-limit` where as many captures run as may. */
export function checkRoom(captures: number, maxCaptures: number): void {
  if (captures < maxCaptures) return;
  const problem = `A session has at most ${maxCaptures} captures at once: end one and try again.`;
  throw new SubcamError('session-limit', problem, { retryable: true });
}
