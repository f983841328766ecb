// The bot's process with a real Chromium in a meeting on loopback: in through the lobby, out in order, nothing left behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { launch, TargetType } from 'puppeteer-core';
import { describe, expect, test } from 'vitest';
import type { BotStatus } from '@subcam/shared';
import { EXTENSION_ID } from '@subcam/shared/wire';
import { findChromium } from '../lib/programs.ts';
import { chromeArguments, workerEvaluator } from './chrome-launcher.ts';
import { startRunner, type RunnerHandle, type StartRunnerOptions } from './index.ts';
import { startLoopbackMeet, type LoopbackMeet } from './testing/loopback-meet.ts';
import { BOT_TOKEN, startRecordingDaemon, TOKEN, writeRecordingExtension, type RecordingDaemon } from './testing/recording-daemon.ts';

const MANIFEST = new URL('../../../extension/public/manifest.json', import.meta.url);
const RUNNER = path.join(import.meta.dirname, 'runner-main.ts');

/** What each test has of its own, since several run at the same time: each waits for most of its time. */
interface Scene {
  readonly folder: string;
  readonly extensionDir: string;
  readonly tokenFile: string;
  readonly meet: LoopbackMeet;
  /** A test may close it and put another in its place. */
  daemon: RecordingDaemon;
  readonly bots: RunnerHandle[];
  readonly logs: string[];
}

async function openScene(): Promise<Scene> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'subcam-bots-test-'));
  const { key } = JSON.parse(await readFile(MANIFEST, 'utf8')) as { key: string };
  const extensionDir = await writeRecordingExtension(folder, key);
  const tokenFile = path.join(folder, 'token');
  await writeFile(tokenFile, `${TOKEN}\n`, { mode: 0o600 });
  const meet = await startLoopbackMeet();
  return { folder, extensionDir, tokenFile, meet, daemon: await startRecordingDaemon(), bots: [], logs: [] };
}

async function closeScene({ bots, meet, daemon, folder }: Scene): Promise<void> {
  for (const bot of bots) bot.kill();
  await Promise.all(bots.map((bot) => bot.exited));
  await Promise.all([meet.close(), daemon.close()]);
  await rm(folder, { recursive: true, force: true });
}

const it = test.extend<{ scene: Scene }>({
  scene: async ({ onTestFailed }, use) => {
    const scene = await openScene();
    onTestFailed(() => console.error(scene.logs.join('\n')));
    try {
      await use(scene);
      // Whatever a bot went through, its log names no token, no meeting, nobody, and nothing that stood in the meeting.
      const { pathname } = new URL(scene.meet.meetingUrl);
      for (const secret of [TOKEN, BOT_TOKEN, pathname, 'Subcam (live captions)', 'being recorded'])
        expect(scene.logs.join('\n')).not.toContain(secret);
    } finally {
      await closeScene(scene);
    }
  },
});

/** A bot whose profiles lie in this test's own folder, and the states that it reported. */
function start(scene: Scene, over: Partial<StartRunnerOptions> = {}) {
  const { meet, daemon, tokenFile, extensionDir, folder, logs } = scene;
  const statuses: BotStatus[] = [];
  const bot = startRunner({
    meetingUrl: meet.meetingUrl,
    daemonUrl: daemon.url,
    tokenFile,
    extensionDir,
    chromeArgs: meet.chromeArgs,
    env: { TMPDIR: folder },
    onStatus: (status) => statuses.push(status),
    onLog: (line) => logs.push(line),
    ...over,
  });
  scene.bots.push(bot);
  const reached = async (state: BotStatus['state']): Promise<BotStatus> => {
    for (;;) {
      const found = statuses.find((status) => status.state === state);
      if (found !== undefined) return found;
      const ended = await Promise.race([bot.exited, pause(50)]);
      if (ended !== undefined)
        throw new Error(`The bot ended with ${ended} before it was ${state}:\n${JSON.stringify(statuses)}\n${logs.join('\n')}`);
    }
  };
  return { ...bot, statuses, states: () => statuses.map(({ state }) => state), reached };
}

async function profiles({ folder }: Scene): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('subcam-bot-'));
}

