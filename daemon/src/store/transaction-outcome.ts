// A commit whose answer never came -> whether it was made: asked of the server, as soon as it can be.
import { setTimeout as wait } from 'node:timers/promises';
import type { Pool, PoolClient, QueryResult } from 'pg';

const AGAIN_AFTER_MS = 250;

/** Begins a transaction that will write; its id is what the server knows it by. */
export async function begin(client: PoolClient): Promise<string> {
  // One message: the driver answers several statements with as many results.
  const answered: unknown = await client.query('begin; select pg_current_xact_id()::text as id');
  const [, told] = answered as readonly QueryResult<{ readonly id: string }>[];
  return told?.rows[0]?.id ?? '';
}

/** `isClosed`: nobody waits any more. */
export function transactionOutcome(pool: Pool, isClosed: () => boolean) {
  return {
    /**
     * Without it the same work would be done again, and what is new would be taken for what was there. Waits while the server is away; the
     * pipeline tells that its request is not answered.
     */
    isCommitted: async (transactionId: string): Promise<boolean> => {
      while (!isClosed()) {
        const status = await pool
          .query<{ readonly status: string | null }>('select pg_xact_status($1::xid8) as status', [transactionId])
          .then(({ rows }) => rows[0]?.status ?? 'unknown')
          .catch(() => 'in progress');
        // A server that lost the connection may not have noticed yet.
        if (status !== 'in progress') return status === 'committed';
        await wait(AGAIN_AFTER_MS);
      }
      return false;
    },
  };
}
