// The settings sync over HTTP with the daemon's real settings: versions, checksum, drift, presets, the way back, and the order of the configuration.
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SettingsOutcome, SyncStatus, UnifiedSettings } from '@subcam/shared/http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONFIGURATION, type Settings } from '../../config/index.ts';
import type { Gateway } from '../index.ts';
import { askGateway, type Answered } from '../testing/ask-gateway.ts';
import { createScriptedRegistry, startTestGateway, TOKEN } from '../testing/test-gateway.ts';

const SECRET = 'k-0123456789-do-not-tell';
const SECRET_KEY = CONFIGURATION.settings.find(({ key, isSecret }) => isSecret && key.endsWith('.apiKey'))?.key ?? '';

let folder: string;
let settings: Settings;
let gateway: Gateway;

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  settings = await CONFIGURATION.open({ HOME: folder, SUBCAM_HOME: folder, ...env }, {});
  gateway = await startTestGateway(createScriptedRegistry(), { settings });
}

async function restart(env: Readonly<Record<string, string>> = {}): Promise<void> {
  await gateway.close();
  await start(env);
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-sync-'));
  await start();
});

afterEach(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

const storedFile = () => path.join(folder, 'settings.json');
const historyFile = () => path.join(folder, 'settings-history.json');

function ask(what: string, body?: unknown): Promise<Answered> {
  const headers = { Authorization: `Bearer ${TOKEN}`, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) };
  const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  return askGateway(gateway.port, `/api/settings/sync/${what}`, { headers, ...sent });
}

const status = async (): Promise<SyncStatus> => (await ask('status')).json as SyncStatus;
const update = async (section: string, body: unknown): Promise<SettingsOutcome> =>
  (await ask(`update/${section}`, body)).json as SettingsOutcome;
const refusal = async (asked: Promise<Answered>) => {
  const { status: told, json } = await asked;
  return { status: told, message: (json as { error: { message: string } }).error.message };
};

describe('a change over the settings sync', () => {
  it('counts at once, has a version and a checksum of its own, and outlives a restart', async () => {
    const before = await status();
    expect(before).toMatchObject({ status: 'in_sync', version: 0, updated_at: null, versions: [] });
    const told: (readonly string[])[] = [];
    settings.subscribe((keys) => told.push(keys));
    const outcome = await update('unified', { limits: { max_sessions: 7 } });
    expect(outcome).toMatchObject({ status: 'updated', version: 1, changed: ['limits.maxSessions'], at_next_start: [] });
    expect(outcome.checksum).not.toBe(before.checksum);
    expect(told).toEqual([['limits.maxSessions']]);
    expect(settings.current().limits.maxSessions).toBe(7);
    await restart();
    expect(settings.current().limits.maxSessions).toBe(7);
    expect(await status()).toMatchObject({ status: 'in_sync', version: outcome.version, checksum: outcome.checksum });
  });

  it('that waits for the next start says so', async () => {
    expect(await update('unified', { port: 4001 })).toMatchObject({ changed: ['port'], at_next_start: ['port'] });
    expect((await status()).at_next_start).toEqual(['port']);
    expect(settings.current().port).toBe(3000);
    await restart();
    expect(settings.current().port).toBe(4001);
  });

  it('is stronger than the configuration file, and weaker than a variable, which refuses it by name', async () => {
    await writeFile(path.join(folder, 'config.json'), '{"limits":{"graceMs":2000}}');
    await restart({ SUBCAM_CONFIG: path.join(folder, 'config.json'), SUBCAM_MAX_SESSIONS: '3' });
    await update('unified', { 'limits.graceMs': 3000 });
    expect(settings.current().limits.graceMs).toBe(3000);
    const refused = await refusal(ask('update/unified', { limits: { graceMs: 4000, maxSessions: 5 } }));
    expect(refused).toEqual({ status: 400, message: 'limits.maxSessions is fixed by SUBCAM_MAX_SESSIONS: change it there.' });
    expect(settings.current().limits).toMatchObject({ graceMs: 3000, maxSessions: 3 });
  });

  it.each([
    ['whisper', { late_after_ms: 3000 }, 'stt.lateAfterMs'],
    ['whisper', { settings: { stt: { lateAfterMs: 3000 } } }, 'stt.lateAfterMs'],
    ['translation', { partials: { policy: 'finals-only' } }, 'translator.partials.policy'],
    ['translation', { 'translator.partials.policy': 'finals-only' }, 'translator.partials.policy'],
    ['orchestration', { tile: { 'max-cues': 3 } }, 'tile.maxCues'],
  ])('to %s may be sent as %j', async (section, body, key) => {
    expect((await update(section, body)).changed).toEqual([key]);
  });

  it.each([
    ['whisper', { tile: { maxCues: 3 } }, 'tile.maxCues is of the section orchestration'],
    ['unified', { limits: { maxSesions: 3 } }, 'did you mean limits.maxSessions?'],
    ['unified', { limits: 3 }, 'limits is a group of settings'],
    ['unified', { 'tile.maxCues': 3, tile: { max_cues: 4 } }, 'tile.maxCues is given twice'],
    ['unified', { tile: { maxCues: 300 } }, 'must be a whole number from 1 to 10'],
  ])('to %s of %j is refused with what is wrong, and changes nothing', async (section, body, words) => {
    const refused = await refusal(ask(`update/${section}`, body));
    expect(refused.status).toBe(400);
    expect(refused.message).toContain(words);
    expect((await status()).version).toBe(0);
  });

  it('for another version than the present one is refused with 409', async () => {
    const { version } = await update('unified', { tile: { fps: 12 } });
    expect((await refusal(ask('update/unified', { tile: { fps: 13 }, expected_version: version - 1 }))).status).toBe(409);
    expect(settings.current().tile.fps).toBe(12);
    expect(await update('unified', { tile: { fps: 13 }, expected_version: version })).toMatchObject({ version: version + 1 });
  });

  it('that changes nothing makes no version', async () => {
    const { version } = await update('unified', { tile: { fps: 12 } });
    expect(await update('unified', { tile: { fps: 12 } })).toMatchObject({ status: 'unchanged', version, changed: [] });
    expect((await ask('unified', {})).json).toMatchObject({ status: 'unchanged' });
  });

  it('made elsewhere in the daemon has a version too', async () => {
    await settings.set('tile.fps', 12);
    expect((await status()).versions.map(({ keys }) => keys)).toEqual([['tile.fps']]);
  });
});

