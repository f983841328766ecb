// A line to a database server that can be cut, at once or right after a commit was sent.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import path from 'node:path';

const SOCKET = '.s.PGSQL.5432';

export interface BrokenLine extends AsyncDisposable {
  /** The next commit reaches the server, and its answer nobody. */
  cutAfterCommit(): void;
  /** Connections that are there stay, and nothing comes back through them; new ones work. */
  fallSilent(): void;
  /** Every connection ends and none can be made. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** From a socket in `folder` to that of the server in `serverFolder`. */
export async function brokenLine(folder: string, serverFolder: string): Promise<BrokenLine> {
  const sockets = new Set<Socket>();
  let isWaitingForCommit = false;
  /** How often it fell silent. */
  let silences = 0;

  const server = createServer((client) => {
    const upstream = connect(path.join(serverFolder, SOCKET));
    let isDeaf = false;
    const madeAfter = silences;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk) => {
      if (isWaitingForCommit && chunk.toString('latin1').includes('commit\0')) {
        isWaitingForCommit = false;
        isDeaf = true;
      }
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      // The server has answered, so it has committed.
      if (isDeaf) client.destroy();
      else if (madeAfter === silences) client.write(chunk);
    });
  });
  const mend = async (): Promise<void> => {
    server.listen(path.join(folder, SOCKET));
    await once(server, 'listening');
  };
  const cut = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await mend();
  return {
    cutAfterCommit: () => {
      isWaitingForCommit = true;
    },
    fallSilent: () => {
      silences += 1;
    },
    cut,
    mend,
    [Symbol.asyncDispose]: async () => {
      if (server.listening) await cut();
    },
  };
}
