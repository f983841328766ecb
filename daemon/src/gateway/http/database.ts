// A move of what was said to a server over HTTP: begun, watched and stopped by who may administer the daemon.
import { beginDatabaseMoveRoute, databaseMoveRoute, stopDatabaseMoveRoute, type DatabaseMoveState } from '@subcam/shared/http';
import type { DatabaseMove } from '../../store/index.ts';
import { answered, type AnsweredRoute } from './answered-route.ts';

export interface DatabaseDeps {
  readonly databaseMove: Pick<DatabaseMove, 'begin' | 'state' | 'stop'>;
}

export function answerDatabase({ databaseMove }: DatabaseDeps): readonly AnsweredRoute[] {
  return [
    answered(databaseMoveRoute, () => copyOf(databaseMove.state())),
    answered(beginDatabaseMoveRoute, ({ body: { url } }) => copyOf(databaseMove.begin(url))),
    answered(stopDatabaseMoveRoute, async () => copyOf(await databaseMove.stop())),
  ];
}

function copyOf(state: DatabaseMoveState) {
  return 'tables' in state ? { ...state, tables: [...state.tables] } : state;
}