describe('earlier versions', () => {
  it('can be gone back to, as a version of its own that can be taken back too', async () => {
    const first = await update('unified', { tile: { fps: 12 } });
    const second = await update('unified', { tile: { fps: 14, theme: 'light' } });
    const back = (await ask('rollback', { version: first.version })).json as SettingsOutcome;
    expect(back).toMatchObject({ status: 'updated', version: second.version + 1, checksum: first.checksum });
    expect(settings.current().tile).toMatchObject({ fps: 12, theme: 'dark' });
    await ask('rollback', { version: second.version });
    expect(settings.current().tile).toMatchObject({ fps: 14, theme: 'light' });
    await restart();
    expect(settings.current().tile).toMatchObject({ fps: 14, theme: 'light' });
  });

  it('end with that in which nothing was changed yet: version 0', async () => {
    const before = await status();
    await update('unified', { tile: { fps: 12 }, limits: { graceMs: 3000 } });
    expect((await ask('rollback', { version: 0 })).json).toMatchObject({ status: 'updated', version: 2, checksum: before.checksum });
    expect(await readFile(storedFile(), 'utf8')).toBe('{}\n');
  });

  it('that are no more are refused with 404', async () => {
    expect((await refusal(ask('rollback', { version: 99 }))).status).toBe(404);
  });

  it('are kept as many as the limit says now', async () => {
    await update('unified', { limits: { maxSettingsVersions: 2 } });
    for (const fps of [11, 12, 13]) await update('unified', { tile: { fps } });
    const { version, versions } = await status();
    expect(versions.map((one) => one.version)).toEqual([version - 1, version]);
  });

  it('hold no secret, which going back leaves as it is; nor does anything that is told', async () => {
    await settings.set('tile.fps', 12);
    await settings.set(SECRET_KEY, SECRET);
    const texts = [(await ask('unified')).text, (await ask('status')).text, await readFile(historyFile(), 'utf8')];
    for (const text of texts) expect(text).not.toContain(SECRET);
    const first = (await status()).versions[0]?.version ?? 0;
    await ask('rollback', { version: first });
    expect(await readFile(storedFile(), 'utf8')).toContain(SECRET);
    expect((await stat(historyFile())).mode & 0o777).toBe(0o600);
  });

  it('in a damaged file are an error that says what to do, and nothing is changed', async () => {
    await writeFile(historyFile(), '{"versions": 7}');
    const refused = await refusal(ask('update/unified', { tile: { fps: 12 } }));
    expect(refused.message).toContain('move it out of the way');
    expect(settings.current().tile.fps).not.toBe(12);
    expect((await refusal(ask('status'))).status).toBe(400);
  });
});

