// Outboxes that tell too little, too much or for too long; and the check that must find it.
import type { Store } from '@subcam/shared';
import { OUTBOX_CHECKS } from './outbox-checks.ts';
import type { BrokenStore } from './broken-store.ts';

const [HAPPENS = '', TOPICS = '', FAILED = '', LIMITS = '', DELETED = '', WEBHOOKS = ''] = OUTBOX_CHECKS.map(({ name }) => name);

export const BROKEN_OUTBOXES: readonly BrokenStore[] = [
  [
    'tells no translations',
    (sound) => ({
      ...sound,
      nextDelivery: async (id, nowMs) => {
        const next = await sound.nextDelivery(id, nowMs);
        return next === null || next.spoken === null ? next : { ...next, spoken: { ...next.spoken, translation: null } };
      },
    }),
    HAPPENS,
  ],
  ['tells every webhook of everything', adding({ topics: ['session', 'transcript', 'translation', 'bot'] }), TOPICS],
  [
    'does not wait with what failed',
    (sound) => ({
      ...sound,
      deliveryFailed: (id, failure) => sound.deliveryFailed(id, { ...failure, nextAtMs: failure.nextAtMs === null ? null : 0 }),
    }),
    FAILED,
  ],
  ['holds everything', (sound) => ({ ...sound, trimDeliveries: () => Promise.resolve({ died: 0, forgotten: 0 }) }), LIMITS],
  [
    'deletes nothing',
    (sound) => ({ ...sound, deleteSession: () => Promise.resolve({ sessions: 0, finals: 0, translations: 0 }) }),
    DELETED,
  ],
  [
    'has any number of webhooks',
    (sound) => ({ ...sound, addWebhook: (webhook) => sound.addWebhook(webhook, Number.MAX_SAFE_INTEGER) }),
    WEBHOOKS,
  ],
];

function adding(over: Partial<Parameters<Store['addWebhook']>[0]>): (sound: Store) => Store {
  return (sound) => ({ ...sound, addWebhook: (webhook, most) => sound.addWebhook({ ...webhook, ...over }, most) });
}
