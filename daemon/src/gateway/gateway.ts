// One loopback port -> the daemon's sockets and HTTP, with nobody let in who is not meant to be.
import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import { BOT_STATES, toSubcamError, SubcamError, withinTime, type BotState, type Clock, type EngineSet } from '@subcam/shared';
import { CAPTURE_NAMESPACE, NAMESPACE_SCOPES, RUNNER_NAMESPACE, SUBTITLES_NAMESPACE } from '@subcam/shared/wire';
import { Server } from 'socket.io';
import type { SessionRegistry } from '../pipeline/index.ts';
import type { LiveFigures, Log, Metrics } from '../telemetry/index.ts';
import type { BrowserlessTiles, SessionTiles } from '../tile/index.ts';
import type { Tokens } from '../tokens/index.ts';
import { admitClients, explainSecondJoin, refuseClients, type Joined, type JoiningConnection } from './admit-clients.ts';
import { authoriseBy, bearerToken, checkOrigin, type Need } from './auth/admission.ts';
import { createBotTokens } from './bot-tokens.ts';
import { gatewayPlaces, type PlaceLimits } from './client-places.ts';
import type { ChangeableSettings } from './http/config.ts';
import type { DataDeps } from './http/data.ts';
import type { ChangeableGlossary } from './http/glossary.ts';
import type { HealthDeps } from './http/health.ts';
import { createHttpApi } from './http/http-api.ts';
import { createLeases, type LeaseLimits } from './leases.ts';
import { createPacedServer } from './paced-server.ts';
import { createRefusalLog } from './refusal-log.ts';
import { serveCapture } from './sockets/capture-namespace.ts';
import { serveRunners } from './sockets/runner-namespace.ts';
import { endSlowReader, type EngineConnection } from './sockets/slow-reader.ts';
import { serveSubtitles } from './sockets/subtitles-namespace.ts';
import { tooLargeServer } from './sockets/too-large-socket.ts';
import { createGatewayBudgets } from './sockets/turn-budget.ts';
import { createTokenDeadline } from './token-deadline.ts';
import { toWireError } from './wire-error.ts';

export interface GatewayLimits extends LeaseLimits, PlaceLimits {
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
  /** Not closed by the gateway. */
  readonly tokens: Tokens;
  readonly version: string;
  /** Those in use at the moment of the call. */
  readonly engines: () => EngineSet;
  readonly registry: SessionRegistry;
  /** Of the registry's sessions. The gateway closes neither these nor the next. */
  readonly tiles: SessionTiles;
  readonly browserless: BrowserlessTiles;
  readonly settings: ChangeableSettings;
  readonly glossary: ChangeableGlossary;
  readonly data: DataDeps['data'];
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
  /** Open sockets and known bots. */
  figures(): Pick<LiveFigures, 'connections' | 'bots'>;
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
  const { registry, tiles, limits, clock, log, metrics } = options;
  const { tokens } = options;
  const authorise = authoriseBy(tokens);
  const leases = createLeases(clock, limits);
  let port = options.port;
  const address = (): string => `${HOST}:${port}`;
  const deadline = createTokenDeadline({
    limitMs: () => limits().tokenDeadlineMs,
    maxPending: () => limits().maxStrangers,
    tokenShownBy: ({ headers }) => tokenIdShown(tokens, bearerToken(headers.authorization)),
    clock,
  });
  const botTokens = createBotTokens({ tokens, leases, clock, log });
  const stopEnding = tokens.onEnd((id) => deadline.end(id));
  const refusals = createRefusalLog({ clock, log, metrics });
  const api = createHttpApi({ ...options, authorise, leases, address, refusals, publicUrl: () => null });
  const budgets = createGatewayBudgets(clock);
  const { http, giveUpgrades } = createPacedServer({ deadline, budgets, answer: api });
  let refusing = false;

  const io = new Server(http, {
    // One upgrade, checked once. Long polling would be a second way in.
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: MAX_PACKET_BYTES,
    wsEngine: tooLargeServer(budgets),
    allowRequest: (request, answer) => {
      try {
        checkOrigin(request.headers);
        if (refusing) throw new SubcamError('engine-unavailable', 'The daemon is stopping: connect again later.', { retryable: true });
        answer(null, true);
      } catch (error) {
        refusals.note('A connection is refused.', { address: request.socket.remoteAddress ?? '', error });
        answer(JSON.stringify({ error: toWireError(error) }), false);
      }
    },
  });
  const joined: Joined = new WeakMap();
  io.engine.on('connection', (connection: EngineConnection & JoiningConnection) => {
    endSlowReader(connection, () => limits().maxWaitingBytes);
    explainSecondJoin(connection, joined);
  });
  refuseClients(io.of('/'));
  const { connections, readers } = gatewayPlaces(limits);
  const admission = { authorise, deadline, refusals, joined, places: [connections] };
  admitClients(io.of(CAPTURE_NAMESPACE), { ...admission, need: needOf(CAPTURE_NAMESPACE) });
  admitClients(io.of(RUNNER_NAMESPACE), { ...admission, need: needOf(RUNNER_NAMESPACE) });
  // Which session may be read is looked at when somebody subscribes.
  const readersNeed: Need = { ...needOf(SUBTITLES_NAMESPACE), mayOneSession: () => true };
  admitClients(io.of(SUBTITLES_NAMESPACE), { ...admission, need: readersNeed, places: [connections, readers] });
  serveCapture(io.of(CAPTURE_NAMESPACE), { registry, refusals, metrics, clock });
  serveRunners(io.of(RUNNER_NAMESPACE), { leases, onReport: (status) => botTokens.reported(status), limits, refusals });
  const stopPassingOn = serveSubtitles(io.of(SUBTITLES_NAMESPACE), { registry, tiles, limits, refusals, nowMs: () => clock.nowMs() });
  giveUpgrades();

  port = await listen(http, options.port);
  const namespaces = [CAPTURE_NAMESPACE, RUNNER_NAMESPACE, SUBTITLES_NAMESPACE] as const;
  return {
    port,
    figures: () => ({
      connections: Object.fromEntries(namespaces.map((name) => [name, io.of(name).sockets.size])),
      bots: botsByState(leases.list()),
    }),
    refuseNewcomers: () => {
      refusing = true;
    },
    close: async () => {
      stopEnding();
      botTokens.close();
      stopPassingOn();
      const closed = io.close();
      http.closeIdleConnections();
      const late = (): SubcamError => new SubcamError('timeout', `Open requests took longer than ${CLOSE_LIMIT_MS / 1000} s to end.`);
      await withinTime(CLOSE_LIMIT_MS, () => closed, { clock, late }).catch(() => http.closeAllConnections());
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
