// TCP connections -> those that show the token in time stay; the others are ended, whatever they have sent until then.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '@subcam/shared';

export interface TokenDeadline {
  /** A connection has come: its time begins. */
  watch(connection: Socket): void;
  /** The token was shown on this connection: it may stay as long as it likes. */
  fulfil(connection: Socket): void;
  /** A request's header is there. Without the token its answer is the last of its connection. */
  request(request: IncomingMessage, response: ServerResponse): void;
  /** Whether the token was shown on this connection. */
  hasToken(connection: Socket): boolean;
}

export interface TokenDeadlineOptions {
  /** How long a connection may stay without the token; read when it comes. */
  readonly limitMs: () => number;
  /** Connections without the token that may be there at once: one more, and the oldest of them is ended. */
  readonly maxPending: () => number;
  readonly showsToken: (request: IncomingMessage) => boolean;
  readonly clock: Clock;
}

/**
 * Counts from the first byte of TCP, so that it makes no difference what a stranger does: says nothing, sends half a header, reads no
 * answer, or opens a socket and joins no namespace.
 */
export function createTokenDeadline({ limitMs, maxPending, showsToken, clock }: TokenDeadlineOptions): TokenDeadline {
  /** The oldest first. */
  const pending = new Map<Socket, AbortController>();
  /** It is waited for no longer. */
  const fulfil = (connection: Socket): void => {
    pending.get(connection)?.abort();
    pending.delete(connection);
  };
  return {
    watch: (connection) => {
      for (const oldest of pending.keys()) {
        if (pending.size < maxPending()) break;
        fulfil(oldest);
        oldest.destroy();
      }
      const settled = new AbortController();
      pending.set(connection, settled);
      connection.once('close', () => fulfil(connection));
      clock.sleep(limitMs(), settled.signal).then(
        () => connection.destroy(),
        // It showed the token, or it is closed.
        () => undefined,
      );
    },
    fulfil,
    request: (request, response) => {
      if (showsToken(request)) fulfil(request.socket);
      // Whoever asks for a page or for health without the token comes on a new connection each time, and is not cut off between two.
      else response.setHeader('Connection', 'close');
    },
    hasToken: (connection) => !pending.has(connection),
  };
}
