// The outbox -> the receivers of webhooks: each event is signed and sent until it was taken, or given up and kept.
import { randomUUID } from 'node:crypto';
import {
  backoffMs,
  SubcamError,
  toSubcamError,
  withinTime,
  type BotStatus,
  type Clock,
  type CountedWebhook,
  type DeadDelivery,
  type Delivery,
  type Outbox,
  type SignedWebhook,
  type Webhook,
  type WebhookTopic,
} from '@subcam/shared';
import type { LiveFigures, Log, Metrics } from '../telemetry/index.ts';
import { createBotChanges } from './bot-changes.ts';
import { eventBody, type ToldEvent } from './event-body.ts';
import { createOutboxCounts } from './outbox-counts.ts';
import { parseTarget, postEvent, type PostEvent, type Resolve } from './post-event.ts';
import { newSecret, signedHeaders } from './signature.ts';

export interface WebhookLimits {
  readonly maxWebhooks: number;
  /** Of one webhook. */
  readonly maxPending: number;
  readonly maxDead: number;
  readonly maxAttempts: number;
  /** From looking up the receiver's name until it has answered. */
  readonly attemptMs: number;
  /** Before the second attempt; each next waits twice as long, up to `maxRetryMs`. */
  readonly firstRetryMs: number;
  readonly maxRetryMs: number;
  readonly maxBodyBytes: number;
  /** Addresses and networks beside those of the internet. */
  readonly allowedTargets: readonly string[];
}

export interface WebhooksDeps {
  readonly store: Outbox;
  readonly limits: () => WebhookLimits;
  readonly clock: Clock;
  readonly log: Pick<Log, 'debug' | 'warn'>;
  readonly metrics: Pick<Metrics, 'webhook'>;
  /** 0–1, for the back-off. Default: `Math.random`. */
  readonly random?: () => number;
  readonly post?: PostEvent;
  readonly resolve?: Resolve;
}

export interface Webhooks {
  list(): Promise<readonly Omit<CountedWebhook, 'secret'>[]>;
  /** With the secret, which is told this once. Rejects with `configuration` for an address that can't be one, with `session-limit` for one too many. */
  create(wish: { readonly url: string; readonly topics: readonly WebhookTopic[] }): Promise<SignedWebhook>;
  /** False: there is none. */
  remove(webhookId: string): Promise<boolean>;
  has(webhookId: string): boolean;
  /** Sends an event that is none, once. Resolves with why it was not taken; null: it was. */
  test(webhookId: string): Promise<string | null>;
  dead(webhookId: string, page: { readonly afterId: number; readonly limit: number }): Promise<readonly DeadDelivery[]>;
  /** Resolves with how many. */
  resend(webhookId: string, deliveryIds: readonly number[] | null): Promise<number>;
  /** Of all of them together, as they were counted last: a second or two ago. */
  figures(): Pick<LiveFigures, 'outbox'>;
  /** What a bot reported. */
  botReported(status: BotStatus): void;
  /** From now on these bots are looked at, too: one that is gone reports nothing. */
  watchBots(bots: () => readonly BotStatus[]): void;
  /** What is being sent is given up, and sent again by the next daemon. Idempotent. */
  close(): Promise<void>;
}

/** How soon what has come into the outbox is sent. */
const LOOK_EVERY_MS = 500;

/** How often it is looked whether more waits than may. */
const TRIM_EVERY_MS = 10_000;

const NOTHING_WAITS = { waiting: 0, dead: 0 } as const;

const OVERFLOWN = 'More events waited than may: the oldest were given up (webhooks.maxPending).';

