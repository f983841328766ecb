// The OpenAPI document against the router that serves: each has what the other has, and it says what a client must know.
import { Validator } from '@seriousme/openapi-schema-validator';
import { systemClock } from '@subcam/shared';
import express, { type Express } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noMetrics, silentLog } from '../../telemetry/index.ts';
import { NO_DATABASE_MOVE } from '../../testing/no-database-move.ts';
import { NO_SETTINGS } from '../../testing/no-settings.ts';
import { NO_UPLOADS } from '../../testing/no-uploads.ts';
import { NO_WEBHOOKS } from '../../testing/no-webhooks.ts';
import { createBrowserlessTiles, followSessionTiles } from '../../tile/index.ts';
import type { Tokens } from '../../tokens/index.ts';
import { authoriseBy } from '../auth/admission.ts';
import { createLeases } from '../leases.ts';
import {
  createScriptedRegistry,
  engines,
  LIMITS,
  NO_CACHE,
  NO_DATA,
  NO_GLOSSARY,
  openTestTokens,
  startTestGateway,
} from '../testing/test-gateway.ts';
import { mountedRoutes } from '../testing/mounted-routes.ts';
import { createRefusalLog } from '../refusal-log.ts';
import { createHttpApi } from './http-api.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

interface Operation {
  readonly operationId: string;
  readonly description?: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: object }[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content: Readonly<Record<string, object>> }>>;
}

interface Document {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

let tokens: Tokens;

beforeAll(async () => {
  tokens = await openTestTokens();
});

afterAll(() => tokens.close());

function createApp(): Express {
  const registry = createScriptedRegistry();
  const [clock, log] = [systemClock, silentLog];
  return createHttpApi({
    tokens,
    closing: new AbortController().signal,
    limits: () => LIMITS,
    metricsText: () => Promise.resolve(''),
    publicUrl: null,
    admit: () => ({ origin: 'http://127.0.0.1:3000', proofAddress: '127.0.0.1:3000' }),
    addressOf: () => '127.0.0.1',
    authorise: authoriseBy(tokens),
    version: '0.0.0',
    engines: () => engines,
    registry,
    leases: createLeases(clock, () => LIMITS),
    tiles: followSessionTiles({ source: registry, clock, log }),
    browserless: createBrowserlessTiles({ limits: () => LIMITS, clock, log }),
    settings: NO_SETTINGS,
    glossary: NO_GLOSSARY,
    data: NO_DATA,
    uploads: NO_UPLOADS,
    databaseMove: NO_DATABASE_MOVE,
    webhooks: NO_WEBHOOKS,
    storeMode: 'disk',
    translationWays: () => [],
    translationCache: NO_CACHE,
    clock,
    refusals: createRefusalLog({ clock, log, metrics: noMetrics }),
  });
}

async function servedDocument(): Promise<Document> {
  const gateway = await startTestGateway(createScriptedRegistry());
  try {
    return (await (await fetch(`http://127.0.0.1:${gateway.port}/api/openapi.json`)).json()) as Document;
  } finally {
    await gateway.close();
  }
}

function described({ paths }: Document): readonly string[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((key) => METHODS.includes(key))
      .map((method) => `${method.toUpperCase()} ${path}`),
  );
}

describe('the OpenAPI document', () => {
  it('lists every route that is mounted, and none that is not', async () => {
    expect(described(await servedDocument()).toSorted()).toEqual(mountedRoutes(createApp()).routes.toSorted());
  });

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate({ ...(await servedDocument()) })).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    const broken = { ...(await servedDocument()), info: {} };
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  it('would not overlook a route that is mounted by hand, wherever', () => {
    const app = createApp();
    const before = mountedRoutes(app).routes;
    app.get('/api/secret', () => undefined);
    app.use(express.Router().post('/api/hidden', () => undefined));
    expect(mountedRoutes(app).routes).toEqual([...before, 'GET /api/secret', 'POST /api/hidden']);
    for (const hidden of [express.Router().get('/deep', () => undefined), () => undefined]) {
      const other = createApp();
      other.use('/api/under', hidden);
      expect(() => mountedRoutes(other)).toThrow('mounted under a path of its own');
    }
  });

  it('is of an application whose other handlers are known', () => {
    expect(mountedRoutes(createApp()).middleware).toEqual(['helmetMiddleware', 'correlate', 'admitOrigin', 'nothingHere', 'answerFailure']);
  });

  it('tells what a request needs and what it may be answered', async () => {
    const { openapi, info, paths } = await servedDocument();
    expect(openapi).toBe('3.1.0');
    expect(info.version).toBe('0.0.0');
    const packets = paths['/api/bot/virtual-webcam/packets/{id}']?.['post'];
    expect(packets).toMatchObject({
      operationId: 'webcamPackets',
      security: [{ bearer: ['operate'] }],
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,100}$' } }],
      requestBody: { required: true, content: { 'application/json': { schema: { anyOf: [{}, { type: 'array' }] } } } },
    });
    expect(packets?.description).toContain('2097152 bytes');
    expect(packets?.description).toContain('At most 20 requests with packets are taken in a second');
    expect(Object.keys(packets?.responses ?? {})).toEqual(['200', '400', '401', '403', '404', '408', '413', '415', '429', '431', '500']);
    expect(packets?.responses['429']).toMatchObject({
      description: expect.stringContaining('rate-limited') as string,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    });
  });

  it('tells what is public, what a token adds to, and where a body may be left out', async () => {
    const { paths } = await servedDocument();
    expect(paths['/api/pair']?.['post']?.security).toEqual([]);
    expect(paths['/api/health']?.['get']?.security).toEqual([{}, { bearer: ['read'] }]);
    expect(paths['/api/pair/start']?.['post']?.security).toEqual([{ bearer: ['admin'] }]);
    expect(paths['/api/pair']?.['post']?.requestBody?.required).toBe(true);
    expect(paths['/api/bots/stop/{id}']?.['post']?.requestBody?.required).toBe(false);
  });

  it('tells the query as it is read, and that a picture may come as it is', async () => {
    const { paths } = await servedDocument();
    const frame = paths['/api/bot/virtual-webcam/frame/{id}']?.['get'];
    expect(frame?.parameters).toMatchObject([
      { name: 'id', in: 'path' },
      { name: 'format', in: 'query', required: false, schema: { enum: ['png', 'jpeg', 'jpg'] } },
      { name: 'quality', in: 'query', required: false, schema: { type: 'integer', minimum: 1, maximum: 100 } },
    ]);
    expect(Object.keys(frame?.responses['200']?.content ?? {})).toEqual(['application/json', 'image/png', 'image/jpeg']);
  });
});
