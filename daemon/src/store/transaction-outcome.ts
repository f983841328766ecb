// A commit whose answer never came -> whether it was made: asked of the server, as soon as it can be.
import { setTimeout as wait } from 'node:timers/promises';
import type { Pool, PoolClient, QueryResult } from 'pg';

const AGAIN_AFTER_MS = 250;

/** What the server knows a transaction by. */
export interface BegunTransaction {
  readonly id: string;
  /** When the server was started that gave the id. */
  readonly serverStartedAt: string;
}

const SERVER_STARTED_AT = 'extract(epoch from pg_postmaster_start_time())::text';

/** Begins a transaction that will write. */
export async function begin(client: PoolClient): Promise<BegunTransaction> {
  // One message: the driver answers several statements with as many results.
  const answered: unknown = await client.query(`begin; select pg_current_xact_id()::text as id, ${SERVER_STARTED_AT} as "serverStartedAt"`);
  const [, told] = answered as readonly QueryResult<BegunTransaction>[];
  return told?.rows[0] ?? { id: '', serverStartedAt: '' };
}

/** Nothing is asked of an id that a server gave before it was started. */
const STATUS = `select case when ${SERVER_STARTED_AT} = $2 then pg_xact_status($1::xid8) else 'unknown' end as status`;

/** `isClosed`: nobody waits any more. */
export function transactionOutcome(pool: Pick<Pool, 'query'>, isClosed: () => boolean) {
  return {
    /**
     * Without it the same work would be done again, and what is new would be taken for what was there. Waits while the server is away; the
     * pipeline tells that its request is not answered. A server that was killed gives ids again of which nothing had reached its disk, so that the id of work that is
     * lost may be that of other work which was committed: after a restart the answer is no, and what was stored after all is found when it is done again.
     */
    isCommitted: async ({ id, serverStartedAt }: BegunTransaction): Promise<boolean> => {
      while (!isClosed()) {
        const status = await pool
          .query<{ readonly status: string | null }>(STATUS, [id, serverStartedAt])
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
