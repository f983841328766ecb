// A server that speaks the protocol of Postgres (https://www.postgresql.org/docs/current/protocol-message-formats.html) and says that it is version 12.
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';

const VERSION = '120017';

function message(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

const int16 = (value: number) => Buffer.from([value >> 8, value & 255]);
const int32 = (value: number) => Buffer.concat([int16(value >> 16), int16(value & 65_535)]);
const text = (value: string) => Buffer.from(`${value}\0`);

const READY = message('Z', Buffer.from('I'));

/** One column of text. */
const COLUMN = Buffer.concat([
  int16(1),
  text('server_version_num'),
  int32(0),
  int16(0),
  int32(25),
  int16(-1 & 65_535),
  int32(-1),
  int16(0),
]);

const ANSWER = Buffer.concat([
  message('T', COLUMN),
  message('D', Buffer.concat([int16(1), int32(VERSION.length), Buffer.from(VERSION)])),
  message('C', text('SHOW')),
  READY,
]);

/** Listens on a socket in `folder`, as Postgres would; keeps what it was asked. */
export async function oldServer(folder: string): Promise<AsyncDisposable & { readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const server = createServer((socket) => {
    let isKnown = false;
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      if (!isKnown) {
        isKnown = true;
        socket.write(Buffer.concat([message('R', int32(0)), READY]));
        return;
      }
      if (chunk[0] !== 'Q'.charCodeAt(0)) return;
      asked.push(chunk.subarray(5, -1).toString());
      socket.write(ANSWER);
    });
  });
  server.listen(path.join(folder, '.s.PGSQL.5432'));
  await once(server, 'listening');
  return {
    asked,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