/** Rejects with `storage` where it is not known which webhooks there are. */
export async function openWebhooks(deps: WebhooksDeps): Promise<Webhooks> {
  const { store, limits, clock, log, metrics } = deps;
  const found = await store.webhooks();
  const hooks = new Map<string, SignedWebhook>(found.map((hook) => [hook.webhookId, hook]));
  const counts = createOutboxCounts(found, store, clock);
  const sender = createSender(deps);
  const over = new AbortController();
  /** By the id of its webhook: what is being sent. One at a time, so that a slow receiver holds up its own events alone. */
  const lanes = new Map<string, Promise<void>>();
  const bots = createBotChanges({
    record: (eventId, bot) => store.recordBotEvent(eventId, bot),
    isWanted: () => [...hooks.values()].some(({ topics }) => topics.includes('bot')),
    log,
  });
  let trimmedAtMs = Number.NEGATIVE_INFINITY;

  const hookOf = (webhookId: string): SignedWebhook => {
    const hook = hooks.get(webhookId);
    if (hook !== undefined) return hook;
    throw new SubcamError('bad-request', 'There is no webhook of this id: "subcam webhooks list" shows them.');
  };

  const attempt = async (hook: SignedWebhook, delivery: Delivery): Promise<void> => {
    const problem = await sender.send(hook, delivery, over.signal);
    if (over.signal.aborted) return;
    const { webhookId } = hook;
    const { deliveryId, type } = delivery;
    if (problem === null) {
      await store.delivered(deliveryId);
      metrics.webhook('delivered');
      return;
    }
    const failures = delivery.attempts + 1;
    const { maxAttempts, firstRetryMs, maxRetryMs } = limits();
    const isDead = failures >= maxAttempts || !problem.retryable;
    const waitMs = backoffMs(failures, { firstMs: firstRetryMs, maxMs: maxRetryMs, random: deps.random ?? Math.random });
    await store.deliveryFailed(deliveryId, { problem: problem.message, nextAtMs: isDead ? null : clock.nowMs() + waitMs });
    metrics.webhook(isDead ? 'dead' : 'retried');
    if (isDead)
      log.warn({ webhookId, deliveryId, event: type, failures, error: problem }, 'A webhook was not told of an event; it is kept as dead.');
    else
      log.debug(
        { webhookId, deliveryId, event: type, failures, error: problem },
        'A webhook could not be told of an event; it is tried again.',
      );
  };

  /** Everything that is due for one webhook. Never rejects. */
  const serve = async (hook: SignedWebhook): Promise<void> => {
    try {
      while (!over.signal.aborted && hooks.has(hook.webhookId)) {
        const next = await store.nextDelivery(hook.webhookId, clock.nowMs());
        if (next === null) return;
        await attempt(hook, next);
      }
    } catch (error) {
      log.warn(
        { error: toSubcamError(error), webhookId: hook.webhookId },
        'Events of a webhook could not be read or struck out; it is tried again.',
      );
    }
  };

  const trim = async (): Promise<void> => {
    if (clock.monotonicMs() - trimmedAtMs < TRIM_EVERY_MS) return;
    trimmedAtMs = clock.monotonicMs();
    const { maxPending, maxDead } = limits();
    for (const webhookId of hooks.keys()) {
      const { died, forgotten } = await store.trimDeliveries(webhookId, { maxPending, maxDead, problem: OVERFLOWN });
      if (died > 0) metrics.webhook('dead', died);
      if (forgotten > 0) metrics.webhook('forgotten', forgotten);
      if (died + forgotten > 0)
        log.warn({ webhookId, died, forgotten }, 'More events waited for a webhook than may; the oldest were given up.');
    }
  };

  const look = async (): Promise<void> => {
    bots.look();
    await Promise.all([trim(), counts.look()]).catch((error: unknown) =>
      log.warn({ error: toSubcamError(error) }, 'Events of webhooks could not be counted; it is tried again.'),
    );
    for (const hook of hooks.values()) {
      if (lanes.has(hook.webhookId)) continue;
      lanes.set(
        hook.webhookId,
        serve(hook).finally(() => lanes.delete(hook.webhookId)),
      );
    }
  };

  let looking: Promise<void> | null = null;
  const keepLooking = async (): Promise<void> => {
    while (hooks.size > 0 && !over.signal.aborted) {
      await look();
      await Promise.allSettled([clock.sleep(LOOK_EVERY_MS, over.signal)]);
    }
    looking = null;
  };
  /** Where there are webhooks. */
  const begin = (): void => {
    if (hooks.size > 0) looking ??= keepLooking();
  };
  begin();

  return {
    list: async () => (await store.webhooks()).map(({ secret: _secret, ...shown }) => shown),
    create: async ({ url, topics }) => {
      const { maxWebhooks, allowedTargets } = limits();
      const target = parseTarget(url, allowedTargets);
      const webhookId = `wh${randomUUID().replaceAll('-', '').slice(0, 14)}`;
      const hook = { webhookId, url: target.href, topics: [...new Set(topics)], createdAtMs: clock.nowMs(), secret: newSecret() };
      if (!(await store.addWebhook(hook, maxWebhooks)))
        throw new SubcamError(
          'session-limit',
          `There are ${maxWebhooks} webhooks, as many as there may be (webhooks.maxWebhooks): delete one first.`,
        );
      hooks.set(webhookId, hook);
      begin();
      return hook;
    },
    remove: async (webhookId) => {
      hooks.delete(webhookId);
      return store.removeWebhook(webhookId);
    },
    has: (webhookId) => hooks.has(webhookId),
    test: async (webhookId) => {
      const at = { atMs: clock.nowMs(), deliveryId: null, eventId: `test:${randomUUID()}` };
      const problem = await sender.send(
        hookOf(webhookId),
        { ...at, type: 'webhook.test', sessionId: null, spoken: null, bot: null },
        over.signal,
      );
      return problem?.message ?? null;
    },
    dead: (webhookId, page) => store.deadDeliveries(hookOf(webhookId).webhookId, page),
    resend: (webhookId, deliveryIds) => store.resendDead(hookOf(webhookId).webhookId, deliveryIds),
    figures: () => ({ outbox: hooks.size === 0 ? NOTHING_WAITS : counts.last() }),
    botReported: (status) => bots.reported(status),
    watchBots: (list) => bots.watch(list),
    close: async () => {
      over.abort(new SubcamError('aborted', 'The daemon is stopping.'));
      await looking;
      await Promise.all(lanes.values());
      await bots.recorded();
    },
  };
}

