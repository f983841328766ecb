// So many streams in real time -> a server of the transport bench: a frame of 20 ms each, evenly spread over the 20 ms.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ, type AudioAccount } from '@subcam/shared';
import {
  CAPTURE_NAMESPACE,
  encodePcmFrame,
  frameParser,
  PROTOCOL_VERSION,
  type Answer,
  type CaptureAck,
  type CaptureWelcome,
} from '@subcam/shared/wire';
import { io } from 'socket.io-client';
import * as packets from 'socket.io-parser';
import { WebSocket } from 'ws';
import type { LoadOrder, LoadTold } from './served-load.ts';

const FRAME_MS = 20;
const BYTES_PER_SAMPLE = 2;

/** One connection. */
interface Stream {
  send(frame: Uint8Array): void;
  /** Resolves with how many of `samples` are neither acknowledged nor told to be missing. */
  end(samples: number): Promise<number>;
  readonly acks: () => number;
  readonly bytes: () => { readonly sent: number; readonly received: number };
}

interface CountedSocket {
  readonly bytesWritten: number;
  readonly bytesRead: number;
}

function bytesSince(socket: CountedSocket): Stream['bytes'] {
  const { bytesWritten, bytesRead } = socket;
  return () => ({ sent: socket.bytesWritten - bytesWritten, received: socket.bytesRead - bytesRead });
}

async function openSubcam({ url, token }: LoadOrder, index: number): Promise<Stream> {
  const socket = io(`${url}${CAPTURE_NAMESPACE}`, {
    auth: { token, protocolVersion: PROTOCOL_VERSION, client: 'transport bench' },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    parser: frameParser(packets),
  });
  await once(socket as never, 'connect');
  let [acks, isOver] = [0, false];
  socket.on('ack', (_ack: CaptureAck) => (acks += 1));
  socket.on('fault', (fault: { readonly message: string }) => fail(fault.message));
  socket.on('disconnect', () => isOver || fail('The daemon has ended a connection.'));
  const ids = { sessionId: `transport-${process.pid}-${index}`, captureId: `transport-${process.pid}-${index}` };
  const languages = { sourceLanguage: 'en', targetLanguages: [] };
  const place = { oldestSample: 0, nextSample: 0, meetingUrl: null, pace: 'live', startedAtMs: Date.now() };
  const hello = { ...ids, ...languages, ...place, connectionEpoch: 1, sampleRateHz: SAMPLE_RATE_HZ, source: 'tab' };
  const welcome = (await socket.emitWithAck('hello', hello)) as Answer<CaptureWelcome>;
  if (!welcome.ok) fail(welcome.error.message);
  return {
    send: (frame) => void socket.emit('audio', frame),
    end: async (samples) => {
      const account = (await socket.emitWithAck('end', { nextSample: samples })) as Answer<AudioAccount>;
      isOver = true;
      socket.disconnect();
      return account.ok ? samples - account.value.ackedSamples : samples;
    },
    acks: () => acks,
    bytes: bytesSince((socket.io.engine.transport as unknown as { readonly ws: { readonly _socket: CountedSocket } }).ws._socket),
  };
}

async function openBare({ url, framesPerAck }: LoadOrder): Promise<Stream> {
  const socket = new WebSocket(`${url}/?ack=${framesPerAck}`, { perMessageDeflate: false });
  await once(socket, 'open');
  let [acks, ackedThrough, isOver] = [0, 0, false];
  socket.on('message', (data: Buffer) => {
    acks += 1;
    ackedThrough = (JSON.parse(data.toString()) as [string, CaptureAck])[1].throughSample;
  });
  socket.on('close', () => isOver || fail('The bare server has ended a connection.'));
  return {
    send: (frame) => socket.send(frame),
    end: async (samples) => {
      // What it acknowledges late is due with the next lot, which does not come.
      await sleep(100);
      isOver = true;
      socket.terminate();
      return Math.max(0, samples - ackedThrough - framesPerAck * FRAME_SAMPLES);
    },
    acks: () => acks,
    bytes: bytesSince((socket as unknown as { readonly _socket: CountedSocket })._socket),
  };
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const tell = (told: LoadTold): void => void process.send?.(told);
const order = JSON.parse(process.argv[2] ?? '') as LoadOrder;
process.once('disconnect', () => process.exit(1));

const streams: Stream[] = [];
for (let index = 0; index < order.streams; index += 1)
  streams.push(await (order.protocol === 'bare' ? openBare(order) : openSubcam(order, index)));
const samples = Int16Array.from({ length: FRAME_SAMPLES }, (_, index) => ((index * 7919) % 400) - 200);
const framesEach = Math.round(((order.warmUpSeconds + order.seconds) * 1000) / FRAME_MS);
const startedMs = performance.now();
const sent = streams.map(() => 0);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const soFar = () => {
  const bytes = streams.map((stream) => stream.bytes());
  return {
    frames: sum(sent),
    acks: sum(streams.map((stream) => stream.acks())),
    sentBytes: sum(bytes.map((one) => one.sent)),
    receivedBytes: sum(bytes.map(({ received }) => received)),
  };
};
/** What flowed while a server's code was not compiled yet; null: it still does. */
let warmUp: ReturnType<typeof soFar> | null = null;
/** When a stream's next frame is due: the streams one after the other within the time of a frame. */
const dueMs = (stream: number): number => startedMs + (sent[stream] ?? 0) * FRAME_MS + (stream * FRAME_MS) / streams.length;
while (sent.some((count) => count < framesEach)) {
  const nowMs = performance.now();
  if (warmUp === null && nowMs - startedMs >= order.warmUpSeconds * 1000) {
    warmUp = soFar();
    tell({ type: 'sending' });
  }
  for (const [index, stream] of streams.entries()) {
    while ((sent[index] ?? 0) < framesEach && dueMs(index) <= nowMs) {
      stream.send(encodePcmFrame({ connectionEpoch: 1, frame: { firstSample: (sent[index] ?? 0) * FRAME_SAMPLES, samples } }));
      sent[index] = (sent[index] ?? 0) + 1;
    }
  }
  await sleep(1);
}
tell({ type: 'flowed' });
const [all, before] = [soFar(), warmUp ?? fail('The sound was over before the servers were warm.')];
const frames = all.frames - before.frames;
tell({
  type: 'sent',
  frames,
  acks: all.acks - before.acks,
  pcmBytes: frames * FRAME_SAMPLES * BYTES_PER_SAMPLE,
  sentBytes: all.sentBytes - before.sentBytes,
  receivedBytes: all.receivedBytes - before.receivedBytes,
  // Not within what is measured.
  lostSamples: sum(await Promise.all(streams.map((stream) => stream.end(framesEach * FRAME_SAMPLES)))),
});
process.disconnect();
