// Routes -> an HTTP service on loopback that speaks JSON, refuses as the contract says, and counts what it has done.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SubcamError, toSubcamError } from '@subcam/shared';

export interface MockService {
  /** e.g. `http://127.0.0.1:49152`, without a slash at the end. */
  readonly url: string;
  /** Requests for work that were answered with it so far; refused ones and health checks are not counted. */
  requests(): number;
  /** Ends open connections too. */
  close(): Promise<void>;
}

export interface MockRequest {
  /** Empty when the client sent none. */
  readonly contentType: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface MockRoutes {
  /** Path of the health check. */
  readonly health: string;
  /** Its answer. */
  readonly healthAnswer: () => unknown;
  /** `POST` path -> what answers. A thrown `bad-request` is a 400 with its message, anything else a 500; both as `{error}`. */
  readonly work: Readonly<Record<string, (request: MockRequest) => unknown>>;
}

/** A minute of 48 kHz stereo WAV has 11.5 MB; a segment of the daemon's has at most a tenth of it. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    // The rest is read and dropped, so that the client gets to read the answer.
    if (bytes <= MAX_BODY_BYTES) pieces.push(piece);
  }
  if (bytes > MAX_BODY_BYTES) throw new SubcamError('bad-request', `A request of ${bytes} bytes is too large (${MAX_BODY_BYTES}).`);
  return Uint8Array.from(Buffer.concat(pieces));
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

/** Listens on a free port of 127.0.0.1. */
export async function startMockService(routes: MockRoutes): Promise<MockService> {
  let requests = 0;
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const isHealth = pathname === routes.health;
    const work = Object.hasOwn(routes.work, pathname) ? routes.work[pathname] : undefined;
    if (!isHealth && work === undefined) {
      request.resume();
      answer(response, 404, { error: `There is no ${pathname} here.` });
      return;
    }
    if (request.method !== (isHealth ? 'GET' : 'POST')) {
      request.resume();
      answer(response, 405, { error: `${request.method ?? ''} ${pathname} is not served.` });
      return;
    }
    if (work === undefined) {
      answer(response, 200, routes.healthAnswer());
      return;
    }
    try {
      const body = await readBody(request);
      const done = await work({ contentType: request.headers['content-type'] ?? '', body });
      requests += 1;
      answer(response, 200, done);
    } catch (thrown) {
      const error = toSubcamError(thrown);
      answer(response, error.code === 'bad-request' ? 400 : 500, { error: error.message });
    }
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requests,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
