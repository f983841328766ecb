// Any Outbox -> whether what happens in sessions is there to be told, once for each webhook, until it was told.
import { expect } from 'vitest';
import { randomUUID } from 'node:crypto';
import type { Delivery, SignedWebhook, Store, WebhookTopic } from '@subcam/shared';
import { Meeting, NOBODY } from './conformance-meeting.ts';
import { type StoreCheck } from './journal-checks.ts';

const ALL: readonly WebhookTopic[] = ['session', 'transcript', 'translation', 'bot'];
const MOST = 1_000;
const LATER_MS = Number.MAX_SAFE_INTEGER;

function webhook(over: Partial<SignedWebhook> = {}): SignedWebhook {
  return {
    webhookId: `wh${randomUUID()}`,
    url: 'https://receiver.example/a',
    topics: ALL,
    createdAtMs: 7.5,
    secret: 'whsec_c2VjcmV0',
    ...over,
  };
}

/** With a webhook that is gone afterwards, so that no other check's meetings are told to it. */
async function withWebhook(store: Store, over: Partial<SignedWebhook>, check: (id: string) => Promise<void>): Promise<void> {
  const made = webhook(over);
  expect(await store.addWebhook(made, MOST)).toBe(true);
  try {
    await check(made.webhookId);
  } finally {
    await store.removeWebhook(made.webhookId);
  }
}

/** Everything that is still to be told, told. */
async function tellAll(store: Store, id: string): Promise<readonly Delivery[]> {
  const told: Delivery[] = [];
  for (;;) {
    const next = await store.nextDelivery(id, LATER_MS);
    if (next === null) return told;
    told.push(next);
    await store.delivered(next.deliveryId);
  }
}

async function meet(store: Store): Promise<Meeting> {
  const meeting = new Meeting();
  await meeting.open(store);
  await store.commitFinal(meeting.final(0));
  await store.commitTranslation(meeting.translation(0, 'palabras'), 9_000);
  await store.commitFinal(meeting.final(1));
  await store.failTranslation(meeting.key(1), 'no model');
  await store.closeSession(meeting.sessionId, 20_000);
  return meeting;
}

