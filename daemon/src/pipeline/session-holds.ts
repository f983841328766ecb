// Those who want a session to stay open between its captures -> whether there are any, and how they are told that it ends anyway.

export interface SessionHolds {
  readonly size: number;
  /** Returns the way to let go, which may be called more than once. `onGivenUp`: the session is ended to make room for another. */
  take(onGivenUp: () => void): () => void;
  /** Everybody lets go. */
  giveUp(): void;
}

/** `onReleased`: after somebody has let go. */
export function createSessionHolds(onReleased: () => void): SessionHolds {
  const holds = new Set<() => void>();
  return {
    get size() {
      return holds.size;
    },
    take: (onGivenUp) => {
      const hold = (): void => onGivenUp();
      holds.add(hold);
      return () => {
        if (holds.delete(hold)) onReleased();
      };
    },
    giveUp: () => {
      const given = [...holds];
      holds.clear();
      for (const tell of given) tell();
      if (given.length > 0) onReleased();
    },
  };
}
