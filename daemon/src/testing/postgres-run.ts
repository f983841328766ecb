// A test run -> a folder for the Postgres server that its first test starts; at the run's end that server is stopped.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { RUN_VARIABLE } from './postgres-server.ts';

const MEMORY = '/dev/shm';

const STOPPING_MS = 5_000;

export default async function setup(): Promise<() => Promise<void>> {
  // Another project of the same run has its folder already, and takes it away.
  if (process.env[RUN_VARIABLE] !== undefined) return () => Promise.resolve();
  const folder = await mkdtemp(path.join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'subcam-postgres-'));
  process.env[RUN_VARIABLE] = folder;
  return async () => {
    const pid = await pidOfServer(folder);
    if (pid !== null) await stop(pid);
    await rm(folder, { recursive: true, force: true });
  };
}

/** null: no test of this run has started one. */
async function pidOfServer(folder: string): Promise<number | null> {
  const text = await readFile(path.join(folder, 'data', 'postmaster.pid'), 'utf8').catch(() => null);
  return text === null ? null : Number(text.split('\n')[0]);
}

async function stop(pid: number): Promise<void> {
  // At once: what is in it is thrown away.
  process.kill(pid, 'SIGQUIT');
  for (let waitedMs = 0; waitedMs < STOPPING_MS && isRunning(pid); waitedMs += 20) await wait(20);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
