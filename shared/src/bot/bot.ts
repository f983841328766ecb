// Bot: the Chrome that attends a meeting, as its runner tells of it.

/** The contract's bot states. `failed` and `completed` are final; each state change carries a reason in words. */
export const BOT_STATES = ['spawning', 'starting', 'joining', 'waiting_room', 'active', 'paused', 'ending', 'completed', 'failed'] as const;

export type BotState = (typeof BOT_STATES)[number];

export interface BotStatus {
  readonly botId: string;
  readonly state: BotState;
  readonly reason: string;
  readonly meetingUrl: string;
  /** Of its capture; left out before it has begun one. */
  readonly sessionId?: string | undefined;
  /** Wall clock, ms. */
  readonly atMs: number;
}

/** A runner that has not reached the daemon for this long leaves the meeting (design: leases). */
export const LEASE_MS = 30_000;

/** How often a runner renews. */
export const LEASE_RENEW_MS = 5_000;
