// The Outbox port -> webhooks and their deliveries in whichever database is behind it.
import { samplesToMs, type DeadDelivery, type Delivery, type Outbox, type SpokenEntry } from '@subcam/shared';
import { and, asc, count, desc, eq, gt, inArray, lte, sql } from 'drizzle-orm';
import type { Backend, Database, Tables } from './database.ts';
import { storableJson } from './storable-text.ts';
import { attributionOf, transcriptOf } from './stored-rows.ts';
import { change, first, rows, type Work } from './work.ts';

type DeliveryRow = Tables['webhookDeliveries']['$inferSelect'];

export function openOutbox(backend: Backend): Outbox {
  return {
    addWebhook: (webhook, most) =>
      backend.write('a webhook was stored', function* ({ build, tables: { webhooks } }) {
        const there = yield* first(build.select({ rows: count() }).from(webhooks));
        if ((there?.rows ?? 0) >= most) return false;
        yield* change(build.insert(webhooks).values(webhook));
        return true;
      }),
    webhooks: () =>
      backend.read('webhooks were read', function* ({ build, tables: { webhooks, webhookDeliveries } }) {
        const found = yield* rows(build.select().from(webhooks).orderBy(asc(webhooks.createdAtMs), asc(webhooks.webhookId)));
        if (found.length === 0) return [];
        const { webhookId, status } = webhookDeliveries;
        const counted = yield* rows(build.select({ webhookId, status, rows: count() }).from(webhookDeliveries).groupBy(webhookId, status));
        const countOf = (id: string, of: DeliveryRow['status']): number =>
          counted.find((row) => row.webhookId === id && row.status === of)?.rows ?? 0;
        return found.map((row) => ({ ...row, pending: countOf(row.webhookId, 'pending'), dead: countOf(row.webhookId, 'dead') }));
      }),
    removeWebhook: (webhookId) =>
      backend.write('a webhook was deleted', function* ({ build, tables: { webhooks, webhookDeliveries } }) {
        yield* change(build.delete(webhookDeliveries).where(eq(webhookDeliveries.webhookId, webhookId)));
        return (yield* change(build.delete(webhooks).where(eq(webhooks.webhookId, webhookId)))) > 0;
      }),
    recordBotEvent: (eventId, bot) =>
      backend.write('what a bot reported was stored', function* ({ build, tables: { sessions, webhooks, webhookDeliveries } }) {
        const all = yield* rows(build.select().from(webhooks));
        const told = all.filter(({ topics }) => topics.includes('bot'));
        if (told.length === 0) return;
        const session = yield* first(
          build
            .select({ sessionId: sessions.sessionId })
            .from(sessions)
            .where(eq(sessions.sessionId, bot.sessionId ?? '')),
        );
        const event = {
          eventId,
          type: 'bot.state',
          atMs: bot.atMs,
          sessionId: session?.sessionId ?? null,
          bot: storableJson(bot),
        } as const;
        yield* change(
          build
            .insert(webhookDeliveries)
            .values(told.map(({ webhookId }) => ({ webhookId, ...event })))
            .onConflictDoNothing(),
        );
      }),
    nextDelivery: (webhookId, nowMs) =>
      backend.read('an event for a webhook was read', (database) => nextDelivery(database, webhookId, nowMs)),
    delivered: (deliveryId) =>
      backend.write('a delivery was struck out', function* ({ build, tables: { webhookDeliveries } }) {
        yield* change(build.delete(webhookDeliveries).where(eq(webhookDeliveries.deliveryId, deliveryId)));
      }),
    deliveryFailed: (deliveryId, { problem, nextAtMs }) =>
      backend.write('a delivery that failed was noted', function* ({ build, tables: { webhookDeliveries } }) {
        const { attempts } = webhookDeliveries;
        const status = nextAtMs === null ? 'dead' : 'pending';
        yield* change(
          build
            .update(webhookDeliveries)
            .set({ problem, status, attempts: sql`${attempts} + 1`, nextAtMs: nextAtMs ?? 0 })
            .where(eq(webhookDeliveries.deliveryId, deliveryId)),
        );
      }),
    deadDeliveries: (webhookId, { afterId, limit }) =>
      backend.read('dead deliveries were read', function* ({ build, tables: { webhookDeliveries } }) {
        const dead = and(eq(webhookDeliveries.webhookId, webhookId), eq(webhookDeliveries.status, 'dead'));
        const found = yield* rows(
          build
            .select()
            .from(webhookDeliveries)
            .where(and(dead, gt(webhookDeliveries.deliveryId, afterId)))
            .orderBy(asc(webhookDeliveries.deliveryId))
            .limit(limit),
        );
        return found.map(deadOf);
      }),
    resendDead: (webhookId, deliveryIds) =>
      backend.write('dead deliveries were taken up again', function* ({ build, tables: { webhookDeliveries } }) {
        const dead = and(eq(webhookDeliveries.webhookId, webhookId), eq(webhookDeliveries.status, 'dead'));
        return yield* change(
          build
            .update(webhookDeliveries)
            .set({ status: 'pending', attempts: 0, nextAtMs: 0 })
            .where(deliveryIds === null ? dead : and(dead, inArray(webhookDeliveries.deliveryId, [...deliveryIds]))),
        );
      }),
    trimDeliveries: (webhookId, { maxPending, maxDead, problem }) =>
      backend.write('deliveries over the limit were given up', function* (database) {
        const { build, tables } = database;
        const { deliveryId, status } = tables.webhookDeliveries;
        const of = (wanted: DeliveryRow['status']) => and(eq(tables.webhookDeliveries.webhookId, webhookId), eq(status, wanted));
        const surplus = function* (wanted: DeliveryRow['status'], most: number): Work<number | undefined> {
          const newest = build.select({ deliveryId }).from(tables.webhookDeliveries).where(of(wanted));
          return (yield* first(newest.orderBy(desc(deliveryId)).limit(1).offset(most)))?.deliveryId;
        };
        const lastPending = yield* surplus('pending', maxPending);
        const died =
          lastPending === undefined
            ? 0
            : yield* change(
                build
                  .update(tables.webhookDeliveries)
                  .set({ status: 'dead', problem })
                  .where(and(of('pending'), lte(deliveryId, lastPending))),
              );
        const lastDead = yield* surplus('dead', maxDead);
        const forgotten =
          lastDead === undefined
            ? 0
            : yield* change(build.delete(tables.webhookDeliveries).where(and(of('dead'), lte(deliveryId, lastDead))));
        return { died, forgotten };
      }),
  };
}