/** Processes, zombies aside, of the Chromes that this test's bots started: each Chrome leads a process group of its own. */
async function chromes({ logs }: Scene): Promise<number[]> {
  const groups = logs
    .filter((line) => line.includes('"message":"chrome started"'))
    .map((line) => (JSON.parse(line) as { pid: number }).pid);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(
    pids.map(async (pid) => ({ pid: Number(pid), stat: await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '') })),
  );
  const alive = stats.filter(({ stat }) => {
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state !== 'Z' && groups.includes(Number(group));
  });
  return alive.map(({ pid }) => pid);
}

async function until({ logs }: Scene, what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let waitedMs = 0; waitedMs < 20_000; waitedMs += 100) {
    if (await holds()) return;
    await pause(100);
  }
  throw new Error(`It did not come true within 20 s: ${what}\n${logs.join('\n')}`);
}

/** How often the bot pressed the camera's control to switch it on: true for presses that reached it. */
function cameraPresses({ logs }: Scene, reached: boolean): number {
  return logs.filter((line) => line.includes(`"kind":"cameraOff","pressed":${String(reached)}}`)).length;
}

async function expectNothingLeft(scene: Scene): Promise<void> {
  expect(await chromes(scene)).toEqual([]);
  expect(await profiles(scene)).toEqual([]);
}

describe.concurrent('a bot in a meeting', () => {
  it('asks, waits in the lobby without thinking that it is in, is let in, captures, and leaves in order', async ({ scene }) => {
    const bot = start(scene);
    const asked = await scene.meet.said('asked');
    expect(asked).toMatchObject({ name: 'Subcam (live captions)', cameraOn: true, microphoneOn: false, language: 'en-US' });
    expect((await scene.meet.said('microphone')).detail).toMatch(/^(granted|NotFoundError)$/);
    await bot.reached('waiting_room');
    scene.meet.tell({ type: 'camera', on: false });
    await pause(3000);
    expect(bot.states()).not.toContain('active');
    expect(scene.daemon.calls.map(({ method }) => method)).toEqual(['configure']);
    expect(scene.daemon.calls[0]?.argument).toEqual({
      daemonUrl: scene.daemon.url,
      // Not the runner's own: what its Chrome holds may capture, and ends with the bot.
      token: BOT_TOKEN,
      sourceLanguage: 'en',
      targetLanguages: ['pt'],
      role: 'bot',
    });

    scene.meet.tell({ type: 'show', screen: 'in-call' });
    await bot.reached('active');
    expect((await scene.daemon.called('start')).argument).toEqual({
      urlPrefix: scene.meet.meetingUrl,
      url: `${scene.meet.meetingUrl}?hl=en`,
      captures: true,
    });
    scene.meet.tell({ type: 'dialog', text: 'This video call is being recorded' });
    await scene.meet.said('accepted');
    await until(scene, 'the camera is on again', () => scene.daemon.states.at(-1)?.state === 'active' && cameraPresses(scene, true) === 2);

    bot.leave();
    expect(await scene.meet.said('left')).toMatchObject({ cameraOn: true, microphoneOn: false });
    await scene.daemon.called('stop');
    expect(await bot.exited).toBe(0);
    expect(bot.states()).toEqual([
      'starting',
      'starting',
      'joining',
      'joining',
      'waiting_room',
      'joining',
      'active',
      'ending',
      'completed',
    ]);
    expect(scene.daemon.states.at(-1)).toEqual(bot.statuses.at(-1));
    expect(scene.logs.some((line) => line.includes('"message":"audio account"') && line.includes('"lostSamples":0'))).toBe(true);
    await expectNothingLeft(scene);
  });

  it('presses nothing of a dialog that comes up under its mouse, and accepts it then', async ({ scene }) => {
    const bot = start(scene);
    await bot.reached('waiting_room');
    scene.meet.tell({ type: 'camera', on: false });
    scene.meet.tell({ type: 'ambush', text: 'This video call is being recorded' });
    scene.meet.tell({ type: 'show', screen: 'in-call' });
    await scene.meet.said('accepted');
    await until(scene, 'the camera is switched on for the second time', () => cameraPresses(scene, true) === 2);
    expect(cameraPresses(scene, false)).toBe(1);
    bot.leave();
    expect(await scene.meet.said('left')).toMatchObject({ cameraOn: true });
    expect(await bot.exited).toBe(0);
  });

  it('reports a refusal as a refusal', async ({ scene }) => {
    const bot = start(scene);
    await bot.reached('waiting_room');
    scene.meet.tell({ type: 'show', screen: 'over', text: 'Someone in the call denied your request to join' });
    expect(await bot.exited).toBe(1);
    expect(bot.status()).toMatchObject({ state: 'failed', reason: expect.stringMatching(/^denied: /) as string });
    expect(scene.daemon.calls.map(({ method }) => method)).toEqual(['configure']);
    await expectNothingLeft(scene);
  });

  it('ends when it is removed, and when it is alone', async ({ scene }) => {
    const removed = start(scene);
    await removed.reached('waiting_room');
    scene.meet.tell({ type: 'show', screen: 'in-call' });
    await removed.reached('active');
    scene.meet.tell({ type: 'show', screen: 'over', text: 'You’ve been removed from the meeting' });
    expect(await removed.exited).toBe(0);
    expect(removed.status()?.reason).toMatch(/^removed: /);

    const alone = start(scene, { aloneLimitMs: 2000 });
    await alone.reached('waiting_room');
    scene.meet.tell({ type: 'show', screen: 'in-call' });
    await alone.reached('active');
    scene.meet.tell({ type: 'others', present: false });
    expect(await alone.exited).toBe(0);
    expect(alone.status()?.reason).toMatch(/^alone: /);
    await scene.meet.said('left');
    await expectNothingLeft(scene);
  });

  it('leaves when the daemon asks it to', async ({ scene }) => {
    const bot = start(scene);
    await bot.reached('waiting_room');
    scene.daemon.askToLeave('Enough for today.');
    expect(await bot.exited).toBe(0);
    expect(bot.status()?.reason).toBe('left: Enough for today.');
    await scene.meet.said('left');
  });
});

