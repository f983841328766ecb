// A daemon's address -> one client that sends without end, in each of the ways in which a client can.
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { SAMPLE_RATE_HZ } from '@subcam/shared';
import { CAPTURE_NAMESPACE, encodePcmFrame, PROTOCOL_VERSION, RUNNER_NAMESPACE, SUBTITLES_NAMESPACE } from '@subcam/shared/wire';
import { io, type Socket } from 'socket.io-client';
import type { FloodTarget } from './flood-target.ts';
import { requestsWithoutToken, tinyMessages } from './strangers.ts';

/** Resolves with how many were sent. */
type Flood = (target: FloodTarget) => Promise<number>;

/** Sent before others of the same process get their turn. */
const BATCH = 200;

/** Connections that are opened at the same time. */
const AT_ONCE = 8;

function open({ url }: FloodTarget, namespace: string, token: string): Socket {
  return io(`${url}${namespace}`, {
    auth: { token, protocolVersion: PROTOCOL_VERSION, client: 'a flood' },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  });
}

/** Null when it was turned away. */
async function join(target: FloodTarget, namespace: string, token = target.token): Promise<Socket | null> {
  const socket = open(target, namespace, token);
  const refused = once(socket as never, 'connect_error').then(() => null);
  const joined = once(socket as never, 'connect').then(() => socket);
  const settled = await Promise.race([joined, refused]);
  if (settled === null) socket.disconnect();
  return settled;
}

let captures = 0;

function helloOf(sessionId = 'flood'): Record<string, unknown> {
  captures += 1;
  return {
    sessionId,
    captureId: `flood-${process.pid}-${Date.now()}-${captures}`,
    connectionEpoch: 1,
    sampleRateHz: SAMPLE_RATE_HZ,
    source: 'tab',
    startedAtMs: Date.now(),
    oldestSample: 0,
    nextSample: 0,
    meetingUrl: null,
    sourceLanguage: 'en',
    targetLanguages: [],
    pace: 'live',
  };
}

/** `message`: the next one, by how many were sent on its connection and in all. A connection that is ended is opened anew. */
function messages(namespace: string, event: string, message: (onConnection: number, inAll: number) => unknown): Flood {
  return async (target) => {
    let sent = 0;
    while (sent < target.count && !target.signal.aborted) {
      const socket = await join(target, namespace);
      if (socket === null) continue;
      const ended = once(socket as never, 'disconnect');
      if (namespace === CAPTURE_NAMESPACE) await Promise.race([socket.emitWithAck('hello', helloOf()).catch(() => undefined), ended]);
      for (let before = 0; sent < target.count && socket.connected && !target.signal.aborted; before += BATCH) {
        for (let count = 0; count < BATCH; count += 1) socket.emit(event, message(before + count, sent + count));
        sent += BATCH;
        await turn();
      }
      // A message that means nothing ends the connection once what came before it has been read.
      if (socket.connected) socket.emit('nothing');
      await Promise.race([ended, aborted(target.signal)]);
      socket.disconnect();
    }
    return sent;
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Some at a time, one after the other. */
function oneByOne(act: (target: FloodTarget, index: number) => Promise<unknown>): Flood {
  return async (target) => {
    let sent = 0;
    const worker = async (): Promise<void> => {
      while (sent < target.count && !target.signal.aborted) {
        sent += 1;
        await act(target, sent).catch(() => undefined);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return sent;
  };
}

function post({ url, token, signal }: FloodTarget, path: string, body: unknown): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body), signal }).then((response) => response.text());
}

const PACKET = {
  translated_text: 'hola',
  source_language: 'en',
  target_language: 'es',
  speaker_id: null,
  speaker_name: null,
  is_original_transcription: false,
};

async function cues(target: FloodTarget): Promise<number> {
  const socket = await join(target, CAPTURE_NAMESPACE);
  if (socket === null) return 0;
  try {
    await socket.emitWithAck('hello', helloOf('flood-of-cues'));
    const send = oneByOne((_target, index) =>
      post(
        target,
        '/api/bot/virtual-webcam/packets/flood-of-cues',
        Array.from({ length: 100 }, (_, at) => ({ ...PACKET, translated_text: `hola ${index} ${at}`, timestamp: index * 100 + at })),
      ),
    );
    return 100 * (await send({ ...target, count: target.count / 100 }));
  } finally {
    socket.disconnect();
  }
}

/** Requests on one connection that waits for none of the answers. */
async function requests({ url, token, count, signal }: FloodTarget): Promise<number> {
  const { hostname, port } = new URL(url);
  const socket = connectTcp(Number(port), hostname);
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  socket.resume();
  const one = `GET /api/health HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${token}\r\n\r\n`;
  let sent = 0;
  while (sent < count && !signal.aborted && !socket.destroyed) {
    sent += BATCH;
    if (!socket.write(one.repeat(BATCH))) await Promise.race([once(socket, 'drain').catch(() => undefined), aborted(signal)]);
    await turn();
  }
  socket.destroy();
  return sent;
}

