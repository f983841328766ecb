// One loopback port, and another where others may come in -> the daemon's sockets and HTTP, with nobody let in who is not meant to be.
import { once } from 'node:events';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { isIP, type Socket } from 'node:net';
import {
  BOT_STATES,
  toSubcamError,
  SubcamError,
  withinTime,
  type BotState,
  type BotStatus,
  type Clock,
  type EngineSet,
} from '@subcam/shared';
import { CAPTURE_NAMESPACE, frameParser, NAMESPACE_SCOPES, RUNNER_NAMESPACE, SUBTITLES_NAMESPACE } from '@subcam/shared/wire';
import type { RouteLimitValues } from '@subcam/shared/http';
import { Server } from 'socket.io';
import * as socketIoParser from 'socket.io-parser';
import type { SessionRegistry } from '../pipeline/index.ts';
import type { LiveFigures, Log, Metrics } from '../telemetry/index.ts';
import type { Uploads } from '../upload/index.ts';
import type { BrowserlessTiles, SessionTiles } from '../tile/index.ts';
import type { Tokens } from '../tokens/index.ts';
import type { Webhooks } from '../webhooks/index.ts';
import { admitClients, explainSecondJoin, refuseClients, type Joined, type JoiningConnection } from './admit-clients.ts';
import { authoriseBy, bearerToken, checkOrigin, type Need } from './auth/admission.ts';
import type { PairingLimits } from './auth/pairing.ts';
import { createBotTokens } from './bot-tokens.ts';
import { NO_PUBLIC_DOOR, type PublicDoor } from './auth/public-door.ts';
import { gatewayPlaces, type PlaceLimits } from './client-places.ts';
import type { DataDeps } from './http/data.ts';
import type { DatabaseDeps } from './http/database.ts';
import type { ChangeableGlossary } from './http/glossary.ts';
import type { HealthDeps } from './http/health.ts';
import type { AdmitRequest } from './http/admit-origin.ts';
import { createHttpApi, type HttpApiDeps } from './http/http-api.ts';
import { createLeases, type LeaseLimits } from './leases.ts';
import { createPacedServer, type PacedServerOptions, type RequestLimits } from './paced-server.ts';
import { createRefusalLog } from './refusal-log.ts';
import { serveCapture } from './sockets/capture-namespace.ts';
import { serveRunners } from './sockets/runner-namespace.ts';
import { endSlowReader, type EngineConnection } from './sockets/slow-reader.ts';
import { serveSubtitles } from './sockets/subtitles-namespace.ts';
import { tooLargeServer, type MessageLimits } from './sockets/too-large-socket.ts';
import { createGatewayBudgets, type StrangerLimits } from './sockets/turn-budget.ts';
import { createTokenDeadline } from './token-deadline.ts';
import { toWireError } from './wire-error.ts';

export interface GatewayLimits
  extends LeaseLimits, PlaceLimits, MessageLimits, StrangerLimits, RequestLimits, PairingLimits, RouteLimitValues {
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
  /** For other machines; left out: the daemon is there for this one alone. */
  readonly door?: PublicDoor;
  /** Not closed by the gateway. */
  readonly tokens: Tokens;
  readonly version: string;
  /** Those in use at the moment of the call. */
  readonly engines: () => EngineSet;
  readonly registry: SessionRegistry;
  /** Of the registry's sessions. The gateway closes neither these nor the next. */
  readonly tiles: SessionTiles;
  readonly browserless: BrowserlessTiles;
  readonly settings: HttpApiDeps['settings'];
  readonly glossary: ChangeableGlossary;
  readonly data: DataDeps['data'];
  readonly databaseMove: DatabaseDeps['databaseMove'];
  /** The gateway does not close them. */
  readonly uploads: Uploads;
  /** Nor these. */
  readonly webhooks: Webhooks;
  readonly storeMode: HealthDeps['storeMode'];
  readonly translationWays: HealthDeps['translationWays'];
  readonly translationCache: HealthDeps['translationCache'];
  /** Those of now. */
  readonly limits: () => GatewayLimits;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** All metrics as they are now, for whoever collects them. */
  readonly metricsText: () => Promise<string>;
}

