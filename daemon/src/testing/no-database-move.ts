// A database that can't be moved, for gateways whose tests are about something else.
import { createDatabaseMove } from '../store/index.ts';
import { silentLog } from '../telemetry/index.ts';

export const NO_DATABASE_MOVE = createDatabaseMove({ moveTo: null, file: 'none', keep: () => Promise.resolve(), log: silentLog });
