// A database on a server -> the lock of the one daemon that may work on it, on a connection of its own.
import { setTimeout as wait } from 'node:timers/promises';
import { SubcamError } from '@subcam/shared';
import { Client, type ClientConfig } from 'pg';

/** Any number that is always the same: the daemon has the lock of this name. */
const DAEMON_LOCK = 7_239_002;

const AGAIN_AFTER_MS = 1_000;

/**
 * Rejects with `storage` while another daemon has the database. The server gives the lock back when the connection ends, also when the
 * process is killed; after a restart of the server it is taken again.
 */
export async function holdServerLock(connection: ClientConfig): Promise<AsyncDisposable> {
  const closing = new AbortController();
  let holder: Client | null = null;

  function lost(): void {
    if (holder === null || closing.signal.aborted) return;
    holder = null;
    void takeAgain();
  }

  async function takeAgain(): Promise<void> {
    while (holder === null && !closing.signal.aborted) {
      await wait(AGAIN_AFTER_MS, undefined, { signal: closing.signal }).catch(() => undefined);
      if (closing.signal.aborted) return;
      // While the server is away, every write says so.
      holder = await take(connection, lost).catch(() => null);
    }
  }

  holder = await take(connection, lost);
  return {
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await holder?.end();
    },
  };
}

async function take(connection: ClientConfig, onLost: () => void): Promise<Client> {
  const client = new Client(connection);
  client.on('error', onLost);
  client.on('end', onLost);
  try {
    await client.connect();
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [DAEMON_LOCK]);
    if (rows[0]?.taken === true) return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  await client.end();
  throw new SubcamError(
    'storage',
    'Another daemon works on this database: stop it first, or name another database in DATABASE_URL (store.url). Nothing has been changed.',
  );
}
