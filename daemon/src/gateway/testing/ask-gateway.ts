// A request to a gateway under test; its answer is checked against the definition of its route.
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { checkAnswer } from './check-answer.ts';

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** null where the answer is not JSON. */
  readonly json: unknown;
}

/** Unlike `fetch`, node:http lets a test choose Host and Origin. */
export async function askGateway(port: number, path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answered> {
  const sent = request({ host: '127.0.0.1', port, path, method, headers: { ...headers } });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const text = await readText(response);
  const status = Number(response.statusCode);
  const contentType = response.headers['content-type'] ?? null;
  const json: unknown = contentType?.startsWith('application/json') === true && text !== '' ? JSON.parse(text) : null;
  if (method !== 'HEAD') checkAnswer({ method, path, status, contentType, json });
  return { status, headers: response.headers, text, json };
}
