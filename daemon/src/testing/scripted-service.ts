// An engine service on loopback that answers as a test says: with JSON, a status, a flood, a cut connection, or nothing.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ScriptedRequest {
  /** The body as it came: JSON, or a form with sound in it, in which the fields can still be read. */
  readonly body: string;
  /** A field of the form, or undefined. */
  readonly field: (name: string) => string | undefined;
}

/** Ends the response, or leaves it open. */
export type ServiceAnswer = (response: ServerResponse) => void;

export interface ScriptedService {
  readonly url: string;
  close(): void;
}

export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): ServiceAnswer {
  return (response) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

export const reset: ServiceAnswer = (response) => response.destroy();

export const hang: ServiceAnswer = () => undefined;

/** The beginning of an answer, then `megabytes` of it, as fast as they are read. */
export function flood(start: string, megabytes: number): ServiceAnswer {
  const piece = 'so '.repeat(350_000);
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write(start);
    let left = megabytes;
    const more = (): void => {
      left -= 1;
      if (left < 0) response.end('"}');
      else response.write(piece, () => setImmediate(more));
    };
    more();
  };
}

/** `answer` is asked when a request is there as a whole. What such services say of themselves (GET) this one does not have; a request without sound or words, by which somebody finds out whether it is there, it refuses. */
export async function startScriptedService(answer: (request: ScriptedRequest) => ServiceAnswer): Promise<ScriptedService> {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST') return json({ error: 'not found' }, 404)(response);
    const pieces: Buffer[] = [];
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
    const body = Buffer.concat(pieces).toString('latin1');
    if (body === '{}') return json({ error: 'There is no audio.' }, 400)(response);
    if (body.startsWith('{"text":"",')) return json({ error: 'There is no text.' }, 400)(response);
    const field = (name: string): string | undefined => new RegExp(`name="${name}"\r\n\r\n([^\r]*)`).exec(body)?.[1];
    answer({ body, field })(response);
  };
  const server = createServer((request, response) => {
    // A client that goes away is no failure of the service.
    response.on('error', () => undefined);
    serve(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
