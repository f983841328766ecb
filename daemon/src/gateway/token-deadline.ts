// TCP connections -> those that show a token in time stay until it ends; the others are ended, whatever they have sent until then.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '@subcam/shared';

export interface TokenDeadline {
  /** A connection has come: its time begins. */
  watch(connection: Socket): void;
  /** Another connection, which is watched itself, has taken its place. */
  letGo(connection: Socket): void;
  /** A token was shown on this connection: it may stay as long as that token is good. */
  fulfil(connection: Socket, tokenId: string): void;
  /** Ends every connection on which the token was shown. */
  end(tokenId: string): void;
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
  /** The id of the token that a request shows; null: none that is good. */
  readonly tokenShownBy: (request: IncomingMessage) => string | null;
  readonly clock: Clock;
}

/**
 * Counts from the first byte of TCP, so that it makes no difference what a stranger does: says nothing, sends half a header, reads no
 * answer, or opens a socket and joins no namespace.
 */
export function createTokenDeadline({ limitMs, maxPending, tokenShownBy, clock }: TokenDeadlineOptions): TokenDeadline {
  /** The oldest first. */
  const pending = new Map<Socket, AbortController>();
  /** By the ids of tokens, the connections on which they were shown. */
  const shown = new Map<string, Set<Socket>>();
  /** It is waited for no longer. */
  const settle = (connection: Socket): void => {
    pending.get(connection)?.abort();
    pending.delete(connection);
  };
  const fulfil = (connection: Socket, tokenId: string): void => {
    settle(connection);
    const ofToken = shown.get(tokenId) ?? new Set();
    if (ofToken.has(connection) || connection.destroyed) return;
    shown.set(tokenId, ofToken.add(connection));
    connection.once('close', () => {
      ofToken.delete(connection);
      if (ofToken.size === 0 && shown.get(tokenId) === ofToken) shown.delete(tokenId);
    });
  };
  return {
    watch: (connection) => {
      for (const oldest of pending.keys()) {
        if (pending.size < maxPending()) break;
        settle(oldest);
        oldest.destroy();
      }
      const settled = new AbortController();
      pending.set(connection, settled);
      connection.once('close', () => settle(connection));
      clock.sleep(limitMs(), settled.signal).then(
        () => connection.destroy(),
        // It showed the token, or it is closed.
        () => undefined,
      );
    },
    letGo: settle,
    fulfil,
    end: (tokenId) => {
      for (const connection of shown.get(tokenId) ?? []) connection.destroy();
    },
    request: (request, response) => {
      const tokenId = tokenShownBy(request);
      if (tokenId !== null) fulfil(request.socket, tokenId);
      // Whoever asks for a page or for health without the token comes on a new connection each time, and is not cut off between two.
      else response.setHeader('Connection', 'close');
    },
    hasToken: (connection) => !pending.has(connection),
  };
}
