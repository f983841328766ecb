// A daemon's address -> many connections at once that never show the token, each of which sends as much as it can.
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import type { FloodTarget } from './flood-target.ts';

/** Connections that are there at the same time: fewer than the daemon lets wait for their token. */
const CONNECTIONS = 50;

/** Messages or requests of one connection. */
const OF_EACH = 256;

const UPGRADE = [
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
  'Host: 127.0.0.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n');

/** A text frame of a WebSocket's client, with a mask that changes nothing: Engine.IO's "noop". */
const TINY_MESSAGE = Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x36]);

const ONE_REQUEST = Buffer.from('GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');

/** `opening`: sent first; its answer is waited for. Resolves with how many were sent. */
async function flood({ url, count, signal }: FloodTarget, one: Buffer, opening?: string): Promise<number> {
  const { hostname, port } = new URL(url);
  const bytes = Buffer.concat(Array.from({ length: OF_EACH }, () => one));
  let sent = 0;
  const comeAgainAndAgain = async (): Promise<void> => {
    while (sent < count && !signal.aborted) {
      const connection = connectTcp(Number(port), hostname);
      const ended = once(connection, 'close').catch(() => undefined);
      connection.on('error', () => undefined);
      if (opening !== undefined) {
        connection.write(opening);
        await Promise.race([once(connection, 'data').catch(() => undefined), ended]);
      }
      connection.resume();
      connection.write(bytes);
      sent += OF_EACH;
      const isOver = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      await Promise.race([ended, isOver]);
      connection.destroy();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, comeAgainAndAgain));
  return sent;
}

export function tinyMessages(target: FloodTarget): Promise<number> {
  return flood(target, TINY_MESSAGE, UPGRADE);
}

export function requestsWithoutToken(target: FloodTarget): Promise<number> {
  return flood(target, ONE_REQUEST);
}
