// How long what was said is kept -> sessions that are over and older are deleted, with everything that is known of them.
import { SubcamError, toSubcamError, type Clock, type Deleted, type Store } from '@subcam/shared';
import type { Log } from '../telemetry/index.ts';
import type { DeletionFromBackups } from './data-upkeep.ts';

/** Days after a session was closed; `meeting`: it is deleted when it is closed; null: it is kept for ever. */
export type KeepDays = number | 'meeting' | null;

export interface RetentionDeps {
  readonly store: Pick<Store, 'deleteSession' | 'erase' | 'sessionsClosedBefore'>;
  readonly backups: Pick<DeletionFromBackups, 'deleteSession'>;
  /** As is set now. `keepCheckMs`: from one look to the next. */
  readonly settings: () => { readonly keepDays: KeepDays; readonly keepCheckMs: number };
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

const DAY_MS = 86_400_000;

/** Sessions that are looked up at once. */
const SESSIONS_AT_ONCE = 100;

/** As `keepRetention`, until it is disposed of. */
export function openRetention(deps: RetentionDeps): AsyncDisposable {
  const over = new AbortController();
  const kept = keepRetention(deps, over.signal);
  return {
    [Symbol.asyncDispose]: () => {
      over.abort(new SubcamError('aborted', 'The daemon is stopping.'));
      return kept;
    },
  };
}

/**
 * Looks at once and then regularly, until the signal fires; what was deleted before and is still in the files is erased, too. A session that is open is never
 * deleted. What fails is tried again next time. Never rejects.
 */
export async function keepRetention(deps: RetentionDeps, signal: AbortSignal): Promise<void> {
  const { clock, log, settings } = deps;
  let isInTrouble = false;
  while (!signal.aborted) {
    try {
      await deleteOld(deps, signal);
      isInTrouble = false;
    } catch (thrown) {
      const error = toSubcamError(thrown);
      // Once, until it works again.
      if (!isInTrouble && !signal.aborted) log.warn({ error }, 'What was kept long enough could not be deleted; it is tried again.');
      isInTrouble = true;
    }
    await Promise.allSettled([clock.sleep(settings().keepCheckMs, signal)]);
  }
}

async function deleteOld({ store, backups, settings, clock, log }: RetentionDeps, signal: AbortSignal): Promise<void> {
  const { keepDays: days } = settings();
  const sum = { sessions: 0, finals: 0, translations: 0 };
  if (days !== null) {
    // What was closed in this very millisecond, too.
    const beforeMs = days === 'meeting' ? clock.nowMs() + 1 : clock.nowMs() - days * DAY_MS;
    for (;;) {
      const old = await store.sessionsClosedBefore(beforeMs, SESSIONS_AT_ONCE);
      for (const sessionId of old) {
        signal.throwIfAborted();
        await backups.deleteSession(sessionId);
        add(sum, await deletedUnlessOpen(store, sessionId));
      }
      if (old.length < SESSIONS_AT_ONCE) break;
    }
  }
  await store.erase();
  if (sum.sessions > 0) log.info({ ...sum, keepDays: days }, 'Sessions were deleted, since they were kept as long as is set.');
}

/** A client may have come back to it meanwhile. */
async function deletedUnlessOpen(store: RetentionDeps['store'], sessionId: string): Promise<Deleted> {
  try {
    return await store.deleteSession(sessionId);
  } catch (error) {
    if (error instanceof SubcamError && error.code === 'bad-request') return { sessions: 0, finals: 0, translations: 0 };
    throw error;
  }
}

function add(sum: { sessions: number; finals: number; translations: number }, one: Deleted): void {
  sum.sessions += one.sessions;
  sum.finals += one.finals;
  sum.translations += one.translations;
}