describe.concurrent('a bot in trouble', () => {
  it('survives the daemon’s death within its lease, and leaves nothing behind past it', async ({ scene }) => {
    const bot = start(scene, { leaseMs: 6000 });
    await bot.reached('waiting_room');
    scene.meet.tell({ type: 'show', screen: 'in-call' });
    await bot.reached('active');
    await scene.daemon.close();
    await until(scene, 'the bot notices', () => scene.logs.some((line) => line.includes('the daemon is out of reach')));
    scene.daemon = await startRecordingDaemon(scene.daemon.port);
    await until(scene, 'the bot renews its lease', () => scene.daemon.states.at(-1)?.state === 'active');
    expect(bot.states().at(-1)).toBe('active');

    await scene.daemon.close();
    const lostAtMs = performance.now();
    expect(await bot.exited).toBe(1);
    expect(performance.now() - lostAtMs).toBeGreaterThan(4000);
    expect(bot.status()?.reason).toMatch(/^lease-lost: /);
    await scene.meet.said('left');
    await expectNothingLeft(scene);
  });

  it('leaves no Chrome behind when its process is killed, and its profile goes with the next bot', async ({ scene }) => {
    const bot = start(scene);
    await bot.reached('waiting_room');
    expect((await chromes(scene)).length).toBeGreaterThan(0);
    bot.kill();
    expect(await bot.exited).toBe(137);
    await until(scene, 'Chrome has ended', async () => (await chromes(scene)).length === 0);
    expect(await profiles(scene)).toHaveLength(1);

    const next = start(scene);
    await next.reached('waiting_room');
    expect(await profiles(scene)).toHaveLength(1);
    next.leave();
    expect(await next.exited).toBe(0);
    await expectNothingLeft(scene);
  });

  it('fails, and cleans up, when Chrome crashes', async ({ scene }) => {
    const bot = start(scene);
    await bot.reached('waiting_room');
    const [line] = scene.logs.filter((one) => one.includes('"message":"chrome started"'));
    const { pid } = JSON.parse(line ?? '{}') as { pid: number };
    process.kill(pid, 'SIGKILL');
    expect(await bot.exited).toBe(1);
    expect(bot.status()?.reason).toMatch(/^browser: /);
    await until(scene, 'Chrome’s other processes have ended', async () => (await chromes(scene)).length === 0);
    expect(await profiles(scene)).toEqual([]);
  });

  it('is refused by a daemon that does not know its token, before Chrome starts', async ({ scene }) => {
    await writeFile(scene.tokenFile, 'wrong');
    const bot = start(scene);
    expect(await bot.exited).toBe(1);
    expect(bot.status()?.reason).toMatch(/^daemon: .*does not know this token/);
    expect(scene.meet.pageLoads()).toBe(0);
  });
});

