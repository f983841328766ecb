// For the gateway's tests: a registry that notes what reaches it, clients on real sockets.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  DEFAULT_TILE_SETTINGS,
  NO_OMISSIONS,
  SubcamError,
  systemClock,
  type AudioAccount,
  type Clock,
  type SessionState,
} from '@subcam/shared';
import {
  CAPTURE_NAMESPACE,
  PROTOCOL_VERSION,
  type Answer,
  type CaptureHello,
  type CaptureWelcome,
  type WireError,
} from '@subcam/shared/wire';
import { io, type Socket } from 'socket.io-client';
import { sampleCapture, sampleState } from '@subcam/shared/testing';
import { createDataService, NO_BACKUPS } from '../../archive/index.ts';
import type { CaptureClient, SessionListener, SessionRegistry } from '../../pipeline/index.ts';
import { openStore } from '../../store/index.ts';
import { noMetrics, silentLog } from '../../telemetry/index.ts';
import { NO_DATABASE_MOVE } from '../../testing/no-database-move.ts';
import { NO_SETTINGS } from '../../testing/no-settings.ts';
import { REQUEST_LIMITS } from '../../testing/request-limits.ts';
import { NO_UPLOADS } from '../../testing/no-uploads.ts';
import { createBrowserlessTiles, followSessionTiles } from '../../tile/index.ts';
import { openTokens, type Tokens } from '../../tokens/index.ts';
import { openWebhooks, type WebhookLimits } from '../../webhooks/index.ts';
import { startGateway, type Gateway, type GatewayOptions } from '../index.ts';

export const TOKEN = 'token-of-the-test';

export const { engines } = sampleState();

export const account: AudioAccount = { capturedSamples: 640, committedSamples: 640, ackedSamples: 640, lostSamples: 0, gaps: [] };

export interface ScriptedRegistry extends SessionRegistry {
  /** `captureId: what` of everything that came in, in order. */
  readonly seen: string[];
  /** By captureId, the clients that said hello. */
  readonly clients: Map<string, CaptureClient>;
  /** By sessionId: what is told of it instead of the usual. */
  readonly states: Map<string, Partial<SessionState>>;
  readonly happen: SessionListener;
  /** Throws from the next hello on. */
  refuseWith(error: Error): void;
  /** Resolves when `seen` holds the entry. */
  saw(entry: string): Promise<void>;
}

