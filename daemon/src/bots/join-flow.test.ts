// One attendance from opening to leaving, against a scripted Meet and a virtual clock.
import { describe, expect, it } from 'vitest';
import { SubcamError, type BotState } from '@subcam/shared';
import { MEET_TEXTS } from '@subcam/shared/meet';
import { DEFAULT_ATTENDANCE_LIMITS, type AttendanceLimits } from './attendance.ts';
import { completed, type BotEnd } from './bot-end.ts';
import { joinFlow } from './join-flow.ts';
import { MEETING_URL, ScriptedExtension, ScriptedMeet } from './testing/scripted-meet.ts';
import { createVirtualClock, pageControl as control } from '@subcam/shared/testing';

const NAME = 'Subcam (live captions)';

function attendance(over: Partial<AttendanceLimits> = {}) {
  const clock = createVirtualClock(1_000_000);
  const meet = new ScriptedMeet();
  const extension = new ScriptedExtension();
  const leave = new AbortController();
  const hurry = new AbortController();
  const reports: { readonly state: BotState; readonly reason: string; readonly atMs: number }[] = [];
  const logs: string[] = [];
  let die: (error: SubcamError) => void = () => undefined;
  const gone = new Promise<SubcamError>((resolve) => {
    die = resolve;
  });
  const startedAtMs = clock.nowMs();
  const run = (): Promise<BotEnd> =>
    clock.run(
      joinFlow(
        { meetingUrl: MEETING_URL, displayName: NAME, limits: { ...DEFAULT_ATTENDANCE_LIMITS, ...over } },
        {
          page: meet,
          extension,
          clock,
          gone,
          report: (state, reason) => reports.push({ state, reason, atMs: clock.nowMs() - startedAtMs }),
          log: (message, fields) => logs.push(`${message} ${JSON.stringify(fields ?? {})}`),
        },
        { leave: leave.signal, hurry: hurry.signal },
      ),
    );
  const states = (): BotState[] => reports.map(({ state }) => state);
  /** Does something once the page has been looked at so often in this screen. */
  const when = (screen: ScriptedMeet['screen'], looks: number, act: () => void): void => {
    const before = meet.beforeRead;
    let seen = 0;
    let done = false;
    meet.beforeRead = (all) => {
      before(all);
      if (meet.screen === screen) seen += 1;
      if (done || seen < looks) return;
      done = true;
      act();
    };
  };
  return { clock, meet, extension, leave, hurry, reports, logs, run, states, when, die: (error: SubcamError) => die(error) };
}

