// The outbox of webhooks: who is told of what happens, and what is still to be told.
import type { BotStatus } from '../bot/bot.ts';
import type { LanguageCode } from '../language/language.ts';
import type { Attribution } from '../speaker/speaker.ts';
import type { Transcript } from '../transcript/transcript.ts';

/** What a webhook may be told of. */
export const WEBHOOK_TOPICS = ['session', 'transcript', 'translation', 'bot'] as const;
export type WebhookTopic = (typeof WEBHOOK_TOPICS)[number];

/** What happened; `webhook.test` is sent when somebody asks for it. */
export const WEBHOOK_EVENT_TYPES = [
  'session.started',
  'session.ended',
  'transcript.final',
  'translation.done',
  'translation.failed',
  'bot.state',
  'webhook.test',
] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENT_TYPES)[number];

export interface Webhook {
  readonly webhookId: string;
  /** Where it is told. Parts of it may be a secret of the receiver: it is shown to who may administer, and never logged. */
  readonly url: string;
  readonly topics: readonly WebhookTopic[];
  /** Wall clock, ms. */
  readonly createdAtMs: number;
}

export interface SignedWebhook extends Webhook {
  /** `whsec_` and base64: what deliveries are signed with. */
  readonly secret: string;
}

export interface CountedWebhook extends SignedWebhook {
  /** Deliveries that are still tried. */
  readonly pending: number;
  /** Deliveries that were given up and kept. */
  readonly dead: number;
}

/** What is told of a bot; not in which meeting it is: who has the address of one may come to it. */
export type BotReport = Omit<BotStatus, 'meetingUrl'>;

/** What was said, and of an event about a translation what became of that. */
export interface SpokenEntry {
  readonly transcript: Transcript;
  readonly attribution: Attribution;
  /** Wall clock of sample 0 of its capture, ms. */
  readonly captureStartedAtMs: number;
  /** null: the event is about the transcript itself. `text` is null of one that failed. */
  readonly translation: { readonly targetLanguage: LanguageCode; readonly text: string | null; readonly confidence: number | null } | null;
}

/** One event that one webhook is still to be told. */
export interface Delivery {
  /** Rises with each event: by it a receiver brings events into their order. */
  readonly deliveryId: number;
  readonly webhookId: string;
  /** The same for the same event, however often it is told. No dots. */
  readonly eventId: string;
  readonly type: WebhookEventType;
  /** When it happened; wall clock, ms. */
  readonly atMs: number;
  /** Failed so far. */
  readonly attempts: number;
  /** null: of no session. */
  readonly sessionId: string | null;
  /** Of a transcript or a translation, as it is in the store now. */
  readonly spoken: SpokenEntry | null;
  /** Of a bot. */
  readonly bot: BotReport | null;
}

export interface DeadDelivery extends Pick<Delivery, 'atMs' | 'attempts' | 'deliveryId' | 'eventId' | 'sessionId' | 'type'> {
  /** Why the last attempt failed; nothing that the receiver wrote. */
  readonly problem: string;
}

/**
 * What happens in sessions is put into the outbox in the transaction that stores it. A delivery refers to what was said and does not repeat it: what
 * is deleted is not told any more, and its deliveries go with it. All methods reject with SubcamError `storage`.
 */
export interface Outbox {
  /** False, and nothing changes, where there are `most` already. */
  addWebhook(webhook: SignedWebhook, most: number): Promise<boolean>;
  /** In the order in which they were made. */
  webhooks(): Promise<readonly CountedWebhook[]>;
  /** With everything that it was still to be told. False: there is none of this id. */
  removeWebhook(webhookId: string): Promise<boolean>;
  /** For each webhook that is told of bots. */
  recordBotEvent(eventId: string, bot: BotReport): Promise<void>;
  /** The oldest that may be tried at this instant (wall clock, ms); null: none. */
  nextDelivery(webhookId: string, nowMs: number): Promise<Delivery | null>;
  delivered(deliveryId: number): Promise<void>;
  /** `nextAtMs`: null, and it is dead. */
  deliveryFailed(deliveryId: number, failure: { readonly problem: string; readonly nextAtMs: number | null }): Promise<void>;
  /** The oldest first, from after `afterId`. */
  deadDeliveries(webhookId: string, page: { readonly afterId: number; readonly limit: number }): Promise<readonly DeadDelivery[]>;
  /** Those of these ids, or all, are tried again from now on, as if for the first time. Resolves with how many. */
  resendDead(webhookId: string, deliveryIds: readonly number[] | null): Promise<number>;
  /** Of those that wait the oldest over `maxPending` are dead, and of those that are dead the oldest over `maxDead` are forgotten. */
  trimDeliveries(
    webhookId: string,
    limits: { readonly maxPending: number; readonly maxDead: number; readonly problem: string },
  ): Promise<{ readonly died: number; readonly forgotten: number }>;
}
