// The tables of webhooks in the embedded database: who is told, and what is still to be told. Triggers of the migrations fill them.
import type { BotReport, WebhookEventType, WebhookTopic } from '@subcam/shared';
import { index, integer, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { sessions, transcripts } from './schema.sqlite.ts';

export const webhooks = sqliteTable('webhooks', {
  webhookId: text('webhook_id').primaryKey(),
  url: text('url').notNull(),
  topics: text('topics', { mode: 'json' }).$type<readonly WebhookTopic[]>().notNull(),
  createdAtMs: real('created_at_ms').notNull(),
  secret: text('secret').notNull(),
});

/** One event for one webhook, until it was told. It refers to what was said; of a bot, of which the store knows nothing else, it holds the state. */
export const webhookDeliveries = sqliteTable(
  'webhook_deliveries',
  {
    deliveryId: integer('delivery_id').primaryKey({ autoIncrement: true }),
    webhookId: text('webhook_id')
      .notNull()
      .references(() => webhooks.webhookId, { onDelete: 'cascade' }),
    eventId: text('event_id').notNull(),
    type: text('type').$type<WebhookEventType>().notNull(),
    atMs: real('at_ms').notNull(),
    sessionId: text('session_id').references(() => sessions.sessionId, { onDelete: 'cascade' }),
    transcriptId: integer('transcript_id').references(() => transcripts.transcriptId, { onDelete: 'cascade' }),
    targetLanguage: text('target_language'),
    bot: text('bot', { mode: 'json' }).$type<BotReport>(),
    status: text('status', { enum: ['pending', 'dead'] })
      .notNull()
      .default('pending'),
    attempts: integer('attempts').notNull().default(0),
    /** Wall clock: not before. */
    nextAtMs: real('next_at_ms').notNull().default(0),
    problem: text('problem'),
  },
  (table) => [
    uniqueIndex('webhook_deliveries_once').on(table.webhookId, table.eventId),
    index('webhook_deliveries_by_status').on(table.webhookId, table.status, table.deliveryId),
    index('webhook_deliveries_by_session').on(table.sessionId),
    index('webhook_deliveries_by_transcript').on(table.transcriptId),
  ],
);
