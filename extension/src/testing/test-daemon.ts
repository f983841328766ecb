// A daemon for tests: a real socket.io server on loopback that speaks the capture wire, remembers what it committed, and can die.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import * as socketIoParser from 'socket.io-parser';
import { DEFAULT_TILE_SETTINGS } from '@subcam/shared';
import { enginesRoute, identityProof, identityRoute, pairSealedRoute, pairingProof, sealToken, type ResponseOf } from '@subcam/shared/http';
import {
  CAPTURE_NAMESPACE,
  EXTENSION_ORIGIN,
  PROTOCOL_VERSION,
  captureHello,
  decodePcmFrame,
  gapNotice,
  handshakeAuth,
  meetingEvent,
  tileReport,
  tileSettings,
  frameParser,
} from '@subcam/shared/wire';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo, Socket as NetSocket } from 'node:net';
import type { Socket } from 'socket.io';
import type { AudioGap, Cue, CueUpdate, MeetingEvent, SessionState, TileReport, TileSettings } from '@subcam/shared';
import type { CaptureClientToServer, CaptureHello, CaptureServerToClient, WireError } from '@subcam/shared/wire';
import { sampleCapture, sampleState } from '@subcam/shared/testing';

export const TEST_TOKEN = 'test-token';

/** What `subcam pair` would show. */
export const TEST_PAIRING_CODE = 'K7QP-3MXA-9TRD-W2HB';

/** What survives the death of a test daemon: the committed samples of one capture, and a record of everything that came. */
export interface Ledger {
  hellos: CaptureHello[];
  origins: (string | undefined)[];
  /** One entry a sample from 0 on. */
  samples: number[];
  gaps: AudioGap[];
  /** Samples that a restart may rely on. */
  committedThrough: number;
  meeting: MeetingEvent[];
  tiles: TileReport[];
  /** Changes of the tile's looks that came after a hello. */
  tileSettings: TileSettings[];
  /** What a correct client never does, in words. */
  violations: string[];
  /** Where each connection was told to resume. */
  resumes: number[];
  /** Wall clock of each arrival, by the frame's end sample. */
  arrivals: { readonly endSample: number; readonly atMs: number }[];
}

export function emptyLedger(): Ledger {
  return {
    hellos: [],
    origins: [],
    samples: [],
    gaps: [],
    committedThrough: 0,
    meeting: [],
    tiles: [],
    tileSettings: [],
    violations: [],
    resumes: [],
    arrivals: [],
  };
}

export interface TestDaemonOptions {
  readonly ledger: Ledger;
  /** 0: any free port. */
  readonly port?: number;
  /** Acknowledgements trail what has arrived by this. */
  readonly contextSamples?: number;
  /** Answer to every hello instead of a welcome. */
  readonly refuse?: WireError;
  readonly cues?: readonly Cue[];
  /** Languages that its recogniser hears, as it tells of its engines; left out: any. */
  readonly hears?: readonly string[];
}

export interface TestDaemon {
  readonly url: string;
  readonly port: number;
  send(update: CueUpdate): void;
  /** Every client hears of its session what its last hello gives, and `changes`. */
  tell(changes: Partial<SessionState>): void;
  fault(error: WireError): void;
  /** All connections die without a word, as in a SIGKILL. */
  kill(): Promise<void>;
}

type ServerSocket = Socket<CaptureClientToServer, CaptureServerToClient>;

function stateOf({ sessionId, captureId, sourceLanguage, spoken, targetLanguages, twoWay }: CaptureHello, ledger: Ledger): SessionState {
  return sampleState({
    sessionId,
    captures: [
      sampleCapture({
        captureId,
        receivedThrough: ledger.samples.length,
        committedThrough: ledger.committedThrough,
        ackedThrough: ledger.committedThrough,
      }),
    ],
    sourceLanguage,
    spoken: spoken === undefined ? undefined : [...spoken],
    targetLanguages,
    twoWay,
  });
}