export interface Gateway {
  readonly port: number;
  /** On the other address; null where there is none. */
  readonly publicPort: number | null;
  /** Open sockets and known bots. */
  figures(): Pick<LiveFigures, 'connections' | 'bots'>;
  /** From now on newcomers are refused; who is connected stays. */
  refuseNewcomers(): void;
  /** Closes every connection and the port. Clients see a lost connection and come back to the next daemon by themselves. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/** How long open requests may take once the port is closed. */
const CLOSE_LIMIT_MS = 1_000;

/** Listens on loopback, and on another address where there is a door for it. Rejects with `configuration` when a port is taken. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { registry, tiles, limits, clock, log, metrics } = options;
  const { tokens } = options;
  const authorise = authoriseBy(tokens);
  const leases = createLeases(clock, limits);
  const { door = NO_PUBLIC_DOOR } = options;
  let port = options.port;
  const fromOutside = new WeakSet<Socket>();
  const admit: AdmitRequest = ({ headers, socket }) => {
    const isOutside = fromOutside.has(socket);
    // A proxy of this machine passes on what it is asked for by name.
    const urls = isOutside || door.isTrusted(socket.remoteAddress) ? door.urls : [];
    return checkOrigin({ headers, loopback: isOutside ? null : `${HOST}:${port}`, urls });
  };
  const addressOf = (request: IncomingMessage): string => callerAddress(request, door.isTrusted);
  const deadline = createTokenDeadline({
    limitMs: () => limits().tokenDeadlineMs,
    maxPending: () => limits().maxStrangers,
    tokenShownBy: ({ headers }) => tokenIdShown(tokens, bearerToken(headers.authorization)),
    clock,
  });
  const botTokens = createBotTokens({ tokens, leases, clock, log });
  const stopEnding = tokens.onEnd((id) => deadline.end(id));
  const over = new AbortController();
  const refusals = createRefusalLog({ clock, log, metrics });
  const api = createHttpApi({
    ...options,
    admit,
    addressOf,
    authorise,
    leases,
    refusals,
    closing: over.signal,
    publicUrl: door.urls[0] ?? null,
  });
  const budgets = createGatewayBudgets(clock, limits);
  const onRefused: PacedServerOptions['onRefused'] = (address, refused) => refusals.note('A request is refused.', { address, ...refused });
  const common = { deadline, budgets, answer: api, limits, onRefused };
  const servers = [createPacedServer(common)];
  if (door.address !== null) {
    const { tls } = door;
    const outside = createPacedServer({ ...common, tls, ...(tls === null ? { takes: door.isTrusted } : {}) });
    for (const event of ['connection', 'secureConnection'])
      outside.http.prependListener(event, (socket: Socket) => fromOutside.add(socket));
    servers.push(outside);
  }
  let refusing = false;

  const io = new Server({
    // One upgrade, checked once. Long polling would be a second way in.
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: limits().maxMessageBytes,
    parser: frameParser(socketIoParser),
    wsEngine: tooLargeServer(budgets, limits),
    allowRequest: (request, answer) => {
      try {
        admit(request);
        if (refusing) throw new SubcamError('engine-unavailable', 'The daemon is stopping: connect again later.', { retryable: true });
        answer(null, true);
      } catch (error) {
        refusals.note('A connection is refused.', { address: addressOf(request), error });
        answer(JSON.stringify({ error: toWireError(error) }), false);
      }
    },
  });
  const joined: Joined = new WeakMap();
  const engines = servers.map(({ http }) => {
    io.attach(http);
    // What comes by one server is of the engine that was attached to it.
    const { engine } = io;
    engine.on('connection', (connection: EngineConnection & JoiningConnection) => {
      endSlowReader(connection, {
        maxWaitingBytes: () => limits().maxWaitingBytes,
        onEnded: (error) => refusals.note('A connection that does not read is ended.', { address: addressOf(connection.request), error }),
      });
      explainSecondJoin(connection, joined);
    });
    return engine;
  });
  refuseClients(io.of('/'));
  const { connections, readers } = gatewayPlaces(limits);
  const admission = { addressOf, authorise, deadline, refusals, joined, places: [connections] };
  admitClients(io.of(CAPTURE_NAMESPACE), { ...admission, need: needOf(CAPTURE_NAMESPACE) });
  admitClients(io.of(RUNNER_NAMESPACE), { ...admission, need: needOf(RUNNER_NAMESPACE) });
  // Which session may be read is looked at when somebody subscribes.
  const readersNeed: Need = { ...needOf(SUBTITLES_NAMESPACE), mayOneSession: () => true };
  admitClients(io.of(SUBTITLES_NAMESPACE), { ...admission, need: readersNeed, places: [connections, readers] });
  serveCapture(io.of(CAPTURE_NAMESPACE), { registry, refusals, metrics, clock });
  const onReport = (status: BotStatus): void => {
    botTokens.reported(status);
    options.webhooks.botReported(status);
  };
  options.webhooks.watchBots(() => leases.list());
  serveRunners(io.of(RUNNER_NAMESPACE), { leases, onReport, limits, refusals });
  const stopPassingOn = serveSubtitles(io.of(SUBTITLES_NAMESPACE), { registry, tiles, limits, refusals, nowMs: () => clock.nowMs() });
  for (const { giveUpgrades } of servers) giveUpgrades();

  const [inside, outside] = servers.map(({ http }) => http);
  if (inside === undefined) throw new SubcamError('internal', 'The daemon has no server.');
  const endOwnWork = (): void => {
    over.abort(new SubcamError('aborted', 'The daemon is stopping.'));
    stopEnding();
    botTokens.close();
    stopPassingOn();
    for (const engine of engines) engine.close();
  };
  let publicPort: number | null = null;
  try {
    port = await listen(inside, { host: HOST, port: options.port });
    if (outside !== undefined) publicPort = await listen(outside, { host: door.address ?? HOST, port: door.port });
  } catch (error) {
    endOwnWork();
    refusals.close();
    inside.close();
    throw error;
  }
  const namespaces = [CAPTURE_NAMESPACE, RUNNER_NAMESPACE, SUBTITLES_NAMESPACE] as const;
  return {
    port,
    publicPort,
    figures: () => ({
      connections: Object.fromEntries(namespaces.map((name) => [name, io.of(name).sockets.size])),
      bots: botsByState(leases.list()),
    }),
    refuseNewcomers: () => {
      refusing = true;
    },
    close: async () => {
      endOwnWork();
      const closed = Promise.all([io.close(), ...servers.map(({ http }) => closeServer(http))]);
      for (const { http } of servers) http.closeIdleConnections();
      const late = (): SubcamError => new SubcamError('timeout', `Open requests took longer than ${CLOSE_LIMIT_MS / 1000} s to end.`);
      await withinTime(CLOSE_LIMIT_MS, () => closed, { clock, late }).catch(() => {
        for (const { http } of servers) http.closeAllConnections();
      });
      await closed;
      refusals.close();
    },
  };
}

function botsByState(bots: readonly { readonly state: BotState }[]): LiveFigures['bots'] {
  return Object.fromEntries(BOT_STATES.map((state) => [state, bots.filter((bot) => bot.state === state).length]));
}

function needOf(namespace: keyof typeof NAMESPACE_SCOPES): Need {
  return { scope: NAMESPACE_SCOPES[namespace] };
}

function tokenIdShown(tokens: Tokens, token: string | null): string | null {
  if (token === null) return null;
  try {
    return tokens.check(token).tokenId;
  } catch {
    // A wrong one is answered like none.
    return null;
  }
}

/** Resolves when its last connection is over. */
function closeServer(http: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    if (http.listening) http.close(() => resolve());
    else resolve();
  });
}

