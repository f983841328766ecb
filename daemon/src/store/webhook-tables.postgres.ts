// The tables of webhooks on a server: the same as in the embedded database.
import type { BotReport, WebhookEventType, WebhookTopic } from '@subcam/shared';
import { bigint, doublePrecision, index, integer, jsonb, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { sessions, subcam, transcripts } from './schema.postgres.ts';

export const webhooks = subcam.table('webhooks', {
  webhookId: text('webhook_id').primaryKey(),
  url: text('url').notNull(),
  topics: jsonb('topics').$type<readonly WebhookTopic[]>().notNull(),
  createdAtMs: doublePrecision('created_at_ms').notNull(),
  secret: text('secret').notNull(),
});

export const webhookDeliveries = subcam.table(
  'webhook_deliveries',
  {
    deliveryId: bigint('delivery_id', { mode: 'number' }).generatedByDefaultAsIdentity().primaryKey(),
    webhookId: text('webhook_id')
      .notNull()
      .references(() => webhooks.webhookId, { onDelete: 'cascade' }),
    eventId: text('event_id').notNull(),
    type: text('type').$type<WebhookEventType>().notNull(),
    atMs: doublePrecision('at_ms').notNull(),
    sessionId: text('session_id').references(() => sessions.sessionId, { onDelete: 'cascade' }),
    transcriptId: bigint('transcript_id', { mode: 'number' }).references(() => transcripts.transcriptId, { onDelete: 'cascade' }),
    targetLanguage: text('target_language'),
    bot: jsonb('bot').$type<BotReport>(),
    status: text('status', { enum: ['pending', 'dead'] })
      .notNull()
      .default('pending'),
    attempts: integer('attempts').notNull().default(0),
    nextAtMs: doublePrecision('next_at_ms').notNull().default(0),
    problem: text('problem'),
  },
  (table) => [
    uniqueIndex('webhook_deliveries_once').on(table.webhookId, table.eventId),
    index('webhook_deliveries_by_status').on(table.webhookId, table.status, table.deliveryId),
    index('webhook_deliveries_by_session').on(table.sessionId),
    index('webhook_deliveries_by_transcript').on(table.transcriptId),
  ],
);
