// Chunks of one session in whatever order they come -> one after another by their numbers; one that does not come is waited for, and then passed over.
import { SubcamError, type Clock } from '@subcam/shared';

export interface ChunkOrder {
  /**
   * Does the work when it is the chunk's turn. `missing`: so many chunks right before it never came. Chunks without a number are taken as they
   * come. One whose work rejects is missing still. Rejects with `bad-request` for a number that has been passed, with `rate-limited` where too many wait, or as the work does.
   */
  take<T>(index: number | null, work: (missing: number) => Promise<T>): Promise<T>;
  /** Nothing is at work and nothing waits. */
  readonly isIdle: boolean;
  /** Whoever waits is told that it is over, and nothing more is taken. */
  close(error: SubcamError): void;
}

export interface ChunkOrderOptions {
  readonly clock: Clock;
  /** How long a chunk that is missing is waited for; read when the waiting begins. */
  readonly missingChunkMs: () => number;
  /** Chunks that may wait at once. */
  readonly maxWaiting: () => number;
  /** Called whenever there is nothing to do any more. */
  readonly onIdle: () => void;
}

interface Waiting {
  readonly index: number | null;
  /** Resolves with whether it was done. */
  readonly begin: (missing: number) => Promise<boolean>;
  readonly refuse: (error: SubcamError) => void;
}

/**
 * Numbers begin at 0. Where none comes for 0 in time, they begin with the lowest that is there: a client may count from 1, or have sent what
 * was before to an earlier daemon, so nothing is known to be missing.
 */
export function createChunkOrder({ clock, missingChunkMs, maxWaiting, onIdle }: ChunkOrderOptions): ChunkOrder {
  const waiting: Waiting[] = [];
  /** The number that comes next; null before the first. */
  let next: number | null = null;
  let isAtWork = false;
  /** Of the chunk that is missing. */
  let patience: AbortController | null = null;
  let closed: SubcamError | null = null;

  const earliest = (): Waiting | undefined => {
    const unnumbered = waiting.find(({ index }) => index === null);
    if (unnumbered !== undefined) return unnumbered;
    return waiting.toSorted((a, b) => Number(a.index) - Number(b.index))[0];
  };

  const begin = (chunk: Waiting, missing: number): void => {
    patience?.abort();
    patience = null;
    waiting.splice(waiting.indexOf(chunk), 1);
    isAtWork = true;
    void doWork(chunk, missing);
  };

  const doWork = async ({ index, begin: beginWork }: Waiting, missing: number): Promise<void> => {
    const isDone = await beginWork(missing);
    isAtWork = false;
    // One that failed may be sent again: until then it is missing.
    if (isDone && index !== null) next = index + 1;
    proceed();
  };

  const passOver = (): void => {
    patience = null;
    const first = earliest();
    if (isAtWork || first === undefined) return;
    begin(first, next === null || first.index === null ? 0 : Math.max(0, first.index - next));
  };

  const proceed = (): void => {
    if (isAtWork || closed !== null) return;
    const first = earliest();
    if (first === undefined) {
      onIdle();
      return;
    }
    if (first.index === null || first.index === (next ?? 0)) {
      begin(first, 0);
      return;
    }
    if (patience !== null) return;
    const waits = (patience = new AbortController());
    clock.sleep(missingChunkMs(), waits.signal).then(passOver, () => undefined);
  };

  const check = (index: number | null): void => {
    if (closed !== null) throw closed;
    if (index !== null && next !== null && index < next) {
      throw new SubcamError(
        'bad-request',
        `Chunk ${index} comes too late: its place in the session has passed, and what was missing there is a gap. Number chunks in their order, each once.`,
      );
    }
    if (index !== null && waiting.some((other) => other.index === index)) {
      throw new SubcamError('bad-request', `Another chunk of this session has the number ${index}: give each its own chunk_index.`);
    }
    if (waiting.length >= maxWaiting()) {
      throw new SubcamError('rate-limited', `As many chunks of this session wait as may (${maxWaiting()}): send this one again later.`, {
        retryable: true,
      });
    }
  };

  return {
    take: async <T>(index: number | null, work: (missing: number) => Promise<T>): Promise<T> => {
      check(index);
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const beginWork = async (missing: number): Promise<boolean> => {
        try {
          resolve(await work(missing));
          return true;
        } catch (error) {
          reject(error);
          return false;
        }
      };
      waiting.push({ index, refuse: reject, begin: beginWork });
      proceed();
      return promise;
    },
    get isIdle() {
      return !isAtWork && waiting.length === 0;
    },
    close: (error) => {
      closed = error;
      patience?.abort();
      for (const { refuse } of waiting.splice(0)) refuse(error);
    },
  };
}
