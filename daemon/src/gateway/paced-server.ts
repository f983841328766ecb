// Node's HTTP server, with TLS or without -> one on which requests of all connections take turns, and those without the token share a small part of each turn.
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { paceRequests, type RequestPace } from './paced-requests.ts';
import { createFairTurns, type Begin, type FairTurns } from './sockets/fair-turns.ts';
import type { GatewayBudgets } from './sockets/turn-budget.ts';
import type { TokenDeadline } from './token-deadline.ts';
import { refuseConnection, unreadableAnswer, type RefusedRequest } from './unreadable-request.ts';

export interface RequestLimits {
  /** From the first byte of a request to its last. */
  readonly requestMs: number;
  /** Of the header of a request; read when the server is made. */
  readonly maxHeaderBytes: number;
  /** Connections of HTTP on which the token was shown and that are there at once; sockets are counted elsewhere. */
  readonly maxHttpConnections: number;
}

export interface PacedServerOptions {
  readonly deadline: TokenDeadline;
  readonly budgets: GatewayBudgets;
  /** Those of now. */
  readonly limits: () => RequestLimits;
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Called for each that was answered here, before anybody else has seen it. */
  readonly onRefused: (address: string, refused: RefusedRequest) => void;
  /** Certificate and key in PEM; left out: there is no TLS. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | null;
  /** Of who comes; who is not taken is cut off before a byte is read. Left out: everybody is. */
  readonly takes?: (remoteAddress: string | undefined) => boolean;
}

interface Connection {
  readonly pace: RequestPace;
  readonly turns: FairTurns;
  /** Without the token one request is answered, and the connection ends with it. */
  hasAskedAsStranger: boolean;
  /** What is being answered, or was last. */
  answered: ServerResponse | null;
}

/** Node's own: from the first byte of a request to the end of its header. */
const HEADER_MS = 60_000;

/** How often Node looks for requests that take too long. */
const LATE_REQUESTS_EVERY_MS = 1_000;

/** Requests that clients with the token make over HTTP count as those of one client. */
const HTTP_FLOW = ['HTTP'];

/** `giveUpgrades`: to be called once whoever takes upgrades listens for them. */
export function createPacedServer({ deadline, budgets, limits, answer, onRefused, tls = null, takes = () => true }: PacedServerOptions): {
  readonly http: Server;
  readonly giveUpgrades: () => void;
} {
  const connections = new WeakMap<Socket, Connection>();
  /** Those on which a request with the token has come. */
  const known = new Set<Socket>();
  const isOneTooMany = (socket: Socket): boolean => {
    if (known.has(socket)) return false;
    if (known.size >= limits().maxHttpConnections) return true;
    known.add(socket);
    socket.once('close', () => known.delete(socket));
    return false;
  };

  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    deadline.request(request, response);
    const connection = connections.get(socket);
    if (connection === undefined) return;
    if (!deadline.hasToken(socket)) {
      if (connection.hasAskedAsStranger) {
        connection.pace.discard();
        return;
      }
      connection.hasAskedAsStranger = true;
    } else if (isOneTooMany(socket)) {
      onRefused(socket.remoteAddress ?? '', refuseConnection(response, limits()));
      connection.pace.discard();
      return;
    }
    // Requests of one connection are answered one after the other: HTTP has no other order for their answers.
    connection.turns.take(() => {
      if (socket.destroyed) return undefined;
      // Ends with the connection, if not before.
      const answered = once(response, 'close');
      connection.answered = response;
      answer(request, response);
      return answered;
    });
  };
  const options = { maxHeaderSize: limits().maxHeaderBytes, connectionsCheckingInterval: LATE_REQUESTS_EVERY_MS };
  const http = tls === null ? createServer(options, onRequest) : createTlsServer({ ...options, ...tls, minVersion: 'TLSv1.2' }, onRequest);
  // Node reads them whenever it looks for requests that are late; a header may not take longer than its request.
  Object.defineProperties(http, {
    requestTimeout: { get: () => limits().requestMs },
    headersTimeout: { get: () => Math.min(limits().requestMs, HEADER_MS) },
  });

  http.on('clientError', (error: Error, socket: Socket) => {
    const response = connections.get(socket)?.answered ?? null;
    // In the middle of another answer it would be a part of that.
    const isAnswering = response !== null && response.headersSent && !response.writableFinished;
    if (socket.writable && !isAnswering) {
      const { text, refused } = unreadableAnswer(error, limits());
      socket.write(text);
      onRefused(socket.remoteAddress ?? '', refused);
    }
    socket.destroy(error);
  });

  /** `socket`: of whoever reads and writes HTTP on it. */
  const pace = (socket: Socket): void => {
    deadline.watch(socket);
    const begin: Begin = (work) => {
      if (deadline.hasToken(socket)) budgets.work.take(work, HTTP_FLOW);
      else budgets.strangers.take(work);
    };
    const requests = paceRequests(socket, begin);
    const turns = createFairTurns({ pause: () => requests.hold(), resume: () => requests.resume() }, begin);
    connections.set(socket, { pace: requests, turns, hasAskedAsStranger: false, answered: null });
  };
  /** Connections on which TLS is not agreed on yet, by where they come from. */
  const agreeing = new Map<string, Socket>();
  const placeOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
  http.on('connection', (socket: Socket) => {
    if (!takes(socket.remoteAddress)) {
      socket.destroy();
      return;
    }
    if (tls === null) {
      pace(socket);
      return;
    }
    // A stranger until TLS is agreed on; from then on the connection inside it is one, with a time of its own.
    deadline.watch(socket);
    const place = placeOf(socket);
    agreeing.set(place, socket);
    socket.once('close', () => agreeing.delete(place));
  });
  http.on('secureConnection', (socket: Socket) => {
    const outer = agreeing.get(placeOf(socket));
    if (outer !== undefined) deadline.letGo(outer);
    agreeing.delete(placeOf(socket));
    pace(socket);
  });

  return {
    http,
    // Before whoever takes them reads on from the connection.
    giveUpgrades: () => http.prependListener('upgrade', ({ socket }) => connections.get(socket)?.pace.release()),
  };
}
