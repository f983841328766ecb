// One installer a models directory: a lock file with its owner's process id, taken over when that process is gone.
import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SubcamError } from '@subcam/shared';
import type { Clock } from '@subcam/shared';

/** How often a waiting installer looks again. */
const POLL_MS = 250;

/** Runs `work` alone in `dir`; waits while another living process holds the lock. Rejects with `aborted` through the signal, or `storage`. */
export async function withInstallLock<T>(dir: string, wait: { signal: AbortSignal; clock: Clock }, work: () => Promise<T>): Promise<T> {
  const path = join(dir, '.install-lock');
  while (!(await take(path))) {
    if (await isStale(path)) await rm(path, { force: true });
    else await wait.clock.sleep(POLL_MS, wait.signal);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** The owner's process id is in the file from the first instant that the lock is visible: it is written elsewhere, then linked. */
async function take(path: string): Promise<boolean> {
  const own = `${path}-${randomUUID()}`;
  try {
    await writeFile(own, String(process.pid));
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

/** Whether the owner's process is gone. A lock that vanished meanwhile is simply tried again. */
async function isStale(path: string): Promise<boolean> {
  const owner = Number.parseInt(await readFile(path, 'utf8').catch(() => ''), 10);
  if (Number.isNaN(owner)) return false;
  try {
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
