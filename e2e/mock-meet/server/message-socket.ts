// WebSocket upgrades -> typed messages both ways; what does not fit the schema closes its socket.
import type { Server } from 'node:http';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { ZodType } from 'zod';
import type { RoomConnection } from './room.ts';

export interface MessageSocketOptions<Incoming, Outgoing> {
  readonly server: Server;
  /** Path of the request, query and all. */
  readonly path: string;
  /** Only pages of this origin; a WebSocket is open to any page of the machine otherwise. */
  readonly allowOrigin: (origin: string | undefined) => boolean;
  readonly schema: ZodType<Incoming>;
  readonly connect: (send: (message: Outgoing) => void) => RoomConnection<Incoming>;
}

/** An offer with a hundred sounds fits. */
const MAX_MESSAGE_BYTES = 1024 * 1024;

function serve<Incoming, Outgoing>(socket: WebSocket, options: MessageSocketOptions<Incoming, Outgoing>): void {
  const connection = options.connect((message) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  });
  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (isBinary || !Buffer.isBuffer(data)) {
      socket.close(1003, 'text messages only');
      return;
    }
    let value: unknown;
    try {
      value = JSON.parse(data.toString('utf8'));
    } catch {
      socket.close(1007, 'not JSON');
      return;
    }
    const parsed = options.schema.safeParse(value);
    if (!parsed.success) {
      socket.close(1008, parsed.error.issues[0]?.message.slice(0, 100) ?? 'not a message of this socket');
      return;
    }
    connection.receive(parsed.data);
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => connection.closed());
}

/** Answers upgrades of one path; other paths are refused. Returns the way to end every socket. */
export function listenForMessages<Incoming, Outgoing>(options: MessageSocketOptions<Incoming, Outgoing>): () => void {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES });
  options.server.on('upgrade', (request, stream, head) => {
    if (request.url !== options.path || !options.allowOrigin(request.headers.origin)) {
      stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => serve(socket, options));
  });
  return () => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
  };
}
