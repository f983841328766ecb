// Bots over HTTP: their leases by the contract's names, and what they are asked.
import { BOT_STATES, type BotState, type Clock } from '@subcam/shared';
import {
  botStatsRoute,
  botStatusRoute,
  commandBotRoute,
  listBotsRoute,
  stopBotRoute,
  type BodyOf,
  type ResponseOf,
} from '@subcam/shared/http';
import { isOver, type BotLease, type Leases } from '../leases.ts';
import { answered, type AnsweredRoute } from './answered-route.ts';
import { HttpRefusal } from './http-errors.ts';
import { findTile, type TilesDeps } from './tile-by-id.ts';

export interface BotsDeps extends TilesDeps {
  readonly leases: Leases;
  /** Those of now. */
  readonly limits: () => { readonly maxBots: number };
  readonly clock: Clock;
  /** Fires when the daemon stops: nobody waits for a bot any longer. */
  readonly closing: AbortSignal;
}

/** How often it is looked whether a bot has left. */
const LOOK_EVERY_MS = 100;

/** Instants in seconds since 1970. */
export function botStatusOf(lease: BotLease): ResponseOf<typeof botStatusRoute> {
  return {
    connection_id: lease.botId,
    status: lease.state,
    reason: lease.reason,
    meeting_url: lease.meetingUrl,
    session_id: lease.sessionId ?? null,
    timestamp: lease.atMs / 1000,
    lease_expires_at: lease.leaseExpiresAtMs / 1000,
  };
}

const ASKED_TO_LEAVE = 'The bot was asked to leave; its status tells when it has.';

export function answerBots(deps: BotsDeps): readonly AnsweredRoute[] {
  const { leases, limits, clock, closing } = deps;
  const find = (botId: string): BotLease => {
    const lease = leases.get(botId);
    if (lease === undefined) throw new HttpRefusal('bad-request', 'No bot of this id has reported to this daemon.', 404);
    return lease;
  };
  /** Until it is over or the time is. */
  const awaitEnd = async (lease: BotLease, waitMs: number): Promise<BotLease> => {
    const untilMs = clock.monotonicMs() + waitMs;
    for (let now = lease; ; now = leases.get(lease.botId) ?? now) {
      const leftMs = untilMs - clock.monotonicMs();
      if (isOver(now.state) || leftMs <= 0 || closing.aborted) return now;
      await Promise.allSettled([clock.sleep(Math.min(LOOK_EVERY_MS, leftMs), closing)]);
    }
  };
  return [
    answered(listBotsRoute, ({ query: { status, user_id: userId } }) => {
      const bots = leases.list().filter(({ state }) => status === undefined || state === status);
      return { bots: bots.map(botStatusOf), total: bots.length, not_applied: userId === undefined ? [] : ['user_id'] };
    }),
    answered(botStatsRoute, () => {
      const bots = leases.list();
      const counts = BOT_STATES.map((state) => [state, bots.filter((bot) => bot.state === state).length] as const);
      return {
        total: bots.length,
        active: bots.filter(({ state }) => !isOver(state)).length,
        by_status: Object.fromEntries(counts) as Record<BotState, number>,
        max_bots: limits().maxBots,
      };
    }),
    answered(botStatusRoute, ({ params: { id } }) => botStatusOf(find(id))),
    answered(stopBotRoute, async ({ params: { id }, body: { reason, timeout = 0 } }) => {
      find(id);
      const asked = leases.leave(id, reason ?? 'The daemon was asked to stop the bot.');
      const lease = await awaitEnd(asked, timeout * 1000);
      const message = isOver(lease.state) ? `The bot has left: ${lease.reason}` : ASKED_TO_LEAVE;
      return { connection_id: id, status: lease.state, message };
    }),
    answered(commandBotRoute, ({ params: { id }, body }) => commandBot(find(id), body, deps)),
  ];
}

type Commanded = ResponseOf<typeof commandBotRoute>;

async function commandBot(
  { botId, state, reason }: BotLease,
  { action, data }: BodyOf<typeof commandBotRoute>,
  deps: BotsDeps,
): Promise<Commanded> {
  const told: Record<typeof action, () => Promise<Pick<Commanded, 'message' | 'ignored_fields'>>> = {
    leave: async () => {
      deps.leases.leave(botId, 'The daemon was asked to have the bot leave.');
      return { message: ASKED_TO_LEAVE, ignored_fields: [] };
    },
    reconfigure: async () => ({ message: 'Its tile looks as it was asked.', ignored_fields: await findTile(botId, deps).configure(data) }),
    status: async () => ({ message: reason, ignored_fields: [] }),
  };
  return { connection_id: botId, action, status: state, ...(await told[action]()) };
}
