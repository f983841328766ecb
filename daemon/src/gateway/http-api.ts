// HTTP: health, pairing, the bots that attend, and tiles as the contract's virtual webcam. Everything else goes over sockets.
import { SubcamError, tileSentence, type Clock, type EngineSet, type ErrorCode } from '@subcam/shared';
import { EXTENSION_ORIGIN, PROTOCOL_VERSION } from '@subcam/shared/wire';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import * as z from 'zod/mini';
import type { SessionRegistry } from '../pipeline/index.ts';
import type { Log } from '../telemetry/index.ts';
import { bearerToken, checkOrigin, checkToken } from './admission.ts';
import type { BrowserlessTiles } from './browserless-tiles.ts';
import type { BotLease, Leases } from './leases.ts';
import { createPairing } from './pairing.ts';
import type { SessionTiles } from './session-tiles.ts';
import { virtualWebcam } from './virtual-webcam.ts';
import { parseInput, toWireError } from './wire-error.ts';

export interface HttpApiDeps {
  readonly token: string;
  readonly version: string;
  readonly engines: () => EngineSet;
  readonly registry: SessionRegistry;
  readonly leases: Leases;
  readonly tiles: SessionTiles;
  readonly browserless: BrowserlessTiles;
  readonly clock: Clock;
  readonly log: Log;
}

/** Attempts at a pairing code a minute, by whomever: five minutes of them try 50 of a thousand million codes. */
const PAIRING_ATTEMPTS_A_MINUTE = 10;

const MAX_BODY_BYTES = 16 * 1024;

const STATUS_OF: Partial<Record<ErrorCode, number>> = {
  'bad-request': 400,
  'pairing-code': 400,
  unauthorized: 401,
  'forbidden-host': 403,
  'forbidden-origin': 403,
  'session-unknown': 404,
  'session-limit': 429,
  'rate-limited': 429,
  'engine-unavailable': 503,
};

const pairRequest = z.object({ code: z.string().check(z.maxLength(100)) });
const stopRequest = z.object({ timeout: z.optional(z.number()), reason: z.optional(z.string().check(z.maxLength(500))) });

/** The contract's names; instants in seconds since 1970. */
function botAnswer(lease: BotLease): Record<string, unknown> {
  return {
    connection_id: lease.botId,
    status: lease.state,
    reason: lease.reason,
    meeting_url: lease.meetingUrl,
    session_id: lease.sessionId ?? null,
    timestamp: lease.atMs / 1000,
    lease_expires_at: lease.leaseExpiresAtMs / 1000,
  };
}

export function createHttpApi(deps: HttpApiDeps): Express {
  const { token, version, engines, registry, leases, tiles, browserless, clock, log } = deps;
  const pairing = createPairing(clock);
  const authorised: RequestHandler = (request, _response, next) => {
    checkToken(bearerToken(request.headers.authorization), token);
    next();
  };
  const body = express.json({ limit: MAX_BODY_BYTES });

  const app = express();
  app.use(helmet());
  app.use((request, response, next) => {
    checkOrigin(request.headers);
    response.vary('Origin');
    if (request.headers.origin === undefined) return next();
    response.set({
      'Access-Control-Allow-Origin': EXTENSION_ORIGIN,
      'Access-Control-Allow-Headers': 'Authorization, Content-Type',
      'Access-Control-Allow-Methods': 'GET, POST',
      'Access-Control-Allow-Private-Network': 'true',
    });
    if (request.method !== 'OPTIONS') return next();
    response.status(204).end();
  });

  app.get('/api/health', (request, response) => {
    if (request.headers.authorization === undefined) {
      response.json({ status: 'ok' });
      return;
    }
    checkToken(bearerToken(request.headers.authorization), token);
    response.json({
      status: 'ok',
      version,
      protocolVersion: PROTOCOL_VERSION,
      engines: engines(),
      sessions: registry.sessions().map((state) => ({ ...state, tileText: tileSentence(state.tile, clock.nowMs()) })),
      bots: leases.list().map(botAnswer),
    });
  });

  app.post('/api/pair/start', authorised, (_request, response) => {
    response.json(pairing.start());
  });
  const attempts = rateLimit({
    windowMs: 60_000,
    limit: PAIRING_ATTEMPTS_A_MINUTE,
    // One count for all: on loopback everybody has the same address.
    keyGenerator: () => 'pairing',
    standardHeaders: true,
    legacyHeaders: false,
    handler: () => {
      throw new SubcamError('rate-limited', 'Too many pairing codes were tried: wait a minute and try again.', { retryable: true });
    },
  });
  app.post('/api/pair', attempts, body, (request, response) => {
    pairing.redeem(parseInput(pairRequest, request.body, 'the body').code);
    response.json({ token });
  });

  app.get('/api/bots/list', authorised, (request, response) => {
    const { status } = request.query;
    const bots = leases.list().filter(({ state }) => status === undefined || state === status);
    response.json({ bots: bots.map(botAnswer), total: bots.length });
  });
  app.get('/api/bots/status/:id', authorised, (request, response, next) => {
    const lease = leases.get(String(request.params['id']));
    if (lease === undefined) return next();
    response.json(botAnswer(lease));
  });
  app.post('/api/bots/stop/:id', authorised, body, (request, response, next) => {
    const botId = String(request.params['id']);
    if (leases.get(botId) === undefined) return next();
    const { reason } = parseInput(stopRequest, request.body ?? {}, 'the body');
    const lease = leases.leave(botId, reason ?? 'The daemon was asked to stop the bot.');
    response.json({ connection_id: botId, status: lease.state, message: 'The bot was asked to leave; its status tells when it has.' });
  });

  app.use('/api/bot/virtual-webcam', virtualWebcam({ registry, leases, tiles, browserless, clock, authorised }));

  app.use((_request, response) => {
    response.status(404).json({ error: { code: 'bad-request', message: 'There is nothing at this address.', retryable: false } });
  });
  app.use(failures(log));
  return app;
}

/** The status that a middleware of Express gave its error (a body too large: 413), or null. */
function statusOf(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !('status' in thrown) || typeof thrown.status !== 'number') return null;
  return thrown.status >= 400 && thrown.status < 500 ? thrown.status : null;
}

/** What is wrong with a body that a middleware of Express refused. */
function bodyProblem(thrown: unknown): string {
  const limit = thrown instanceof Error && 'limit' in thrown ? thrown.limit : null;
  if (typeof limit !== 'number') return 'The body is not JSON as it is expected here.';
  return `The body is larger than the ${limit} bytes that are taken here: send less at once.`;
}

// Express tells an error handler by its four parameters.
function failures(log: Log): ErrorRequestHandler {
  // eslint-disable-next-line eslint/max-params
  return (thrown: unknown, request, response, next) => {
    if (response.headersSent) return next(thrown);
    const status = statusOf(thrown);
    const error =
      status === null ? toWireError(thrown) : toWireError(new SubcamError('bad-request', bodyProblem(thrown), { cause: thrown }));
    log.warn({ error: thrown, method: request.method }, 'A request is refused.');
    response.status(status ?? STATUS_OF[error.code] ?? 500).json({ error });
  };
}
