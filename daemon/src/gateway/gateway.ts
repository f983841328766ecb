// One loopback port -> the daemon's sockets and HTTP, with nobody let in who is not meant to be.
import { createServer, type Server as HttpServer } from 'node:http';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { toSubcamError, SubcamError, withinTime, type Clock, type EngineSet } from '@subcam/shared';
import { CAPTURE_NAMESPACE, handshakeAuth, PROTOCOL_VERSION, RUNNER_NAMESPACE, SUBTITLES_NAMESPACE } from '@subcam/shared/wire';
import { Server, type Namespace } from 'socket.io';
import type { SessionRegistry } from '../pipeline/index.ts';
import type { Log } from '../telemetry/index.ts';
import type { BrowserlessTiles, SessionTiles } from '../tile/index.ts';
import { authoriseByToken, bearerToken, checkOrigin, isToken, type Authorise } from './auth/admission.ts';
import type { ChangeableSettings } from './http/config.ts';
import type { ChangeableGlossary } from './http/glossary.ts';
import type { HealthDeps } from './http/health.ts';
import { createHttpApi } from './http/http-api.ts';
import { createLeases, type LeaseLimits } from './leases.ts';
import { serveCapture } from './sockets/capture-namespace.ts';
import { createFairTurns, type FairTurns } from './sockets/fair-turns.ts';
import { serveRunners } from './sockets/runner-namespace.ts';
import { endSlowReader, type EngineConnection } from './sockets/slow-reader.ts';
import { serveSubtitles } from './sockets/subtitles-namespace.ts';
import { TooLargeServer } from './sockets/too-large-socket.ts';
import { createTokenDeadline, type TokenDeadline } from './token-deadline.ts';
import { parseInput, toWireError } from './wire-error.ts';

export interface GatewayLimits extends LeaseLimits {
  /** Bytes that may wait for one slow reader of a socket before it is disconnected. */
  readonly maxWaitingBytes: number;
  /** How long a connection of any kind may stay without having shown the token. */
  readonly tokenDeadlineMs: number;
  /** Connections that have not shown the token and are there at once; one more, and the oldest of them is ended. */
  readonly maxStrangers: number;
  /** Bots that one runner's connection may report. */
  readonly maxBotsPerRunner: number;
  /** Sessions that one reader's connection may subscribe to by their ids. */
  readonly maxSubscriptions: number;
}

export interface GatewayOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly token: string;
  readonly version: string;
  /** Those in use at the moment of the call. */
  readonly engines: () => EngineSet;
  readonly registry: SessionRegistry;
  /** Of the registry's sessions. The gateway closes neither these nor the next. */
  readonly tiles: SessionTiles;
  readonly browserless: BrowserlessTiles;
  readonly settings: ChangeableSettings;
  readonly glossary: ChangeableGlossary;
  readonly translationCache: HealthDeps['translationCache'];
  /** Those of now. */
  readonly limits: () => GatewayLimits;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Gateway {
  readonly port: number;
  /** From now on newcomers are refused; who is connected stays. */
  refuseNewcomers(): void;
  /** Closes every connection and the port. Clients see a lost connection and come back to the next daemon by themselves. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/** The largest packet is a hello or a frame of 64 ms; anything over this is a mistake or an attack. */
const MAX_PACKET_BYTES = 64 * 1024;

/** How long open requests may take once the port is closed. */
const CLOSE_LIMIT_MS = 1_000;

/** Listens on loopback. Rejects with `configuration` when the port is taken. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { registry, tiles, limits, clock, log } = options;
  const authorise = authoriseByToken(options.token);
  const leases = createLeases(clock, limits);
  let port = options.port;
  const address = (): string => `${HOST}:${port}`;
  const deadline = createTokenDeadline({
    limitMs: () => limits().tokenDeadlineMs,
    maxPending: () => limits().maxStrangers,
    hasToken: ({ headers }) => isToken(bearerToken(headers.authorization) ?? '', options.token),
    clock,
  });
  const api = createHttpApi({ ...options, authorise, leases, address });
  /** Requests of one connection are answered one after the other: HTTP has no other order for their answers. */
  const turns = new WeakMap<Socket, FairTurns>();
  const http = createServer((request, response) => {
    deadline.request(request, response);
    turns.get(request.socket)?.take(() => {
      // Ends with the connection, if not before.
      const answered = once(response, 'close');
      api(request, response);
      return answered;
    });
  });
  http.on('connection', (connection) => {
    deadline.watch(connection);
    turns.set(
      connection,
      createFairTurns({
        // Node itself resumes a connection at the end of each request, so the pause comes after all requests of one read.
        pause: () => process.nextTick(() => connection.pause()),
        resume: () => connection.resume(),
      }),
    );
  });
  let refusing = false;

  const io = new Server(http, {
    // One upgrade, checked once. Long polling would be a second way in.
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: MAX_PACKET_BYTES,
    wsEngine: TooLargeServer,
    allowRequest: (request, answer) => {
      try {
        checkOrigin(request.headers);
        if (refusing) throw new SubcamError('engine-unavailable', 'The daemon is stopping: connect again later.', { retryable: true });
        answer(null, true);
      } catch (error) {
        log.warn({ error }, 'A connection is refused.');
        answer(JSON.stringify({ error: toWireError(error) }), false);
      }
    },
  });
  io.engine.on('connection', (connection: EngineConnection) => endSlowReader(connection, () => limits().maxWaitingBytes));
  refuseClients(io.of('/'));
  for (const name of [CAPTURE_NAMESPACE, SUBTITLES_NAMESPACE, RUNNER_NAMESPACE]) admitClients(io.of(name), { authorise, deadline, log });
  serveCapture(io.of(CAPTURE_NAMESPACE), { registry, log });
  serveRunners(io.of(RUNNER_NAMESPACE), { leases, limits, log });
  const stopPassingOn = serveSubtitles(io.of(SUBTITLES_NAMESPACE), { registry, tiles, limits, log, nowMs: () => clock.nowMs() });

  port = await listen(http, options.port);
  return {
    port,
    refuseNewcomers: () => {
      refusing = true;
    },
    close: async () => {
      stopPassingOn();
      const closed = io.close();
      http.closeIdleConnections();
      const late = (): SubcamError => new SubcamError('timeout', `Open requests took longer than ${CLOSE_LIMIT_MS / 1000} s to end.`);
      await withinTime(CLOSE_LIMIT_MS, () => closed, { clock, late }).catch(() => http.closeAllConnections());
      await closed;
    },
  };
}

