// What a socket's client has not taken yet -> bounded in bytes, by ending the connection.
import type { IncomingMessage } from 'node:http';
import { SubcamError } from '@subcam/shared';

/** A connection of Engine.IO, as far as it is looked at here. */
export interface EngineConnection {
  readonly request: IncomingMessage;
  on(event: 'packetCreate', listener: (packet: { readonly data?: unknown }) => void): void;
  on(event: 'flush', listener: () => void): void;
  close(discard: boolean): void;
}

/**
 * Counts what Engine.IO keeps and what the operating system has not taken yet. A connection over the limit is destroyed, not closed: who
 * does not read would not answer a closing handshake either, and what waits would be kept meanwhile. `onEnded` is called once, with the reason.
 */
export function endSlowReader(
  connection: EngineConnection,
  { maxWaitingBytes, onEnded }: { readonly maxWaitingBytes: () => number; readonly onEnded: (reason: SubcamError) => void },
): void {
  const { socket } = connection.request;
  let keptBytes = 0;
  connection.on('packetCreate', ({ data }) => {
    keptBytes += bytesOf(data);
    const most = maxWaitingBytes();
    if (socket.destroyed || keptBytes + socket.writableLength <= most) return;
    connection.close(true);
    socket.destroy();
    onEnded(
      new SubcamError('session-limit', `More than ${most} bytes waited for a client that did not read them (limits.maxWaitingBytes).`, {
        retryable: true,
      }),
    );
  });
  // All of it goes to the socket at once.
  connection.on('flush', () => {
    keptBytes = 0;
  });
}

function bytesOf(data: unknown): number {
  if (typeof data === 'string') return Buffer.byteLength(data);
  return ArrayBuffer.isView(data) || data instanceof ArrayBuffer ? data.byteLength : 0;
}
