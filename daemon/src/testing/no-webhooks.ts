// For tests of a gateway where nobody is told of anything.
import { SubcamError } from '@subcam/shared';
import type { Webhooks } from '../webhooks/index.ts';

const none = (): Promise<never> => Promise.reject(new SubcamError('bad-request', 'There are no webhooks here.'));

/** There are none, and none can be made. */
export const NO_WEBHOOKS: Webhooks = {
  list: () => Promise.resolve([]),
  create: none,
  remove: () => Promise.resolve(false),
  has: () => false,
  test: none,
  dead: none,
  resend: none,
  figures: () => ({ outbox: { waiting: 0, dead: 0 } }),
  botReported: () => undefined,
  watchBots: () => undefined,
  close: () => Promise.resolve(),
};