export function createScriptedRegistry(): ScriptedRegistry {
  const seen: string[] = [];
  const clients = new Map<string, CaptureClient>();
  const states = new Map<string, Partial<SessionState>>();
  const listeners = new Set<SessionListener>();
  let refusal: Error | null = null;
  let changed = Promise.withResolvers<void>();
  const note = (entry: string): void => {
    seen.push(entry);
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };
  const sessions = (): SessionState[] =>
    [sampleState(), sampleState({ sessionId: 'session-2', captures: [sampleCapture({ captureId: 'capture-2' })] })].map((state) => ({
      ...state,
      ...states.get(state.sessionId),
    }));
  return {
    seen,
    clients,
    states,
    happen: (message) => {
      for (const listener of listeners) listener(message);
    },
    storageTrouble: () => null,
    figures: () => ({
      sessions: sessions().length,
      captures: { tab: 2, microphone: 0, file: 0 },
      bufferedBytes: 0,
      uncommittedAudioMs: 0,
      waitingTranslations: 0,
      troubles: {},
      talkers: 0,
      talkersFollowed: null,
    }),
    talk: () => ({ talkers: 3, follows: 7 }),
    omissions: () => ({ ...NO_OMISSIONS, noise: 2 }),
    refuseWith: (error) => {
      refusal = error;
    },
    saw: async (entry) => {
      while (!seen.includes(entry)) await changed.promise;
    },
    end: (sessionId) => {
      note(`${sessionId}: end`);
      return Promise.resolve();
    },
    check: () => {
      if (refusal !== null) throw refusal;
    },
    hold: () => () => undefined,
    attach: async ({ captureId, sessionId }, client, clientName) => {
      if (refusal !== null) throw refusal;
      note(`${captureId}: hello of ${clientName}`);
      clients.set(captureId, client);
      const welcome: CaptureWelcome = {
        sessionId,
        resumeFromSample: 0,
        committedThrough: 0,
        cues: [],
        state: sampleState({ sessionId, captures: [sampleCapture({ captureId })] }),
        tile: DEFAULT_TILE_SETTINGS,
      };
      return {
        welcome,
        audio: ({ frame }) => note(`${captureId}: audio ${frame.firstSample}+${frame.samples.length}`),
        gap: async ({ reason }) => note(`${captureId}: gap ${reason}`),
        missing: (sampleCount) => note(`${captureId}: missing ${sampleCount}`),
        settled: () => Promise.resolve(null),
        meeting: async ({ type }) => note(`${captureId}: meeting ${type}`),
        tile: ({ framesPainted }) => note(`${captureId}: tile ${framesPainted}`),
        tileSettings: async ({ mode }) => note(`${captureId}: tile settings ${mode}`),
        end: async (nextSample) => {
          note(`${captureId}: end ${nextSample}`);
          return account;
        },
        detach: () => note(`${captureId}: detached`),
      };
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    sessions,
    session: (sessionId) => sessions().find((state) => state.sessionId === sessionId) ?? null,
    setTileSettings: async (sessionId, settings) => {
      note(`${sessionId}: tile settings ${settings.mode}`);
      for (const client of clients.values()) client.tileSettings(settings);
      const event = { type: 'tile-settings', atMs: systemClock.nowMs(), sessionId, settings } as const;
      for (const listener of listeners) listener({ type: 'event', sessionId, event });
    },
    tileDefaultsChanged: () => undefined,
    showCue: (sessionId, update) => {
      note(`${sessionId}: cue ${update.type}`);
      for (const client of clients.values()) client.cue(update);
      const event = { type: 'cue', atMs: systemClock.nowMs(), sessionId, update } as const;
      for (const listener of listeners) listener({ type: 'event', sessionId, event });
    },
    close: async () => undefined,
  };
}

/** As small as a test likes them. */
export const LIMITS = {
  maxBrowserlessTiles: 3,
  browserlessIdleMs: 30 * 60_000,
  maxWaitingBytes: 8 * 1024 * 1024,
  tokenDeadlineMs: 5_000,
  maxStrangers: 200,
  maxEndedBots: 100,
  maxBots: 200,
  maxBotsPerClient: 100,
  maxBotsPerRunner: 10,
  maxConnections: 2_000,
  maxConnectionsPerClient: 1_000,
  maxReaders: 500,
  maxReadersPerClient: 250,
  maxSubscriptions: 200,
  maxTokens: 1000,
  maxLinkMs: 24 * 3_600_000,
  ...REQUEST_LIMITS,
};

const WEBHOOK_LIMITS: WebhookLimits = {
  maxWebhooks: 20,
  maxPending: 1_000,
  maxDead: 100,
  maxAttempts: 3,
  attemptMs: 2_000,
  firstRetryMs: 100,
  maxRetryMs: 1_000,
  maxBodyBytes: 64 * 1024,
  allowedTargets: [],
};

/** It is empty, and nothing can be changed. */
export const NO_GLOSSARY: GatewayOptions['glossary'] = {
  rows: () => [],
  version: () => 'none',
  change: () => Promise.reject(new SubcamError('bad-request', 'There is nothing to change.')),
};

const nothingStored = (): Promise<never> => Promise.reject(new SubcamError('session-unknown', 'Nothing is stored.'));

/** Nothing is stored, and nothing can be. */
export const NO_DATA: GatewayOptions['data'] = {
  sessions: nothingStored,
  session: nothingStored,
  transcripts: nothingStored,
  translations: nothingStored,
  timeline: nothingStored,
  speakers: nothingStored,
  speaker: nothingStored,
  statistics: nothingStored,
  search: nothingStored,
  record: nothingStored,
  recordsOfPerson: nothingStored,
  importDocument: nothingStored,
  deleteSession: nothingStored,
  deletePerson: nothingStored,
  deleteAll: nothingStored,
};

/** Nothing is remembered. */
export const NO_CACHE: GatewayOptions['translationCache'] = {
  state: () => ({ entries: 0, bytes: 0, hits: 0, misses: 0, hitRate: null }),
};

const tokenFiles = path.join(tmpdir(), `subcam-test-tokens-${process.pid}-${randomUUID()}`);
process.once('exit', () => rmSync(tokenFiles, { recursive: true, force: true }));

/** Tokens beside TOKEN, which allows everything. Their file is made with the first of them, and removed when the process ends. */
export async function openTestTokens(clock: Clock = systemClock): Promise<Tokens> {
  const file = path.join(tokenFiles, `${randomUUID()}.json`);
  return openTokens({ file, ownToken: TOKEN, limits: () => LIMITS, clock });
}

/** With tiles of the registry's sessions, and a store in memory with nothing in it, which are closed with it. */
export async function startTestGateway(registry: SessionRegistry, over: Partial<GatewayOptions> = {}): Promise<Gateway> {
  const { clock = systemClock, log = silentLog } = over;
  const limits = (): typeof LIMITS => ({ ...LIMITS, ...over.limits?.() });
  const tiles = followSessionTiles({ source: registry, clock, log });
  const browserless = createBrowserlessTiles({ limits, clock, log });
  const tokens = over.tokens ?? (await openTestTokens(clock));
  const store = await openStore({ file: null });
  const webhooks =
    over.webhooks ?? (await openWebhooks({ store, limits: () => WEBHOOK_LIMITS, clock, log, metrics: over.metrics ?? noMetrics }));
  const gateway = await startGateway({
    port: 0,
    tokens,
    version: '0.0.0',
    engines: () => engines,
    registry,
    tiles,
    browserless,
    settings: NO_SETTINGS,
    glossary: NO_GLOSSARY,
    data: createDataService({ store, backups: NO_BACKUPS }),
    uploads: NO_UPLOADS,
    databaseMove: NO_DATABASE_MOVE,
    webhooks,
    storeMode: 'disk',
    translationWays: () => [],
    translationCache: NO_CACHE,
    limits,
    clock,
    log,
    metrics: noMetrics,
    metricsText: () => Promise.resolve(''),
    ...over,
  });
  return {
    ...gateway,
    close: async () => {
      await gateway.close();
      if (over.tokens === undefined) tokens.close();
      tiles.close();
      await browserless.close();
      if (over.webhooks === undefined) await webhooks.close();
      await store.close();
    },
  };
}

export interface ConnectOptions {
  readonly namespace?: string;
  readonly auth?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client that does not come back by itself. Not yet connected: `connected` or `refusal` waits. */
export function connect(port: number, options: ConnectOptions = {}): Socket {
  return io(`http://127.0.0.1:${port}${options.namespace ?? CAPTURE_NAMESPACE}`, {
    auth: { token: TOKEN, protocolVersion: PROTOCOL_VERSION, client: 'a test', ...options.auth },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...(options.headers === undefined ? {} : { extraHeaders: { ...options.headers } }),
  });
}

export async function connected(socket: Socket): Promise<Socket> {
  const failed = once(socket as never, 'connect_error').then(([error]) => Promise.reject(error as Error));
  if (!socket.connected) await Promise.race([once(socket as never, 'connect'), failed]);
  failed.catch(() => undefined);
  return socket;
}

/** The error with which the daemon turned the client away. */
export async function refusal(socket: Socket): Promise<Error & { readonly data?: WireError }> {
  const [error] = (await once(socket as never, 'connect_error')) as [Error & { data?: WireError }];
  return error;
}

/** Fault and then the end of the connection. */
export async function faultOf(socket: Socket): Promise<WireError> {
  const closed = once(socket as never, 'disconnect');
  const [error] = (await once(socket as never, 'fault')) as [WireError];
  await closed;
  return error;
}

export function helloOf(over: Partial<Record<keyof CaptureHello, unknown>> = {}): Record<string, unknown> {
  return {
    sessionId: 'session-1',
    captureId: 'capture-1',
    connectionEpoch: 1,
    sampleRateHz: 16_000,
    source: 'tab',
    startedAtMs: 1_000,
    oldestSample: 0,
    nextSample: 0,
    meetingUrl: null,
    sourceLanguage: 'en',
    targetLanguages: ['es'],
    pace: 'live',
    ...over,
  };
}

export function say(socket: Socket, hello: Record<string, unknown>): Promise<Answer<CaptureWelcome>> {
  return socket.emitWithAck('hello', hello) as Promise<Answer<CaptureWelcome>>;
}
