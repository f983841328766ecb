// What is done to the server that a daemon stores on, while sessions talk: a row of the report each.
import { SubcamError, systemClock } from '@subcam/shared';
import { Client } from 'pg';
import type { OwnPostgres } from '../own-postgres.ts';
import { sometime, type Fault, type FaultRig } from './faults.ts';

const RESTARTS = 3;
const ABSENT_MS = 60_000;

/** A commit waits so long for its disk, so that there is one on its way when it is looked for. */
const COMMIT_TAKES_MS = 80;
const LOOK_EVERY_MS = 2;
const COMMIT_WITHIN_MS = 20_000;

function serverOf({ server }: FaultRig): OwnPostgres {
  if (server === null) throw new SubcamError('internal', 'This fault needs a server of its own.');
  return server;
}

/** Stops the server while one of the daemon's transactions is being committed. */
async function stopInCommit(server: OwnPostgres, wait: FaultRig['wait']): Promise<void> {
  const watcher = new Client({ connectionString: server.url, application_name: 'bench' });
  // It ends with the server.
  watcher.on('error', () => undefined);
  await watcher.connect();
  try {
    await watcher.query(`alter system set commit_siblings = 0`);
    await watcher.query(`alter system set commit_delay = ${COMMIT_TAKES_MS * 1000}`);
    await watcher.query('select pg_reload_conf()');
    const untilMs = systemClock.monotonicMs() + COMMIT_WITHIN_MS;
    for (;;) {
      const { rowCount } = await watcher.query(
        "select 1 from pg_stat_activity where application_name = 'subcam' and state = 'active' and query = 'commit'",
      );
      if (rowCount !== null && rowCount > 0) break;
      if (systemClock.monotonicMs() > untilMs)
        throw new SubcamError('timeout', 'Nothing was committed for 20 s, so that no commit was broken.');
      await wait(LOOK_EVERY_MS);
    }
    await server.stop('immediate');
  } finally {
    await watcher.end().catch(() => undefined);
  }
}

const restarted: Fault = {
  name: 'database restarted in mid-commit',
  needsServer: true,
  during: async (rig) => {
    const server = serverOf(rig);
    const begin = systemClock.monotonicMs();
    // In the short form the sound has time for one.
    const restarts = Math.max(1, Math.round(rig.scaled(RESTARTS)));
    for (let restart = 0; restart < restarts; restart += 1) {
      const dueMs = begin + ((restart + 0.1 + 0.5 * rig.random()) / restarts) * rig.soundMs;
      await rig.wait(Math.max(0, dueMs - systemClock.monotonicMs()));
      await stopInCommit(server, rig.wait);
      await server.start();
    }
    return `killed ${restarts} times while a commit was on its way, and started again`;
  },
};

const absent: Fault = {
  name: 'database absent for 60 s',
  needsServer: true,
  during: async (rig) => {
    const server = serverOf(rig);
    await sometime(rig, { from: 0.1, to: 0.4 });
    await server.stop('immediate');
    await rig.wait(rig.scaled(ABSENT_MS));
    await server.start();
    return `for ${rig.scaled(ABSENT_MS) / 1000} s`;
  },
};

export const DATABASE_FAULTS: readonly Fault[] = [restarted, absent];