function serve(socket: ServerSocket, options: TestDaemonOptions): void {
  const { ledger } = options;
  const contextSamples = options.contextSamples ?? 8_000;
  let hello: CaptureHello | null = null;

  socket.on('hello', (given, answer) => {
    const parsed = captureHello.parse(given);
    if (options.refuse !== undefined) {
      answer({ ok: false, error: options.refuse });
      return;
    }
    const before = ledger.hellos.at(-1);
    if (before !== undefined && before.captureId === parsed.captureId && parsed.connectionEpoch <= before.connectionEpoch) {
      ledger.violations.push(`epoch ${parsed.connectionEpoch} after ${before.connectionEpoch}`);
    }
    hello = parsed;
    ledger.hellos.push(parsed);
    ledger.origins.push(socket.handshake.headers.origin);
    // A daemon that died knows what it committed and no more.
    ledger.samples.length = Math.min(ledger.samples.length, ledger.committedThrough);
    ledger.resumes.push(ledger.committedThrough);
    answer({
      ok: true,
      value: {
        sessionId: parsed.sessionId,
        resumeFromSample: ledger.committedThrough,
        committedThrough: ledger.committedThrough,
        cues: options.cues ?? [],
        state: stateOf(parsed, ledger),
        tile: parsed.tile ?? DEFAULT_TILE_SETTINGS,
      },
    });
  });

  socket.on('audio', (bytes) => {
    const { connectionEpoch, frame } = decodePcmFrame(new Uint8Array(bytes));
    if (hello === null) ledger.violations.push('sound before the welcome');
    if (connectionEpoch !== hello?.connectionEpoch) ledger.violations.push(`frame of epoch ${connectionEpoch}`);
    if (frame.firstSample !== ledger.samples.length) {
      ledger.violations.push(`frame at ${frame.firstSample} where ${ledger.samples.length} was due`);
      return;
    }
    for (const sample of frame.samples) ledger.samples.push(sample);
    ledger.arrivals.push({ endSample: ledger.samples.length, atMs: Date.now() });
    ledger.committedThrough = Math.max(ledger.committedThrough, ledger.samples.length - contextSamples);
    if (hello !== null) socket.emit('ack', { captureId: hello.captureId, throughSample: ledger.committedThrough });
  });

  socket.on('gap', (given) => {
    const gap = gapNotice.parse(given);
    ledger.gaps.push(gap);
    if (gap.firstSample !== ledger.samples.length)
      ledger.violations.push(`gap at ${gap.firstSample} where ${ledger.samples.length} was due`);
    if (gap.reason === 'buffer-evicted') for (let n = 0; n < gap.sampleCount; n += 1) ledger.samples.push(Number.NaN);
  });
  socket.on('meeting', (given) => void ledger.meeting.push(meetingEvent.parse(given)));
  socket.on('tile', (given) => void ledger.tiles.push(tileReport.parse(given)));
  socket.on('tileSettings', (given) => {
    const settings = tileSettings.parse(given);
    ledger.tileSettings.push(settings);
    socket.emit('tileSettings', settings);
  });
  socket.on('end', ({ nextSample }, answer) => {
    if (nextSample !== ledger.samples.length) ledger.violations.push(`end at ${nextSample} where ${ledger.samples.length} was due`);
    ledger.committedThrough = nextSample;
    answer({
      ok: true,
      value: { capturedSamples: nextSample, committedSamples: nextSample, ackedSamples: nextSample, lostSamples: 0, gaps: ledger.gaps },
    });
  });
}

function enginesOf({ hears }: TestDaemonOptions): ResponseOf<typeof enginesRoute> {
  const { engines } = sampleState();
  return { engines: hears === undefined ? engines : { ...engines, stt: { ...engines.stt, languages: hears } } };
}

async function answerHttp(
  request: IncomingMessage,
  { address, options }: { readonly address: string; readonly options: TestDaemonOptions },
): Promise<{ status: number; body: unknown }> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (request.method === enginesRoute.method && pathname === enginesRoute.path) {
    const isKnown = request.headers.authorization === `Bearer ${TEST_TOKEN}`;
    return isKnown ? { status: 200, body: enginesOf(options) } : { status: 401, body: {} };
  }
  if (request.method === identityRoute.method && pathname === identityRoute.path) {
    const nonce = searchParams.get('nonce') ?? '';
    return { status: 200, body: { proof: await identityProof({ token: TEST_TOKEN, nonce, address }) } };
  }
  if (request.method !== pairSealedRoute.method || pathname !== pairSealedRoute.path) return { status: 404, body: {} };
  if (request.headers.origin !== EXTENSION_ORIGIN) return { status: 403, body: {} };
  const { nonce, proof } = pairSealedRoute.body.parse(JSON.parse(Buffer.concat(await request.toArray()).toString()));
  const exchange = { code: TEST_PAIRING_CODE, nonce, address };
  if (proof === (await pairingProof(exchange))) {
    return { status: 200, body: { sealedToken: await sealToken(exchange, TEST_TOKEN) } satisfies ResponseOf<typeof pairSealedRoute> };
  }
  const error: WireError = { code: 'pairing-code', message: 'This code is wrong.', retryable: false };
  return { status: 400, body: { error } };
}

/** Listens on loopback. A wrong token or version is refused in the handshake with the wire's typed error. */
export async function startTestDaemon(options: TestDaemonOptions): Promise<TestDaemon> {
  const http = createServer((request, response) => {
    void answerHttp(request, { address: `127.0.0.1:${request.socket.localPort}`, options }).then(({ status, body }) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    );
  });
  const connections = new Set<NetSocket>();
  http.on('connection', (connection) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  const io = new Server<CaptureClientToServer, CaptureServerToClient>(http, {
    transports: ['websocket'],
    maxHttpBufferSize: 1e5,
    parser: frameParser(socketIoParser),
  });
  const capture = io.of(CAPTURE_NAMESPACE);
  capture.use((socket, next) => {
    const auth = handshakeAuth.safeParse(socket.handshake.auth);
    const refuse = (error: WireError): void => next(Object.assign(new Error(error.message), { data: error }));
    if (!auth.success || auth.data.token !== TEST_TOKEN)
      refuse({ code: 'unauthorized', message: 'The token is wrong: pair again.', retryable: false });
    else if (auth.data.protocolVersion !== PROTOCOL_VERSION)
      refuse({ code: 'protocol-version', message: 'Update the extension.', retryable: false });
    else next();
  });
  capture.on('connection', (socket) => serve(socket, options));
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    send: (update) => void capture.emit('cue', update),
    tell: (changes) => {
      const hello = options.ledger.hellos.at(-1);
      if (hello !== undefined) capture.emit('state', { ...stateOf(hello, options.ledger), ...changes });
    },
    fault: (error) => {
      capture.emit('fault', error);
      capture.disconnectSockets(true);
    },
    kill: async () => {
      for (const connection of connections) connection.destroy();
      await io.close();
    },
  };
}
