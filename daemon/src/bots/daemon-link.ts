// The runner's end of the socket to the daemon: reconnects for as long as the runner lives.
import { io, type Socket } from 'socket.io-client';
import { backoffMs, ERROR_CODES, retry, SubcamError, toSubcamError, type Clock, type ErrorCode } from '@subcam/shared';
import { checkIdentity } from '@subcam/shared/http';
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
  readonly clock: Clock;
  /** The daemon asks the bot to leave. */
  readonly onLeave: (reason: string) => void;
}

/** Between attempts; a daemon that restarts is found again within a second. */
const RECONNECT_MS = { firstMs: 250, maxMs: 1000 } as const;

/** A handshake that was refused is tried again so often, and a connection that the daemon ended: it may come back with what is missing now. */
const REFUSED_PAUSE_MS = 2000;

function refusal(error: Error & { data?: unknown }): SubcamError {
  const data = error.data as { readonly code?: unknown; readonly message?: unknown } | null | undefined;
  const code = ERROR_CODES.find((known): known is ErrorCode => known === data?.code);
  const message = typeof data?.message === 'string' ? data.message : error.message;
  return new SubcamError(code ?? 'network', message, { retryable: code === undefined, cause: error });
}

/** Opens the socket; never rejects by itself: `renew` says how it stands. */
export function openDaemonLink(options: DaemonLinkOptions): DaemonLink {
  function* waits(): Generator<number, never> {
    for (;;) yield breaks === 0 ? REFUSED_PAUSE_MS : backoffMs(breaks, RECONNECT_MS);
  }
  const auth: HandshakeAuth = { token: options.token, protocolVersion: PROTOCOL_VERSION, client: 'subcam bot' };
  const socket: Socket<RunnerServerToClient, RunnerClientToServer> = io(`${options.daemonUrl}${RUNNER_NAMESPACE}`, {
    transports: ['websocket'],
    auth,
    autoConnect: false,
    // Before each connection the daemon has to prove itself anew: another program may have taken its port.
    reconnection: false,
  });
  let trouble: SubcamError | null = null;
  const closed = new AbortController();
  /** Ends the connection under way, so that another is tried. */
  let end: (error: SubcamError) => void = () => undefined;
  /** Renewals that wait for a connection or for an answer. */
  const waiting = new Set<(error: SubcamError) => void>();
  const fail = (error: SubcamError): void => {
    for (const abandon of waiting) abandon(error);
    waiting.clear();
  };
  /** Connections in a row that found nobody or broke; 0 after one that the daemon refused or ended. */
  let breaks = 0;
  const refused = (error: SubcamError, isBreak: boolean): void => {
    breaks = isBreak ? breaks + 1 : 0;
    trouble = error;
    fail(error);
    end(error);
  };
  /** Lasts until the connection ends. The token goes to nobody who has not proved to know it. */
  const connection = (): Promise<never> =>
    new Promise((_resolve, reject) => {
      end = reject;
      void (async () => {
        await checkIdentity({ url: options.daemonUrl, token: options.token });
        if (!closed.signal.aborted) socket.connect();
      })().catch((thrown: unknown) => {
        const error = toSubcamError(thrown);
        if (!closed.signal.aborted) refused(error, error.retryable);
      });
    });
  socket.on('connect', () => {
    trouble = null;
    breaks = 0;
  });
  socket.on('connect_error', (error) => {
    const why = refusal(error);
    refused(why, why.code === 'network');
  });
  socket.on('disconnect', (reason) => {
    const error = new SubcamError('network', `The daemon closed the connection (${reason}).`, { retryable: true });
    breaks = reason === 'io server disconnect' ? 0 : 1;
    fail(error);
    end(error);
  });
  socket.on('leave', (reason) => options.onLeave(reason));
  retry(connection, { clock: options.clock, signal: closed.signal, waits: waits(), isWorthTrying: () => true }).catch(() => {
    // It ends by being closed, and in no other way.
  });
  return {
    renew: (status) =>
      new Promise((resolve, reject) => {
        const hopeless = closed.signal.aborted ? (closed.signal.reason as SubcamError) : trouble;
        if (hopeless !== null) {
          reject(hopeless);
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
      const reason = new SubcamError('aborted', 'The bot has closed its connection to the daemon.');
      closed.abort(reason);
      end(reason);
      fail(reason);
      socket.disconnect();
    },
  };
}
