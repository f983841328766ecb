// Renewals -> whether the daemon still holds this bot: a lease that only answered renewals keep alive.
import { toSubcamError, withinTime, type BotStatus, type Clock } from '@subcam/shared';
import type { BotLog } from './join-flow.ts';
import { tookTooLong } from './meeting-page.ts';

/** The daemon, as a runner sees it. */
export interface DaemonLink {
  /** Reports the state and renews the lease; rejects while the daemon is out of reach, and when it refuses. */
  renew(status: BotStatus): Promise<void>;
  close(): void;
}

export interface LeaseOptions {
  readonly link: DaemonLink;
  readonly clock: Clock;
  /** Not renewed for so long: lost. */
  readonly leaseMs: number;
  readonly renewMs: number;
  /** The state to report. */
  readonly current: () => BotStatus;
  readonly log: BotLog;
  /** When the lease was renewed last before, by the monotonic clock. */
  readonly renewedAtMs: number;
}

/** Renews until the lease is lost (resolves `lost`) or the signal fires (resolves `released`). A renewal that is not answered in time is one that failed. */
export async function keepLease(options: LeaseOptions, signal: AbortSignal): Promise<'lost' | 'released'> {
  const { link, clock, leaseMs, renewMs, log } = options;
  let { renewedAtMs } = options;
  let reachable = true;
  while (!signal.aborted) {
    const sentAtMs = clock.monotonicMs();
    const remainingMs = renewedAtMs + leaseMs - sentAtMs;
    if (remainingMs <= 0) return 'lost';
    const limitMs = Math.min(renewMs, remainingMs);
    try {
      await withinTime(limitMs, () => link.renew(options.current()), { clock, late: () => tookTooLong('Renewing the lease', limitMs) });
      renewedAtMs = sentAtMs;
      if (!reachable) log('the daemon is back');
      reachable = true;
    } catch (error) {
      if (reachable) log('the daemon is out of reach; the bot stays until its lease ends', { why: toSubcamError(error).message, leaseMs });
      reachable = false;
    }
    const pauseMs = Math.min(sentAtMs + renewMs, renewedAtMs + leaseMs) - clock.monotonicMs();
    await clock.sleep(Math.max(0, pauseMs), signal).catch(() => undefined);
  }
  return 'released';
}
