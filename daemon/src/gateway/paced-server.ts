// Node's HTTP server -> one on which requests of all connections take turns, and those without the token share a small part of each turn.
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { paceRequests, type RequestPace } from './paced-requests.ts';
import { createFairTurns, type Begin, type FairTurns } from './sockets/fair-turns.ts';
import type { GatewayBudgets } from './sockets/turn-budget.ts';
import type { TokenDeadline } from './token-deadline.ts';

export interface PacedServerOptions {
  readonly deadline: TokenDeadline;
  readonly budgets: GatewayBudgets;
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
}

interface Connection {
  readonly pace: RequestPace;
  readonly turns: FairTurns;
  /** Without the token one request is answered, and the connection ends with it. */
  hasAskedAsStranger: boolean;
}

/** Requests that clients with the token make over HTTP count as those of one client. */
const HTTP_FLOW = ['HTTP'];

/** `giveUpgrades`: to be called once whoever takes upgrades listens for them. */
export function createPacedServer({ deadline, budgets, answer }: PacedServerOptions): {
  readonly http: Server;
  readonly giveUpgrades: () => void;
} {
  const connections = new WeakMap<Socket, Connection>();

  const http = createServer((request, response) => {
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
    }
    // Requests of one connection are answered one after the other: HTTP has no other order for their answers.
    connection.turns.take(() => {
      if (socket.destroyed) return undefined;
      // Ends with the connection, if not before.
      const answered = once(response, 'close');
      answer(request, response);
      return answered;
    });
  });

  http.on('connection', (socket) => {
    deadline.watch(socket);
    const begin: Begin = (work) => {
      if (deadline.hasToken(socket)) budgets.work.take(work, HTTP_FLOW);
      else budgets.strangers.take(work);
    };
    const pace = paceRequests(socket, begin);
    const turns = createFairTurns({ pause: () => pace.hold(), resume: () => pace.resume() }, begin);
    connections.set(socket, { pace, turns, hasAskedAsStranger: false });
  });

  return {
    http,
    // Before whoever takes them reads on from the connection.
    giveUpgrades: () => http.prependListener('upgrade', ({ socket }) => connections.get(socket)?.pace.release()),
  };
}
