// The daemon's sockets, on loopback: who gets in, what comes through, and how one offender leaves without the others noticing.
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { NOTHING_SENT, SubcamError, type CueUpdate } from '@subcam/shared';
import { encodePcmFrame, EXTENSION_ORIGIN, PROTOCOL_VERSION, RUNNER_NAMESPACE, SUBTITLES_NAMESPACE } from '@subcam/shared/wire';
import type { Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { sampleCue } from '@subcam/shared/testing';
import { noMetrics } from '../../telemetry/index.ts';
import type { Gateway } from '../index.ts';
import {
  account,
  connect,
  connected,
  createScriptedRegistry,
  faultOf,
  helloOf,
  LIMITS,
  refusal,
  say,
  startTestGateway,
  type ConnectOptions,
  type ScriptedRegistry,
} from '../testing/test-gateway.ts';

let registry: ScriptedRegistry;
let gateway: Gateway;
const open: Socket[] = [];

beforeEach(async () => {
  registry = createScriptedRegistry();
  gateway = await startTestGateway(registry);
});

afterEach(async () => {
  for (const socket of open.splice(0)) socket.disconnect();
  await gateway.close();
});

function client(options: ConnectOptions = {}): Socket {
  const socket = connect(gateway.port, options);
  open.push(socket);
  return socket;
}

async function capturing(captureId: string): Promise<Socket> {
  const socket = await connected(client());
  await say(socket, helloOf({ captureId, sessionId: `session-of-${captureId}` }));
  return socket;
}

function frame(firstSample: number, connectionEpoch = 1): Uint8Array {
  return encodePcmFrame({ connectionEpoch, frame: { firstSample, samples: new Int16Array(320) } });
}

describe('a connection', () => {
  it.each(['/capture', SUBTITLES_NAMESPACE, RUNNER_NAMESPACE])('to %s needs the right token', async (namespace) => {
    for (const token of ['wrong', '', null, { length: 17 }, 'token-of-the-tes']) {
      expect((await refusal(client({ namespace, auth: { token } }))).data).toMatchObject({ code: 'unauthorized', retryable: false });
    }
    await connected(client({ namespace }));
  });

  it('of another protocol version is told which side to update', async () => {
    const old = await refusal(client({ auth: { protocolVersion: PROTOCOL_VERSION - 1 } }));
    expect(old.data).toMatchObject({ code: 'protocol-version', message: expect.stringContaining('update the client') });
    const newer = await refusal(client({ auth: { protocolVersion: PROTOCOL_VERSION + 1 } }));
    expect(newer.data).toMatchObject({ code: 'protocol-version', message: expect.stringContaining('update the daemon') });
    expect((await refusal(client({ auth: { protocolVersion: '1' } }))).data).toMatchObject({ code: 'bad-request' });
  });

  it.each([
    ['forbidden-origin', { Origin: 'https://meet.google.com' }],
    ['forbidden-origin', { Origin: 'null' }],
    ['forbidden-host', { Host: 'evil.example:3000' }],
  ])('is refused as %s at the upgrade, whatever its token', async (code, headers) => {
    await refusal(client({ headers }));
    const raw = new WebSocket(`ws://127.0.0.1:${gateway.port}/socket.io/?EIO=4&transport=websocket`, { headers });
    const [, response] = (await once(raw, 'unexpected-response')) as [unknown, IncomingMessage];
    expect(JSON.parse(await readText(response))).toMatchObject({ error: { code } });
    expect(registry.seen).toEqual([]);
  });

  it('of the extension is let in', async () => {
    await connected(client({ headers: { Origin: EXTENSION_ORIGIN } }));
  });

  it('may not poll', async () => {
    const response = await fetch(`http://127.0.0.1:${gateway.port}/socket.io/?EIO=4&transport=polling`);
    expect(response.status).toBe(400);
  });
});

describe('a capture', () => {
  it('carries everything that its client says to its session, and back', async () => {
    const socket = await connected(client());
    expect(await say(socket, helloOf())).toMatchObject({ ok: true, value: { sessionId: 'session-1', resumeFromSample: 0 } });
    socket.emit('audio', frame(0));
    socket.emit('gap', { firstSample: 320, sampleCount: 320, reason: 'source-gap' });
    socket.emit('meeting', { type: 'speaking-started', atMs: 1, participantId: 'p' });
    socket.emit('tile', { painted: [], framesPainted: 7, width: 1280, height: 720, liveTracks: 1, sending: NOTHING_SENT });
    expect(await socket.emitWithAck('end', { nextSample: 640 })).toEqual({ ok: true, value: account });
    expect(registry.seen).toEqual([
      'capture-1: hello of a test',
      'capture-1: audio 0+320',
      'capture-1: gap source-gap',
      'capture-1: meeting speaking-started',
      'capture-1: tile 7',
      'capture-1: end 640',
    ]);
    const acked = once(socket as never, 'ack');
    registry.clients.get('capture-1')?.ack({ captureId: 'capture-1', throughSample: 320 });
    expect(await acked).toEqual([{ captureId: 'capture-1', throughSample: 320 }]);
  });

  it('whose cue has been sent is measured once, when the system has it', async () => {
    await gateway.close();
    const took: string[] = [];
    gateway = await startTestGateway(registry, { metrics: { ...noMetrics, took: (stage) => void took.push(stage) } });
    const socket = await capturing('c');
    const update: CueUpdate = { type: 'upsert', emittedAtMs: 1, cue: sampleCue() };
    // The second goes while the first is under way.
    const got = new Promise<void>((resolve) => {
      let times = 0;
      socket.on('cue', () => (times += 1) === 2 && resolve());
    });
    registry.clients.get('c')?.cue(update);
    registry.clients.get('c')?.cue(update);
    expect(took).toEqual([]);
    await got;
    await expect.poll(() => took).toEqual(['cue_to_sent', 'cue_to_sent']);
    expect(gateway.figures().connections).toEqual({ '/capture': 1, '/runner': 0, '/subtitles': 0 });
  });

  it('is detached when its client is gone', async () => {
    const socket = await capturing('c');
    socket.disconnect();
    await registry.saw('c: detached');
  });

  it('that is refused hears why in the answer and as its fault', async () => {
    registry.refuseWith(new SubcamError('sample-rate', 'Resample it.'));
    const socket = await connected(client());
    const fault = faultOf(socket);
    expect(await say(socket, helloOf({ sampleRateHz: 44_100 }))).toMatchObject({ ok: false, error: { code: 'sample-rate' } });
    expect(await fault).toMatchObject({ code: 'sample-rate', message: 'Resample it.' });
  });

  it('that fails inside is told so without details', async () => {
    registry.refuseWith(new TypeError('a secret of the inside'));
    const socket = await connected(client());
    const answer = await say(socket, helloOf());
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });
});

const fromHello: readonly [string, string, (socket: Socket) => void][] = [
  ['an odd number of bytes', 'frame-malformed', (socket) => socket.emit('audio', new Uint8Array(21))],
  ['a header and no sample', 'frame-malformed', (socket) => socket.emit('audio', frame(0).subarray(0, 16))],
  ['bytes that are no frame', 'frame-malformed', (socket) => socket.emit('audio', new Uint8Array(656).fill(7))],
  ['text instead of sound', 'frame-malformed', (socket) => socket.emit('audio', 'la la la')],
  ['numbers instead of sound', 'frame-malformed', (socket) => socket.emit('audio', [Number.NaN, 0.5])],
  ['a frame over the limit', 'frame-too-large', (socket) => socket.emit('audio', new Uint8Array(3_000))],
  ['a frame of 100 MB', 'frame-too-large', (socket) => socket.emit('audio', new Uint8Array(100 * 1024 * 1024))],
  ['a text of 1 MB', 'frame-too-large', (socket) => socket.emit('meeting', { type: 'x'.repeat(1024 * 1024) })],
  ['a gap from NaN', 'bad-request', (socket) => socket.emit('gap', { firstSample: Number.NaN, sampleCount: 1, reason: 'source-gap' })],
  [
    'a gap that ends before it begins',
    'bad-request',
    (socket) => socket.emit('gap', { firstSample: 1, sampleCount: -1, reason: 'source-gap' }),
  ],
  ['an unknown meeting event', 'bad-request', (socket) => socket.emit('meeting', { type: 'coup', atMs: 1 })],
  ['an end at infinity', 'bad-request', (socket) => socket.emit('end', { nextSample: Infinity })],
  ['a second hello', 'bad-request', (socket) => socket.emit('hello', helloOf({ connectionEpoch: 2 }))],
  ['an event of its own invention', 'bad-request', (socket) => socket.emit('shutdown', {})],
  ['nothing at all', 'bad-request', (socket) => socket.emit('gap')],
];

describe('an offender', () => {
  it.each(fromHello)('that sends %s gets %s and is closed; the other client goes on', async (_what, code, offend) => {
    const offender = await capturing('offender');
    const bystander = await capturing('bystander');
    const fault = faultOf(offender);
    bystander.emit('audio', frame(0));
    offend(offender);
    expect(await fault).toMatchObject({ code, retryable: false });
    await registry.saw('offender: detached');
    bystander.emit('audio', frame(320));
    await registry.saw('bystander: audio 320+320');
    expect(bystander.connected).toBe(true);
    expect(registry.seen.filter((entry) => entry.startsWith('offender: '))).toEqual(['offender: hello of a test', 'offender: detached']);
  });

  it.each([
    ['sound before hello', (socket: Socket) => socket.emit('audio', frame(0))],
    ['a hello without a session', (socket: Socket) => socket.emit('hello', {})],
    ['a hello at NaN Hz', (socket: Socket) => socket.emit('hello', helloOf({ sampleRateHz: Number.NaN }))],
    ['a hello of epoch 1.5', (socket: Socket) => socket.emit('hello', helloOf({ connectionEpoch: 1.5 }))],
    ['a hello to a path', (socket: Socket) => socket.emit('hello', helloOf({ captureId: '../../etc' }))],
    ['a hello without an answer to give', (socket: Socket) => socket.emit('hello', null, 'no function')],
  ])('that begins with %s gets bad-request and opens nothing', async (_what, offend) => {
    const offender = await connected(client());
    const fault = faultOf(offender);
    offend(offender);
    expect(await fault).toMatchObject({ code: 'bad-request' });
    expect(registry.seen).toEqual([]);
  });
});

describe('a reader', () => {
  const packet = {
    translated_text: 'Hola',
    source_language: 'en',
    target_language: 'es',
    speaker_id: null,
    speaker_name: null,
    is_original_transcription: false,
  };

  async function reading(sessionId: string): Promise<{ readonly socket: Socket; readonly got: string[]; readonly answer: unknown }> {
    const socket = await connected(client({ namespace: SUBTITLES_NAMESPACE }));
    const got: string[] = [];
    socket.on('event', (event: { type: string; sessionId: string }) => got.push(`${event.type} of ${event.sessionId}`));
    socket.on('packet', ({ translated_text: text }: typeof packet) => got.push(text));
    return { socket, got, answer: await socket.emitWithAck('subscribe', { sessionId }) };
  }

  it('gets the events and packets of the session that it asked for, in order, beginning with its state and its tile', async () => {
    const one = await reading('session-1');
    const all = await reading('*');
    expect(one.answer).toEqual({ ok: true, value: { sessions: ['session-1'] } });
    expect(all.answer).toEqual({ ok: true, value: { sessions: ['session-1', 'session-2'] } });
    const arrived = Promise.all([once(one.socket as never, 'packet'), once(all.socket as never, 'packet')]);
    const event = { type: 'gap', atMs: 1, gap: { firstSample: 0, sampleCount: 1, reason: 'source-gap' } } as const;
    registry.happen({ type: 'event', sessionId: 'session-1', event: { ...event, sessionId: 'session-1' } });
    registry.happen({ type: 'event', sessionId: 'session-2', event: { ...event, sessionId: 'session-2' } });
    registry.happen({ type: 'packet', sessionId: 'session-1', packet });
    await arrived;
    expect(one.got).toEqual(['state of session-1', 'tile-settings of session-1', 'gap of session-1', 'Hola']);
    const tiles = ['tile-settings of session-1', 'tile-settings of session-2'];
    expect(all.got).toEqual(['state of session-1', 'state of session-2', ...tiles, 'gap of session-1', 'gap of session-2', 'Hola']);
  });

  it('that comes late is told the cues that stand, and not those that have gone', async () => {
    const cueEvent = (update: CueUpdate): void =>
      registry.happen({ type: 'event', sessionId: 'session-1', event: { type: 'cue', atMs: 1, sessionId: 'session-1', update } });
    for (const cueId of ['capture-1:0', 'capture-1:1']) cueEvent({ type: 'upsert', emittedAtMs: 1, cue: sampleCue({ cueId }) });
    cueEvent({ type: 'remove', emittedAtMs: 2, cueId: 'capture-1:0' });
    const socket = await connected(client({ namespace: SUBTITLES_NAMESPACE }));
    const told: unknown[] = [];
    const isTold = new Promise<void>((resolve) => {
      socket.on('event', (event: { type: string }) => {
        told.push(event);
        if (event.type === 'cue') resolve();
      });
    });
    await socket.emitWithAck('subscribe', { sessionId: 'session-1' });
    await isTold;
    expect(told).toMatchObject([{ type: 'state' }, { type: 'tile-settings' }, { type: 'cue', update: { cue: { cueId: 'capture-1:1' } } }]);
  });

  it('that leaves more waiting than it may is disconnected, by the limit of now', async () => {
    await gateway.close();
    let maxWaitingBytes = 100_000;
    gateway = await startTestGateway(registry, { limits: () => ({ ...LIMITS, maxWaitingBytes }) });
    const { socket, got } = await reading('session-1');
    const burst = (): void => {
      for (let count = 0; count < 30; count += 1) registry.happen({ type: 'packet', sessionId: 'session-1', packet });
    };
    burst();
    await expect.poll(() => got.filter((text) => text === 'Hola')).toHaveLength(30);
    maxWaitingBytes = 1_000;
    const closed = once(socket as never, 'disconnect');
    burst();
    await closed;
  });

  it('that asks for nonsense is told so and closed', async () => {
    const socket = await connected(client({ namespace: SUBTITLES_NAMESPACE }));
    const closed = once(socket as never, 'disconnect');
    expect(await socket.emitWithAck('subscribe', { sessionId: 'a b' })).toMatchObject({ ok: false, error: { code: 'bad-request' } });
    await closed;
  });
});

describe('the daemon', () => {
  it('that closes looks to its clients like a lost connection, after which they come back by themselves', async () => {
    const socket = await capturing('c');
    const closed = once(socket as never, 'disconnect');
    await gateway.close();
    expect((await closed)[0]).toBe('transport close');
  });

  it('refuses newcomers while it stops, and keeps who is there', async () => {
    const socket = await capturing('c');
    gateway.refuseNewcomers();
    await refusal(client());
    socket.emit('audio', frame(0));
    await registry.saw('c: audio 0+320');
  });

  it('says what to do when its port is taken', async () => {
    await expect(startTestGateway(registry, { port: gateway.port })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('--port'),
    });
  });
});