/** Where a request comes from; a trusted proxy says it of what it passes on, with the last of the addresses that it lists. */
function callerAddress({ headers, socket: { remoteAddress = '' } }: IncomingMessage, isTrusted: PublicDoor['isTrusted']): string {
  if (!isTrusted(remoteAddress)) return remoteAddress;
  const told =
    String(headers['x-forwarded-for'] ?? '')
      .split(',')
      .at(-1)
      ?.trim() ?? '';
  return isIP(told) === 0 ? remoteAddress : told;
}

async function listen(http: HttpServer, { host, port }: { readonly host: string; readonly port: number }): Promise<number> {
  http.listen(port, host);
  try {
    await once(http, 'listening');
  } catch (thrown) {
    const error = toSubcamError(thrown);
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null;
    if (code === 'EADDRINUSE') {
      throw new SubcamError(
        'configuration',
        `Port ${port} is taken: stop the program that has it, or choose another with ${host === HOST ? '--port' : 'server.port'} (0 takes a free one).`,
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
    if (code === 'EADDRNOTAVAIL') {
      throw new SubcamError('configuration', `${host} is no address of this machine: set server.address to one that it has.`, {
        cause: thrown,
      });
    }
    throw error;
  }
  const address = http.address();
  if (address === null || typeof address === 'string') throw new SubcamError('internal', 'The port of the daemon is not known.');
  return address.port;
}
