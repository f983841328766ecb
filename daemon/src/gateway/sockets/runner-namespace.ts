// The runner socket: a bot's lease and state in, the request to leave out.
import { LEASE_MS, SubcamError } from '@subcam/shared';
import { leaseRequest, type RunnerClientToServer, type RunnerServerToClient } from '@subcam/shared/wire';
import type { Namespace, Socket } from 'socket.io';
import type { Log } from '../../telemetry/index.ts';
import type { Leases } from '../leases.ts';
import { parseInput, reply, toWireError } from '../wire-error.ts';
import { turnsOf } from './paced-socket.ts';

export type RunnerNamespace = Namespace<RunnerClientToServer, RunnerServerToClient>;
type RunnerSocket = Socket<RunnerClientToServer, RunnerServerToClient>;

interface Deps {
  readonly leases: Leases;
  /** Those of now. */
  readonly limits: () => { readonly maxBotsPerRunner: number };
  readonly log: Log;
}

export function serveRunners(namespace: RunnerNamespace, deps: Deps): void {
  namespace.on('connection', (socket) => serveRunner(socket, deps));
}

function serveRunner(socket: RunnerSocket, { leases, limits, log }: Deps): void {
  const turns = turnsOf(socket);
  const reported = new Set<string>();
  const renew = (input: unknown): { leaseMs: number } => {
    const status = parseInput(leaseRequest, input, 'lease');
    const { maxBotsPerRunner } = limits();
    if (!reported.has(status.botId) && reported.size >= maxBotsPerRunner) {
      throw new SubcamError('bad-request', `A connection reports at most ${maxBotsPerRunner} bots: open another for the next.`);
    }
    leases.renew(status, (reason) => socket.emit('leave', reason));
    reported.add(status.botId);
    return { leaseMs: LEASE_MS };
  };
  let isOver = false;
  const refuse = (thrown: unknown, answer: unknown): void => {
    isOver = true;
    log.warn({ error: thrown, socket: socket.id }, 'A runner is refused.');
    reply(answer, { ok: false, error: toWireError(thrown) });
    socket.disconnect(true);
  };
  socket.use(([event, , answer], next) => {
    if (event === 'lease') next();
    else refuse(new SubcamError('bad-request', 'The runner socket has one event: lease.'), answer);
  });
  socket.on('lease', (input: unknown, answer: unknown) => {
    turns.take(() => {
      if (isOver) return;
      try {
        reply(answer, { ok: true, value: renew(input) });
      } catch (error) {
        refuse(error, answer);
      }
    });
  });
}