function deadOf({ deliveryId, eventId, type, atMs, attempts, sessionId, problem }: DeliveryRow): DeadDelivery {
  return { deliveryId, eventId, type, atMs, attempts, sessionId, problem: problem ?? '' };
}

function* nextDelivery({ build, tables }: Database, webhookId: string, nowMs: number): Work<Delivery | null> {
  const { webhookDeliveries, transcripts, translations } = tables;
  const row = yield* first(
    build
      .select()
      .from(webhookDeliveries)
      .where(
        and(eq(webhookDeliveries.webhookId, webhookId), eq(webhookDeliveries.status, 'pending'), lte(webhookDeliveries.nextAtMs, nowMs)),
      )
      .orderBy(asc(webhookDeliveries.deliveryId))
      .limit(1),
  );
  if (row === undefined) return null;
  const { deliveryId, eventId, type, atMs, attempts, sessionId, transcriptId, targetLanguage, bot } = row;
  const delivery = { deliveryId, webhookId, eventId, type, atMs, attempts, sessionId, spoken: null, bot };
  if (transcriptId === null) return delivery;
  const said = yield* first(build.select().from(transcripts).where(eq(transcripts.transcriptId, transcriptId)));
  // Deleted since: so is the delivery.
  if (said === undefined) return null;
  const spoken: Omit<SpokenEntry, 'translation'> = {
    transcript: transcriptOf(said),
    attribution: attributionOf(said),
    captureStartedAtMs: said.startedAtMs - samplesToMs(said.firstSample),
  };
  if (targetLanguage === null) return { ...delivery, spoken: { ...spoken, translation: null } };
  const translated = yield* first(
    build
      .select()
      .from(translations)
      .where(and(eq(translations.transcriptId, transcriptId), eq(translations.targetLanguage, targetLanguage))),
  );
  const { text = null, confidence = null } = translated ?? {};
  return { ...delivery, spoken: { ...spoken, translation: { targetLanguage, text, confidence } } };
}
