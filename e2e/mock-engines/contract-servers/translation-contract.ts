// The contract's translation service and LibreTranslate: what translates, and what they say of themselves. Written from the contract and from LibreTranslate's documentation.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { bodyOf, type Control, type Fault } from './control.ts';
import { failOverHttp } from './http-faults.ts';
import type { Phrases } from './phrases.ts';

interface Serving {
  readonly phrases: Phrases;
  readonly control: Control;
}

/** What a server of this kind has: its pages, and what it does with a JSON body. */
type Work = (
  body: Record<string, unknown>,
  answer: (text: string, target: string) => string,
) => { readonly target: string; readonly text: string; readonly reply: () => object };

const LANGUAGES = ['en', 'es', 'pt'];

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const refusal = (status: number): object => ({ error: `refused with ${status}` });

const one: Work = (body, answer) => {
  const [text, target] = [String(body['text']), String(body['target_language'])];
  const reply = () => ({
    translated_text: answer(text, target),
    source_language: body['source_language'],
    target_language: target,
    confidence: 0.9,
    processing_time: 0.05,
    model_used: 'contract-model',
    backend_used: 'contract',
  });
  return { text, target, reply };
};

const several: Work = (body, answer) => {
  const text = String(body['text']);
  const targets = body['target_languages'] as readonly string[];
  const reply = () => ({
    source_text: text,
    source_language: body['source_language'],
    translations: Object.fromEntries(
      targets.map((target) => [
        target,
        LANGUAGES.includes(target)
          ? { translated_text: answer(text, target), confidence: 0.9, processing_time: 0.05 }
          : { error: `no ${target}` },
      ]),
    ),
    total_processing_time: 0.1,
    timestamp: '2026-01-01T00:00:00',
  });
  return { text, target: targets.join(','), reply };
};

const libre: Work = (body, answer) => {
  const [text, target] = [String(body['q']), String(body['target'])];
  return { text, target, reply: () => ({ translatedText: answer(text, target) }) };
};

interface Interface {
  readonly pages: Readonly<Record<string, object>>;
  readonly work: Readonly<Record<string, Work>>;
}

const CONTRACT: Interface = {
  pages: {
    'GET /api/health': { status: 'healthy', service: 'translation' },
    'GET /api/languages': { languages: LANGUAGES.map((code) => ({ code })) },
    'GET /api/device-info': { device: 'cuda:0', gpu_available: true },
  },
  work: { 'POST /api/translate': one, 'POST /api/translate/multi': several },
};

const LIBRE: Interface = {
  pages: { 'GET /languages': LANGUAGES.map((code) => ({ code, name: code, targets: LANGUAGES })) },
  work: { 'POST /translate': libre },
};

function serveInterface(server: Server, { phrases, control }: Serving, { pages, work }: Interface): void {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const way = `${request.method ?? ''} ${request.url ?? ''}`;
    const page = pages[way];
    if (page !== undefined) return send(response, 200, page);
    const does = work[way];
    if (does === undefined) return send(response, 404, { error: 'Not Found' });
    let fault: Fault | null = null;
    const answer = (text: string, target: string): string => (fault?.type === 'empty' ? '' : phrases.translate(text, target));
    const { text, target, reply } = does(JSON.parse(body.toString('utf8')) as Record<string, unknown>, answer);
    fault = control.next({ way, language: target, prompt: null, authorization: request.headers.authorization ?? null, words: text });
    if (fault !== null && failOverHttp(response, fault, refusal)) return;
    send(response, 200, reply());
  };
  server.on('request', (request, response) => {
    serve(request, response).catch((error: unknown) => send(response, 400, { error: String(error) }));
  });
}

export const serveTranslation = (server: Server, serving: Serving): void => serveInterface(server, serving, CONTRACT);
export const serveLibreTranslate = (server: Server, serving: Serving): void => serveInterface(server, serving, LIBRE);