describe('joining', () => {
  it('types its name, switches camera on and microphone off, asks, waits, proves it is in, captures, and leaves when told', async () => {
    const bot = attendance();
    bot.when('lobby', 20, () => (bot.meet.screen = 'in-call'));
    bot.when('in-call', 10, () => bot.leave.abort(completed('left', 'enough')));
    const end = await bot.run();
    expect(end).toEqual(completed('left', 'enough'));
    expect(bot.meet.opened).toBe(MEETING_URL);
    expect(bot.meet.name).toBe(NAME);
    expect(bot.meet.presses).toEqual(['(type name)', 'Turn on camera', 'Turn off microphone', 'Ask to join', 'Leave call']);
    expect(bot.extension.calls).toEqual([`start ${MEETING_URL}`, 'stop']);
    expect(bot.states()).toEqual(['joining', 'joining', 'waiting_room', 'joining', 'active', 'ending']);
    expect(bot.logs.some((line) => line.startsWith('audio account') && line.includes('"lostSamples":0'))).toBe(true);
  });

  it('never takes the lobby for the call, however long it lasts, and gives up after its limit', async () => {
    const bot = attendance({ lobbyMs: 120_000 });
    const end = await bot.run();
    expect(end).toMatchObject({ state: 'failed', code: 'lobby-limit' });
    expect(bot.extension.calls).toEqual([]);
    expect(bot.states()).not.toContain('active');
    expect(bot.meet.presses.at(-1)).toBe('Leave call');
    const waited = bot.reports.find(({ state }) => state === 'waiting_room')?.atMs ?? 0;
    expect((bot.reports.at(-1)?.atMs ?? 0) - waited).toBe(120_000);
  });

  it('waits 10 minutes in the lobby unless told otherwise', () => {
    expect(DEFAULT_ATTENDANCE_LIMITS.lobbyMs).toBe(600_000);
  });

  it('does not believe a single look at the call', async () => {
    const bot = attendance({ lobbyMs: 30_000 });
    bot.when('lobby', 5, () => (bot.meet.screen = 'in-call'));
    bot.when('in-call', 2, () => (bot.meet.screen = 'lobby'));
    expect(await bot.run()).toMatchObject({ code: 'lobby-limit' });
    expect(bot.extension.calls).toEqual([]);
  });

  it('switches the camera on again that Meet switched off in the lobby', async () => {
    const bot = attendance();
    bot.when('lobby', 400, () => {
      bot.meet.cameraOn = false;
      bot.meet.screen = 'in-call';
    });
    bot.when('in-call', 10, () => bot.leave.abort(completed('left', 'enough')));
    await bot.run();
    expect(bot.meet.cameraOn).toBe(true);
    expect(bot.meet.microphoneOn).toBe(false);
    expect(bot.meet.presses.filter((press) => press === 'Turn on camera')).toHaveLength(2);
  });

  it('joins without a lobby where it is let in at once', async () => {
    const bot = attendance();
    bot.meet.afterAsking = 'in-call';
    bot.when('in-call', 5, () => bot.leave.abort(completed('left', 'enough')));
    await bot.run();
    expect(bot.states()).toEqual(['joining', 'joining', 'joining', 'active', 'ending']);
  });

  it('accepts consent dialogs and presses prompts away, but never dismisses a dialog', async () => {
    const bot = attendance();
    bot.meet.dialog = { text: 'This video call is being recorded', acceptable: true };
    bot.meet.prompts = [control('Got it'), control('Dismiss', { inDialog: true }), control('Use without an account')];
    bot.when('lobby', 2, () => {
      bot.meet.screen = 'in-call';
      bot.meet.dialog = { text: 'Gemini is taking notes', acceptable: true };
    });
    bot.when('in-call', 8, () => bot.leave.abort(completed('left', 'enough')));
    await bot.run();
    expect(bot.meet.presses.filter((press) => press === '(accept dialog)')).toHaveLength(2);
    expect(bot.meet.presses).toContain('Got it');
    expect(bot.meet.presses).toContain('Use without an account');
    expect(bot.meet.presses).not.toContain('Dismiss');
  });

  it('asks again, three times at most, where asking changes nothing, then names the selectors that it missed', async () => {
    const bot = attendance();
    bot.meet.afterAsking = 'pre-join';
    const end = await bot.run();
    expect(bot.meet.presses.filter((press) => press === 'Ask to join')).toHaveLength(3);
    expect(end).toMatchObject({ state: 'failed', code: 'meeting-page' });
    expect(end.sentence).toContain('[data-self-name]');
  });

  it('names the control that it missed on a page that never shows one to join with', async () => {
    const bot = attendance();
    bot.meet.beforeRead = () => (bot.meet.screen = 'loading');
    const end = await bot.run();
    expect(end).toMatchObject({ state: 'failed', code: 'meeting-page' });
    expect(end.sentence).toContain('Ask to join');
  });

  it('lets a toggle be that does not obey, and joins all the same', async () => {
    const bot = attendance();
    const obey = bot.meet.press.bind(bot.meet);
    bot.meet.press = (pressed) => {
      if (!pressed.label.endsWith('camera')) return obey(pressed);
      bot.meet.presses.push(pressed.label);
      return Promise.resolve(true);
    };
    bot.when('lobby', 1, () => bot.leave.abort(completed('left', 'enough')));
    await bot.run();
    expect(bot.meet.presses.filter((press) => press === 'Turn on camera')).toHaveLength(3);
    expect(bot.meet.presses).toContain('Ask to join');
  });
});

describe('a camera that did not obey before joining', () => {
  it('is tried anew in the call', async () => {
    const bot = attendance();
    const obey = bot.meet.press.bind(bot.meet);
    bot.meet.press = (pressed) =>
      pressed.label.endsWith('camera') && bot.meet.screen === 'pre-join' ? Promise.resolve(false) : obey(pressed);
    bot.when('lobby', 2, () => (bot.meet.screen = 'in-call'));
    bot.when('in-call', 8, () => bot.leave.abort(completed('left', 'enough')));
    await bot.run();
    expect(bot.meet.cameraOn).toBe(true);
  });
});

describe('refusals', () => {
  const refusals = [
    ...MEET_TEXTS.denied.map((text) => [text, 'denied'] as const),
    ...MEET_TEXTS.noResponse.map((text) => [text, 'no-response'] as const),
    ...MEET_TEXTS.cannotJoin.map((text) => [text, 'cannot-join'] as const),
    ...MEET_TEXTS.badCode.map((text) => [text, 'bad-code'] as const),
    ['Sign in with your Google Account', 'sign-in-required'] as const,
  ];

  it.each(refusals)('"%s" fails with %s, without a capture and without pressing anything more', async (text, code) => {
    const bot = attendance();
    bot.when('lobby', 3, () => (bot.meet.text = text));
    expect(await bot.run()).toMatchObject({ state: 'failed', code });
    expect(bot.extension.calls).toEqual([]);
    expect(bot.reports.at(-1)).toMatchObject({ state: 'ending', reason: expect.stringMatching(`^${code}: `) as string });
  });
});

