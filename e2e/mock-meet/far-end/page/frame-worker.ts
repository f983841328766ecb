// Decoded frames -> Node, every one of them, as I420 with the instant of decoding. A worker, so that nothing in the page holds it up.
import { createFrameEncoder, i420Bytes } from '../../wire/frame-message.ts';
import { openFrameObserver } from './frame-observer.ts';
import { WATCH, type FromFrameWorker, type ToFrameWorker } from './frame-worker-messages.ts';

/** What may wait in the socket before frames are dropped and counted: 6 s of 720p at 30 fps. */
const MAX_WAITING_BYTES = 256 * 1024 * 1024;

let socket: WebSocket | null = null;
let watched = false;
let framesRead = 0;
let framesUnwatched = 0;
let framesUnsent = 0;
let encoder = createFrameEncoder();
const observer = openFrameObserver();

function say(message: FromFrameWorker): void {
  postMessage(message);
}

/** The frame's planes. Software decoders give I420; hardware ones NV12, whose chroma is taken apart. */
async function copyI420(frame: VideoFrame, size: { readonly width: number; readonly height: number }): Promise<Uint8Array> {
  const planes = new Uint8Array(i420Bytes(size.width, size.height));
  if (frame.format === 'I420') {
    await frame.copyTo(planes);
    return planes;
  }
  if (frame.format !== 'NV12') throw new Error(`The decoder gave frames in ${frame.format ?? 'an opaque format'}, neither I420 nor NV12`);
  const nv12 = new Uint8Array(frame.allocationSize());
  await frame.copyTo(nv12);
  const lumaBytes = size.width * size.height;
  const chromaBytes = Math.ceil(size.width / 2) * Math.ceil(size.height / 2);
  planes.set(nv12.subarray(0, lumaBytes));
  for (let i = 0; i < chromaBytes; i += 1) {
    planes[lumaBytes + i] = nv12[lumaBytes + 2 * i] ?? 0;
    planes[lumaBytes + chromaBytes + i] = nv12[lumaBytes + 2 * i + 1] ?? 0;
  }
  return planes;
}

async function take(frame: VideoFrame, decodedAtMs: number): Promise<void> {
  const index = framesRead;
  framesRead += 1;
  if (!watched || socket === null) {
    framesUnwatched += 1;
    return;
  }
  if (socket.bufferedAmount > MAX_WAITING_BYTES) {
    framesUnsent += 1;
    return;
  }
  const { width, height } = frame.visibleRect ?? { width: frame.codedWidth, height: frame.codedHeight };
  const i420 = await copyI420(frame, { width, height });
  socket.send(encoder.encode({ index, decodedAtMs, width, height }, i420));
}

async function readAll(frames: ReadableStream<VideoFrame>): Promise<void> {
  const reader = frames.getReader();
  for (;;) {
    const { done, value: frame } = await reader.read();
    if (done) return;
    try {
      await observer.note(frame);
      await take(frame, performance.timeOrigin + performance.now());
    } finally {
      frame.close();
    }
  }
}

function connect(framesUrl: string): void {
  socket = new WebSocket(framesUrl);
  encoder = createFrameEncoder();
  socket.addEventListener('open', () => say({ type: 'connected' }));
  socket.addEventListener('message', (event) => {
    watched = event.data === WATCH.on;
  });
}

addEventListener('message', (event: MessageEvent<ToFrameWorker>) => {
  const message = event.data;
  switch (message.type) {
    case 'connect':
      connect(message.framesUrl);
      return;
    case 'read':
      readAll(message.frames).catch((error: unknown) => say({ type: 'failed', reason: String(error) }));
      return;
    case 'observe':
      observer.begin(message.crop);
      return;
    case 'observed':
      say({ type: 'observed', ask: message.ask, frames: observer.take() });
      return;
    case 'count':
      say({ type: 'counts', ask: message.ask, framesRead, framesUnwatched, framesUnsent });
      return;
  }
});
