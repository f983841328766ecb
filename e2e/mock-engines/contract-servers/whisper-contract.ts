// The contract's whisper service: POST /transcribe, POST /api/process-chunk, a Socket.IO stream, and what it says of itself. Written from the contract.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as SocketServer, type Socket } from 'socket.io';
import { bodyOf, type Control, type Fault } from './control.ts';
import { failOverHttp } from './http-faults.ts';
import { INVENTED, type Found, type FoundSegment, type Recording } from './recording.ts';

interface Serving {
  readonly recording: Recording;
  readonly control: Control;
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const refusal = (status: number): object => ({ error: `refused with ${status}` });

/** What is said to be in the sound. */
function heard({ segments }: Found, fault: Fault | null): readonly FoundSegment[] {
  if (fault?.type === 'empty') return [];
  return fault?.type === 'wrong-language' ? [INVENTED] : segments;
}

const textOf = (segments: readonly FoundSegment[]): string => segments.map(({ text }) => text).join(' ');

/** Segments of a sound to which they don't belong. */
const elsewhere = (segments: readonly FoundSegment[]): readonly FoundSegment[] =>
  segments.map((segment) => ({ ...segment, start: segment.start + 60, end: segment.end + 60 }));

function transcriptionOf(found: Found, fault: Fault | null) {
  const told = heard(found, fault);
  const segments = fault?.type === 'other' ? elsewhere(told) : told;
  return {
    text: textOf(segments),
    language: segments[0]?.language ?? 'en',
    segments: segments.map(({ start, end, text }, id) => ({ id, start, end, text, avg_logprob: -0.1, no_speech_prob: 0.01 })),
  };
}

export function serveWhisper(server: Server, { recording, control }: Serving): void {
  const pages: Readonly<Record<string, object>> = {
    'GET /health': { status: 'healthy', service: 'whisper' },
    'GET /api/models': { available_models: ['whisper-tiny', 'whisper-base'], current: 'whisper-base' },
    'GET /api/device-info': { device: 'cpu', device_info: {} },
  };

  const transcribe = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const form = await new Response(body, { headers: { 'content-type': request.headers['content-type'] ?? '' } }).formData();
    const [audio, language, prompt] = [form.get('audio'), form.get('language'), form.get('initial_prompt')];
    if (!(audio instanceof File)) return reply(response, 400, { error: 'no audio' });
    const found = recording.find(Buffer.from(await audio.arrayBuffer()));
    const fault = control.next({
      way: 'transcribe',
      language: typeof language === 'string' ? language : null,
      prompt: typeof prompt === 'string' ? prompt : null,
      authorization: request.headers.authorization ?? null,
      words: textOf(found.segments),
    });
    if (fault !== null && failOverHttp(response, fault, refusal)) return;
    reply(response, 200, {
      ...transcriptionOf(found, fault),
      confidence: 0.9,
      processing_time: 0.1,
      model_used: 'whisper-base',
      device_used: 'cpu',
      timestamp: '2026-01-01T00:00:00',
      session_id: 'default',
    });
  };

