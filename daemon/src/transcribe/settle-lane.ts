// Work that settles sound, one after another -> what came of it, in order, while something else goes on.

export interface SettleLane<Event> {
  /** Nothing waits and nothing is at work; what was made may still have to be taken. */
  readonly isIdle: boolean;
  /** Begins when all before it are done. `samples`: how much sound it keeps. Resolves when there is room for more. */
  add(samples: number, work: () => Promise<Event>): Promise<void>;
  /** The earliest that was made and not taken yet; rejects as the work did. The same promise until it is taken. */
  next(): Promise<Event>;
  /** `next` has been told. */
  taken(): void;
  /** Something is at work, waits, or has to be taken. */
  readonly hasMore: boolean;
}

/** There is room as long as what waits keeps at most `maxSamples`, and whenever nothing waits. Nothing more begins after the signal has fired. */
export function createSettleLane<Event>({
  maxSamples,
  signal,
}: {
  readonly maxSamples: number;
  readonly signal: AbortSignal;
}): SettleLane<Event> {
  const made: Promise<Event>[] = [];
  let last: Promise<unknown> = Promise.resolve();
  let added = Promise.withResolvers<void>();
  let waitingSamples = 0;
  let atWork = 0;
  let changed = Promise.withResolvers<void>();
  let earliest: Promise<Event> | null = null;

  const change = (): void => {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };

  const settled = async (work: Promise<Event>, samples: number): Promise<void> => {
    await Promise.allSettled([work]);
    atWork -= 1;
    waitingSamples -= samples;
    change();
  };

  const isFull = (): boolean => waitingSamples > maxSamples && atWork > 1 && !signal.aborted;

  return {
    get isIdle() {
      return atWork === 0;
    },
    get hasMore() {
      return made.length > 0;
    },
    add: async (samples, work) => {
      const before = last;
      atWork += 1;
      waitingSamples += samples;
      const mine = (async (): Promise<Event> => {
        await Promise.allSettled([before]);
        signal.throwIfAborted();
        return work();
      })();
      last = mine;
      // Whoever takes it hears why it failed; nobody may be there any more to take it.
      void settled(mine, samples);
      made.push(mine);
      added.resolve();
      while (isFull()) await changed.promise;
    },
    next: () => {
      earliest ??= (async (): Promise<Event> => {
        while (made[0] === undefined) await added.promise;
        return made[0];
      })();
      return earliest;
    },
    taken: () => {
      void made.shift();
      earliest = null;
      if (made.length === 0) added = Promise.withResolvers<void>();
    },
  };
}
