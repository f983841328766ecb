// The runner socket: a bot's lease and state in, the request to leave out.
import { LEASE_MS, SubcamError, type BotStatus } from '@subcam/shared';
import { leaseRequest, type RunnerClientToServer, type RunnerServerToClient } from '@subcam/shared/wire';
import type { Namespace, Socket } from 'socket.io';
import { keyOfClient } from '../client-places.ts';
import type { Leases, Reporter } from '../leases.ts';
import type { RefusalLog } from '../refusal-log.ts';
import { parseInput, reply, toWireError } from '../wire-error.ts';
import { turnsOf } from './paced-socket.ts';

export type RunnerNamespace = Namespace<RunnerClientToServer, RunnerServerToClient>;
type RunnerSocket = Socket<RunnerClientToServer, RunnerServerToClient>;

interface Deps {
  readonly leases: Leases;
  /** Of each report that was taken. */
  readonly onReport: (status: BotStatus) => void;
  /** Those of now. */
  readonly limits: () => { readonly maxBotsPerRunner: number };
  readonly refusals: RefusalLog;
}

export function serveRunners(namespace: RunnerNamespace, deps: Deps): void {
  namespace.on('connection', (socket) => serveRunner(socket, deps));
}

function serveRunner(socket: RunnerSocket, { leases, onReport, limits, refusals }: Deps): void {
  const turns = turnsOf(socket);
  const reported = new Set<string>();
  const reporter: Reporter = {
    client: keyOfClient({ address: socket.handshake.address, name: String(socket.data.client) }),
    connection: socket,
    askToLeave: (reason) => socket.emit('leave', reason),
  };
  const renew = (input: unknown): { leaseMs: number } => {
    const status = parseInput(leaseRequest, input, 'lease');
    const { maxBotsPerRunner } = limits();
    if (!reported.has(status.botId) && reported.size >= maxBotsPerRunner) {
      throw new SubcamError('bad-request', `A connection reports at most ${maxBotsPerRunner} bots: open another for the next.`);
    }
    leases.renew(status, reporter);
    reported.add(status.botId);
    onReport(status);
    return { leaseMs: LEASE_MS };
  };
  let isOver = false;
  const refuse = (thrown: unknown, answer: unknown): void => {
    isOver = true;
    refusals.note('A runner is refused.', { address: socket.handshake.address, error: thrown, fields: { socket: socket.id } });
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
