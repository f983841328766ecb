// OpenAI's interface for chat completions, with a model that translates the sentences that it knows, or does what they say. Written from its documentation.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { bodyOf, type Control } from './control.ts';
import { failOverHttp } from './http-faults.ts';
import type { Phrases } from './phrases.ts';

interface Serving {
  readonly phrases: Phrases;
  readonly control: Control;
  /** Whether the model does what it reads. */
  readonly isObedient: boolean;
}

interface Completion {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly stream?: boolean;
  readonly response_format?: { readonly json_schema?: { readonly schema?: { readonly required?: readonly string[] } } };
}

const NAMES: Readonly<Record<string, string>> = { English: 'en', Spanish: 'es', Portuguese: 'pt' };
const PIECE_LENGTH = 7;

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const failed = (message: string, code: number): object => ({ error: { message, type: 'server_error', code } });

/** The language that the instructions name last before the first line ends: "from English into Spanish". */
function targetIn(instructions: string): string {
  const named = (instructions.split('\n')[0] ?? '').match(/\b(?:English|Spanish|Portuguese)\b/gu) ?? [];
  return NAMES[named.at(-1) ?? ''] ?? 'en';
}

/** As a model reads a message: words in quotes and braces are words. */
const readable = (message: string): string => message.replaceAll(String.raw`\"`, '"').replaceAll(String.raw`\\`, '\\');

export function serveChat(server: Server, { phrases, control, isObedient }: Serving): void {
  const stream = (response: ServerResponse, pieces: readonly string[]): ServerResponse => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const content of pieces)
      response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`);
    return response;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const way = `${request.method ?? ''} ${request.url ?? ''}`;
    if (way === 'GET /v1/models') return send(response, 200, { object: 'list', data: [{ id: 'contract-model', object: 'model' }] });
    if (way !== 'POST /v1/chat/completions') return send(response, 404, { detail: 'Not Found' });
    const { model, messages, response_format: format, stream: isStream = false } = JSON.parse(body.toString('utf8')) as Completion;
    if (model !== 'contract-model') return send(response, 404, failed(`The model \`${model}\` does not exist.`, 404));
    const target = targetIn(messages.find(({ role }) => role === 'system')?.content ?? '');
    const message = readable(messages.findLast(({ role }) => role === 'user')?.content ?? '');
    const fault = control.next({
      way,
      language: target,
      prompt: message,
      authorization: request.headers.authorization ?? null,
      words: message,
    });
    if (fault?.type === 'error' && isStream) {
      stream(response, ['¡']).end(`data: ${JSON.stringify(failed('refused with 500', 500))}\n\n`);
      return;
    }
    if (fault?.type === 'drip' && isStream) {
      stream(response, []);
      const dripping = setInterval(() => response.write(': wait\n\n'), 20);
      response.on('close', () => clearInterval(dripping));
      return;
    }
    if (fault !== null && failOverHttp(response, fault, (status) => failed(`refused with ${status}`, status))) return;
    const said = fault?.type === 'empty' ? '' : (phrases.answer(message, target, isObedient) ?? `[${target}] ?`);
    const [key] = format?.json_schema?.schema?.required ?? [];
    const content = key === undefined ? said : JSON.stringify({ [key]: said });
    if (!isStream) return send(response, 200, { choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }] });
    const pieces = content.match(new RegExp(`[^]{1,${PIECE_LENGTH}}`, 'gu')) ?? [];
    const end = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
    stream(response, pieces).end(`data: ${JSON.stringify(end)}\n\ndata: [DONE]\n\n`);
  };
  server.on('request', (request, response) => {
    serve(request, response).catch((error: unknown) => send(response, 400, failed(String(error), 400)));
  });
}
