// A daemon's two sockets without engines: takes a bot's lease and its sound, and sends the cues that the bench tells it to.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import * as socketIoParser from 'socket.io-parser';
import { DEFAULT_TILE_SETTINGS, LEASE_MS, type CueUpdate, type SessionState, type TileReport } from '@subcam/shared';
import { createTokenRoute, identityProof, identityRoute } from '@subcam/shared/http';
import {
  CAPTURE_NAMESPACE,
  decodePcmFrame,
  handshakeAuth,
  RUNNER_NAMESPACE,
  type CaptureClientToServer,
  type CaptureHello,
  type CaptureServerToClient,
  type RunnerClientToServer,
  type RunnerServerToClient,
  frameParser,
} from '@subcam/shared/wire';
import { sampleCapture, sampleState } from '@subcam/shared/testing';

export interface ScriptedDaemon {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Resolves when a capture has said hello and its first sound has come. */
  readonly capturing: Promise<void>;
  /** Samples that the capture has sent, of 16 kHz. */
  readonly receivedSamples: number;
  /** What the camera said last; null before. */
  readonly tile: TileReport | null;
  /** Sends an update to the capture; returns the wall clock at which it was handed to the socket, ms. */
  emit(update: CueUpdate): number;
  close(): Promise<void>;
}

/** Sound is acknowledged this far behind, as by the daemon itself, so that the extension's buffer is as full as in a call. */
const ACK_BEHIND_SAMPLES = 16_000;

type CaptureSocket = Socket<CaptureClientToServer, CaptureServerToClient>;

const ENGINE = { name: 'scripted', model: 'bench', title: 'The bench itself', leavesMachine: false };

function stateOf({ sessionId, captureId, sourceLanguage, targetLanguages }: CaptureHello): SessionState {
  const engines = { vad: ENGINE, stt: ENGINE, translator: ENGINE, translators: [ENGINE] };
  return sampleState({ sessionId, captures: [sampleCapture({ captureId })], sourceLanguage, targetLanguages, engines });
}

/** Listens on a free port of 127.0.0.1 and admits whoever has the token. */
export async function startScriptedDaemon(token: string): Promise<ScriptedDaemon> {
  const http = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    // It keeps no list of tokens: the bot's Chrome gets the one that its runner has.
    if (pathname === createTokenRoute.path) {
      const error = { code: 'forbidden-scope', message: 'This daemon makes no tokens.', retryable: false };
      response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
      return;
    }
    if (pathname !== identityRoute.path) {
      response.writeHead(404).end();
      return;
    }
    const address = `127.0.0.1:${request.socket.localPort}`;
    void identityProof({ token, nonce: searchParams.get('nonce') ?? '', address }).then((proof) => response.end(JSON.stringify({ proof })));
  });
  const io = new Server(http, { transports: ['websocket'], maxHttpBufferSize: 1e6, parser: frameParser(socketIoParser) });
  const capturing = Promise.withResolvers<undefined>();
  let receivedSamples = 0;
  let tile: TileReport | null = null;

  const admit = (socket: { readonly handshake: { readonly auth: unknown } }, next: (error?: Error) => void): void => {
    const auth = handshakeAuth.safeParse(socket.handshake.auth);
    next(auth.success && auth.data.token === token ? undefined : new Error('The token is wrong.'));
  };

  const capture = io.of(CAPTURE_NAMESPACE);
  capture.use(admit);
  capture.on('connection', (socket: CaptureSocket) => {
    let captureId = '';
    socket.on('hello', (hello, answer) => {
      captureId = hello.captureId;
      answer({
        ok: true,
        value: {
          sessionId: hello.sessionId,
          resumeFromSample: receivedSamples,
          committedThrough: receivedSamples,
          cues: [],
          state: stateOf(hello),
          tile: DEFAULT_TILE_SETTINGS,
        },
      });
    });
    socket.on('audio', (packet) => {
      const { frame } = decodePcmFrame(new Uint8Array(packet));
      receivedSamples = frame.firstSample + frame.samples.length;
      capturing.resolve(undefined);
      socket.emit('ack', { captureId, throughSample: Math.max(0, receivedSamples - ACK_BEHIND_SAMPLES) });
    });
    socket.on('tile', (report) => {
      tile = report;
    });
    socket.on('end', ({ nextSample }, answer) => {
      answer({
        ok: true,
        value: { capturedSamples: nextSample, committedSamples: nextSample, ackedSamples: nextSample, lostSamples: 0, gaps: [] },
      });
    });
  });

  const runner = io.of(RUNNER_NAMESPACE);
  runner.use(admit);
  runner.on('connection', (socket: Socket<RunnerClientToServer, RunnerServerToClient>) => {
    socket.on('lease', (_request, answer) => answer({ ok: true, value: { leaseMs: LEASE_MS } }));
  });

  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    capturing: capturing.promise,
    get receivedSamples() {
      return receivedSamples;
    },
    get tile() {
      return tile;
    },
    emit: (update) => {
      const emittedAtMs = Date.now();
      capture.emit('cue', { ...update, emittedAtMs });
      return emittedAtMs;
    },
    close: async () => {
      await io.close();
    },
  };
}
