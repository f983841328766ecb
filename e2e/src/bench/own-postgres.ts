// The Postgres of this machine -> a server of the bench's own, in a temporary folder, on a socket that nobody else has; it keeps what it commits.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chown, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findPostgres } from '@subcam/daemon';
import { SubcamError, systemClock } from '@subcam/shared';
import { Client } from 'pg';

const run = promisify(execFile);

const STARTING_MS = 30_000;
const LOOK_EVERY_MS = 20;

export interface OwnPostgres extends AsyncDisposable {
  /** Of its one database. */
  readonly url: string;
  /** `immediate`: as when it is killed or the power goes; it mends itself at the next start. */
  stop(how: 'immediate' | 'in-order'): Promise<void>;
  /** Resolves when it answers. */
  start(): Promise<void>;
}

/** A server refuses to run as root: then it runs as the user that its package made. */
async function serverUser(): Promise<{ readonly uid: number; readonly gid: number } | null> {
  if (process.getuid?.() !== 0) return null;
  const [uid = 0, gid = 0] = await Promise.all(['-u', '-g'].map(async (which) => Number((await run('id', [which, 'postgres'])).stdout)));
  return { uid, gid };
}

/** Rejects with `program-missing` where there is no server to be started. */
export async function openOwnPostgres(): Promise<OwnPostgres> {
  const server = await findPostgres();
  if (server === null)
    throw new SubcamError('program-missing', 'There is no Postgres on this machine: install one, or leave the store "postgres" out.');
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), 'subcam-pg-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const user = await serverUser();
  if (user !== null) await chown(folder, user.uid, user.gid);
  const as = { cwd: folder, ...user };
  const data = path.join(folder, 'data');
  const cluster = ['-D', data, '--username=subcam', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'];
  await run(path.join(path.dirname(server), 'initdb'), cluster, as);
  const settings = { listen_addresses: '', unix_socket_directories: folder, shared_buffers: '256MB', max_wal_size: '4GB' };
  await appendFile(
    path.join(data, 'postgresql.conf'),
    Object.entries(settings)
      .map(([name, value]) => `${name} = '${value}'\n`)
      .join(''),
  );
  const url = `postgres://subcam@localhost/postgres?host=${encodeURIComponent(folder)}`;
  let child: ChildProcess | null = null;

  const answers = async (): Promise<boolean> => {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  };

  const start = async (): Promise<void> => {
    const log = await open(path.join(folder, 'log'), 'a');
    child = spawn(server, ['-D', data], { ...as, stdio: ['ignore', log.fd, log.fd], detached: true });
    await log.close();
    const untilMs = systemClock.monotonicMs() + STARTING_MS;
    while (!(await answers())) {
      if (child.exitCode !== null || systemClock.monotonicMs() > untilMs)
        throw new SubcamError('storage', `The bench's Postgres did not start: ${await readFile(path.join(folder, 'log'), 'utf8')}`);
      await systemClock.sleep(LOOK_EVERY_MS);
    }
  };

  const stop: OwnPostgres['stop'] = async (how) => {
    if (child === null) return;
    const ended = once(child, 'exit');
    // https://www.postgresql.org/docs/current/server-shutdown.html
    child.kill(how === 'immediate' ? 'SIGQUIT' : 'SIGINT');
    await ended;
    child = null;
  };

  opened.defer(() => stop('immediate'));
  await start();
  const running = opened.move();
  return { url, start, stop, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
