// Bots: which ones report to this daemon, in the contract's snake_case, and what they can be asked.
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

/** How long a client may wait for a bot: it leaves in a few seconds, or not at all. */
const MAX_STOP_S = 300;

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
    status: z.optional(z.enum(BOT_STATES)),
    /** Bots belong to whoever runs them, and report no user: named in `not_applied`. */
    user_id: z.optional(z.string()),
  }),
  response: z.object({
    bots: z.array(botStatus),
    total: z.number(),
    /** Parameters by which nothing was chosen. */
    not_applied: z.array(z.string()),
  }),
});

export const botStatsRoute = defineRoute({
  name: 'botStats',
  method: 'GET',
  path: '/api/bots/stats',
  scope: 'read',
  resource: 'bots',
  summary: 'How many bots have reported, by state.',
  response: z.object({
    total: z.number(),
    /** Neither completed nor failed. */
    active: z.number(),
    by_status: z.record(z.enum(BOT_STATES), z.number()),
    /** As many as may report at once. */
    max_bots: z.number(),
  }),
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
  summary: 'Asks a bot to leave its meeting, and waits for it as long as `timeout` says.',
  description: 'A bot is a process of whoever runs it, which the daemon does not end: one that has not left in time is told in its status.',
  params: botId,
  body: z.object({
    /** Seconds. Default 0: its status tells when it has left. */
    timeout: z.optional(z.number().check(z.gte(0), z.lte(MAX_STOP_S))),
    reason: z.optional(z.string().check(z.maxLength(500))),
  }),
  response: z.object({ connection_id: z.string(), status: z.enum(BOT_STATES), message: z.string() }),
  refusals: [unknownBot, { code: 'bad-request', when: 'The bot is over already.' }],
});

export const commandBotRoute = defineRoute({
  name: 'commandBot',
  method: 'POST',
  path: '/api/bots/command/{id}',
  scope: 'operate',
  resource: 'bots',
  summary: 'Asks a bot to leave, changes how its tile looks, or asks how it is.',
  description: '`reconfigure` takes in `data` what a change of a tile’s config takes (`/api/bot/virtual-webcam/config/{id}`).',
  params: botId,
  body: z.object({ action: z.enum(['leave', 'reconfigure', 'status']), data: z.optional(z.unknown()) }),
  response: z.object({
    connection_id: z.string(),
    action: z.string(),
    status: z.enum(BOT_STATES),
    message: z.string(),
    /** Of `reconfigure`: names of fields that mean nothing here. */
    ignored_fields: z.array(z.string()),
  }),
  refusals: [
    unknownBot,
    { code: 'bad-request', when: 'The bot is over already, or a mode, a theme or a type is wrong; the message names the field.' },
    { code: 'session-unknown', when: 'The bot has no running session whose tile could be changed.' },
  ],
});
