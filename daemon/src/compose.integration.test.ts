// The daemon as a whole: it starts or says what is missing, serves a client with real engines, and leaves nothing open.
import { mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock, type Clock } from '@subcam/shared';
import { startDaemon, type Daemon } from './compose.ts';
import { loadConfig, type ConfigFlags } from './config/index.ts';
import { defaultModelsDir } from './models/index.ts';
import { openStore } from './store/index.ts';
import { silentLog } from './telemetry/index.ts';
import { join, pause, speak } from './testing/spoken-text.ts';
import { startSteadyClient } from './testing/steady-client.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-compose-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function start(
  flags: ConfigFlags = {},
  options: { readonly env?: Readonly<Record<string, string | undefined>>; readonly clock?: Clock } = {},
): Promise<Daemon> {
  const { env = process.env, clock = systemClock } = options;
  const config = await loadConfig(env, { dataDir: path.join(folder, 'data'), port: 0, sttWorkers: 1, ...flags });
  return startDaemon(config, { log: silentLog, clock });
}

/** The machine's clock, and how many sleep by it. A program can't end while one does. */
function countingClock(): { readonly clock: Clock; readonly sleeping: () => number } {
  let count = 0;
  const sleep: Clock['sleep'] = (...given) => {
    count += 1;
    return systemClock.sleep(...given).finally(() => {
      count -= 1;
    });
  };
  return { clock: { ...systemClock, sleep }, sleeping: () => count };
}

/** Engines that still run: worker threads and child processes. (Of servers Node also lists those that are closed.) */
function runningEngines(): readonly string[] {
  return process.getActiveResourcesInfo().filter((name) => /MessagePort|Worker|ProcessWrap/.test(name));
}

describe('a daemon', () => {
  it('that hears English writes it down, translated, and closes without leaving anything open', async () => {
    const before = runningEngines();
    const daemon = await start();
    expect(daemon.engines).toMatchObject({
      vad: { name: 'silero' },
      stt: { name: 'moonshine' },
      translator: { name: 'bergamot' },
      translators: [{ name: 'bergamot' }, { name: 'apertium' }],
    });
    expect((await stat(path.join(folder, 'data', 'token'))).mode & 0o777).toBe(0o600);
    const sound = join([pause(500), await speak('We live in the old house by the river.'), pause(800)]);
    const client = startSteadyClient({ url: () => daemon.url, token: daemon.token, sessionId: 'talk', sound, speed: 4 });
    expect(await client.account).toMatchObject({ lostSamples: 0, ackedSamples: sound.length });
    await vi.waitFor(() => expect(daemon.engines.stt.follows).toBeGreaterThanOrEqual(1), { timeout: 20_000, interval: 100 });
    await Promise.all([daemon.close(), daemon.close()]);
    expect(runningEngines()).toEqual(before);

    const store = await openStore({ file: path.join(folder, 'data', 'subcam.db') });
    try {
      const [final, ...others] = await store.transcripts('talk');
      expect(others).toEqual([]);
      expect(final?.transcript.text.toLowerCase()).toContain('the old house by the river');
      expect(final?.translations['es']?.toLowerCase()).toMatch(/casa .*río/);
    } finally {
      await store.close();
    }
  });

  it('closes when its signal fires', async () => {
    const stop = new AbortController();
    const config = await loadConfig(process.env, { dataDir: path.join(folder, 'data'), port: 0, translator: 'none', sttWorkers: 1 });
    const daemon = await startDaemon(config, { log: silentLog, signal: stop.signal });
    expect(daemon.engines.translator).toBeNull();
    stop.abort();
    await daemon.close();
    await expect(fetch(`${daemon.url}/api/health`)).rejects.toThrow('fetch failed');
  });
});

describe('a start', () => {
  it('without models names the command that fetches them', async () => {
    const modelsDir = path.join(folder, 'empty');
    await mkdir(modelsDir);
    await expect(start({ modelsDir })).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining('subcam models install'),
    });
  });

  /** A models directory with the models of speech alone. */
  async function speechModels(): Promise<string> {
    const modelsDir = path.join(folder, 'speech-models');
    await mkdir(modelsDir);
    for (const name of ['silero_vad_v6.onnx', 'moonshine-tiny-en'])
      await symlink(path.join(defaultModelsDir(process.env), name), path.join(modelsDir, name));
    return modelsDir;
  }

  it('without the models of the first translator goes on with the next, and says what fetches them', async () => {
    const daemon = await start({ modelsDir: await speechModels() });
    try {
      const [bergamot, apertium] = daemon.engines.translators;
      expect(bergamot).toMatchObject({ name: 'bergamot', problem: expect.stringMatching(/^Bergamot .* can’t be used: .*models install/u) });
      expect(apertium).not.toHaveProperty('problem');
      const sound = join([pause(500), await speak('We live in the old house by the river.'), pause(800)]);
      const client = startSteadyClient({ url: () => daemon.url, token: daemon.token, sessionId: 'talk', sound, speed: 4 });
      expect(await client.account).toMatchObject({ lostSamples: 0 });
    } finally {
      await daemon.close();
    }
    const store = await openStore({ file: path.join(folder, 'data', 'subcam.db') });
    try {
      const [final] = await store.transcripts('talk');
      expect(final?.translations['es']?.toLowerCase()).toMatch(/casa .*río/);
    } finally {
      await store.close();
    }
  });

  it('without any translator transcribes, and says of each what it lacks', async () => {
    const env = { ...process.env, PATH: folder };
    const daemon = await start({ modelsDir: await speechModels() }, { env });
    try {
      expect(daemon.engines.translators).toMatchObject([
        { name: 'bergamot', problem: expect.stringContaining('models install') },
        { name: 'apertium', problem: expect.stringContaining('npm run setup') },
      ]);
    } finally {
      await daemon.close();
    }
  });

  it('on a port that is taken says so and closes what it had opened', async () => {
    const before = runningEngines();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { clock, sleeping } = countingClock();
    await expect(start({ port }, { clock })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(`Port ${port} is taken`),
    });
    other.close();
    await once(other, 'close');
    expect(runningEngines()).toEqual(before);
    expect(sleeping()).toBe(0);
  });

  it('with a database that is none says so', async () => {
    await mkdir(path.join(folder, 'data', 'subcam.db'), { recursive: true });
    await expect(start()).rejects.toMatchObject({ code: 'storage' });
  });
});