describe('the stay', () => {
  function inCall(over: Partial<AttendanceLimits> = {}) {
    const bot = attendance(over);
    bot.meet.afterAsking = 'in-call';
    return bot;
  }

  it.each([
    ['You’ve been removed from the meeting', 'removed'],
    ['Your host ended the meeting for everyone', 'ended'],
    ['The call ended', 'ended'],
    ['You left the meeting', 'left'],
  ] as const)('completes with "%s" as %s and settles what was captured', async (text, code) => {
    const bot = inCall();
    bot.when('in-call', 6, () => (bot.meet.text = text));
    expect(await bot.run()).toMatchObject({ state: 'completed', code });
    expect(bot.extension.calls.at(-1)).toBe('stop');
  });

  it('leaves after being alone for a minute, counted anew when somebody comes', async () => {
    const bot = inCall();
    bot.when('in-call', 5, () => (bot.meet.others = false));
    bot.when('in-call', 40, () => (bot.meet.others = true));
    bot.when('in-call', 50, () => (bot.meet.others = false));
    const end = await bot.run();
    expect(end).toMatchObject({ state: 'completed', code: 'alone' });
    const active = bot.reports.find(({ state }) => state === 'active')?.atMs ?? 0;
    expect((bot.reports.at(-1)?.atMs ?? 0) - active).toBeGreaterThanOrEqual(45_000 + 60_000);
    expect((bot.reports.at(-1)?.atMs ?? 0) - active).toBeLessThan(55_000 + 60_000);
  });

  it('leaves after four hours', async () => {
    const bot = inCall();
    expect(await bot.run()).toMatchObject({ state: 'completed', code: 'call-limit' });
    const active = bot.reports.find(({ state }) => state === 'active')?.atMs ?? 0;
    expect(((bot.reports.at(-1)?.atMs ?? 0) - active) / 3_600_000).toBeCloseTo(4, 2);
  });

  it('tries the capture three times, then leaves and fails: a bot that is in but deaf is of no use', async () => {
    const bot = inCall();
    bot.extension.failures = 3;
    const end = await bot.run();
    expect(end).toMatchObject({ state: 'failed', code: 'no-capture' });
    expect(end.sentence).toContain('no tab is captured');
    expect(bot.states()).not.toContain('active');
    expect(bot.meet.presses.at(-1)).toBe('Leave call');
  });

  it('looks for the control to leave by a second time when something came to lie over it', async () => {
    const bot = inCall();
    const obey = bot.meet.press.bind(bot.meet);
    let covered = 1;
    bot.meet.press = (pressed) => (pressed.label === 'Leave call' && (covered -= 1) >= 0 ? Promise.resolve(false) : obey(pressed));
    bot.when('in-call', 8, () => bot.leave.abort(completed('left', 'enough')));
    await bot.run();
    expect(bot.meet.presses.at(-1)).toBe('Leave call');
  });

  it('says active once the capture runs, after a first failure', async () => {
    const bot = inCall();
    bot.extension.failures = 1;
    bot.when('in-call', 8, () => bot.leave.abort(completed('left', 'enough')));
    await bot.run();
    expect(bot.states().filter((state) => state === 'active')).toHaveLength(1);
  });

  it('says so when it is put back into the lobby, and when it is let in again, capturing all the while', async () => {
    const bot = inCall();
    bot.when('in-call', 5, () => (bot.meet.screen = 'lobby'));
    bot.when('lobby', 8, () => (bot.meet.screen = 'in-call'));
    bot.when('in-call', 12, () => bot.leave.abort(completed('left', 'enough')));
    await bot.run();
    expect(bot.states()).toEqual(['joining', 'joining', 'joining', 'active', 'waiting_room', 'active', 'ending']);
    expect(bot.extension.calls).toEqual([`start ${MEETING_URL}`, 'stop']);
  });

  it('says that nobody sees it while its camera does not go on, tries on, and says when it is seen', async () => {
    const bot = inCall();
    const obey = bot.meet.press.bind(bot.meet);
    let broken = true;
    bot.meet.press = (pressed) => (pressed.label.endsWith('camera') && broken ? Promise.resolve(true) : obey(pressed));
    bot.when('in-call', 60, () => (broken = false));
    bot.when('in-call', 90, () => bot.leave.abort(completed('left', 'enough')));
    await bot.run();
    expect(bot.meet.cameraOn).toBe(true);
    const active = bot.reports.filter(({ state }) => state === 'active').map(({ reason }) => reason);
    expect(active).toEqual([
      'in the call, listening',
      expect.stringContaining('nobody sees the subtitles') as string,
      'in the call, listening',
    ]);
  });

  it('does not believe two looks at a lobby in the midst of the call', async () => {
    const bot = inCall();
    bot.when('in-call', 5, () => (bot.meet.screen = 'lobby'));
    bot.when('lobby', 3, () => (bot.meet.screen = 'in-call'));
    bot.when('in-call', 12, () => bot.leave.abort(completed('left', 'enough')));
    await bot.run();
    expect(bot.states()).not.toContain('waiting_room');
  });

  it('bears a page that is rebuilt, and fails when the call does not come back', async () => {
    const bot = inCall();
    bot.when('in-call', 5, () => (bot.meet.screen = 'loading'));
    bot.when('loading', 10, () => (bot.meet.screen = 'in-call'));
    bot.when('in-call', 15, () => (bot.meet.screen = 'loading'));
    const end = await bot.run();
    expect(end).toMatchObject({ state: 'failed', code: 'meeting-page' });
    expect(end.sentence).toContain('[data-self-name]');
  });

  it('bears looks that fail, and fails when the page does not answer for half a minute', async () => {
    const bot = inCall();
    bot.when('in-call', 5, () => (bot.meet.unreadable = true));
    bot.when('in-call', 15, () => (bot.meet.unreadable = false));
    bot.when('in-call', 25, () => (bot.meet.unreadable = true));
    const end = await bot.run();
    expect(end).toMatchObject({ state: 'failed', code: 'meeting-page' });
    expect(bot.meet.screen).toBe('in-call');
  });
});

