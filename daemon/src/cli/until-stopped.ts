// Long work of a command -> the same work, which Ctrl-C ends in order.
import { SubcamError } from '@subcam/shared';

/** Rejects with its reason at Ctrl-C. */
export async function untilStopped<T>(reason: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort(new SubcamError('aborted', reason));
  process.once('SIGINT', onSignal);
  try {
    return await work(stop.signal);
  } finally {
    process.off('SIGINT', onSignal);
  }
}
