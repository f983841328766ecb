// Triton's HTTP interface with one model that translates the sentences that it knows: readiness, configuration, generate and infer. Written from its documentation.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { bodyOf, type Control } from './control.ts';
import { failOverHttp } from './http-faults.ts';
import type { Phrases } from './phrases.ts';

interface Serving {
  readonly phrases: Phrases;
  readonly control: Control;
}

interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly datatype: string;
  readonly data: readonly string[];
}

const MODEL = '/v2/models/contract-model';

function send(response: ServerResponse, status: number, body: object | null): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body === null ? '' : JSON.stringify(body));
}

export function serveTriton(server: Server, { phrases, control }: Serving): void {
  const pages: Readonly<Record<string, object | null>> = {
    'GET /v2/health/ready': null,
    'GET /v2': { name: 'triton', version: '2.61.0', extensions: ['generate', 'model_configuration'] },
    [`GET ${MODEL}`]: {
      name: 'contract-model',
      versions: ['1'],
      platform: 'python',
      inputs: ['text_input', 'target_language'].map((name) => ({ name, datatype: 'BYTES', shape: [1, 1] })),
      outputs: [{ name: 'text_output', datatype: 'BYTES', shape: [1, 1] }],
    },
    [`GET ${MODEL}/ready`]: null,
    [`GET ${MODEL}/config`]: { name: 'contract-model', instance_group: [{ kind: 'KIND_GPU', count: 1, gpus: [0] }] },
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const way = `${request.method ?? ''} ${request.url ?? ''}`;
    if (way in pages) return send(response, 200, pages[way] ?? null);
    const isGenerate = way === `POST ${MODEL}/generate`;
    if (!isGenerate && way !== `POST ${MODEL}/infer`) return send(response, 400, { error: 'Request for unknown model' });
    const json = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
    const inputs = (json['inputs'] ?? []) as readonly Tensor[];
    const input = (name: string): string =>
      isGenerate ? String(json[name]) : (inputs.find((tensor) => tensor.name === name)?.data[0] ?? '');
    const [text, target] = [input('text_input'), input('target_language')];
    const fault = control.next({ way, language: target, prompt: null, authorization: request.headers.authorization ?? null, words: text });
    if (fault !== null && failOverHttp(response, fault, (status) => ({ error: `refused with ${status}` }))) return;
    const translation = fault?.type === 'empty' ? '' : phrases.translate(text, target);
    const own = { model_name: 'contract-model', model_version: '1' };
    if (isGenerate) return send(response, 200, { ...own, text_output: translation });
    send(response, 200, { ...own, outputs: [{ name: 'text_output', datatype: 'BYTES', shape: [1, 1], data: [translation] }] });
  };
  server.on('request', (request, response) => {
    serve(request, response).catch((error: unknown) => send(response, 400, { error: String(error) }));
  });
}
