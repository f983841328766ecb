// What a translator failed of -> whether that says that it does not work.
import { toSubcamError } from '@subcam/shared';

/** False for a text that it refuses, and for one that it has no time for. */
export function isHeldAgainst(failure: unknown): boolean {
  const { code } = toSubcamError(failure);
  return code !== 'bad-request' && code !== 'overloaded';
}
