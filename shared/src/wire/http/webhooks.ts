// Webhooks: the routes that make, list, try and delete them, and show and resend what was given up.
import * as z from 'zod/mini';
import { WEBHOOK_EVENT_TYPES, WEBHOOK_TOPICS } from '../../store/webhooks.ts';
import { defineRoute } from './route.ts';

const webhookId = z.string().check(z.regex(/^[a-z0-9]{1,40}$/));
const params = z.object({ id: webhookId });
const topics = z.array(z.enum(WEBHOOK_TOPICS)).check(z.minLength(1), z.maxLength(WEBHOOK_TOPICS.length));
const MAX_URL_LENGTH = 2_000;

/** Without its secret. */
const webhookRow = z.object({
  id: webhookId,
  url: z.string(),
  topics: z.array(z.enum(WEBHOOK_TOPICS)),
  /** Wall clock. */
  createdAtMs: z.number(),
  pending: z.number(),
  dead: z.number(),
});
export type WebhookRow = Readonly<z.infer<typeof webhookRow>>;

const deadRow = z.object({
  deliveryId: z.number(),
  eventId: z.string(),
  type: z.enum(WEBHOOK_EVENT_TYPES),
  /** When it happened; wall clock. */
  atMs: z.number(),
  attempts: z.number(),
  sessionId: z.nullable(z.string()),
  problem: z.string(),
});
export type DeadRow = Readonly<z.infer<typeof deadRow>>;

const resource = 'webhooks';
const unknown = { code: 'bad-request', status: 404, when: 'There is no such webhook.' } as const;
const storage = { code: 'storage', when: 'The database does not work.' } as const;

/** Rows of one answer. */
export const MAX_DEAD_ROWS = 100;

export const listWebhooksRoute = defineRoute({
  name: 'listWebhooks',
  method: 'GET',
  path: '/api/webhooks',
  scope: 'admin',
  resource,
  summary: 'Every webhook, with how many events wait for it and were given up. No secrets.',
  response: z.object({ webhooks: z.array(webhookRow) }),
  refusals: [storage],
});

export const createWebhookRoute = defineRoute({
  name: 'createWebhook',
  method: 'POST',
  path: '/api/webhooks',
  scope: 'admin',
  resource,
  summary: 'Makes a webhook. Its secret is told in this answer and never again.',
  description:
    'Each event is a POST of JSON `{type, id, sequence, timestamp, data}`, signed as https://www.standardwebhooks.com says (`webhook-id`, `webhook-timestamp`, `webhook-signature`). It is sent at least once: `id` is the same each time. Any answer but 2xx is tried again, redirects are not followed.',
  body: z.strictObject({ url: z.string().check(z.minLength(1), z.maxLength(MAX_URL_LENGTH)), topics }),
  status: 201,
  response: z.object({ webhook: webhookRow, secret: z.string() }),
  refusals: [
    { code: 'bad-request', when: 'The address is none to which anything may be sent.' },
    { code: 'session-limit', when: 'As many webhooks are there as may be.' },
    storage,
  ],
});

export const deleteWebhookRoute = defineRoute({
  name: 'deleteWebhook',
  method: 'DELETE',
  path: '/api/webhooks/{id}',
  scope: 'admin',
  resource,
  summary: 'Ends a webhook, with everything that it was still to be told.',
  params,
  response: z.object({ deleted: webhookId }),
  refusals: [unknown, storage],
});

export const testWebhookRoute = defineRoute({
  name: 'testWebhook',
  method: 'POST',
  path: '/api/webhooks/{id}/test',
  scope: 'operate',
  resource,
  summary: 'Sends the event `webhook.test`, once, and tells whether it was taken.',
  params,
  response: z.object({ delivered: z.boolean(), problem: z.nullable(z.string()) }),
  refusals: [unknown],
  limits: { rate: { requests: 'maxWebhookTestsPerMinute', per: 'minute', what: 'tests of webhooks', param: 'id' } },
});

export const deadWebhookRoute = defineRoute({
  name: 'deadDeliveries',
  method: 'GET',
  path: '/api/webhooks/{id}/dead',
  scope: 'operate',
  resource,
  summary: 'Events that were given up, the oldest first, with why.',
  params,
  query: z.object({
    /** The `deliveryId` of the last that was read. */
    after: z._default(z.coerce.number().check(z.int(), z.gte(0), z.lte(Number.MAX_SAFE_INTEGER)), 0),
  }),
  response: z.object({ dead: z.readonly(z.array(deadRow)) }),
  refusals: [unknown, storage],
});

export const resendWebhookRoute = defineRoute({
  name: 'resendDeliveries',
  method: 'POST',
  path: '/api/webhooks/{id}/resend',
  scope: 'operate',
  resource,
  summary: 'Events that were given up are sent again, as if for the first time: all of them, or those that are named.',
  params,
  body: z.strictObject({
    deliveryIds: z.optional(
      z.array(z.number().check(z.int(), z.gte(0), z.lte(Number.MAX_SAFE_INTEGER))).check(z.minLength(1), z.maxLength(1_000)),
    ),
  }),
  response: z.object({ resent: z.number() }),
  refusals: [unknown, storage],
});
