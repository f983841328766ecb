// One attempt at a connection to the daemon: opened and greeted within their time limits, and held until it ends.
import { SubcamError, toSubcamError, withinTime } from '@subcam/shared';
import type { Clock } from '@subcam/shared';
import type { CaptureHello, CaptureWelcome } from '@subcam/shared/wire';
import type { LinkConnection, LinkConnectionListener, OpenLinkConnection } from './link-connection.ts';

const OPEN_LIMIT_MS = 3_000;
const HELLO_LIMIT_MS = 5_000;

export interface ConnectionAttemptOptions {
  readonly open: OpenLinkConnection;
  readonly clock: Clock;
  /** What the daemon sends while the connection lives. */
  readonly incoming: Omit<LinkConnectionListener, 'onFault' | 'onClosed'>;
  /** Asked once the connection is open. */
  readonly hello: () => CaptureHello;
  /** The daemon has answered the hello. What it throws ends the connection. */
  readonly onGreeted: (connection: LinkConnection, welcome: CaptureWelcome) => void;
  /** At once when the connection ends, and once more when the attempt is over: nothing may be sent any more. */
  readonly onEnded: () => void;
}

/** What a time limit says when the daemon did not do `what`. */
export function tooLate(what: string, limitMs: number): () => SubcamError {
  return () => new SubcamError('timeout', `The daemon did not ${what} within ${limitMs / 1000} s; it is tried again.`, { retryable: true });
}

/** Always rejects: with why the connection ended (the signal's reason included), or with what kept it from being opened or greeted. */
export async function attemptConnection(options: ConnectionAttemptOptions, signal: AbortSignal): Promise<never> {
  const { clock, onEnded } = options;
  const ended = Promise.withResolvers<SubcamError>();
  const end = (error: SubcamError): void => {
    onEnded();
    ended.resolve(error);
  };
  const listener: LinkConnectionListener = {
    ...options.incoming,
    onFault: (error) => end(new SubcamError(error.code, error.message, { retryable: error.retryable })),
    onClosed: (reason) => end(new SubcamError('network', `The daemon's connection was lost (${reason}).`, { retryable: true })),
  };
  const open = async (inTime: AbortSignal): Promise<LinkConnection> => {
    const opened = await options.open(listener, inTime);
    // It came all the same, after it was given up.
    if (inTime.aborted) opened.close();
    return opened;
  };
  const onAbort = (): void => ended.resolve(toSubcamError(signal.reason, 'aborted'));
  signal.addEventListener('abort', onAbort, { once: true });
  let connection: LinkConnection | null = null;
  try {
    const opened = await withinTime(OPEN_LIMIT_MS, open, { clock, signal, late: tooLate('answer', OPEN_LIMIT_MS) });
    connection = opened;
    const hello = options.hello();
    const greeted = withinTime(HELLO_LIMIT_MS, () => opened.hello(hello), { clock, signal, late: tooLate('greet', HELLO_LIMIT_MS) });
    const welcome = await Promise.race([greeted, ended.promise.then((error) => Promise.reject(error))]);
    options.onGreeted(opened, welcome);
    throw await ended.promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
    onEnded();
    connection?.close();
  }
}