/**
 * Token and protocol version of every connection to a namespace; the refusal reaches the client as `connect_error` with `data`, and
 * ends its connection.
 */
function admitClients(
  namespace: Namespace,
  { authorise, deadline, log }: { readonly authorise: Authorise; readonly deadline: TokenDeadline; readonly log: Log },
): void {
  /** Connections that are in this namespace: it is joined once. */
  const joined = new WeakSet<object>();
  namespace.use((socket, next) => {
    try {
      const given: unknown = socket.handshake.auth['token'];
      authorise(typeof given === 'string' ? given : null, 'control');
      const auth = parseInput(handshakeAuth, socket.handshake.auth, 'the handshake');
      if (auth.protocolVersion !== PROTOCOL_VERSION) {
        const older = auth.protocolVersion < PROTOCOL_VERSION ? 'client' : 'daemon';
        throw new SubcamError(
          'protocol-version',
          `The client speaks version ${auth.protocolVersion} of the protocol, the daemon ${PROTOCOL_VERSION}: update the ${older}.`,
        );
      }
      if (joined.has(socket.conn)) throw new SubcamError('bad-request', `A connection joins ${namespace.name} once: open another one.`);
      joined.add(socket.conn);
      socket.once('disconnect', () => joined.delete(socket.conn));
      socket.data.client = auth.client;
      deadline.fulfil(socket.conn.request.socket);
      next();
    } catch (error) {
      log.warn({ error, namespace: namespace.name }, 'A connection is refused.');
      const refusal = toWireError(error);
      next(Object.assign(new Error(refusal.message), { data: refusal }));
      // Its answer goes out first. Without the end of the connection a stranger could try, and be written down, without end.
      setImmediate(() => socket.conn.close());
    }
  });
}

/** The root namespace is always there in Socket.IO, and has nothing for anybody. */
function refuseClients(namespace: Namespace): void {
  const message = `There is nothing here: connect to ${CAPTURE_NAMESPACE}, ${SUBTITLES_NAMESPACE} or ${RUNNER_NAMESPACE}, with the token.`;
  const data = toWireError(new SubcamError('bad-request', message));
  namespace.use((_socket, next) => next(Object.assign(new Error(message), { data })));
}

async function listen(http: HttpServer, port: number): Promise<number> {
  http.listen(port, HOST);
  try {
    await once(http, 'listening');
  } catch (thrown) {
    const error = toSubcamError(thrown);
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null;
    if (code === 'EADDRINUSE') {
      throw new SubcamError(
        'configuration',
        `Port ${port} is taken: stop the program that has it, or choose another with --port (0 takes a free one).`,
        {
          cause: thrown,
        },
      );
    }
    if (code === 'EACCES') {
      throw new SubcamError('configuration', `Port ${port} may not be used without more rights: choose one above 1023 with --port.`, {
        cause: thrown,
      });
    }
    throw error;
  }
  const address = http.address();
  if (address === null || typeof address === 'string') throw new SubcamError('internal', 'The port of the daemon is not known.');
  return address.port;
}
