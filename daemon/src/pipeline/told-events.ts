// What clients tell of a meeting -> the store, the session's timeline and its readers: one event after another, in the order in which they were told.
import { toSubcamError, type MeetingEvent } from '@subcam/shared';
import type { Allowance } from './allowance.ts';

export interface ToldEvents extends Pick<Allowance, 'startAt'> {
  /** Resolves when it is recorded, or known already. Rejects as `store` does: then its client is told, and those behind it have their turn. */
  take(event: MeetingEvent): Promise<void>;
  /** Resolves once nothing waits any more, so that whoever asks who spoke knows all that was told. Never rejects. */
  caughtUp(): Promise<void>;
}

export interface ToldEventsDeps {
  readonly allowance: Allowance;
  /** Whether it is new. It may take long: a store that is away is asked again and again, for half a minute. */
  readonly store: (event: MeetingEvent) => Promise<boolean>;
  readonly onNews: (event: MeetingEvent) => Promise<void>;
}

interface Waiting {
  readonly event: MeetingEvent;
  readonly done: PromiseWithResolvers<void>;
}

/**
 * Whoever told of an event does not tell of it again while its capture lives on, and a capture in which nobody speaks lives through the absence of the store. So
 * an event is tried for longer than the 120 s of sound that a client keeps: after those its capture has begun anew, and events are told again.
 */
const TRIES = 5;

/** As many wait as the allowance lets in. */
export function createToldEvents({ allowance, store, onNews }: ToldEventsDeps): ToldEvents {
  const waiting: Waiting[] = [];
  let working: Promise<void> | null = null;

  const stored = async (event: MeetingEvent, triesLeft = TRIES - 1): Promise<boolean> => {
    try {
      return await store(event);
    } catch (error) {
      if (triesLeft === 0 || !toSubcamError(error).retryable) throw error;
    }
    return stored(event, triesLeft - 1);
  };

  const recordAll = async (): Promise<void> => {
    for (let one = waiting[0]; one !== undefined; one = waiting[0]) {
      try {
        if (await stored(one.event)) await onNews(one.event);
        one.done.resolve();
      } catch (error) {
        one.done.reject(error);
      }
      waiting.shift();
    }
    working = null;
  };

  return {
    startAt: (written) => allowance.startAt(written),
    take: async (event) => {
      if (!allowance.take()) return;
      const done = Promise.withResolvers<void>();
      waiting.push({ event, done });
      working ??= recordAll();
      await done.promise;
    },
    caughtUp: async () => {
      await working;
    },
  };
}
