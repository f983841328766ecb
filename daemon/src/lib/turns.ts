// Tasks under a name -> run one at a time, in the order in which they were asked for; tasks under different names run at the same time.

export interface Turns {
  /** Begins when everything that was asked for under this name before has settled, however it did. */
  take<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Resolves when all that was asked for until now has settled. */
  settled(): Promise<void>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    take: async (name, work) => {
      const turn = (last.get(name) ?? Promise.resolve()).then(work);
      const settled = turn.catch(() => undefined);
      last.set(name, settled);
      try {
        return await turn;
      } finally {
        if (last.get(name) === settled) last.delete(name);
      }
    },
    settled: async () => {
      await Promise.allSettled(last.values());
    },
  };
}
