// A daemon is killed while people speak, a receiver takes nothing and settings were just changed: what the next daemon knows of all that.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  callRoute,
  configRoute,
  createWebhookRoute,
  dataTranscriptsRoute,
  listWebhooksRoute,
  syncStatusRoute,
  updateSettingsRoute,
} from '@subcam/shared/http';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startDaemonChild, type DaemonChild } from './testing/daemon-child.ts';
import { hang, json, startScriptedService, type ScriptedService } from './testing/scripted-service.ts';
import { join, pause, speak } from './testing/spoken-text.ts';
import { startSteadyClient, type SteadyClient } from './testing/steady-client.ts';

const SESSION_ID = 'a-talk';

interface Told {
  readonly type: string;
  readonly id: string;
}

let home: string;
let receiver: ScriptedService;
let whisper: ScriptedService;
let daemon: DaemonChild;
let talk: SteadyClient;
let takes = false;
let versionBefore: unknown;
const tried: Told[] = [];
const taken: Told[] = [];

const address = () => ({ url: daemon.url, token: daemon.token });
const webhooks = async () => (await callRoute(address(), listWebhooksRoute, {})).webhooks;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'subcam-kill-'));
  receiver = await startScriptedService(({ body }) => {
    (takes ? taken : tried).push(JSON.parse(body) as Told);
    return takes ? json({}) : hang;
  });
  let reads = 0;
  whisper = await startScriptedService(({ field }) => json({ text: `Words number ${(reads += 1)}.`, language: field('language') }));
  const config = path.join(home, 'config.json');
  await writeFile(config, JSON.stringify({ limits: { maxSessions: 11, maxTokens: 22 } }));
  const env = {
    SUBCAM_CONFIG: config,
    SUBCAM_STT: 'whisper-service',
    SUBCAM_WHISPER_URL: whisper.url,
    SUBCAM_TRANSLATOR: 'none',
    SUBCAM_WEBHOOKS_ALLOWED_TARGETS: '127.0.0.1',
  };
  daemon = await startDaemonChild(home, { env });
  const { token } = daemon;
  await callRoute(address(), createWebhookRoute, { body: { url: receiver.url, topics: ['transcript'] } });
  const said = await speak('We live in the old house by the river.');
  const sound = join([pause(300), said, pause(900), said, pause(900), said, pause(900), said, pause(900)]);
  talk = startSteadyClient({ url: () => daemon.url, token, sessionId: SESSION_ID, sound, speed: 3, targetLanguages: [] });
  // It has one request at a time: the first final is under way, and the second waits in the outbox.
  await vi.waitFor(async () => expect(await webhooks()).toMatchObject([{ pending: 2 }]), { timeout: 20_000 });
  const change = { limits: { max_sessions: 33, max_readers: 44, max_link_ms: 120_000 } };
  const changed = await callRoute(address(), updateSettingsRoute, { params: { section: 'unified' }, body: change });
  versionBefore = changed.version;
  await daemon.kill();
  expect(taken).toEqual([]);
  takes = true;
  daemon = await startDaemonChild(home, { env: { ...env, SUBCAM_LIMITS_MAX_LINK_MS: '180000' } });
}, 60_000);

afterAll(async () => {
  await daemon.stop();
  receiver.close();
  whisper.close();
  await rm(home, { recursive: true, force: true });
});

it('every stored final is told, each under one id, and nothing that is not stored', { timeout: 40_000 }, async () => {
  expect(await talk.account).toMatchObject({ lostSamples: 0 });
  await vi.waitFor(async () => expect(await webhooks()).toMatchObject([{ pending: 0, dead: 0 }]), { timeout: 20_000 });
  const { transcripts } = await callRoute(address(), dataTranscriptsRoute, { params: { id: SESSION_ID } });
  const stored = transcripts.map(({ correlation_id: id }) => `transcript:${id}`);
  expect(stored.length).toBeGreaterThanOrEqual(4);
  expect([...new Set(taken.map(({ id }) => id))].toSorted()).toEqual(stored.toSorted());
  // What the killed daemon had begun to send is told again, as the same event.
  expect(tried.length).toBeGreaterThan(0);
  for (const { id } of tried) expect(stored).toContain(id);
});

it('a changed setting is stronger than the file and weaker than a variable, and is the same version', async () => {
  const { settings } = await callRoute(address(), configRoute, {});
  const told = (key: string) => settings.find((row) => row.key === key);
  // In the file alone, in the file and changed, changed alone, changed and in a variable of this daemon.
  expect(told('limits.maxTokens')).toMatchObject({ value: 22, source: { layer: 'file' } });
  expect(told('limits.maxSessions')).toMatchObject({ value: 33, source: { layer: 'stored' } });
  expect(told('limits.maxReaders')).toMatchObject({ value: 44, source: { layer: 'stored' } });
  expect(told('limits.maxLinkMs')).toMatchObject({ value: 180_000, source: { layer: 'environment' } });
  const status = await callRoute(address(), syncStatusRoute, {});
  expect(status.version).toBe(versionBefore);
  expect(JSON.stringify(status.drift)).toContain('limits.maxLinkMs');
});