interface Sender {
  /** Resolves with why it was not taken; `retryable`: it may be later. null: it was taken. Never rejects. */
  send(hook: Webhook & Pick<SignedWebhook, 'secret'>, event: ToldEvent, signal: AbortSignal): Promise<SubcamError | null>;
}

function createSender({ limits, clock, post = postEvent, resolve }: WebhooksDeps): Sender {
  return {
    send: async ({ url, secret }, event, signal) => {
      const { attemptMs, maxBodyBytes, allowedTargets } = limits();
      const body = eventBody(event);
      if (Buffer.byteLength(body) > maxBodyBytes)
        return new SubcamError('bad-request', `The event is larger than ${maxBodyBytes} bytes (webhooks.maxBodyBytes).`);
      const headers = signedHeaders(secret, { id: event.eventId, nowMs: clock.nowMs(), body });
      const late = (): SubcamError =>
        new SubcamError('timeout', `It had not answered after ${attemptMs / 1000} s (webhooks.attemptMs).`, { retryable: true });
      const posting = (within: AbortSignal) => post({ url: new URL(url), headers, body }, { allowed: allowedTargets, resolve }, within);
      try {
        await withinTime(attemptMs, posting, { clock, signal, late });
        return null;
      } catch (thrown) {
        const { code, message } = toSubcamError(thrown, 'network');
        // A name may lead elsewhere later, and settings may change: it is tried as often as anything.
        return new SubcamError(code, message, { retryable: true });
      }
    },
  };
}
