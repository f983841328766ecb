// A database of a test's own on the Postgres server of the test run, which the first that asks starts.
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, chown, open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findPostgres } from '../lib/programs.ts';

/** Names the folder of the run's server. */
export const RUN_VARIABLE = 'SUBCAM_TEST_POSTGRES';

const STARTING_MS = 20_000;

/** The one of this user alone needs a password. */
export const GUARDED = { user: 'guarded', password: 'the right one' };

export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  readonly name: string;
  /** The address of a database of this name, for another user. */
  urlFor(login: { readonly user: string; readonly password?: string }, name?: string): string;
  /** The rows that a statement gives, on a connection of its own. */
  query(statement: string): Promise<readonly unknown[]>;
}

async function queryOnce(url: string, statement: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** An empty database; disposing of it drops it. */
export async function testDatabase(): Promise<TestDatabase> {
  const folder = await runningServer();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const urlFor: TestDatabase['urlFor'] = ({ user, password }, of = name) =>
    `postgres://${user}${password === undefined ? '' : `:${encodeURIComponent(password)}`}@localhost/${of}?host=${encodeURIComponent(folder)}`;
  const admin = async (statement: string): Promise<void> => {
    await queryOnce(urlFor({ user: 'subcam' }, 'postgres'), statement);
  };
  await admin(`create database ${name} owner subcam`);
  return {
    url: urlFor({ user: 'subcam' }),
    name,
    urlFor,
    query: (statement) => queryOnce(urlFor({ user: 'subcam' }), statement),
    [Symbol.asyncDispose]: () => admin(`drop database ${name} with (force)`),
  };
}

/** The folder in which the server's socket lies. */
async function runningServer(): Promise<string> {
  const folder = process.env[RUN_VARIABLE];
  if (folder === undefined) throw new Error(`${RUN_VARIABLE} is not set: start tests with "vitest run --project unit".`);
  const ready = path.join(folder, 'ready');
  if (existsSync(ready)) return folder;
  // Of the workers that come at once one starts it.
  const first = await open(path.join(folder, 'starting'), 'wx').catch(() => null);
  if (first !== null) {
    await first.close();
    await start(folder);
    await writeFile(ready, '');
    return folder;
  }
  for (let waitedMs = 0; waitedMs < STARTING_MS; waitedMs += 20) {
    if (existsSync(ready)) return folder;
    await wait(20);
  }
  throw new Error(`The Postgres server of the tests did not start; ${path.join(folder, 'log')} says why.`);
}

async function start(folder: string): Promise<void> {
  const server = await findPostgres();
  if (server === null) throw new Error('There is no Postgres server: run "npm run setup" with the purpose tests.');
  const user = await serverUser();
  if (user !== null) await chown(folder, user.uid, user.gid);
  const as = { cwd: folder, ...user };
  const data = path.join(folder, 'data');
  const initdb = path.join(path.dirname(server), 'initdb');
  const cluster = ['-D', data, '--username=subcam', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'];
  await promisify(execFile)(initdb, cluster, as);
  await writeFile(path.join(data, 'pg_hba.conf'), `local all ${GUARDED.user} scram-sha-256\nlocal all all trust\n`);
  // It serves nobody but the tests, on a socket in its own folder, and need not survive a loss of power.
  const settings = { fsync: 'off', full_page_writes: 'off', listen_addresses: '', unix_socket_directories: folder, shared_buffers: '32MB' };
  await appendFile(
    path.join(data, 'postgresql.conf'),
    Object.entries({ ...settings, max_connections: '200' })
      .map(([name, value]) => `${name} = '${value}'\n`)
      .join(''),
  );
  const log = await open(path.join(folder, 'log'), 'a');
  const child = spawn(server, ['-D', data], { ...as, stdio: ['ignore', log.fd, log.fd] });
  child.unref();
  await log.close();
  await answering(folder);
}

async function answering(folder: string): Promise<void> {
  let failure: unknown;
  for (let waitedMs = 0; waitedMs < STARTING_MS; waitedMs += 20) {
    const client = new Client({ connectionString: `postgres://subcam@localhost/postgres?host=${encodeURIComponent(folder)}` });
    try {
      await client.connect();
      await client.query(`create role ${GUARDED.user} login password '${GUARDED.password}'`);
      return;
    } catch (error) {
      failure = error;
      await wait(20);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  throw new Error(`The Postgres server of the tests did not start: ${await readFile(path.join(folder, 'log'), 'utf8')}`, {
    cause: failure,
  });
}

/** A server refuses to run as root: then it runs as the user that its package made. */
async function serverUser(): Promise<{ readonly uid: number; readonly gid: number } | null> {
  if (process.getuid?.() !== 0) return null;
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (which) => Number((await promisify(execFile)('id', [which, 'postgres'])).stdout)),
  );
  if (uid === undefined || gid === undefined) throw new Error('There is no user "postgres" to run the server as.');
  return { uid, gid };
}
