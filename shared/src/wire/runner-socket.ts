// The socket between a bot's runner and the daemon: a lease that is renewed, and commands back.
import * as z from 'zod/mini';
import { BOT_STATES } from '../bot/bot.ts';
import type { Answer } from './capture-socket.ts';

export const leaseRequest = z.object({
  botId: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,100}$/)),
  state: z.enum(BOT_STATES),
  reason: z.string().check(z.maxLength(1000)),
  meetingUrl: z.string().check(z.maxLength(2000)),
  sessionId: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,100}$/))),
  atMs: z.number(),
});
export type LeaseRequest = z.infer<typeof leaseRequest>;

export interface RunnerClientToServer {
  /** Reports the bot's state and renews its lease; sent at every change and every LEASE_RENEW_MS. */
  lease(request: LeaseRequest, answer: (reply: Answer<{ readonly leaseMs: number }>) => void): void;
}

export interface RunnerServerToClient {
  /** The daemon asks the bot to leave. */
  leave(reason: string): void;
}
