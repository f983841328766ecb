// Connections of an HTTP server whose bytes are parsed a piece at a time: whatever comes on them is answered as without it.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { paceRequests, type RequestPace } from './paced-requests.ts';

let server: Server;
let client: Socket;
let pace: RequestPace;
let asked: IncomingMessage[];
let answer: (request: IncomingMessage) => Promise<string>;
/** Of the latest piece: how many requests were in it. */
let mostAtOnce: number;

beforeEach(async () => {
  asked = [];
  mostAtOnce = 0;
  let atOnce = 0;
  answer = async () => 'yes';
  server = createServer((request, response) => {
    asked.push(request);
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    void answer(request).then((body) => response.end(body));
  });
  server.on('connection', (socket) => {
    pace = paceRequests(socket, (parse) => {
      setImmediate(() => {
        atOnce = 0;
        parse();
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(client, 'connect');
});

afterEach(() => {
  client.destroy();
  server.close();
});

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: here\r\n\r\n`;

/** What comes until it holds so many answers. */
async function answers(count: number): Promise<string> {
  let text = '';
  for await (const data of client) {
    text += (data as Buffer).toString('latin1');
    if (text.split('HTTP/1.1 200').length > count && !text.endsWith('\r\n')) break;
  }
  return text;
}

describe('a connection', () => {
  it('on which thousands of requests come at once has some of them parsed at a time, and all of them answered in their order', async () => {
    client.write(Array.from({ length: 3_000 }, (_, index) => get(`/${index}`)).join(''));
    await answers(3_000);
    expect(asked.map(({ url }) => url)).toEqual(Array.from({ length: 3_000 }, (_, index) => `/${index}`));
    expect(mostAtOnce).toBeGreaterThan(10);
    expect(mostAtOnce).toBeLessThan(80);
  });

  it('whose client takes no answers is read no further until it does, and then answers all', async () => {
    const large = 'x'.repeat(200_000);
    answer = async () => large;
    client.pause();
    client.write(get('/').repeat(200));
    let before = -1;
    while (before !== asked.length) {
      before = asked.length;
      for (let count = 0; count < 200; count += 1) await turn();
    }
    expect(asked.length).toBeLessThan(200);
    let bytes = 0;
    client.resume();
    for await (const data of client) {
      bytes += (data as Buffer).length;
      if (bytes > 200 * large.length) break;
    }
    expect(asked).toHaveLength(200);
  });

  it('gives a body to its request, in however many pieces it comes', async () => {
    const body = 'b'.repeat(300_000);
    answer = async (request) => {
      let text = '';
      for await (const data of request) text += String(data);
      return String(text === body);
    };
    client.write(`POST / HTTP/1.1\r\nHost: here\r\nContent-Length: ${body.length}\r\n\r\n${body}${get('/after')}`);
    expect(await answers(2)).toContain('true');
    expect(asked.map(({ url }) => url)).toEqual(['/', '/after']);
  });

  it('that is held is parsed no further until it may go on', async () => {
    client.write(get('/first'));
    await expect.poll(() => asked.length).toBe(1);
    pace.hold();
    client.write(get('/second'));
    for (let count = 0; count < 200; count += 1) await turn();
    expect(asked).toHaveLength(1);
    pace.resume();
    await expect.poll(() => asked.length).toBe(2);
  });

  it('that is upgraded keeps what has come behind the request for whoever takes it over', async () => {
    const rest = 'r'.repeat(10_000);
    const taken = new Promise<string>((resolve) => {
      server.on('upgrade', (_request, socket, head) => {
        pace.release();
        let text = '';
        if (head.length > 0) socket.unshift(head);
        socket.on('data', (data: Buffer) => {
          text += data.toString('latin1');
          if (text.length >= rest.length) resolve(text);
        });
      });
    });
    client.write(`GET / HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n${rest}`);
    expect(await taken).toBe(rest);
  });
});
