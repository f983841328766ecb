// A file that a daemon works with -> the same rows on a server, which takes the file's place without a word being lost or written twice.
import { SubcamError, type Clock } from '@subcam/shared';
import { compareCounts, copyChanges } from './copy-changes.ts';
import { copyRows, emptied, isEmpty } from './copy-rows.ts';
import type { Backend } from './database.ts';
import type { MovableBackend } from './movable-backend.ts';
import { OTHER_ROWS } from './move-store.ts';
import type { SqliteBackend } from './sqlite-store.ts';
import type { StoreLimits } from './store-options.ts';

/** So few changed rows are copied while writes wait. */
const FEW_CHANGES = 500;

/** How often changes are copied before writes have to wait for the rest; each time there are as many as came during the time before. */
const MAX_ROUNDS = 20;

export interface MoveWhileWorkingOptions {
  /** `postgres://…` */
  readonly url: string;
  readonly signal: AbortSignal;
  /** Called when a table is there, and compared. */
  readonly onTable: (table: string, rows: number) => void;
  /** Called when everything is there and nothing can change any more: from then on the next start must open the server. Where it rejects, the file stays. */
  readonly keep: () => Promise<void>;
}

export interface Moved {
  /** On the server, each compared with its original. */
  readonly rows: number;
  /** How long writes waited. */
  readonly heldMs: number;
}

interface Working {
  readonly source: SqliteBackend;
  readonly backend: MovableBackend;
  readonly file: string;
  readonly limits: StoreLimits;
  readonly clock: Clock;
}

/**
 * Copies the file as it was at one moment, then what changed meanwhile, again until little is left; for the rest writes wait. Rejects with `storage` where the server
 * can't be used, has other rows, or does not follow within `moveHoldMs`, with what `keep` says, and with the signal's reason: the file
 * is worked with as before then, and a server that was empty is empty again, as far as it can be reached.
 */
export async function moveWhileWorking(working: Working, options: MoveWhileWorkingOptions): Promise<Moved> {
  const { source, backend, file, limits } = working;
  // Its driver is loaded only where it is needed.
  const { CONNECTING_MS, openPostgres } = await import('./postgres-store.ts');
  const { endMoveTo } = await import('./unfinished-move.ts');
  const target = await openPostgres({ file, url: options.url, limits, isDaemon: true, isMoveTarget: true });
  let wasEmpty = false;
  try {
    wasEmpty = await isEmpty(target);
    const moved = await backend.withoutErasing(() => copyAndReplace(working, { ...options, target }));
    await leave(source);
    await endMoveTo(options.url, CONNECTING_MS);
    return moved;
  } catch (error) {
    // As long as rows are left, the server says that they are those of a move: the next one removes them.
    const empty = async (): Promise<void> => {
      await target.write('the copied rows were removed', emptied);
      await endMoveTo(options.url, CONNECTING_MS);
    };
    if (wasEmpty) await empty().catch(() => undefined);
    await target.close().catch(() => undefined);
    throw error;
  }
}

async function copyAndReplace(
  { source, backend, limits, clock }: Working,
  { target, signal: outer, onTable, keep }: MoveWhileWorkingOptions & { readonly target: Backend },
): Promise<Moved> {
  const followed = source.follow();
  if (followed === null) throw new SubcamError('internal', 'There is no file to be moved.');
  try {
    const { snapshot } = followed;
    await copyRows({ source: snapshot, target, signal: outer, onTable, other: OTHER_ROWS });
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const changes = followed.next();
      await copyChanges(changes, { source: snapshot, target, signal: outer });
      if (changes.length <= FEW_CHANGES) break;
    }
    let moved: Moved = { rows: 0, heldMs: 0 };
    const heldAtMs = clock.monotonicMs();
    await backend.replace(async () => {
      const rows = await within(limits.moveHoldMs, { clock, outer }, async (signal) => {
        const between = { source: snapshot, target, signal };
        await copyChanges(followed.next(), between);
        const counted = await compareCounts(between);
        await target.write('new rows were given their places', (database) => database.afterOwnIds());
        signal.throwIfAborted();
        return counted;
      });
      await keep();
      moved = { rows, heldMs: clock.monotonicMs() - heldAtMs };
      return target;
    });
    return moved;
  } finally {
    await followed.end();
  }
}

/** Unlike `withinTime` it waits for the work, which must not go on while the file is worked with again. */
async function within<T>(
  limitMs: number,
  { clock, outer }: { readonly clock: Clock; readonly outer: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const settled = new AbortController();
  clock.sleep(limitMs, settled.signal).then(
    () => late.abort(tooSlow(limitMs)),
    // The work has settled before the limit.
    () => undefined,
  );
  try {
    return await work(AbortSignal.any([outer, late.signal]));
  } finally {
    settled.abort('settled');
  }
}

function tooSlow(limitMs: number): SubcamError {
  return new SubcamError(
    'storage',
    `The server did not take the last changes within ${limitMs / 1000} s (store.moveHoldMs), so the daemon works on with the file: move again when less is said, or the server has less to do.`,
    { retryable: true },
  );
}

/** The file stays, for whoever wants it as a copy, without the remains of what was deleted during the move. */
async function leave(source: SqliteBackend): Promise<void> {
  // That remains are left is noted in the file, and erased by whoever opens it as a daemon.
  await source.erase().catch(() => undefined);
  await source.close();
}
