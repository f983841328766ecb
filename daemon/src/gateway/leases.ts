// What runners report -> which bots attend, and whether each still speaks.
import { LEASE_MS, SubcamError, type BotState, type BotStatus, type Clock } from '@subcam/shared';
import { createShares, type Holder } from './shares.ts';

export interface BotLease extends BotStatus {
  /** Without a renewal until then the bot leaves its meeting by itself. */
  readonly leaseExpiresAtMs: number;
}

/** The connection that reports. */
export interface Reporter extends Holder {
  /** Reaches the runner. */
  askToLeave(reason: string): void;
}

export interface Leases {
  /** Reports a state and renews. Throws `session-limit` for one bot too many. */
  renew(status: BotStatus, reporter: Reporter): void;
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
  readonly reporter: Reporter;
  /** Whether it was ever reported to attend a meeting, or to be on its way. */
  readonly hasAttended: boolean;
}

/** Stands for all connections of a client that reported only the ends of their bots. */
const ENDS_ALONE = {};

/** Of a bot: nothing more comes of it. */
export function isOver(state: BotState): boolean {
  return state === 'completed' || state === 'failed';
}

export interface LeaseLimits {
  /** Bots that are over and still listed, the latest. */
  readonly maxEndedBots: number;
  /** Bots that may attend at once. */
  readonly maxBots: number;
  /** Of those, the bots of one client. */
  readonly maxBotsPerClient: number;
}

/**
 * What a report costs does not depend on how many bots attend. Nobody's bots are kept out or forgotten because of somebody else's: a client
 * has a share of the places, and half of that is for connections that report one bot each; of the bots that are over, those of whoever has
 * the most of them are forgotten first. `limits`: those of now.
 */
export function createLeases(clock: Clock, limits: () => LeaseLimits): Leases {
  /** In order of first report. */
  const entries = new Map<string, Entry>();
  /** Whose lease runs out first stands first. */
  const attending = new Set<string>();
  /** Of the same bots. */
  const places = createShares();
  const ended = createShares();

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

  const end = (botId: string, { reporter: { client, connection }, hasAttended }: Entry): void => {
    attending.delete(botId);
    places.delete(botId);
    ended.add(botId, { client, connection: hasAttended ? connection : ENDS_ALONE });
  };

  const endThoseThatRanOut = (): void => {
    for (const botId of attending) {
      const entry = entries.get(botId);
      if (entry === undefined || clock.monotonicMs() < entry.goodUntilMs) return;
      end(botId, entry);
    }
  };

  const forgetOldest = (): void => {
    const { maxEndedBots } = limits();
    while (ended.size > maxEndedBots) {
      const botId = ended.oldestOfLargest();
      if (botId === undefined) return;
      ended.delete(botId);
      entries.delete(botId);
    }
  };

  const full = (message: string): SubcamError => new SubcamError('session-limit', message, { retryable: true });

  const checkRoom = (reporter: Reporter): void => {
    const { maxBots, maxBotsPerClient } = limits();
    if (places.size >= maxBots) throw full(`At most ${maxBots} bots report to this daemon at once: end one and try again.`);
    const own = places.sizeOf(reporter);
    if (own.ofClient >= maxBotsPerClient) {
      throw full(`At most ${maxBotsPerClient} bots of one client report to this daemon at once: end one and try again.`);
    }
    if (own.ofConnection > 0 && own.ofClient >= maxBotsPerClient / 2) {
      throw full(`A connection reports one bot as long as its client has ${own.ofClient} already: open another for the next.`);
    }
  };

  return {
    renew: (status, reporter) => {
      endThoseThatRanOut();
      const { botId, state } = status;
      if (!isOver(state) && !attending.has(botId)) checkRoom(reporter);
      attending.delete(botId);
      places.delete(botId);
      ended.delete(botId);
      const until = { leaseExpiresAtMs: clock.nowMs() + LEASE_MS, goodUntilMs: clock.monotonicMs() + LEASE_MS };
      const hasAttended = !isOver(state) || entries.get(botId)?.hasAttended === true;
      const entry: Entry = { status, ...until, reporter, hasAttended };
      entries.set(botId, entry);
      if (isOver(state)) end(botId, entry);
      else {
        attending.add(botId);
        places.add(botId, reporter);
      }
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
      entry.reporter.askToLeave(reason);
      return lease;
    },
  };
}
