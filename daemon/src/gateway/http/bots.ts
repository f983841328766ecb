// Bots over HTTP: their leases by the contract's names.
import { botStatusRoute, listBotsRoute, stopBotRoute, type ResponseOf } from '@subcam/shared/http';
import type { BotLease, Leases } from '../leases.ts';
import { answered, type AnsweredRoute } from './answered-route.ts';
import { HttpRefusal } from './http-errors.ts';

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

export function answerBots({ leases }: { readonly leases: Leases }): readonly AnsweredRoute[] {
  const find = (botId: string): BotLease => {
    const lease = leases.get(botId);
    if (lease === undefined) throw new HttpRefusal('bad-request', 'No bot of this id has reported to this daemon.', 404);
    return lease;
  };
  return [
    answered(listBotsRoute, ({ query: { status } }) => {
      const bots = leases.list().filter(({ state }) => status === undefined || state === status);
      return { bots: bots.map(botStatusOf), total: bots.length };
    }),
    answered(botStatusRoute, ({ params: { id } }) => botStatusOf(find(id))),
    answered(stopBotRoute, ({ params: { id }, body: { reason } }) => {
      find(id);
      const lease = leases.leave(id, reason ?? 'The daemon was asked to stop the bot.');
      return { connection_id: id, status: lease.state, message: 'The bot was asked to leave; its status tells when it has.' };
    }),
  ];
}
