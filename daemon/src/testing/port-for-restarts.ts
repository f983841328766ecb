// A port that a daemon gets back after a kill: none that the system gives to outgoing connections, as those of a client that tries again and again.
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Linux gives ports from 32768 on to outgoing connections; one that connects to a port where nobody listens may be given that very port. */
const PORTS = { from: 20_000, to: 32_000 };

/** Free now. */
export async function portForRestarts(): Promise<number> {
  for (;;) {
    const port = PORTS.from + Math.floor(Math.random() * (PORTS.to - PORTS.from));
    const server = createServer();
    const opened = once(server, 'listening');
    server.listen(port, '127.0.0.1');
    const isFree = await opened.then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
