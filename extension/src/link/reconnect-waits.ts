// How long a capture waits for its next connection to the daemon.
import { backoffMs } from '@subcam/shared';

/**
 * The waits between connections, without jitter: a daemon that restarts is back within a second or two, and the tile has five (design:
 * recovery). So the first waits grow to `soonMs` alone, for some five seconds: an address at which nobody listens yet costs next to nothing to ask. After
 * `soonTries` of them they grow to `maxMs`. The shortest is for the loss of a good connection; one that never came about begins with the second.
 */
export const RECONNECT = { firstMs: 100, soonMs: 250, soonTries: 30, maxMs: 1_000 } as const;

export interface ReconnectWaitsOptions {
  /** Whether the connection that was lost just now had stood for a while. Asked once for each wait. */
  readonly wasGood: () => boolean;
  /** 0–1, for the jitter. */
  readonly random: () => number;
}

/** Milliseconds, without end. */
export function* reconnectWaits({ wasGood, random }: ReconnectWaitsOptions): Generator<number, never> {
  for (let failures = 0; ;) {
    failures = wasGood() ? 0 : failures + 1;
    const { firstMs, soonMs, soonTries, maxMs } = RECONNECT;
    yield failures < soonTries
      ? backoffMs(failures + 1, { firstMs, maxMs: soonMs, random })
      : backoffMs(failures - soonTries + 1, { firstMs: 2 * soonMs, maxMs, random });
  }
}
