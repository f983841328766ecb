// The database over HTTP: a move of everything that was said from the daemon's file to a Postgres server, while the daemon works.
import * as z from 'zod/mini';
import { ERROR_CODES } from '../../errors/subcam-error.ts';
import { defineRoute } from './route.ts';

/** A user, a password, a host and a name take far less. */
const MAX_ADDRESS_LENGTH = 2_000;

const tables = z.array(z.object({ table: z.string(), rows: z.number() }));

/** `place`: the server with the name of the database, without the password. `tables`: those whose rows are there, each compared. */
const databaseMoveState = z.discriminatedUnion('status', [
  z.object({ status: z.literal('none') }),
  z.object({ status: z.literal('copying'), place: z.string(), tables }),
  z.object({
    status: z.literal('done'),
    place: z.string(),
    tables,
    /** On the server. */
    rows: z.number(),
    /** How long writes had to wait. */
    heldMs: z.number(),
    /** Everything was in it; it stays where the daemon is. */
    oldFile: z.string(),
  }),
  z.object({ status: z.literal('failed'), place: z.string(), code: z.enum(ERROR_CODES), message: z.string() }),
]);
export type DatabaseMoveState = Readonly<z.infer<typeof databaseMoveState>>;

const resource = 'database';

export const databaseMoveRoute = defineRoute({
  name: 'databaseMove',
  method: 'GET',
  path: '/api/database/move',
  scope: 'admin',
  resource,
  summary: 'How far the last move to a server is, or how it ended.',
  response: databaseMoveState,
});

export const beginDatabaseMoveRoute = defineRoute({
  name: 'beginDatabaseMove',
  method: 'POST',
  path: '/api/database/move',
  scope: 'admin',
  resource,
  summary: 'Begins to move everything that was said from the file to a Postgres server; sessions go on meanwhile.',
  description:
    'Each row is compared with its original. When all are there, writes wait for a moment, `store.url` is set to the server, and the daemon goes on writing there. ' +
    'A move that fails leaves the daemon with its file. The file is never changed by a move.',
  body: z.strictObject({
    url: z.string().check(z.regex(/^postgres(?:ql)?:\/\/[^\s]+$/), z.maxLength(MAX_ADDRESS_LENGTH)),
  }),
  status: 202,
  response: databaseMoveState,
  refusals: [{ code: 'bad-request', when: 'What was said is not in a file, or a move is under way.' }],
});

export const stopDatabaseMoveRoute = defineRoute({
  name: 'stopDatabaseMove',
  method: 'DELETE',
  path: '/api/database/move',
  scope: 'admin',
  resource,
  summary: 'Stops a move that is under way; the daemon stays with its file. One that has ended is left as it is.',
  response: databaseMoveState,
});
