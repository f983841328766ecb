// The outbox -> how much waits in it, counted now and then: whoever asks for figures waits for no database.
import type { Clock, CountedWebhook, Outbox } from '@subcam/shared';
import type { LiveFigures } from '../telemetry/index.ts';

export interface OutboxCounts {
  /** Of all webhooks together, as they were counted last. */
  last(): LiveFigures['outbox'];
  /** Counts, unless that was done a moment ago. Rejects with `storage`. */
  look(): Promise<void>;
}

const COUNT_EVERY_MS = 2_000;

function sumOf(webhooks: readonly Pick<CountedWebhook, 'pending' | 'dead'>[]): LiveFigures['outbox'] {
  const sum = (of: 'pending' | 'dead'): number => webhooks.reduce((all, webhook) => all + webhook[of], 0);
  return { waiting: sum('pending'), dead: sum('dead') };
}

/** `found`: what there is at the start. */
export function createOutboxCounts(found: readonly CountedWebhook[], store: Pick<Outbox, 'webhooks'>, clock: Clock): OutboxCounts {
  let counted = sumOf(found);
  let atMs = clock.monotonicMs();
  return {
    last: () => counted,
    look: async () => {
      if (clock.monotonicMs() - atMs < COUNT_EVERY_MS) return;
      atMs = clock.monotonicMs();
      counted = sumOf(await store.webhooks());
    },
  };
}
