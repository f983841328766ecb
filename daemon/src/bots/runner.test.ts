// One bot's life around its attendance: the daemon, the lease, Chrome, and what is left behind.
import { describe, expect, it } from 'vitest';
import { SubcamError, type BotStatus } from '@subcam/shared';
import { completed } from './bot-end.ts';
import type { BotBrowser } from './browser-port.ts';
import type { DaemonLink } from './lease.ts';
import { parseRunnerFlags, type RunnerSettings } from './runner-options.ts';
import { runBot } from './runner.ts';
import { ACCOUNT, ScriptedMeet } from './testing/scripted-meet.ts';
import { createVirtualClock } from '@subcam/shared/testing';

const SETTINGS = parseRunnerFlags(
  ['--url', 'https://meet.google.com/abc-defg-hij', '--token-file', 'x', '--bot-id', 'b1'],
  () => '',
) as RunnerSettings;

function life(renew: (nowMs: number) => Promise<void> = () => Promise.resolve()) {
  const clock = createVirtualClock(0);
  const meet = new ScriptedMeet();
  meet.afterAsking = 'in-call';
  const statuses: BotStatus[] = [];
  const told: BotStatus[] = [];
  const events: string[] = [];
  /** What the extension was told, as the source of its call. */
  const configured: string[] = [];
  let command: (reason: string) => void = () => undefined;
  const leave = new AbortController();
  const browser: BotBrowser = {
    page: {
      open: async (url) => {
        events.push(`open ${url}`);
        await meet.open(url);
      },
      evaluate: () => meet.read(),
      press: async (expression) => {
        const wanted = /"wanted":(\{.*?\]\})/.exec(expression)?.[1];
        const control = (await meet.read()).controls.find((one) => wanted === JSON.stringify({ label: one.label, lines: one.lines }));
        return control === undefined ? false : meet.press(control);
      },
      fill: (_expression, text) => meet.typeName(text),
    },
    pid: 1,
    profileDir: '/nowhere',
    evaluateInWorker: (expression) => {
      const method = /subcam\.(\w+)\(/.exec(expression)?.[1] ?? '';
      events.push(method);
      if (method === 'configure') configured.push(expression);
      const values: Record<string, unknown> = { configure: null, start: { sessionId: 's', captureId: 'c' }, stop: ACCOUNT };
      return Promise.resolve({ type: 'value', value: values[method] });
    },
    gone: new Promise(() => undefined),
    close: () => {
      events.push('closed');
      return Promise.resolve();
    },
  };
  const link: DaemonLink = {
    renew: async (status) => {
      await renew(clock.nowMs());
      told.push(status);
    },
    close: () => events.push('link closed'),
  };
  const deps = {
    clock,
    launch: () => {
      events.push('launched');
      return Promise.resolve(browser);
    },
    openLink: (onLeave: (reason: string) => void) => {
      command = onLeave;
      return link;
    },
    makeToken: () => Promise.resolve('secret'),
    executablePath: '/usr/bin/chromium',
    onStatus: (status: BotStatus) => statuses.push(status),
    log: () => undefined,
  };
  const run = (settings: RunnerSettings = SETTINGS, over: Partial<typeof deps> = {}) =>
    runBot(settings, { ...deps, ...over }, { leave: leave.signal, hurry: new AbortController().signal });
  return { clock, meet, statuses, told, events, configured, leave, run, command: (reason: string) => command(reason) };
}

const refused = (): Promise<void> => Promise.reject(new SubcamError('network', 'connection refused', { retryable: true }));

