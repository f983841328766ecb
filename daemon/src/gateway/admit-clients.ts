// Who connects to a namespace -> let in with a token that allows it, the right protocol and a place for it, or refused and its connection ended.
import type { IncomingMessage } from 'node:http';
import { SubcamError } from '@subcam/shared';
import { CAPTURE_NAMESPACE, handshakeAuth, PROTOCOL_VERSION, RUNNER_NAMESPACE, SUBTITLES_NAMESPACE } from '@subcam/shared/wire';
import type { Namespace, Socket } from 'socket.io';
import type { Authorise, Need } from './auth/admission.ts';
import type { ClientPlaces } from './client-places.ts';
import type { RefusalLog } from './refusal-log.ts';
import { pacedSocketOf } from './sockets/paced-socket.ts';
import type { TokenDeadline } from './token-deadline.ts';
import { parseInput, toWireError } from './wire-error.ts';

/** By the connections of Engine.IO, the namespaces that each is in. */
export type Joined = WeakMap<object, Set<string>>;

export interface Admission {
  /** From where a request comes. */
  readonly addressOf: (request: IncomingMessage) => string;
  readonly need: Need;
  readonly authorise: Authorise;
  readonly deadline: TokenDeadline;
  readonly refusals: RefusalLog;
  /** A connection takes one of each while it is in the namespace. */
  readonly places: readonly ClientPlaces[];
  readonly joined: Joined;
}

/** Throws `protocol-version`. */
function checkVersion(given: number): void {
  if (given === PROTOCOL_VERSION) return;
  const older = given < PROTOCOL_VERSION ? 'client' : 'daemon';
  throw new SubcamError(
    'protocol-version',
    `The client speaks version ${given} of the protocol, the daemon ${PROTOCOL_VERSION}: update the ${older}.`,
  );
}

/** The refusal reaches the client as `connect_error` with `data`, and ends its connection. */
export function admitClients(namespace: Namespace, { need, addressOf, authorise, deadline, refusals, places, joined }: Admission): void {
  const admit = (socket: Socket): void => {
    const given: unknown = socket.handshake.auth['token'];
    const grant = authorise(typeof given === 'string' ? given : null, need);
    const auth = parseInput(handshakeAuth, socket.handshake.auth, 'the handshake');
    checkVersion(auth.protocolVersion);
    const { address } = socket.handshake;
    const namespaces = joined.get(socket.conn) ?? new Set<string>();
    joined.set(socket.conn, namespaces.add(namespace.name));
    const leave: (() => void)[] = [() => namespaces.delete(namespace.name)];
    const leaveAll = (): void => {
      for (const undo of leave) undo();
    };
    try {
      for (const kind of places) leave.push(kind.take({ address, name: auth.client }));
    } catch (error) {
      leaveAll();
      throw error;
    }
    socket.once('disconnect', leaveAll);
    // One that closes before it has joined is not told to disconnect.
    socket.conn.once('close', leaveAll);
    socket.data.client = auth.client;
    socket.data.grant = grant;
    deadline.fulfil(socket.conn.request.socket, grant.tokenId);
    pacedSocketOf(socket).admit(auth.client);
  };

  namespace.use((socket, next) => {
    // For all that look at it from here on.
    Object.assign(socket.handshake, { address: addressOf(socket.request) });
    try {
      admit(socket);
      next();
    } catch (error) {
      refusals.note('A connection is refused.', { address: socket.handshake.address, error, fields: { namespace: namespace.name } });
      const refusal = toWireError(error);
      next(Object.assign(new Error(refusal.message), { data: refusal }));
      // Its answer goes out first. Without the end of the connection a stranger could try, and be written down, without end.
      setImmediate(() => socket.conn.close());
    }
  });
}

/** A connection of Engine.IO, as far as it is looked at here. */
export interface JoiningConnection {
  on(event: 'packet', listener: (packet: { readonly type: string; readonly data?: unknown }) => void): void;
  write(message: string): void;
}

/** Socket.IO's "connect" to a namespace, in text. */
const JOINING = /^0(\/[^,?]*)/;

/** A namespace is joined once. Socket.IO ends a connection that joins it again, and says nothing; here it is told why, before that. */
export function explainSecondJoin(connection: JoiningConnection, joined: Joined): void {
  connection.on('packet', ({ type, data }) => {
    const name = type === 'message' && typeof data === 'string' ? JOINING.exec(data)?.[1] : undefined;
    if (name === undefined || joined.get(connection)?.has(name) !== true) return;
    const refusal = toWireError(new SubcamError('bad-request', `A connection joins ${name} once: open another one.`));
    // Socket.IO's "connect error".
    connection.write(`4${name},${JSON.stringify({ message: refusal.message, data: refusal })}`);
  });
}

/** The root namespace is always there in Socket.IO, and has nothing for anybody. */
export function refuseClients(namespace: Namespace): void {
  const message = `There is nothing here: connect to ${CAPTURE_NAMESPACE}, ${SUBTITLES_NAMESPACE} or ${RUNNER_NAMESPACE}, with the token.`;
  const data = toWireError(new SubcamError('bad-request', message));
  namespace.use((_socket, next) => next(Object.assign(new Error(message), { data })));
}
