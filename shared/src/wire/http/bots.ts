// Bots: which ones report to this daemon, in the contract's snake_case, and the request to leave.
import * as z from 'zod/mini';
import { BOT_STATES } from '../../bot/bot.ts';
import { defineRoute } from './route.ts';

/** Instants: seconds since 1970. */
export const botStatus = z.object({
  connection_id: z.string(),
  status: z.enum(BOT_STATES),
  /** Why it is in this state, in words. */
  reason: z.string(),
  meeting_url: z.string(),
  /** Of its capture; null before it has begun one. */
  session_id: z.nullable(z.string()),
  timestamp: z.number(),
  /** Without a report until then it has failed. */
  lease_expires_at: z.number(),
});

const botId = z.object({ id: z.string() });
const unknownBot = { code: 'bad-request', status: 404, when: 'No bot of this id has reported to this daemon.' } as const;

export const listBotsRoute = defineRoute({
  name: 'listBots',
  method: 'GET',
  path: '/api/bots/list',
  scope: 'read',
  resource: 'bots',
  summary: 'All bots that have reported, in the order of their first report.',
  query: z.object({
    /** Only those in this state. */
    status: z.optional(z.string()),
  }),
  response: z.object({ bots: z.array(botStatus), total: z.number() }),
});

export const botStatusRoute = defineRoute({
  name: 'botStatus',
  method: 'GET',
  path: '/api/bots/status/{id}',
  scope: 'read',
  resource: 'bots',
  summary: 'One bot.',
  params: botId,
  response: botStatus,
  refusals: [unknownBot],
});

export const stopBotRoute = defineRoute({
  name: 'stopBot',
  method: 'POST',
  path: '/api/bots/stop/{id}',
  scope: 'operate',
  resource: 'bots',
  summary: 'Asks a bot to leave its meeting; its status tells when it has.',
  params: botId,
  body: z.object({ timeout: z.optional(z.number()), reason: z.optional(z.string().check(z.maxLength(500))) }),
  response: z.object({ connection_id: z.string(), status: z.enum(BOT_STATES), message: z.string() }),
  refusals: [unknownBot, { code: 'bad-request', when: 'The bot is over already.' }],
});
