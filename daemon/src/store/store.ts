// A backend -> the Store port, within the limits that the store's settings give.
import type { Clock, Store } from '@subcam/shared';
import { openArchive } from './archive.ts';
import { openJournal } from './journal.ts';
import { openOutbox } from './outbox.ts';
import { withOperationLimit } from './operation-limit.ts';
import { createSessionCache } from './session-cache.ts';
import { shareWrites } from './shared-writes.ts';
import type { StoreLimits } from './store-options.ts';
import { openUpkeep } from './upkeep.ts';
import type { Backend } from './database.ts';

export function storeOn(backend: Backend, { limits, clock }: { readonly limits: StoreLimits; readonly clock: Clock }): Store {
  const limited = withOperationLimit(backend, { maxOperations: limits.maxOperations, patienceMs: limits.patienceMs, clock });
  const cache = createSessionCache(limits.cachedSessions);
  const archive = openArchive(limited, limits);
  const shared = shareWrites(backend, { limited, clock });
  const journal = openJournal(limited, {
    commitFinal: (final) => limited.asOne(() => shared.commitFinal(final)),
    settleTranslation: (settled) => limited.asOne(() => shared.settleTranslation(settled)),
    commitQuiet: (progress) => shared.commitQuiet(progress),
  });
  const upkeep = openUpkeep(limited);
  const forgetting = async <T>(sessionId: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } finally {
      cache.forget(sessionId);
    }
  };
  return {
    ...archive,
    ...journal,
    ...upkeep,
    ...openOutbox(limited),
    session: (sessionId) => cache.find(sessionId, () => archive.session(sessionId)),
    openCapture: (session, capture) => forgetting(session.sessionId, () => journal.openCapture(session, capture)),
    closeSession: (sessionId, atMs) => forgetting(sessionId, () => journal.closeSession(sessionId, atMs)),
    deleteSession: (sessionId) => forgetting(sessionId, () => upkeep.deleteSession(sessionId)),
    close: () => limited.close(),
  };
}
