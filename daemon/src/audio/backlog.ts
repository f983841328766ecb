// Sound of all captures that waits for its recogniser -> bounded in bytes together, with room for a little of each capture in any case.

/** What one capture holds of it. */
export interface BacklogShare {
  /** False, and nothing is taken: as much waits already as may. */
  take(bytes: number): boolean;
  give(bytes: number): void;
  /** Gives back all that is held; nothing can be taken any more. Idempotent. */
  close(): void;
}

export interface Backlog {
  readonly heldBytes: number;
  open(): BacklogShare;
}

/** About 10 s of sound in frames of 20 ms: more than a capture has waiting whose recogniser keeps up. */
export const GUARANTEED_BYTES = 512 * 1024;

/**
 * A capture finds no room as soon as it holds as much as is free, so that none of them takes all. Since many together can take all, each
 * may hold GUARANTEED_BYTES even then: one that keeps up loses nothing because of others that don't. `maxBytes`: that of now.
 */
export function createBacklog(maxBytes: () => number): Backlog {
  let heldBytes = 0;
  return {
    get heldBytes() {
      return heldBytes;
    },
    open: () => {
      let ownBytes = 0;
      let isClosed = false;
      const give = (bytes: number): void => {
        if (isClosed) return;
        ownBytes -= bytes;
        heldBytes -= bytes;
      };
      return {
        take: (bytes) => {
          if (isClosed || ownBytes + bytes > Math.max(GUARANTEED_BYTES, maxBytes() - heldBytes)) return false;
          ownBytes += bytes;
          heldBytes += bytes;
          return true;
        },
        give,
        close: () => {
          give(ownBytes);
          isClosed = true;
        },
      };
    },
  };
}
