// The runner socket: a bot's lease and state in, the request to leave out.
import { LEASE_MS, SubcamError } from '@subcam/shared';
import { leaseRequest, type RunnerClientToServer, type RunnerServerToClient } from '@subcam/shared/wire';
import type { Namespace, Socket } from 'socket.io';
import type { Log } from '../../telemetry/index.ts';
import type { Leases } from '../leases.ts';
import { parseInput, reply, toWireError } from '../wire-error.ts';

export type RunnerNamespace = Namespace<RunnerClientToServer, RunnerServerToClient>;
type RunnerSocket = Socket<RunnerClientToServer, RunnerServerToClient>;

export function serveRunners(namespace: RunnerNamespace, deps: { readonly leases: Leases; readonly log: Log }): void {
  namespace.on('connection', (socket) => serveRunner(socket, deps));
}

function serveRunner(socket: RunnerSocket, { leases, log }: { readonly leases: Leases; readonly log: Log }): void {
  const renew = (input: unknown): { leaseMs: number } => {
    leases.renew(parseInput(leaseRequest, input, 'lease'), (reason) => socket.emit('leave', reason));
    return { leaseMs: LEASE_MS };
  };
  const refuse = (thrown: unknown, answer: unknown): void => {
    log.warn({ error: thrown, socket: socket.id }, 'A runner is refused.');
    reply(answer, { ok: false, error: toWireError(thrown) });
    socket.disconnect(true);
  };
  socket.use(([event, , answer], next) => {
    if (event === 'lease') next();
    else refuse(new SubcamError('bad-request', 'The runner socket has one event: lease.'), answer);
  });
  socket.on('lease', (input: unknown, answer: unknown) => {
    try {
      reply(answer, { ok: true, value: renew(input) });
    } catch (error) {
      refuse(error, answer);
    }
  });
}
