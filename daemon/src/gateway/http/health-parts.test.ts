// Health of each part over HTTP: what it is told from, its reasons, and that ready is another thing than alive.
import type { EngineSet, SessionState, Trouble } from '@subcam/shared';
import { sampleCapture, sampleState, sampleTrouble } from '@subcam/shared/testing';
import type { PartHealth } from '@subcam/shared/http';
import { afterEach, describe, expect, it } from 'vitest';
import type { Gateway } from '../index.ts';
import { askGateway } from '../testing/ask-gateway.ts';
import { createScriptedRegistry, engines, openTestTokens, startTestGateway, TOKEN } from '../testing/test-gateway.ts';
import { healthOf, missingParts, type PartsState } from './health-parts.ts';

const storage: Trouble = { sinceMs: 0, code: 'storage', message: 'The disk is full.', work: 'skipped' };
const well: PartsState = { engines, sessions: [sampleState()], storageTrouble: null, bots: [], nowMs: 1_000_000 };
const broken = 'Its model is missing.';

const inTrouble = (trouble: Partial<SessionState['trouble']>): SessionState =>
  sampleState({ trouble: { recogniser: null, translator: null, storage: null, ...trouble } });

const bot = {
  botId: 'bot-1',
  state: 'failed',
  reason: 'The meeting let it in no more.',
  meetingUrl: 'https://meet.google.com/abc-defg-hij',
  atMs: 900_000,
  leaseExpiresAtMs: 0,
} as const;

const route = { ...sampleState().routes[0]!, instead: { engines: ['bergamot'], sinceMs: 0, message: 'apertium is away.' } };

describe('the health of', () => {
  it.each<readonly [PartHealth['service'], string, Partial<PartsState>, PartHealth['status'], string]>([
    ['speech-detector', 'that can’t be used', { engines: { ...engines, vad: { ...engines.vad, problem: broken } } }, 'unhealthy', broken],
    ['recogniser', 'that can’t be used', { engines: { ...engines, stt: { ...engines.stt, problem: broken } } }, 'unhealthy', broken],
    ['recogniser', 'in trouble in all sessions', { sessions: [inTrouble({ recogniser: sampleTrouble() })] }, 'unhealthy', 'In 1 of 1'],
    [
      'recogniser',
      'in trouble in some',
      { sessions: [inTrouble({ recogniser: sampleTrouble() }), sampleState()] },
      'degraded',
      'In 1 of 2',
    ],
    ['recogniser', 'whose quick half is in trouble', { sessions: [inTrouble({ partials: sampleTrouble() })] }, 'degraded', 'In 1 of 1'],
    ['translator', 'of which another stands in', { sessions: [sampleState({ routes: [route] })] }, 'degraded', 'apertium is away.'],
    [
      'translator',
      'of which none can be used',
      { engines: { ...engines, translators: engines.translators.map((one) => ({ ...one, problem: broken })) } satisfies EngineSet },
      'unhealthy',
      broken,
    ],
    ['store', 'that takes nothing', { storageTrouble: storage }, 'unhealthy', 'The disk is full.'],
    ['bots', 'of which one has failed just now', { bots: [bot] }, 'degraded', 'bot-1: The meeting let it in no more.'],
    [
      'clients',
      'of which one sends no sound',
      { sessions: [sampleState({ captures: [sampleCapture({ status: 'no-sound' })] })] },
      'degraded',
      'No sound comes from the capture capture-1.',
    ],
  ])('the %s %s is told with its reason', (...[service, , changed, status, words]) => {
    expect(healthOf(service, well)).toEqual({ service, status: 'healthy', reasons: [] });
    const told = healthOf(service, { ...well, ...changed });
    expect(told.status).toBe(status);
    expect(told.reasons.join(' ')).toContain(words);
  });

  it('bots forgets one that failed long ago', () => {
    expect(healthOf('bots', { ...well, bots: [{ ...bot, atMs: 1 }] }).status).toBe('healthy');
  });

  it('what is needed is that which hears, reads and keeps; no translator is no reason to be away', () => {
    expect(missingParts(well)).toEqual([]);
    expect(missingParts({ ...well, storageTrouble: storage })).toEqual(['store']);
    const translators = engines.translators.map((one) => ({ ...one, problem: broken }));
    expect(missingParts({ ...well, engines: { ...engines, translators } })).toEqual([]);
  });
});

describe('over HTTP', () => {
  let gateway: Gateway;
  afterEach(() => gateway.close());
  const ask = (path: string, token = TOKEN) => askGateway(gateway.port, path, { headers: { Authorization: `Bearer ${token}` } });

  it('each part is told, and one that there is not is refused', async () => {
    gateway = await startTestGateway(createScriptedRegistry());
    for (const service of ['speech-detector', 'recogniser', 'translator', 'store', 'bots', 'clients']) {
      expect((await ask(`/api/health/${service}`)).json).toEqual({ service, status: 'healthy', reasons: [] });
    }
    expect((await ask('/api/health/kitchen')).status).toBe(400);
  });

  it('a daemon that is not ready is alive all the same, and a probe learns the part, not the reason', async () => {
    const tokens = await openTestTokens();
    const registry = { ...createScriptedRegistry(), storageTrouble: () => storage };
    gateway = await startTestGateway(registry, { tokens });
    const { token } = await tokens.create({ name: 'probe', scopes: ['metrics'] });
    const { status, json } = await ask('/api/health/ready', token);
    expect(status).toBe(503);
    expect(json).toMatchObject({
      error: { code: 'engine-unavailable', retryable: true, message: expect.stringContaining('store') as string },
    });
    expect(JSON.stringify(json)).not.toContain('disk');
    expect((await ask('/api/health/store', token)).status).toBe(403);
    expect((await ask('/api/health/store')).json).toEqual({ service: 'store', status: 'unhealthy', reasons: ['The disk is full.'] });
    expect((await askGateway(gateway.port, '/api/health')).json).toEqual({ status: 'ok' });
    tokens.close();
  });

  it('one that is ready says how each part is', async () => {
    gateway = await startTestGateway(createScriptedRegistry());
    expect((await ask('/api/health/ready')).json).toMatchObject({ status: 'ready', services: { store: 'healthy', bots: 'healthy' } });
  });
});