  const processChunk = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const given = JSON.parse((await bodyOf(request)).toString()) as {
      readonly chunk_id: string;
      readonly session_id: string;
      readonly audio_data: string;
      readonly chunk_metadata: { readonly language?: string; readonly initial_prompt?: string };
    };
    const found = recording.find(Buffer.from(given.audio_data, 'base64'));
    const { language = null, initial_prompt: prompt = null } = given.chunk_metadata;
    const fault = control.next({
      way: 'process-chunk',
      language,
      prompt,
      authorization: request.headers.authorization ?? null,
      words: textOf(found.segments),
    });
    if (fault !== null && failOverHttp(response, fault, refusal)) return;
    const isOther = fault?.type === 'other';
    const { language: told, ...transcription } = transcriptionOf(found, isOther ? null : fault);
    reply(response, 200, {
      chunk_id: isOther ? 'another-chunk' : given.chunk_id,
      session_id: given.session_id,
      status: 'success',
      transcription: { ...transcription, detected_language: told, confidence_score: 0.9 },
      processing_info: { model_used: 'whisper-base', device_used: 'cpu', processing_time: 0.1 },
      chunk_sequence: 0,
      chunk_timing: { start_time: 0, end_time: found.seconds, duration: found.seconds },
    });
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = `${request.method ?? ''} ${request.url ?? ''}`;
    const page = pages[path];
    if (page !== undefined) return reply(response, 200, page);
    if (path === 'POST /transcribe') return transcribe(request, response);
    if (path === 'POST /api/process-chunk') return processChunk(request, response);
    reply(response, 404, { error: 'Not Found' });
  };
  server.on('request', (request, response) => {
    // Socket.IO answers its own requests.
    if (request.url?.startsWith('/socket.io') === true) return;
    serve(request, response).catch((error: unknown) => reply(response, 400, { error: String(error) }));
  });
  new SocketServer(server).on('connection', (socket) => serveStream(socket, { recording, control }));
}

interface StreamAsked {
  readonly session_id: string;
  readonly audio_data: string;
  readonly language?: string;
  readonly initial_prompt?: string;
}

function serveStream(socket: Socket, { recording, control }: Serving): void {
  socket.on('join_session', ({ session_id }: StreamAsked) => socket.emit('joined_session', { session_id, status: 'joined' }));
  socket.on('leave_session', ({ session_id }: StreamAsked) => socket.emit('left_session', { session_id, status: 'left' }));
  socket.on('transcribe_stream', (asked: StreamAsked, acknowledge?: () => void) => {
    const found = recording.find(Buffer.from(asked.audio_data, 'base64'));
    const fault = control.next({
      way: 'stream',
      language: asked.language ?? null,
      prompt: asked.initial_prompt ?? null,
      authorization: null,
      words: textOf(found.segments),
    });
    streamAnswer(socket, { asked, found, fault });
    if (fault === null || !['hang', 'drip', 'reset'].includes(fault.type)) acknowledge?.();
  });
}

function streamAnswer(
  socket: Socket,
  { asked, found, fault }: { readonly asked: StreamAsked; readonly found: Found; readonly fault: Fault | null },
): void {
  const tell = (result: object): void => void socket.emit('transcription_result', { session_id: asked.session_id, ...result });
  switch (fault?.type) {
    case 'status':
      socket.emit('error', { status: fault.status, message: `refused with ${fault.status}` });
      return;
    case 'hang':
      return;
    case 'drip': {
      const dripping = setInterval(() => tell({ text: 'Good', is_draft: true, is_final: false }), 20);
      socket.on('disconnect', () => clearInterval(dripping));
      return;
    }
    case 'malformed':
      tell({ text: { words: 7 } });
      return;
    case 'error':
      socket.emit('error', { message: 'refused with 500' });
      return;
    case 'reset':
      socket.conn.close();
      return;
    case 'other':
      tell({ session_id: 'another-session', text: 'Words of somebody else.', is_final: true });
      return;
    case 'empty':
    case 'wrong-language':
    case undefined:
      break;
  }
  const segments = heard(found, fault);
  if (segments.length === 0) tell({ text: '', segments: [], is_final: false, is_draft: false });
  for (const [index, { start, end, text, language }] of segments.entries()) {
    const known = {
      detected_language: language,
      confidence: 0.9,
      absolute_start_time: 1_700_000_000 + start,
      absolute_end_time: 1_700_000_000 + end,
    };
    // A draft first, which the whole replaces; only what ends with punctuation is called final.
    tell({ ...known, text: text.split(' ')[0], stable_text: '', unstable_text: text.split(' ')[0], is_draft: true, is_final: false });
    tell({
      ...known,
      text,
      segments: [{ id: index, start, end, text }],
      is_draft: false,
      is_final: /[.?!]$/u.test(text),
      is_forced: false,
      should_translate: true,
      stability_score: 1,
    });
  }
}
