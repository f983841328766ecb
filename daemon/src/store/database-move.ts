// A move of what was said to a server, as it is begun, watched and stopped from outside while the daemon works.
import { SubcamError, toSubcamError } from '@subcam/shared';
import type { DatabaseMoveState } from '@subcam/shared/http';
import { placeOfServer } from './database-state.ts';
import type { MoveTo } from './open-store.ts';
import type { Log } from '../telemetry/index.ts';

export interface DatabaseMove {
  /** Throws `bad-request`: it is not in a file, is being moved, or has moved. */
  begin(url: string): DatabaseMoveState;
  state(): DatabaseMoveState;
  /** Resolves when it has ended; one that is not under way is left as it is. */
  stop(): Promise<DatabaseMoveState>;
  /** Stops what is under way. */
  close(): Promise<void>;
}

export interface DatabaseMoveDeps {
  readonly moveTo: MoveTo | null;
  /** What is moved. */
  readonly file: string;
  /** Makes the server what the next start opens. */
  readonly keep: (url: string) => Promise<void>;
  readonly log: Log;
}

export function createDatabaseMove({ moveTo, file, keep, log }: DatabaseMoveDeps): DatabaseMove {
  let state: DatabaseMoveState = { status: 'none' };
  let stopping = new AbortController();
  let moving: Promise<void> = Promise.resolve();

  const move = async (url: string, start: MoveTo): Promise<void> => {
    const place = placeOfServer(url);
    const tables: { table: string; rows: number }[] = [];
    const onTable = (table: string, rows: number): void => {
      tables.push({ table, rows });
    };
    state = { status: 'copying', place, tables };
    try {
      const moved = await start({ url, signal: stopping.signal, onTable, keep: () => keep(url) });
      state = { status: 'done', place, tables, oldFile: file, ...moved };
      log.info({ place, ...moved }, 'What was said has moved to a server.');
    } catch (thrown) {
      const { code, message } = toSubcamError(thrown);
      state = { status: 'failed', place, code, message };
      log.error({ place, error: thrown }, 'What was said could not be moved to a server; the file is worked with as before.');
    }
  };

  const stop = async (): Promise<DatabaseMoveState> => {
    stopping.abort(new SubcamError('aborted', 'The move was stopped; the daemon works on with the file.'));
    await moving;
    return state;
  };

  return {
    begin: (url) => {
      if (moveTo === null || state.status === 'done') throw new SubcamError('bad-request', NOT_IN_A_FILE);
      if (state.status === 'copying') throw new SubcamError('bad-request', 'It is being moved already: wait until that has ended.');
      stopping = new AbortController();
      moving = move(url, moveTo);
      return state;
    },
    state: () => state,
    stop,
    close: async () => {
      await stop();
    },
  };
}

const NOT_IN_A_FILE =
  'What was said is not in a file, so there is nothing to move: it is on a server already, or in memory alone (store.mode). "subcam db status" says where it is.';
