// One installer a models directory: a lock file that names its owner's process, taken over when that process is gone.
import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SubcamError } from '@subcam/shared';
import type { Clock } from '@subcam/shared';
import { processStart } from './process-start.ts';

/** How often a waiting installer looks again. */
const POLL_MS = 250;

/** When it says whom it waits for. */
const TELL_AFTER_MS = 2_000;

/** When it waits no longer. */
const GIVE_UP_MINUTES = 30;

export interface LockWait {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Called once with whom it waits for, in sentences for people, when it has waited for two seconds. */
  readonly onWait?: ((message: string) => void) | undefined;
}

/** Runs `work` alone in `dir`; waits while another living process holds the lock. Rejects with `aborted` through the signal, or `storage`. */
export async function withInstallLock<T>(dir: string, { signal, clock, onWait }: LockWait, work: () => Promise<T>): Promise<T> {
  const path = join(dir, '.install-lock');
  const sinceMs = clock.monotonicMs();
  let isTold = false;
  while (!(await take(path))) {
    signal.throwIfAborted();
    const owner = await ownerOf(path);
    if (owner === 'gone') await rm(path, { force: true });
    if (typeof owner === 'string') continue;
    const waitedMs = clock.monotonicMs() - sinceMs;
    if (waitedMs >= GIVE_UP_MINUTES * 60_000) throw heldTooLong(path, owner.processId);
    if (waitedMs >= TELL_AFTER_MS && !isTold) {
      isTold = true;
      onWait?.(
        `Waiting for another Subcam (process ${owner.processId}), which is at work in ${dir}. If that process is no Subcam, remove ${path}.`,
      );
    }
    await clock.sleep(POLL_MS, signal);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

function heldTooLong(path: string, processId: number): SubcamError {
  return new SubcamError(
    'storage',
    `Process ${processId} has been at work in this models directory for more than ${GIVE_UP_MINUTES} minutes: end it, or, if it is no Subcam, remove ${path}.`,
  );
}

/** The owner is in the file from the first instant that the lock is visible: it is written elsewhere, then linked. */
async function take(path: string): Promise<boolean> {
  const own = `${path}-${randomUUID()}`;
  try {
    const start = await processStart(process.pid);
    await writeFile(own, start === null ? String(process.pid) : `${process.pid} ${start}`);
    await link(own, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw new SubcamError('storage', `${path} can't be written: mend the permissions of its folder or set SUBCAM_MODELS.`, {
      cause: error,
    });
  } finally {
    await rm(own, { force: true });
  }
}

/** `released`: there is no lock any more. `gone`: it was left by a process that has ended, or names none, as after a crash of the machine. */
async function ownerOf(path: string): Promise<{ readonly processId: number } | 'gone' | 'released'> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new SubcamError('storage', `${path} can't be read: mend its permissions, or remove it.`, { cause: error });
  });
  if (text === null) return 'released';
  const [id, start] = text.trim().split(' ');
  const processId = Number(id);
  if (!Number.isSafeInteger(processId) || processId <= 0 || !isAlive(processId)) return 'gone';
  // The same id may be another process's by now.
  const startNow = start === undefined ? null : await processStart(processId);
  return startNow !== null && startNow !== start ? 'gone' : { processId };
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
