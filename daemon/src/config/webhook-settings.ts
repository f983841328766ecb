// Receivers elsewhere that are told what happens -> the settings under `webhooks`.
import * as z from 'zod';
import { isNetwork } from './server-settings.ts';
import { about, wholeNumber } from './setting.ts';

/** As `WebhookLimits` of the webhooks has them. */
export interface WebhookSettings {
  readonly maxWebhooks: number;
  readonly maxPending: number;
  readonly maxDead: number;
  readonly maxAttempts: number;
  readonly attemptMs: number;
  readonly firstRetryMs: number;
  readonly maxRetryMs: number;
  readonly maxBodyBytes: number;
  readonly allowedTargets: readonly string[];
}

export const webhookShape = {
  maxWebhooks: wholeNumber(0, 1_000)
    .default(20)
    .meta(about({ description: 'Webhooks that there may be', live: true })),
  maxPending: wholeNumber(1, 1_000_000)
    .default(10_000)
    .meta(about({ description: 'Events that may wait for one webhook; past it the oldest are given up', live: true })),
  maxDead: wholeNumber(0, 1_000_000)
    .default(1_000)
    .meta(about({ description: 'Events of one webhook that were given up and are kept, the latest', live: true })),
  // With the waits below about seven hours.
  maxAttempts: wholeNumber(1, 100)
    .default(15)
    .meta(about({ description: 'How often an event is sent before it is given up', live: true })),
  attemptMs: wholeNumber(100, 300_000)
    .default(10_000)
    .meta(about({ description: 'How long a receiver may take for its answer, in ms', live: true })),
  firstRetryMs: wholeNumber(100, 3_600_000)
    .default(5_000)
    .meta(
      about({ description: 'How long is waited after the first attempt that failed, in ms; then twice as long each time', live: true }),
    ),
  maxRetryMs: wholeNumber(100, 86_400_000)
    .default(3_600_000)
    .meta(about({ description: 'The longest wait between two attempts, in ms', live: true })),
  maxBodyBytes: wholeNumber(1_024, 16 * 1024 * 1024)
    .default(256 * 1024)
    .meta(about({ description: 'Bytes that one event may have', live: true })),
  allowedTargets: z
    .array(z.string().refine(isNetwork, { error: 'must be an address such as 10.0.0.2, or a network such as 10.0.0.0/8' }))
    .default([])
    .meta(
      about({
        description: 'Private, loopback and other special addresses that webhooks may be sent to; there http is taken, too',
        // Who may change settings does not thereby reach the daemon's own network.
        storable: false,
      }),
    ),
};
