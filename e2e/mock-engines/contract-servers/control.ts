// Faults of a contract server, switched on and off over a port of its own, and what the service was asked meanwhile.
import type { IncomingMessage, RequestListener } from 'node:http';

/**
 * `status`: refuses with it. `hang`: takes the request and never answers. `drip`: begins an answer and goes on for ever, a little at a time.
 * `malformed`: an answer that is none. `empty`: no words, as if nobody had spoken. `reset`: cuts the connection. `other`: the answer to another request.
 * `wrong-language`: words that nobody said, in Russian. `error`: an error under 200, in the middle of the answer where that is a stream.
 */
export type Fault =
  | { readonly type: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly type: 'hang' | 'drip' | 'malformed' | 'empty' | 'reset' | 'other' | 'wrong-language' | 'error' };

export interface Asked {
  /** Which way it came: `transcribe`, `process-chunk`, `stream`, `transcriptions`; of what translates, method and path. */
  readonly way: string;
  readonly language: string | null;
  readonly prompt: string | null;
  readonly authorization: string | null;
  /** Words of the recording that are in the sound. */
  readonly words: string;
  /** null: it was answered rightly. */
  readonly fault: string | null;
}

export interface Control {
  /** The fault of the next request, told together with what was asked; null: none. */
  next(asked: Omit<Asked, 'fault'>): Fault | null;
  /** `PUT /faults`: a list, one for each request that comes. `PUT /standing`: one for all that ask for one of some languages (`{languages, fault}`), null for none. `GET /asked`. */
  readonly listener: RequestListener;
}

interface Standing {
  readonly languages: readonly string[];
  readonly fault: Fault;
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

export function openControl(): Control {
  let faults: Fault[] = [];
  let standing: Standing | null = null;
  let asked: Asked[] = [];
  return {
    next: (request) => {
      const isStanding = standing?.languages.includes(request.language ?? '') === true;
      const fault = faults.shift() ?? (isStanding ? standing?.fault : null) ?? null;
      asked.push({ ...request, fault: fault?.type ?? null });
      return fault;
    },
    listener: (request, response) => {
      const serve = async (): Promise<void> => {
        const body = await bodyOf(request);
        const path = `${request.method ?? ''} ${request.url ?? ''}`;
        if (path === 'PUT /faults') faults = JSON.parse(body.toString()) as Fault[];
        else if (path === 'PUT /standing') standing = JSON.parse(body.toString()) as Standing | null;
        else if (path === 'GET /asked') {
          response.end(JSON.stringify(asked));
          asked = [];
          return;
        } else response.statusCode = 404;
        response.end('{}');
      };
      serve().catch((error: unknown) => response.writeHead(500).end(String(error)));
    },
  };
}
