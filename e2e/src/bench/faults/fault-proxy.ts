// A TCP proxy on loopback between the clients of this process and a daemon, which does to their connections what bad networks do.
import { once } from 'node:events';
import { connect, createServer, Socket, type AddressInfo, type TcpNetConnectOpts } from 'node:net';

export interface FaultProxy extends AsyncDisposable {
  /** Connections that are open. */
  readonly open: number;
  /** What is done from now on, to connections that are open too; the default does nothing. */
  become(weather: Partial<Weather>): void;
  /** Every connection is reset (RST), on both sides. */
  resetAll(): void;
}

export type Direction = 'toDaemon' | 'toClient';

export interface Weather {
  /** A piece arrives so much later, ms; pieces keep their order. */
  readonly delayMs: () => number;
  /** Bytes a second, each way and for each connection; null: as fast as they come. */
  readonly bytesPerSecond: number | null;
  /** Nothing passes this way, nobody is told; null: everything passes. What was held back passes when that is over. */
  readonly held: readonly Direction[];
  /** What comes this way is lost. A connection of which something was lost is of no use any more: reset it afterwards. */
  readonly lost: readonly Direction[];
}

const FAIR: Weather = { delayMs: () => 0, bytesPerSecond: null, held: [], lost: [] };

/** How often held pieces are looked at, ms. */
const LOOK_EVERY_MS = 5;

interface Piece {
  readonly data: Buffer | 'end';
  readonly dueMs: number;
}

/** Of a connection that goes where it says. */
const DIRECT = Symbol('direct');

/**
 * Everything in this process that connects to one port of this machine is connected to another, until the function that is returned is called. Clients give their
 * token to nothing but what has proved to be the daemon at the address that they know (ADR 15), so that no proxy can stand at an address of its own.
 */
function redirectConnections(from: number, to: number): () => void {
  // It is called with the socket that connects.
  const before = Reflect.get(Socket.prototype, 'connect') as (...given: unknown[]) => Socket;
  let isOver = false;
  const redirected = function (this: Socket, ...given: unknown[]): Socket {
    const [first] = given;
    const options = (Array.isArray(first) ? first[0] : first) as (Partial<TcpNetConnectOpts> & { readonly [DIRECT]?: true }) | undefined;
    if (!isOver && options !== undefined && Number(options.port) === from && options[DIRECT] !== true) options.port = to;
    return Reflect.apply(before, this, given);
  };
  Socket.prototype.connect = redirected;
  return () => {
    isOver = true;
    // Another one may have come on top of it, and goes on through this one, which does nothing any more.
    if (Reflect.get(Socket.prototype, 'connect') === redirected) Socket.prototype.connect = before;
  };
}

/** Takes the connections of this process to the daemon's port. */
export async function openFaultProxy(daemonPort: number): Promise<FaultProxy> {
  let weather = FAIR;
  const pairs = new Set<{ readonly reset: () => void }>();

  const carry = (from: Socket, to: Socket, direction: Direction): (() => void) => {
    const waiting: Piece[] = [];
    let lastDueMs = 0;
    let freeAtMs = 0;
    const put = (data: Piece['data']): void => {
      if (data !== 'end' && weather.lost.includes(direction)) return;
      lastDueMs = Math.max(lastDueMs, performance.now() + weather.delayMs());
      waiting.push({ data, dueMs: lastDueMs });
      if (waiting.length > 1_000) from.pause();
      pass();
    };
    const pass = (): void => {
      while (waiting.length > 0 && !weather.held.includes(direction)) {
        const [piece] = waiting;
        const nowMs = performance.now();
        if (piece === undefined || piece.dueMs > nowMs || freeAtMs > nowMs) return;
        waiting.shift();
        if (waiting.length < 500) from.resume();
        if (piece.data === 'end') to.end();
        else {
          if (weather.bytesPerSecond !== null) freeAtMs = Math.max(nowMs, freeAtMs) + (piece.data.length * 1000) / weather.bytesPerSecond;
          if (to.writable) to.write(piece.data);
        }
      }
    };
    from.on('data', put);
    from.on('end', () => put('end'));
    const timer = setInterval(pass, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  };

  const server = createServer({ allowHalfOpen: true }, (client) => {
    const daemon = connect({ port: daemonPort, host: '127.0.0.1', allowHalfOpen: true, [DIRECT]: true } as TcpNetConnectOpts);
    for (const socket of [client, daemon]) socket.setNoDelay(true);
    const stops = [carry(client, daemon, 'toDaemon'), carry(daemon, client, 'toClient')];
    const pair = {
      reset: (): void => {
        client.resetAndDestroy();
        daemon.resetAndDestroy();
      },
    };
    pairs.add(pair);
    const over = (): void => {
      if (!pairs.delete(pair)) return;
      for (const stop of stops) stop();
    };
    for (const [socket, other] of [
      [client, daemon],
      [daemon, client],
    ] as const) {
      // A daemon that was killed resets its end, and so must the proxy.
      socket.on('error', () => other.resetAndDestroy());
      socket.on('close', () => {
        if (client.destroyed && daemon.destroyed) over();
        else if (socket.readableEnded && socket.writableFinished) return;
        else other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const redirectNoMore = redirectConnections(daemonPort, (server.address() as AddressInfo).port);
  const resetAll = (): void => {
    for (const pair of pairs) pair.reset();
  };
  return {
    get open() {
      return pairs.size;
    },
    become: (change) => {
      weather = { ...FAIR, ...change };
    },
    resetAll,
    [Symbol.asyncDispose]: async () => {
      redirectNoMore();
      resetAll();
      server.close();
      await once(server, 'close');
    },
  };
}