describe('drift', () => {
  it('of the stored file is reported, taken in by the next change, and is a version that can be gone back to', async () => {
    const { version } = await update('unified', { tile: { fps: 12 } });
    await writeFile(storedFile(), '{"tile":{"fps":20}}');
    const drifted = await status();
    expect(drifted).toMatchObject({ status: 'drifted', version, drift: [{ key: 'tile.fps', kind: 'stored-file' }] });
    expect(settings.current().tile.fps).toBe(12);
    await ask('unified', { tile: { theme: 'light' } });
    expect(settings.current().tile).toMatchObject({ fps: 20, theme: 'light' });
    expect(await status()).toMatchObject({ status: 'in_sync' });
    expect((await status()).versions.map(({ origin }) => origin)).toEqual(['change', 'outside', 'change']);
  });

  it('of the configuration file, of a damaged file, and of what a variable overrides is reported with what to do', async () => {
    await update('unified', { limits: { maxSessions: 7 } });
    const config = path.join(folder, 'config.json');
    await writeFile(config, '{"tile":{"fps":20}}');
    await restart({ SUBCAM_CONFIG: config, SUBCAM_MAX_SESSIONS: '3' });
    await writeFile(config, '{"tile":{"fps":21}}');
    expect((await status()).drift).toMatchObject([
      { key: 'tile.fps', kind: 'configuration-file' },
      { key: 'limits.maxSessions', kind: 'overridden' },
    ]);
    await writeFile(config, '{"tile":');
    await writeFile(storedFile(), '{');
    const { drift } = await status();
    expect(drift.map(({ key, kind }) => [key, kind])).toEqual([
      ['', 'stored-file'],
      ['', 'configuration-file'],
      ['limits.maxSessions', 'overridden'],
    ]);
  });
});

describe('presets', () => {
  it('can each be stored, count at once, and are taken back by the default', async () => {
    const { presets } = (await ask('presets')).json as { presets: { name: string; active: boolean }[] };
    expect(presets.filter(({ active }) => active).map(({ name }) => name)).toEqual(['default']);
    expect(presets.length).toBeGreaterThan(3);
    for (const { name } of presets.slice(1)) {
      expect((await ask(`preset/${name}`, {})).json).toMatchObject({ status: 'updated', at_next_start: [] });
      expect((await ask(`preset/${name}`)).json).toMatchObject({ name, active: true });
      expect((await ask('preset/default', {})).json).toMatchObject({ status: 'updated' });
      expect((await ask('preset/default')).json).toMatchObject({ active: true });
    }
  });

  it('that there are not are refused with 404', async () => {
    expect((await refusal(ask('preset/none'))).status).toBe(404);
    expect((await refusal(ask('preset/none', {}))).status).toBe(404);
  });
});

describe('compatibility', () => {
  it('of the settings as they come is given, and so it is with each preset', async () => {
    const { json } = await ask('compatibility');
    expect(json).toMatchObject({ compatible: true, issues: [] });
    const { presets } = json as { presets: Record<string, { compatible: boolean }> };
    expect(Object.values(presets).map(({ compatible }) => compatible)).toEqual(Object.keys(presets).map(() => true));
  });

  it('names settings that keep one another from doing what they say, before and after they are stored', async () => {
    const body = { limits: { translatorPatienceMs: 20_000 } };
    const issue = { key: 'limits.translatorPatienceMs', message: expect.stringContaining('is 20000 and') as string };
    expect((await ask('compatibility', body)).json).toEqual({ compatible: false, issues: [issue] });
    expect(settings.current().limits.translatorPatienceMs).toBe(900);
    await update('unified', body);
    expect((await ask('compatibility')).json).toMatchObject({ compatible: false, issues: [issue] });
  });

  it('names what could not be stored at all, and presets that a variable keeps out', async () => {
    await restart({ SUBCAM_TILE_THEME: 'light' });
    expect((await ask('compatibility', { tile: { theme: 'dark' } })).json).toMatchObject({
      compatible: false,
      issues: [{ message: 'tile.theme is fixed by SUBCAM_TILE_THEME: change it there.' }],
    });
    expect((await ask('compatibility')).json).toMatchObject({
      presets: { easy_to_read: { compatible: false }, steady: { compatible: true } },
    });
  });
});

it('the unified document is that of a configuration file, whole and by section', async () => {
  const { settings: all, sections } = (await ask('unified')).json as UnifiedSettings;
  expect(all).toMatchObject({ port: 3000, tile: { theme: 'dark' }, translator: {}, stt: {} });
  expect(sections.whisper).toMatchObject({ stt: { lateAfterMs: 4000 } });
  expect(sections.translation).toMatchObject({ translator: { partials: {} } });
  expect(Object.keys(sections.orchestration)).not.toContain('translator');
});
