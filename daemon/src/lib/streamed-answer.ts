// Events of an answer, of which enough is known -> the rest of them, read or cut off.
import type { Clock } from '@subcam/shared';

export interface EventsOfAnswer {
  readonly data: AsyncGenerator<string, void, undefined>;
  /** What is still to come is cut off. */
  readonly giveUp: () => void;
}

/** Of an answer that is no stream. */
export async function* oneEvent(data: string): AsyncGenerator<string, void, undefined> {
  yield data;
}

/**
 * Reads to the end, after which the connection is used again; after `limitMs`, or when the signal fires, what is still to come is cut off, and the
 * connection with it. Beside whatever else is done: never rejects.
 */
export async function readRest(
  { data, giveUp }: EventsOfAnswer,
  { limitMs, clock, signal }: { readonly limitMs: number; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  const isRead = new AbortController();
  clock.sleep(limitMs, AbortSignal.any([isRead.signal, signal])).then(giveUp, giveUp);
  try {
    for (let next = await data.next(); next.done !== true;) next = await data.next();
  } catch {
    // Nobody wants it.
  } finally {
    isRead.abort();
  }
}