/** As many as are let in, each of which is told everything, and stays until the time is over. */
async function readers(target: FloodTarget): Promise<number> {
  const open: Socket[] = [];
  const read = oneByOne(async () => {
    const socket = await join(target, SUBTITLES_NAMESPACE);
    if (socket === null) return;
    open.push(socket);
    await socket.emitWithAck('subscribe', { sessionId: '*' });
  });
  try {
    return await read(target);
  } finally {
    for (const socket of open) socket.disconnect();
  }
}

/** Connections that stay, each of which reports bots until it is refused. */
async function botsOfManyConnections(target: FloodTarget): Promise<number> {
  const open: Socket[] = [];
  const report = oneByOne(async (_target, index) => {
    const socket = await join(target, RUNNER_NAMESPACE);
    if (socket === null) return;
    open.push(socket);
    const lease = { state: 'active', reason: 'x', meetingUrl: MEETING_URL, atMs: index };
    for (let bot = 0; bot < 10 && socket.connected; bot += 1) {
      await socket.timeout(1_000).emitWithAck('lease', { ...lease, botId: `many-${index}-${bot}` });
    }
  });
  try {
    return await report(target);
  } finally {
    for (const socket of open) socket.disconnect();
  }
}

/** One capture that comes back again and again, and has forgotten more of its sound each time. */
async function comingBack(target: FloodTarget): Promise<number> {
  const hello = helloOf('flood-of-returns');
  const comeBack = oneByOne(async (_target, index) => {
    const socket = await join(target, CAPTURE_NAMESPACE);
    if (socket === null) return;
    try {
      const forgotten = { connectionEpoch: index, oldestSample: 10 * index, nextSample: 10 * index };
      await socket.timeout(5_000).emitWithAck('hello', { ...hello, ...forgotten });
    } finally {
      socket.disconnect();
    }
  });
  return comeBack(target);
}

const MEETING_URL = 'https://meet.google.com/abc-defg-hij';

export const FLOODS = {
  gaps: messages(CAPTURE_NAMESPACE, 'gap', (index) => ({ firstSample: 10 * index, sampleCount: 5, reason: 'source-gap' })),
  'gaps in place of sound': messages(CAPTURE_NAMESPACE, 'gap', (index) => ({
    firstSample: index,
    sampleCount: 1,
    reason: 'buffer-evicted',
  })),
  'frames of one sample': messages(CAPTURE_NAMESPACE, 'audio', (index) =>
    Buffer.from(encodePcmFrame({ connectionEpoch: 1, frame: { firstSample: index, samples: new Int16Array(1) } })),
  ),
  names: messages(CAPTURE_NAMESPACE, 'meeting', (_onConnection, inAll) => ({
    type: 'participant-joined',
    atMs: inAll,
    participantId: `participant ${inAll}`,
    displayName: `Name ${inAll} ${'x'.repeat(200)}`,
    isSelf: false,
  })),
  'settings of a tile': messages(CAPTURE_NAMESPACE, 'tileSettings', () => ({})),
  leases: messages(RUNNER_NAMESPACE, 'lease', (_onConnection, inAll) => ({
    botId: `flood-${inAll}`,
    state: 'active',
    reason: 'x'.repeat(500),
    meetingUrl: MEETING_URL,
    atMs: inAll,
  })),
  'leases of one bot': messages(RUNNER_NAMESPACE, 'lease', (index) => ({
    botId: 'flood',
    state: 'active',
    reason: 'x',
    meetingUrl: MEETING_URL,
    atMs: index,
  })),
  subscriptions: messages(SUBTITLES_NAMESPACE, 'subscribe', (index) => ({ sessionId: index % 2 === 0 ? '*' : `session-${index % 150}` })),
  cues,
  hellos: oneByOne(async (target, index) => {
    const socket = await join(target, CAPTURE_NAMESPACE);
    if (socket === null) return;
    try {
      await socket.timeout(5_000).emitWithAck('hello', helloOf(`flood-${index}`));
    } finally {
      socket.disconnect();
    }
  }),
  'wrong tokens': oneByOne((target) => join(target, CAPTURE_NAMESPACE, 'wrong')),
  'wrong pairing codes': oneByOne((target) => post({ ...target, token: 'wrong' }, '/api/pair', { code: 'AAAA-AAAA-AAAA-AAAA' })),
  requests,
  'requests without the token': requestsWithoutToken,
  'tiny messages without the token': tinyMessages,
  readers,
  'bots of many connections': botsOfManyConnections,
  'captures that come back': comingBack,
} satisfies Readonly<Record<string, Flood>>;

export type FloodName = keyof typeof FLOODS;