describe('leaving', () => {
  it('leaves from the lobby when told, without an account', async () => {
    const bot = attendance();
    bot.when('lobby', 3, () => bot.leave.abort(completed('left', 'told')));
    expect(await bot.run()).toEqual(completed('left', 'told'));
    expect(bot.meet.presses.at(-1)).toBe('Leave call');
    expect(bot.extension.calls).toEqual([]);
  });

  it('presses and reports nothing more once it is told to leave, though the page stays in the call', async () => {
    const bot = attendance();
    bot.meet.afterAsking = 'in-call';
    const obey = bot.meet.press.bind(bot.meet);
    bot.meet.press = (pressed) => {
      if (pressed.label !== 'Leave call') return obey(pressed);
      bot.meet.presses.push('Leave call');
      bot.meet.cameraOn = false;
      return Promise.resolve(true);
    };
    bot.when('in-call', 5, () => bot.leave.abort(completed('left', 'told')));
    await bot.run();
    expect(bot.meet.presses.at(-1)).toBe('Leave call');
    expect(bot.states().at(-1)).toBe('ending');
    expect(bot.logs).toContain('the page still shows the call after leaving {}');
  });

  it('waits 20 s at most for what is being settled', async () => {
    const bot = attendance();
    bot.meet.afterAsking = 'in-call';
    bot.extension.stopped = () => new Promise(() => undefined);
    bot.when('in-call', 5, () => bot.leave.abort(completed('left', 'told')));
    await bot.run();
    const endingAtMs = bot.reports.at(-1)?.atMs ?? 0;
    expect(bot.clock.nowMs() - 1_000_000 - endingAtMs).toBe(20_000);
    expect(bot.logs.some((line) => line.startsWith('what was captured last is not settled'))).toBe(true);
  });

  it('does not wait for it when hurried', async () => {
    const bot = attendance();
    bot.meet.afterAsking = 'in-call';
    bot.extension.stopped = () => {
      bot.hurry.abort();
      return new Promise(() => undefined);
    };
    bot.when('in-call', 5, () => bot.leave.abort(completed('left', 'told')));
    await bot.run();
    expect(bot.clock.nowMs() - 1_000_000 - (bot.reports.at(-1)?.atMs ?? 0)).toBeLessThan(1000);
  });

  it('fails with what happened when Chrome dies', async () => {
    const bot = attendance();
    bot.meet.afterAsking = 'in-call';
    bot.when('in-call', 5, () => bot.die(new SubcamError('browser', 'Chrome ended unexpectedly.')));
    expect(await bot.run()).toEqual({ state: 'failed', code: 'browser', sentence: 'Chrome ended unexpectedly.' });
    expect(bot.extension.calls).not.toContain('stop');
  });
});