describe('runBot', () => {
  it('that gets no token for its Chrome fails with why, and starts none', async () => {
    const bot = life();
    const makeToken = (): Promise<string> => Promise.reject(new SubcamError('session-limit', 'There are 10 tokens already.'));
    const end = await bot.clock.run(bot.run(undefined, { makeToken }));
    expect(end).toMatchObject({ state: 'failed', code: 'daemon', sentence: 'There are 10 tokens already.' });
    expect(bot.configured).toEqual([]);
  });

  it('goes from starting to completed, closes Chrome, and tells the daemon the last state', async () => {
    const bot = life();
    const ended = bot.run();
    await bot.clock.run(bot.clock.sleep(20_000));
    bot.command('The meeting is over for us.');
    expect(await bot.clock.run(ended)).toEqual(completed('left', 'The meeting is over for us.'));
    expect(bot.statuses.map(({ state }) => state)).toEqual([
      'starting',
      'starting',
      'joining',
      'joining',
      'joining',
      'active',
      'ending',
      'completed',
    ]);
    expect(bot.events).toEqual([
      'launched',
      'configure',
      'open https://meet.google.com/abc-defg-hij?hl=en',
      'start',
      'stop',
      'closed',
      'link closed',
    ]);
    expect(bot.told.at(-1)).toMatchObject({ botId: 'b1', state: 'completed', reason: 'left: The meeting is over for us.' });
  });

  it('starts no Chrome where no daemon answers within 10 s, and says what to do', async () => {
    const bot = life(refused);
    const end = await bot.clock.run(bot.run());
    expect(end).toMatchObject({ state: 'failed', code: 'daemon' });
    expect(end.sentence).toContain('subcam up');
    expect(bot.events).toEqual(['link closed']);
    expect(bot.clock.nowMs()).toBeGreaterThanOrEqual(10_000);
    expect(bot.clock.nowMs()).toBeLessThan(12_000);
  });

  it('starts no Chrome where the daemon refuses it, and does not try again', async () => {
    const bot = life(() => Promise.reject(new SubcamError('unauthorized', 'Wrong token.')));
    expect(await bot.clock.run(bot.run())).toMatchObject({
      state: 'failed',
      code: 'daemon',
      sentence: expect.stringContaining('Wrong token.') as string,
    });
    expect(bot.clock.nowMs()).toBeLessThan(1000);
  });

  it('stays in the call while the daemon is away for less than the lease', async () => {
    const bot = life((nowMs) => (nowMs > 20_000 && nowMs < 44_000 ? refused() : Promise.resolve()));
    const ended = bot.run();
    await bot.clock.run(bot.clock.sleep(120_000));
    expect(bot.statuses.at(-1)?.state).toBe('active');
    // Whoever asks for the bot's tile finds it by the session.
    expect(bot.statuses.map(({ state, sessionId }) => [state, sessionId]).at(-1)).toEqual(['active', 's']);
    expect(bot.statuses.at(0)?.sessionId).toBeUndefined();
    expect(bot.meet.screen).toBe('in-call');
    bot.leave.abort(completed('left', 'enough'));
    expect(await bot.clock.run(ended)).toMatchObject({ state: 'completed' });
  });

  it('leaves the meeting and ends Chrome when the daemon is away for longer', async () => {
    const bot = life((nowMs) => (nowMs > 20_000 ? refused() : Promise.resolve()));
    const end = await bot.clock.run(bot.run());
    expect(end).toMatchObject({ state: 'failed', code: 'lease-lost' });
    expect(bot.meet.presses.at(-1)).toBe('Leave call');
    expect(bot.events).toContain('closed');
    expect(bot.clock.nowMs()).toBeGreaterThanOrEqual(50_000);
    expect(bot.clock.nowMs()).toBeLessThan(60_000);
  });

  it('tells the extension that all its languages are spoken, where they are', async () => {
    const { clock, run, leave, configured } = life();
    const twoWay = { ...SETTINGS, sourceLanguage: 'en', targetLanguages: ['pt'], twoWay: true };
    const running = run(twoWay);
    await clock.advance(20_000);
    leave.abort(completed('left', 'Asked to leave.'));
    await clock.run(running);
    expect(configured).toEqual([expect.stringContaining('"sourceLanguage":"en","targetLanguages":["pt"],"twoWay":true')]);
  });

  it('tells the extension which languages are spoken, where there are several', async () => {
    const { clock, run, leave, configured } = life();
    const running = run({ ...SETTINGS, sourceLanguage: 'auto', spoken: ['en', 'es'], targetLanguages: ['pt'] });
    await clock.advance(20_000);
    leave.abort(completed('left', 'Asked to leave.'));
    await clock.run(running);
    expect(configured).toEqual([expect.stringContaining('"sourceLanguage":"auto","targetLanguages":["pt"],"spoken":["en","es"]')]);
  });

  it('closes Chrome and fails when the extension cannot be configured', async () => {
    const bot = life();
    const broken: Partial<BotBrowser> = { evaluateInWorker: () => Promise.reject(new SubcamError('internal', 'configuration: no')) };
    let closed = false;
    const launch = () =>
      Promise.resolve({
        ...broken,
        gone: new Promise<never>(() => undefined),
        close: () => {
          closed = true;
          return Promise.resolve();
        },
      } as unknown as BotBrowser);
    expect(await bot.clock.run(bot.run(SETTINGS, { launch }))).toMatchObject({
      state: 'failed',
      code: 'internal',
      sentence: 'configuration: no',
    });
    expect(closed).toBe(true);
  });

  it('fails with a sentence when Chrome does not start', async () => {
    const bot = life();
    const launch = () => Promise.reject(new SubcamError('browser', 'Chrome (/usr/bin/chromium) did not start: no such file'));
    expect(await bot.clock.run(bot.run(SETTINGS, { launch }))).toMatchObject({ state: 'failed', code: 'browser' });
    expect(bot.statuses.at(-1)?.reason).toBe('browser: Chrome (/usr/bin/chromium) did not start: no such file');
  });

  it('starts nothing when it was told to leave before', async () => {
    const bot = life();
    bot.leave.abort(completed('left', 'never mind'));
    expect(await bot.clock.run(bot.run())).toEqual(completed('left', 'never mind'));
    expect(bot.events).not.toContain('launched');
  });
});
