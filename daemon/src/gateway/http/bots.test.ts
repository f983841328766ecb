// Bots over HTTP: those that report, what they are asked, and how long is waited for them.
import { once } from 'node:events';
import { BOT_STATES } from '@subcam/shared';
import { RUNNER_NAMESPACE } from '@subcam/shared/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Gateway } from '../index.ts';
import { askGateway, type Asked } from '../testing/ask-gateway.ts';
import {
  connect,
  connected,
  createScriptedRegistry,
  LIMITS,
  startTestGateway,
  TOKEN,
  type ScriptedRegistry,
} from '../testing/test-gateway.ts';

let registry: ScriptedRegistry;
let gateway: Gateway;

beforeEach(async () => {
  registry = createScriptedRegistry();
  gateway = await startTestGateway(registry);
});

afterEach(() => gateway.close());

const bearer = { Authorization: `Bearer ${TOKEN}` };
const asJson = { ...bearer, 'Content-Type': 'application/json' };

const ask = (path: string, asked: Asked = {}) => askGateway(gateway.port, path, asked);

describe('bots', () => {
  const lease = { botId: 'bot-1', state: 'active', reason: 'in the call', meetingUrl: 'https://meet.google.com/abc-defg-hij', atMs: 5_000 };

  it('that report are listed and can be asked to leave', async () => {
    const runner = await connected(connect(gateway.port, { namespace: RUNNER_NAMESPACE }));
    try {
      expect(await runner.emitWithAck('lease', lease)).toEqual({ ok: true, value: { leaseMs: 30_000 } });
      const listed = await ask('/api/bots/list', { headers: bearer });
      expect(listed.json).toMatchObject({ total: 1, bots: [{ connection_id: 'bot-1', status: 'active', timestamp: 5, session_id: null }] });
      await runner.emitWithAck('lease', { ...lease, sessionId: 'session-1' });
      expect((await ask('/api/bots/status/bot-1', { headers: bearer })).json).toMatchObject({ session_id: 'session-1' });
      expect((await ask('/api/bots/list?status=failed', { headers: bearer })).json).toMatchObject({ total: 0 });
      const asked = once(runner as never, 'leave');
      const stopped = await ask('/api/bots/stop/bot-1', { method: 'POST', headers: bearer });
      expect(stopped).toMatchObject({ status: 200, json: { connection_id: 'bot-1', status: 'active' } });
      expect((await asked)[0]).toContain('stop');
      expect((await ask('/api/bots/stop/nobody', { method: 'POST', headers: bearer })).status).toBe(404);
    } finally {
      runner.disconnect();
    }
  });

  it('are waited for as long as the timeout of a stop says, and no longer', async () => {
    const runner = await connected(connect(gateway.port, { namespace: RUNNER_NAMESPACE }));
    const stop = (timeout: number) => ask('/api/bots/stop/bot-1', { method: 'POST', headers: asJson, body: JSON.stringify({ timeout }) });
    try {
      await runner.emitWithAck('lease', lease);
      const startedAtMs = performance.now();
      expect((await stop(0.25)).json).toMatchObject({ status: 'active', message: expect.stringContaining('was asked to leave') as string });
      expect(performance.now() - startedAtMs).toBeGreaterThan(200);
      runner.on('leave', () => runner.emit('lease', { ...lease, state: 'completed', reason: 'Asked to leave.' }));
      expect((await stop(30)).json).toMatchObject({ status: 'completed', message: 'The bot has left: Asked to leave.' });
      expect(performance.now() - startedAtMs).toBeLessThan(5_000);
      expect(await stop(1)).toMatchObject({ status: 400 });
      expect(await stop(-1)).toMatchObject({ status: 400 });
    } finally {
      runner.disconnect();
    }
  });

  it('are counted by state, and by no user, since they report none', async () => {
    const runner = await connected(connect(gateway.port, { namespace: RUNNER_NAMESPACE }));
    try {
      for (const [botId, state] of [
        ['a', 'active'],
        ['b', 'waiting_room'],
        ['c', 'failed'],
      ])
        await runner.emitWithAck('lease', { ...lease, botId, state });
      const stats = await ask('/api/bots/stats', { headers: bearer });
      const none = Object.fromEntries(BOT_STATES.map((state) => [state, 0]));
      expect(stats.json).toEqual({
        total: 3,
        active: 2,
        by_status: { ...none, active: 1, waiting_room: 1, failed: 1 },
        max_bots: LIMITS.maxBots,
      });
      expect((await ask('/api/bots/list?user_id=ann', { headers: bearer })).json).toMatchObject({ total: 3, not_applied: ['user_id'] });
      expect((await ask('/api/bots/list', { headers: bearer })).json).toMatchObject({ not_applied: [] });
      expect((await ask('/api/bots/list?status=dancing', { headers: bearer })).status).toBe(400);
    } finally {
      runner.disconnect();
    }
  });

  it('are commanded to tell how they are, to change how their tile looks, and to leave', async () => {
    const runner = await connected(connect(gateway.port, { namespace: RUNNER_NAMESPACE }));
    const command = (body: object, id = 'bot-1') =>
      ask(`/api/bots/command/${id}`, { method: 'POST', headers: asJson, body: JSON.stringify(body) });
    try {
      await runner.emitWithAck('lease', lease);
      expect(await command({ action: 'status' })).toMatchObject({
        status: 200,
        json: { action: 'status', status: 'active', message: 'in the call' },
      });
      expect(await command({ action: 'reconfigure', data: { mode: 'split' } })).toMatchObject({ status: 404 });
      await runner.emitWithAck('lease', { ...lease, sessionId: 'session-1' });
      const changed = await command({ action: 'reconfigure', data: { mode: 'split', colour: 'red' } });
      expect(changed).toMatchObject({ status: 200, json: { action: 'reconfigure', ignored_fields: ['colour'] } });
      expect(registry.seen).toContain('session-1: tile settings split');
      expect(await command({ action: 'reconfigure', data: { mode: 'upside-down' } })).toMatchObject({ status: 400 });
      expect(await command({ action: 'dance' })).toMatchObject({ status: 400 });
      const asked = once(runner as never, 'leave');
      expect(await command({ action: 'leave' })).toMatchObject({ status: 200, json: { action: 'leave', status: 'active' } });
      await asked;
      expect(await command({ action: 'leave' }, 'nobody')).toMatchObject({ status: 404 });
    } finally {
      runner.disconnect();
    }
  });

  it('whose report makes no sense are told so and closed', async () => {
    const runner = await connected(connect(gateway.port, { namespace: RUNNER_NAMESPACE }));
    const closed = once(runner as never, 'disconnect');
    expect(await runner.emitWithAck('lease', { ...lease, state: 'dancing' })).toMatchObject({ ok: false, error: { code: 'bad-request' } });
    await closed;
    expect((await ask('/api/bots/list', { headers: bearer })).json).toMatchObject({ total: 0 });
  });
});
