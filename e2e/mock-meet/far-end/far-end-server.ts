// The participants' page, its recording and its frames, on a loopback port of their own.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { bundlePageScript } from '../server/page-bundle.ts';
import { createFrameDecoder } from '../wire/frame-message.ts';
import type { FarEndFrame } from './far-end-types.ts';
import { WATCH } from './page/frame-worker-messages.ts';

export interface FarEndServer {
  readonly pageUrl: string;
  readonly audioUrl: string;
  readonly frameWorkerUrl: string;
  readonly soundWorkerUrl: string;
  readonly framesUrl: string;
  /** Whether frames are wanted; may be called before the page has connected. */
  watch(wanted: boolean): void;
  close(): Promise<void>;
}

/** An uncompressed 8K frame. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024;

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Participants of the mock meeting</title><link rel="icon" href="data:,">
<style>body { margin: 0; background: #202124 } video { width: 100vw; height: 100vh; object-fit: contain }</style></head>
<body><video autoplay muted playsinline></video><script src="far-end.js"></script></body>
</html>
`;

const SCRIPT_TYPE = 'text/javascript; charset=utf-8';

/** Everything lies under a path that only this process knows, so that no other page of the machine listens in. */
export async function startFarEndServer(audioPath: string, onFrame: (frame: FarEndFrame) => void): Promise<FarEndServer> {
  const folder = path.join(import.meta.dirname, 'page');
  const [script, frameWorker, soundWorker] = await Promise.all([
    bundlePageScript(path.join(folder, 'main.ts')),
    bundlePageScript(path.join(folder, 'frame-worker.ts')),
    bundlePageScript(path.join(folder, 'sound-worker.ts')),
    stat(audioPath),
  ]);
  const base = `/${randomBytes(16).toString('base64url')}`;
  const texts: Readonly<Record<string, readonly [type: string, body: string]>> = {
    [`${base}/`]: ['text/html; charset=utf-8', PAGE],
    [`${base}/far-end.js`]: [SCRIPT_TYPE, script],
    [`${base}/frame-worker.js`]: [SCRIPT_TYPE, frameWorker],
    [`${base}/sound-worker.js`]: [SCRIPT_TYPE, soundWorker],
  };
  const server = createServer((request, response) => {
    const text = texts[request.url ?? ''];
    if (text !== undefined) {
      response.writeHead(200, { 'content-type': text[0], 'cache-control': 'no-store' }).end(text[1]);
    } else if (request.url === `${base}/recording`) {
      createReadStream(audioPath)
        .on('error', () => response.destroy())
        .pipe(response);
    } else {
      response.writeHead(404).end();
    }
  });
  let wanted = false;
  const sockets = new WebSocketServer({ server, path: `${base}/frames`, perMessageDeflate: false, maxPayload: MAX_FRAME_BYTES });
  sockets.on('connection', (socket: WebSocket) => {
    socket.send(wanted ? WATCH.on : WATCH.off);
    socket.on('error', () => socket.terminate());
    const decoder = createFrameDecoder();
    socket.on('message', (data, isBinary) => {
      const frame = isBinary && Buffer.isBuffer(data) ? decoder.decode(data) : null;
      if (frame === null) socket.close(1008, 'not a frame');
      else onFrame(frame);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    pageUrl: `http://${host}${base}/`,
    audioUrl: `http://${host}${base}/recording`,
    frameWorkerUrl: `http://${host}${base}/frame-worker.js`,
    soundWorkerUrl: `http://${host}${base}/sound-worker.js`,
    framesUrl: `ws://${host}${base}/frames`,
    watch: (now) => {
      wanted = now;
      for (const socket of sockets.clients) socket.send(now ? WATCH.on : WATCH.off);
    },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
