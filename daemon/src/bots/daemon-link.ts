// The runner's end of the socket to the daemon: reconnects for as long as the runner lives.
import { io, type Socket } from 'socket.io-client';
import { ERROR_CODES, SubcamError, type ErrorCode } from '@subcam/shared';
import {
  PROTOCOL_VERSION,
  RUNNER_NAMESPACE,
  type HandshakeAuth,
  type RunnerClientToServer,
  type RunnerServerToClient,
} from '@subcam/shared/wire';
import type { DaemonLink } from './lease.ts';

export interface DaemonLinkOptions {
  readonly daemonUrl: string;
  readonly token: string;
  /** The daemon asks the bot to leave. */
  readonly onLeave: (reason: string) => void;
}

/** Between attempts; a daemon that restarts is found again within a second. */
const RECONNECT_MS = { first: 250, most: 1000 } as const;

/** A handshake that was refused is tried again so often: the daemon may come back with what is missing now. */
const REFUSED_PAUSE_MS = 2000;

function refusal(error: Error & { data?: unknown }): SubcamError {
  const data = error.data as { readonly code?: unknown; readonly message?: unknown } | null | undefined;
  const code = ERROR_CODES.find((known): known is ErrorCode => known === data?.code);
  const message = typeof data?.message === 'string' ? data.message : error.message;
  return new SubcamError(code ?? 'network', message, { retryable: code === undefined, cause: error });
}

/** Opens the socket; never rejects by itself: `renew` says how it stands. */
export function openDaemonLink(options: DaemonLinkOptions): DaemonLink {
  const auth: HandshakeAuth = { token: options.token, protocolVersion: PROTOCOL_VERSION, client: 'subcam bot' };
  const socket: Socket<RunnerServerToClient, RunnerClientToServer> = io(`${options.daemonUrl}${RUNNER_NAMESPACE}`, {
    transports: ['websocket'],
    auth,
    reconnectionDelay: RECONNECT_MS.first,
    reconnectionDelayMax: RECONNECT_MS.most,
  });
  let trouble: SubcamError | null = null;
  let retry: NodeJS.Timeout | undefined;
  /** Renewals that wait for a connection or for an answer. */
  const waiting = new Set<(error: SubcamError) => void>();
  const fail = (error: SubcamError): void => {
    for (const abandon of waiting) abandon(error);
    waiting.clear();
  };
  const again = (): void => {
    clearTimeout(retry);
    retry = setTimeout(() => socket.connect(), REFUSED_PAUSE_MS);
  };
  socket.on('connect', () => {
    trouble = null;
  });
  socket.on('connect_error', (error) => {
    trouble = refusal(error);
    fail(trouble);
    // socket.io retries what did not connect, but not what was refused.
    if (!socket.active) again();
  });
  socket.on('disconnect', (reason) => {
    fail(new SubcamError('network', `The daemon closed the connection (${reason}).`, { retryable: true }));
    if (!socket.active && reason !== 'io client disconnect') again();
  });
  socket.on('leave', (reason) => options.onLeave(reason));
  return {
    renew: (status) =>
      new Promise((resolve, reject) => {
        if (trouble !== null) {
          reject(trouble);
          return;
        }
        const send = (): void => {
          socket.emit('lease', status, (reply) => {
            if (!waiting.delete(abandon)) return;
            if (reply.ok) resolve();
            else reject(new SubcamError(reply.error.code, reply.error.message, { retryable: reply.error.retryable }));
          });
        };
        const abandon = (error: SubcamError): void => {
          socket.off('connect', send);
          reject(error);
        };
        waiting.add(abandon);
        // Not left to socket.io's own buffer: after a long absence only what is still wanted may be sent.
        if (socket.connected) send();
        else socket.once('connect', send);
      }),
    close: () => {
      clearTimeout(retry);
      fail(new SubcamError('aborted', 'The bot has closed its connection to the daemon.'));
      socket.disconnect();
    },
  };
}