export const OUTBOX_CHECKS: readonly StoreCheck[] = [
  {
    name: 'puts what happens in a session into the outbox of each webhook, in its order, with ids that stay the same',
    run: ({ store }) =>
      withWebhook(store, {}, async (id) => {
        const meeting = await meet(store);
        // Again: a final that was stored is not told twice.
        await store.commitFinal(meeting.final(0));
        const told = await tellAll(store, id);
        const { sessionId, captureId } = meeting;
        expect(told.map(({ eventId, type }) => [type, eventId])).toEqual([
          ['session.started', `session-started:${sessionId}`],
          ['transcript.final', `transcript:${captureId}:0`],
          ['translation.done', `translation:${captureId}:0:es`],
          ['transcript.final', `transcript:${captureId}:16000`],
          ['translation.failed', `translation:${captureId}:16000:es`],
          ['session.ended', `session-ended:${sessionId}:20000`],
        ]);
        expect(told.every((delivery) => delivery.sessionId === sessionId && delivery.attempts === 0)).toBe(true);
        expect(told[1]?.spoken).toEqual({
          transcript: meeting.transcript(0),
          attribution: NOBODY,
          captureStartedAtMs: 1_000.5,
          translation: null,
        });
        expect(told[2]?.spoken?.translation).toMatchObject({ targetLanguage: 'es', text: 'palabras' });
        expect(told[4]?.spoken?.translation).toMatchObject({ targetLanguage: 'es', text: null });
        expect(told.map(({ deliveryId }) => deliveryId)).toEqual(told.map(({ deliveryId }) => deliveryId).toSorted((a, b) => a - b));
      }),
  },
  {
    name: 'tells a webhook of its topics alone, and not of sessions that are brought back',
    run: ({ store }) =>
      withWebhook(store, { topics: ['transcript', 'bot'] }, async (id) => {
        const meeting = await meet(store);
        const { sessionId } = meeting;
        await store.recordBotEvent(`bot:b1:active:${sessionId}`, {
          botId: 'b1',
          state: 'active',
          reason: 'Admitted.',
          sessionId,
          atMs: 5.5,
        });
        await store.recordBotEvent(`bot:b1:active:${sessionId}`, {
          botId: 'b1',
          state: 'active',
          reason: 'Admitted.',
          sessionId,
          atMs: 5.5,
        });
        const told = await tellAll(store, id);
        expect(told.map(({ type }) => type)).toEqual(['transcript.final', 'transcript.final', 'bot.state']);
        expect(told[2]).toMatchObject({ sessionId, bot: { botId: 'b1', state: 'active', reason: 'Admitted.' }, spoken: null });
        const record = await store.record(sessionId);
        await store.deleteSession(sessionId);
        if (record !== null) await store.importSession(record);
        expect(await tellAll(store, id)).toEqual([]);
      }),
  },
  {
    name: 'waits with what failed, keeps what was given up, and sends it again when it is asked to',
    run: ({ store }) =>
      withWebhook(store, { topics: ['transcript'] }, async (id) => {
        await meet(store);
        const [one, two] = [await store.nextDelivery(id, 0), await store.nextDelivery(id, 0)];
        expect(one).toEqual(two);
        await store.deliveryFailed(one?.deliveryId ?? 0, { problem: 'It answered 500.', nextAtMs: 100 });
        const other = await store.nextDelivery(id, 99);
        expect(other?.deliveryId).toBeGreaterThan(one?.deliveryId ?? 0);
        expect(await store.nextDelivery(id, 100)).toEqual({ ...one, attempts: 1 });
        await store.deliveryFailed(one?.deliveryId ?? 0, { problem: 'It answered 501.', nextAtMs: null });
        expect((await store.nextDelivery(id, LATER_MS))?.deliveryId).toBe(other?.deliveryId);
        const dead = await store.deadDeliveries(id, { afterId: 0, limit: 10 });
        expect(dead).toMatchObject([{ deliveryId: one?.deliveryId, eventId: one?.eventId, attempts: 2, problem: 'It answered 501.' }]);
        expect(await store.deadDeliveries(id, { afterId: one?.deliveryId ?? 0, limit: 10 })).toEqual([]);
        expect((await store.webhooks()).find(({ webhookId }) => webhookId === id)).toMatchObject({ pending: 1, dead: 1 });
        expect(await store.resendDead(id, [0])).toBe(0);
        expect(await store.resendDead(id, null)).toBe(1);
        expect(await store.nextDelivery(id, 0)).toEqual(one);
      }),
  },
  {
    name: 'holds as many deliveries as it may: the oldest are given up, and of those the oldest forgotten',
    run: ({ store }) =>
      withWebhook(store, { topics: ['session', 'transcript', 'translation'] }, async (id) => {
        await meet(store);
        const limits = { maxDead: 2, problem: 'Too many waited.' };
        expect(await store.trimDeliveries(id, { maxPending: 6, ...limits })).toEqual({ died: 0, forgotten: 0 });
        expect(await store.trimDeliveries(id, { maxPending: 3, ...limits })).toEqual({ died: 3, forgotten: 1 });
        const dead = await store.deadDeliveries(id, { afterId: 0, limit: 10 });
        expect(dead.map(({ type, problem }) => [type, problem])).toEqual([
          ['transcript.final', 'Too many waited.'],
          ['translation.done', 'Too many waited.'],
        ]);
        expect((await tellAll(store, id)).map(({ type }) => type)).toEqual(['transcript.final', 'translation.failed', 'session.ended']);
      }),
  },
  {
    name: 'tells nothing of what was deleted',
    run: ({ store }) =>
      withWebhook(store, {}, async (id) => {
        const [gone, kept] = [await meet(store), await meet(store)];
        await store.deleteSession(gone.sessionId);
        const told = await tellAll(store, id);
        expect(new Set(told.map(({ sessionId }) => sessionId))).toEqual(new Set([kept.sessionId]));
      }),
  },
  {
    name: 'has as many webhooks as there may be, in their order, and none that was removed',
    closes: true,
    run: async ({ store, reopen }) => {
      const [first, second] = [webhook({ createdAtMs: 2 }), webhook({ createdAtMs: 1, topics: ['bot'] })];
      expect(await store.addWebhook(first, 2)).toBe(true);
      expect(await store.addWebhook(second, 2)).toBe(true);
      expect(await store.addWebhook(webhook(), 2)).toBe(false);
      const meeting = await meet(store);
      const again = await reopen();
      expect(await again.webhooks()).toEqual([
        { ...second, pending: 0, dead: 0 },
        { ...first, pending: 6, dead: 0 },
      ]);
      expect((await again.nextDelivery(first.webhookId, 0))?.sessionId).toBe(meeting.sessionId);
      expect(await again.removeWebhook(first.webhookId)).toBe(true);
      expect(await again.removeWebhook(first.webhookId)).toBe(false);
      expect(await again.nextDelivery(first.webhookId, LATER_MS)).toBeNull();
      expect((await again.webhooks()).map(({ webhookId }) => webhookId)).toEqual([second.webhookId]);
    },
  },
];
