// What runners report -> which bots attend, and whether each still speaks.
import { LEASE_MS, SubcamError, type BotState, type BotStatus, type Clock } from '@subcam/shared';

export interface BotLease extends BotStatus {
  /** Without a renewal until then the bot leaves its meeting by itself. */
  readonly leaseExpiresAtMs: number;
}

export interface Leases {
  /** Reports a state and renews. `askToLeave` reaches the runner that reported. Throws `session-limit` for one bot too many. */
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
  /** Wall clock, for people. */
  readonly leaseExpiresAtMs: number;
  /** Monotonic: what counts. */
  readonly goodUntilMs: number;
  readonly askToLeave: (reason: string) => void;
}

function isOver(state: BotState): boolean {
  return state === 'completed' || state === 'failed';
}

export interface LeaseLimits {
  /** Bots that are over and still listed, the latest. */
  readonly maxEndedBots: number;
  /** Bots that may attend at once. */
  readonly maxBots: number;
}

/** What a report costs does not depend on how many bots there are. `limits`: those of now. */
export function createLeases(clock: Clock, limits: () => LeaseLimits): Leases {
  /** In order of first report. */
  const entries = new Map<string, Entry>();
  /** Whose lease runs out first stands first. */
  const attending = new Set<string>();
  /** Who ended first stands first. */
  const ended = new Set<string>();

  const leaseOf = ({ status, leaseExpiresAtMs, goodUntilMs }: Entry): BotLease => {
    const ranOut = !isOver(status.state) && clock.monotonicMs() >= goodUntilMs;
    if (!ranOut) return { ...status, leaseExpiresAtMs };
    return {
      ...status,
      state: 'failed',
      reason: 'The runner stopped reporting: its lease ran out.',
      atMs: leaseExpiresAtMs,
      leaseExpiresAtMs,
    };
  };

  const endThoseThatRanOut = (): void => {
    for (const botId of attending) {
      const entry = entries.get(botId);
      if (entry !== undefined && clock.monotonicMs() < entry.goodUntilMs) return;
      attending.delete(botId);
      ended.add(botId);
    }
  };

  const forgetOldest = (): void => {
    const { maxEndedBots } = limits();
    for (const botId of ended) {
      if (ended.size <= maxEndedBots) return;
      ended.delete(botId);
      entries.delete(botId);
    }
  };

  const checkRoom = (): void => {
    const { maxBots } = limits();
    if (attending.size < maxBots) return;
    throw new SubcamError('session-limit', `At most ${maxBots} bots report to this daemon at once: end one and try again.`, {
      retryable: true,
    });
  };

  return {
    renew: (status, askToLeave) => {
      endThoseThatRanOut();
      const { botId } = status;
      if (!isOver(status.state) && !attending.has(botId)) checkRoom();
      attending.delete(botId);
      ended.delete(botId);
      const until = { leaseExpiresAtMs: clock.nowMs() + LEASE_MS, goodUntilMs: clock.monotonicMs() + LEASE_MS };
      entries.set(botId, { status, ...until, askToLeave });
      (isOver(status.state) ? ended : attending).add(botId);
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
