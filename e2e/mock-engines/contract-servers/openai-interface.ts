// OpenAI's interface for transcriptions: POST /v1/audio/transcriptions and GET /v1/models, written from its documentation.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { bodyOf, type Control } from './control.ts';
import { failOverHttp } from './http-faults.ts';
import { INVENTED, type FoundSegment, type Recording } from './recording.ts';

interface Serving {
  readonly recording: Recording;
  readonly control: Control;
}

const NAMES: Readonly<Record<string, string>> = { en: 'english', ru: 'russian', pt: 'portuguese' };

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export function serveOpenAi(server: Server, { recording, control }: Serving): void {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const path = `${request.method ?? ''} ${request.url ?? ''}`;
    if (path === 'GET /v1/models') return reply(response, 200, { object: 'list', data: [{ id: 'whisper-1', object: 'model' }] });
    if (path !== 'POST /v1/audio/transcriptions') return reply(response, 404, { detail: 'Not Found' });
    const form = await new Response(body, { headers: { 'content-type': request.headers['content-type'] ?? '' } }).formData();
    const file = form.get('file');
    if (!(file instanceof File))
      return reply(response, 422, { detail: [{ loc: ['body', 'file'], msg: 'Field required', type: 'missing' }] });
    const found = recording.find(Buffer.from(await file.arrayBuffer()));
    const field = (name: string): string | null => {
      const value = form.get(name);
      return typeof value === 'string' ? value : null;
    };
    const fault = control.next({
      way: 'transcriptions',
      language: field('language'),
      prompt: field('prompt'),
      authorization: request.headers.authorization ?? null,
      words: found.segments.map(({ text }) => text).join(' '),
    });
    if (fault !== null && failOverHttp(response, fault, (status) => ({ error: { message: `refused with ${status}`, type: 'test' } })))
      return;
    const segments: readonly FoundSegment[] = fault?.type === 'empty' ? [] : fault?.type === 'wrong-language' ? [INVENTED] : found.segments;
    const isOther = fault?.type === 'other';
    reply(response, 200, {
      task: 'transcribe',
      language: NAMES[segments[0]?.language ?? ''] ?? 'english',
      // The answer to another request is of another sound.
      duration: isOther ? found.seconds + 30 : found.seconds,
      text: isOther ? 'Words of somebody else.' : segments.map(({ text }) => text).join(' '),
      segments: isOther
        ? []
        : segments.map(({ start, end, text }, id) => ({
            id,
            seek: 0,
            start,
            end,
            text: ` ${text}`,
            tokens: [],
            avg_logprob: -0.1,
            compression_ratio: 1,
            no_speech_prob: 0.01,
          })),
      usage: { type: 'duration', seconds: Math.ceil(found.seconds) },
    });
  };
  server.on('request', (request, response) => {
    serve(request, response).catch((error: unknown) => reply(response, 400, { error: { message: String(error) } }));
  });
}
