// A speech service on loopback that answers what a test says of each request: its path, its key, the fields of its form and the sound in it.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FormRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  /** Text fields of a form; empty where none came. */
  readonly fields: Readonly<Record<string, string>>;
  /** The body, where it is JSON. */
  readonly json: Readonly<Record<string, unknown>> | null;
  /** The file that the form has; empty where none came. */
  readonly wav: Buffer;
}

export interface FormReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Anything but a text is sent as JSON. */
  readonly body: unknown;
}

export interface FormService {
  readonly url: string;
  /** Every request that came, in order. */
  readonly received: readonly FormRequest[];
  /** Requests whose client went away before there was an answer. */
  left(): number;
  close(): void;
}

/** `answer` gives null where there is to be no answer at all. */
export async function startFormService(answer: (request: FormRequest) => FormReply | null): Promise<FormService> {
  const received: FormRequest[] = [];
  let left = 0;
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await receive(incoming);
    received.push(request);
    const reply = answer(request);
    if (reply === null) {
      response.once('close', () => {
        left += 1;
      });
      return;
    }
    const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers }).end(body);
  };
  const server = createServer((incoming, response) => {
    // A client that goes away while it sends is no failure of the service.
    serve(incoming, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    left: () => left,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function receive(incoming: IncomingMessage): Promise<FormRequest> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming as AsyncIterable<Buffer>) pieces.push(piece);
  const body = Buffer.concat(pieces);
  const { 'content-type': contentType = '', authorization } = incoming.headers;
  const isForm = contentType.startsWith('multipart/');
  const form = isForm ? await new Response(body, { headers: { 'content-type': contentType } }).formData() : new FormData();
  const entries = [...form];
  const file = entries.map(([, value]) => value).find((value) => typeof value !== 'string');
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    authorization,
    fields: Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
    json: contentType.startsWith('application/json') ? (JSON.parse(body.toString('utf8')) as Record<string, unknown>) : null,
    wav: file === undefined ? Buffer.alloc(0) : Buffer.from(await file.arrayBuffer()),
  };
}

/** Whether a WAV file has a sample that is not zero. */
export function isLoud(wav: Buffer): boolean {
  return wav.subarray(44).some((byte) => byte !== 0);
}