describe('the extension’s service worker', () => {
  it('is woken when Chrome has ended it, and is not kept alive by having been called', async ({ scene }) => {
    const executablePath = await findChromium();
    if (executablePath === null) throw new Error('This test needs Chromium: npm run setup');
    const browser = await launch({
      executablePath,
      pipe: true,
      enableExtensions: [scene.extensionDir],
      userDataDir: path.join(scene.folder, 'profile'),
      args: chromeArguments({ extensionId: EXTENSION_ID, extraArgs: scene.meet.chromeArgs, root: process.getuid?.() === 0 }),
    });
    try {
      const [page] = await browser.pages();
      if (page === undefined) throw new Error('Chrome opened no page');
      const evaluate = workerEvaluator(browser, page, EXTENSION_ID);
      const workers = (): number => browser.targets().filter((target) => target.type() === TargetType.SERVICE_WORKER).length;
      await evaluate('globalThis.marked = true');
      const session = await page.createCDPSession();
      await session.send('ServiceWorker.enable');
      await session.send('ServiceWorker.stopAllWorkers');
      await until(scene, 'the worker has ended', () => workers() === 0);

      expect(await evaluate('typeof globalThis.marked')).toBe('undefined');
      expect(workers()).toBe(1);
      await expect(evaluate('Promise.reject(new Error("unauthorized: pair again"))')).rejects.toThrowError(/^unauthorized: pair again$/);
      await session.send('ServiceWorker.stopAllWorkers');
      await until(scene, 'the worker has ended again', () => workers() === 0);
    } finally {
      await browser.close();
    }
  });
});

describe.concurrent('bad input', () => {
  async function run({ folder }: Scene, args: readonly string[], env: Record<string, string> = {}) {
    const child = spawn(process.execPath, [RUNNER, ...args], {
      env: { ...process.env, TMPDIR: folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stdout, stderr };
  }

  it.for<
    readonly [name: string, wrong: { readonly args: readonly string[]; readonly env: Record<string, string>; readonly named: string }]
  >([
    ['an address that is no meeting', { args: ['--url', 'https://example.org/abc-defg-hij'], env: {}, named: 'meeting host' }],
    ['no token file', { args: ['--token-file', '/nowhere/token'], env: {}, named: '/nowhere/token' }],
    ['no extension', { args: ['--extension', '/nowhere'], env: {}, named: '/nowhere' }],
    ['no Chromium', { args: [], env: { SUBCAM_CHROMIUM: '/nowhere/chromium' }, named: 'npm run setup' }],
    ['an unknown flag', { args: ['--what'], env: {}, named: '--what' }],
  ])(
    'with %s: a sentence that says what to do, exit code 2, no stack trace, no Chrome',
    async ([_name, { args, env, named }], { scene }) => {
      const { meet, tokenFile, extensionDir, daemon } = scene;
      const given = ['--url', meet.meetingUrl, '--token-file', tokenFile, '--extension', extensionDir, '--daemon', daemon.url, ...args];
      const { code, stdout, stderr } = await run(scene, given, env);
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toContain(named);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(await profiles(scene)).toEqual([]);
    },
  );

  it('prints its help', async ({ scene }) => {
    const { code, stdout } = await run(scene, ['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('--token-file FILE');
  });

  it('refuses another host before a process is started', ({ scene }) => {
    expect(() => start(scene, { meetingUrl: 'https://example.org/abc-defg-hij' })).toThrowError(
      expect.objectContaining({ code: 'meeting-host' }) as Error,
    );
  });
});
