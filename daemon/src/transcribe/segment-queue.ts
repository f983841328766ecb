// Segment events as they come -> the ones the recogniser reads next: a newer state of a growing segment replaces the one that waits; finals keep their order.
import type { SegmentEvent } from '../segment/index.ts';

/** Events that may wait before the segmenter itself has to: at most 3 minutes of speech, 12 MB. */
export const DEFAULT_MAX_WAITING = 16;

export interface SegmentQueue {
  /** Growing segments that a newer event made useless. */
  readonly superseded: number;
  readonly isEmpty: boolean;
  /** Whether something that settles sound waits, or nothing more will come. */
  readonly isSettling: boolean;
  /** Resolves when there is room for another; false: the queue is over, nothing more is wanted. */
  put(event: SegmentEvent): Promise<boolean>;
  end(): void;
  fail(error: unknown): void;
  /** The next event, null after the end; rejects with what `fail` was given. */
  take(): Promise<SegmentEvent | null>;
  /** Resolves when something that settles sound is waiting, or nothing more will come. */
  settling(): Promise<void>;
}

export interface SegmentQueueOptions {
  /** No state of a growing segment makes an earlier one useless. */
  readonly keepsAll?: boolean;
  /** Events that may wait, asked at each; at least 2. */
  readonly maxWaiting?: () => number;
}

export function createSegmentQueue({ keepsAll = false, maxWaiting = () => DEFAULT_MAX_WAITING }: SegmentQueueOptions = {}): SegmentQueue {
  const waiting: SegmentEvent[] = [];
  let superseded = 0;
  let over: { readonly error?: unknown } | null = null;
  let changed = Promise.withResolvers<void>();

  const change = (): void => {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };
  const isOver = (): boolean => over !== null;
  const isSettling = (): boolean => isOver() || waiting.some((event) => event.type !== 'growing');

  return {
    get superseded() {
      return superseded;
    },
    get isEmpty() {
      return waiting.length === 0;
    },
    get isSettling() {
      return isSettling();
    },
    put: async (event) => {
      if (isOver()) return false;
      const last = waiting.at(-1);
      if (last?.type === 'growing' && !keepsAll) {
        waiting.pop();
        superseded += 1;
      }
      waiting.push(event);
      change();
      while (waiting.length >= maxWaiting() && !isOver()) await changed.promise;
      return !isOver();
    },
    end: () => {
      over ??= {};
      change();
    },
    fail: (error) => {
      over ??= { error };
      change();
    },
    take: async () => {
      for (;;) {
        if (over !== null && 'error' in over) throw over.error;
        const event = waiting.shift();
        if (event !== undefined) {
          change();
          return event;
        }
        if (over !== null) return null;
        await changed.promise;
      }
    },
    settling: async () => {
      while (!isSettling()) await changed.promise;
    },
  };
}
