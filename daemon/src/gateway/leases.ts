// What runners report -> which bots attend, and whether each still speaks.
import { LEASE_MS, SubcamError, type BotState, type BotStatus, type Clock } from '@subcam/shared';

export interface BotLease extends BotStatus {
  /** Without a renewal until then the bot leaves its meeting by itself. */
  readonly leaseExpiresAtMs: number;
}

export interface Leases {
  /** Reports a state and renews. `askToLeave` reaches the runner that reported. */
  renew(status: BotStatus, askToLeave: (reason: string) => void): void;
  /** In order of first report. A bot whose lease ran out is `failed`. */
  list(): readonly BotLease[];
  /** Undefined for a bot that never reported. */
  get(botId: string): BotLease | undefined;
  /** Throws `bad-request` for an unknown bot or one that is over. */
  leave(botId: string, reason: string): BotLease;
}

interface Entry {
  readonly status: BotStatus;
  readonly leaseExpiresAtMs: number;
  readonly askToLeave: (reason: string) => void;
}

function isOver(state: BotState): boolean {
  return state === 'completed' || state === 'failed';
}

/** `maxEnded`: how many bots that are over are remembered now, the latest. */
export function createLeases(clock: Clock, maxEnded: () => number): Leases {
  const entries = new Map<string, Entry>();

  const leaseOf = ({ status, leaseExpiresAtMs }: Entry): BotLease => {
    const ranOut = !isOver(status.state) && clock.nowMs() >= leaseExpiresAtMs;
    if (!ranOut) return { ...status, leaseExpiresAtMs };
    return {
      ...status,
      state: 'failed',
      reason: 'The runner stopped reporting: its lease ran out.',
      atMs: leaseExpiresAtMs,
      leaseExpiresAtMs,
    };
  };

  const forgetOldest = (): void => {
    const over = [...entries].filter(([, entry]) => isOver(leaseOf(entry).state));
    for (const [botId] of over.slice(0, Math.max(0, over.length - maxEnded()))) entries.delete(botId);
  };

  return {
    renew: (status, askToLeave) => {
      entries.set(status.botId, { status, leaseExpiresAtMs: clock.nowMs() + LEASE_MS, askToLeave });
      forgetOldest();
    },
    list: () => [...entries.values()].map(leaseOf),
    get: (botId) => {
      const entry = entries.get(botId);
      return entry === undefined ? undefined : leaseOf(entry);
    },
    leave: (botId, reason) => {
      const entry = entries.get(botId);
      if (entry === undefined) throw new SubcamError('bad-request', 'No bot of this id has reported to this daemon.');
      const lease = leaseOf(entry);
      if (isOver(lease.state))
        throw new SubcamError('bad-request', `This bot is over already (${lease.state}): there is nothing to leave.`);
      entry.askToLeave(reason);
      return lease;
    },
  };
}
