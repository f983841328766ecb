// A plain Chromium as the guest: through the lobby, hearing people who really talk, seen by them, refused, removed, ended.
import { once } from 'node:events';
import { findChromium } from '@subcam/daemon';
import { MEET_SELECTORS, classifyMeetPage, deviceIsOn, unreadOf } from '@subcam/shared/meet';
import type { Page } from 'puppeteer-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  loadConversation,
  openFarEnd,
  type Conversation,
  type FarEnd,
  type FarEndFrame,
  type MockMeet,
  type MockMeetOptions,
} from './index.ts';
import { FAKE_DEVICES, openTestGuest, type Guest } from './testing/test-guest.ts';

let chromium: string;
let conversation: Conversation;
let closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  chromium = (await findChromium(process.env)) ?? '';
  expect(chromium, 'Chromium is installed').not.toBe('');
  conversation = await loadConversation('default');
});

beforeEach(() => {
  closers = [];
});

afterEach(async () => {
  for (const close of closers.toReversed()) await close();
});

const openGuest = (options: MockMeetOptions = {}, devices: readonly string[] = FAKE_DEVICES): Promise<Guest> =>
  openTestGuest({ ...options }, { executablePath: chromium, devices, closers });

async function openOthers(mock: MockMeet): Promise<FarEnd> {
  const farEnd = await openFarEnd(mock, { conversation, executablePath: chromium });
  closers.push(() => farEnd.close());
  return farEnd;
}

interface Moment {
  readonly atMs: number;
  readonly speaking: readonly string[];
  /** Root mean square of all that the page plays. */
  readonly level: number;
}

/** Who is marked and how loud the page is, for `durationMs`, on the wall clock. */
function watchCall(page: Page, durationMs: number): Promise<Moment[]> {
  return page.evaluate(
    async (untilMs, selectors) => {
      const context = new AudioContext();
      await context.resume();
      const meter = new AnalyserNode(context, { fftSize: 2048 });
      for (const audio of document.querySelectorAll('audio')) {
        const stream = audio.srcObject as MediaStream;
        for (const track of stream.getAudioTracks()) context.createMediaStreamSource(new MediaStream([track])).connect(meter);
      }
      const wave = new Float32Array(meter.fftSize);
      const seen: Moment[] = [];
      while (Date.now() < untilMs) {
        meter.getFloatTimeDomainData(wave);
        const speaking = [...document.querySelectorAll(`.grid ${selectors.participant}`)]
          .filter((tile) => tile.querySelector(selectors.speaking) !== null)
          .map((tile) => tile.querySelector(selectors.participantName)?.textContent ?? '');
        seen.push({ atMs: Date.now(), speaking, level: Math.sqrt(wave.reduce((sum, sample) => sum + sample * sample, 0) / wave.length) });
        await new Promise((resolve) => {
          setTimeout(resolve, 20);
        });
      }
      await context.close();
      return seen;
    },
    Date.now() + durationMs,
    MEET_SELECTORS,
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('the mock meeting with people in it', () => {
  it('takes a guest through the lobby into a call where marks and sound follow the voices, and the others decode its camera', async () => {
    const guest = await openGuest({ admission: 'manual' });
    const farEnd = await openOthers(guest.mock);
    const before = await guest.state('pre-join');
    expect(before.nameBox).not.toBeNull();
    const asked = once(guest.mock.events, 'asked');
    await guest.ask();
    expect(await asked).toEqual([{ displayName: 'Subcam' }]);

    // Everything that misleads is there, and it is the lobby all the same.
    const lobby = await guest.state('lobby');
    expect(lobby.participants).toMatchObject([{ isSelf: true, displayName: 'Subcam' }]);
    expect(lobby.controls.map(({ label }) => label)).toEqual(expect.arrayContaining(['Leave call']));
    expect(await guest.page.$(MEET_SELECTORS.callControls)).not.toBeNull();
    expect(lobby.people).toBeNull();

    const frames: FarEndFrame[] = [];
    const stopWatching = farEnd.onFrame((frame) => {
      if (frames.length < 400) frames.push(frame);
    });
    guest.mock.admit();
    await guest.state('in-call');
    await farEnd.botJoined;

    const { startedAtMs } = await farEnd.startTalking({ fromMs: 0 });
    const moments = await watchCall(guest.page, 13_000);
    const stats = await farEnd.stats();
    stopWatching();
    expect(guest.toasts).toEqual([]);

    // Sound takes 50 to 150 ms to the guest, and a mark outlasts the voice by a quarter of a second.
    const at = (fromMs: number, toMs: number): Moment[] =>
      moments.filter(({ atMs }) => atMs - startedAtMs >= fromMs && atMs - startedAtMs < toMs);
    const heard = conversation.utterances.filter(({ endMs }) => endMs < 12_500);
    expect(new Set(heard.map(({ name }) => name)).size).toBeGreaterThan(1);
    for (const { name, startMs, endMs } of heard) {
      const during = at(startMs + 250, endMs);
      expect(during.length).toBeGreaterThan(10);
      expect(mean(during.map(({ speaking }) => (speaking.includes(name) ? 1 : 0)))).toBeGreaterThan(0.85);
      expect(mean(during.map(({ speaking }) => (speaking.some((other) => other !== name && other !== 'Subcam') ? 1 : 0)))).toBeLessThan(
        0.05,
      );
      expect(mean(during.map(({ level }) => level))).toBeGreaterThan(0.01);
    }
    for (const [index, { endMs }] of heard.entries()) {
      const next = conversation.utterances[index + 1];
      const pause = next === undefined ? [] : at(endMs + 350, next.startMs + 40);
      if (pause.length < 3) continue;
      expect(mean(pause.map(({ level }) => level))).toBeLessThan(0.004);
    }

    expect(stats.framesLost).toEqual({ unread: 0, unsent: 0 });
    expect(stats.framesDecoded).toBeGreaterThan(100);
    expect(stats.codec).toBe('video/VP8');
    expect(frames.length).toBeGreaterThan(100);
    for (const [index, frame] of frames.entries()) {
      expect(frame.index).toBe((frames[0]?.index ?? 0) + index);
      expect(frame.decodedAtMs).toBeGreaterThanOrEqual(frames[index - 1]?.decodedAtMs ?? 0);
      expect(frame.i420).toHaveLength((frame.width * frame.height * 3) / 2);
    }
    // The fake camera's picture is green with a turning disc: luma that is not flat, and that changes.
    const [first, last] = [frames[0], frames.at(-1)];
    expect(new Set(first?.i420.subarray(0, first.width * first.height)).size).toBeGreaterThan(3);
    expect(Buffer.compare(first?.i420 ?? new Uint8Array(), last?.i420 ?? new Uint8Array())).not.toBe(0);
  });

  it('lets a guest hear who has neither camera nor microphone, and whose connection is rebuilt in mid-call', async () => {
    const guest = await openGuest({}, []);
    const farEnd = await openOthers(guest.mock);
    await guest.state('pre-join');
    await guest.ask();
    await farEnd.botJoined;
    expect(guest.toasts).toEqual(expect.arrayContaining(['Camera not found', 'Microphone not found']));
    await farEnd.startTalking({ fromMs: 0 });
    const speech = async (): Promise<number> => Math.max(...(await watchCall(guest.page, 2500)).map(({ level }) => level));
    expect(await speech()).toBeGreaterThan(0.02);
    const before = await guest.page.evaluateHandle(() => document.querySelector('audio')?.srcObject);
    guest.mock.rebuildCall();
    await guest.page.waitForFunction((old) => document.querySelector('audio')?.srcObject !== old, {}, before);
    expect(await speech()).toBeGreaterThan(0.02);
    await farEnd.stopTalking();
    await watchCall(guest.page, 500);
    expect(await speech()).toBeLessThan(0.004);
  });

  it('shows the guest that everybody else has gone', async () => {
    const guest = await openGuest();
    const farEnd = await openFarEnd(guest.mock, { conversation, executablePath: chromium });
    await guest.ask();
    expect((await guest.state('in-call')).participants).toHaveLength(1 + conversation.speakers.length);
    await farEnd.close();
    await guest.page.waitForFunction((selector) => document.querySelectorAll(selector).length === 1, {}, MEET_SELECTORS.participant);
  });
});

describe("the mock meeting's page", () => {
  it.each([
    { who: 'denied by the host', options: { admission: 'deny' }, end: null, state: 'denied' },
    { who: 'answered by nobody', options: { admission: 'manual', noResponseMs: 300 }, end: null, state: 'no-response' },
    { who: 'removed', options: {}, end: (mock: MockMeet) => mock.removeBot(), state: 'removed' },
    { who: 'in a meeting that ends', options: {}, end: (mock: MockMeet) => mock.endMeeting(), state: 'ended' },
  ] as const)('tells a guest who is $who so in the words of Meet, and switches the camera off', async ({ options, end, state }) => {
    const guest = await openGuest(options);
    const left = once(guest.mock.events, 'left');
    await guest.ask();
    if (end !== null) {
      await guest.state('in-call');
      end(guest.mock);
    }
    await guest.state(state);
    expect(await left).toMatchObject([{ displayName: 'Subcam', wasInCall: end !== null }]);
    await guest.page.waitForFunction(() => document.querySelectorAll('audio, video').length === 0);
    expect(guest.toasts).toEqual([]);
  });

  it('lets go of a guest who leaves, and of one whose page goes away', async () => {
    const guest = await openGuest();
    await guest.ask();
    await guest.state('in-call');
    const left = once(guest.mock.events, 'left');
    await guest.page.locator(MEET_SELECTORS.leaveControl).click();
    await guest.state('left');
    expect(await left).toMatchObject([{ reason: 'left', wasInCall: true }]);

    await guest.page.goto(guest.mock.meetingUrl);
    await guest.ask();
    await guest.state('in-call');
    const gone = once(guest.mock.events, 'left');
    await guest.page.goto('about:blank');
    expect(await gone).toMatchObject([{ wasInCall: true }]);
  });

  it('switches devices off in a long lobby, and on again by button and by key, with a fresh request each time', async () => {
    const guest = await openGuest({ admission: 'manual', lobbyMutesAfterMs: 200 });
    await guest.page.waitForSelector('div[data-is-muted="false"][aria-label^="Turn off camera"]');
    await guest.page.evaluate(() => {
      const { mediaDevices } = navigator;
      const native = mediaDevices.getUserMedia.bind(mediaDevices);
      const requests: string[] = [];
      Object.assign(window, { requests });
      mediaDevices.getUserMedia = (constraints) => {
        requests.push(Object.keys(constraints ?? {}).join('+'));
        return native(constraints);
      };
    });
    await guest.ask();
    await guest.page.waitForSelector('[data-is-muted="true"][aria-label^="Turn on camera"]');
    await guest.page.waitForSelector('[data-is-muted="true"][aria-label^="Turn on microphone"]');
    guest.mock.admit();
    await guest.state('in-call');
    await guest.page.locator('button[aria-label^="Turn on camera"]').click();
    await guest.page.waitForSelector('[data-is-muted="false"][aria-label^="Turn off camera"]');
    await guest.page.keyboard.down('Control');
    await guest.page.keyboard.press('d');
    await guest.page.keyboard.up('Control');
    await guest.page.waitForSelector('[data-is-muted="false"][aria-label^="Turn off microphone"]');
    expect((await guest.page.evaluate(() => (window as unknown as { requests: string[] }).requests)).slice(-2)).toEqual(['video', 'audio']);
    expect(guest.toasts).toEqual([]);
  });
});

describe('the mock meeting, like Meet', () => {
  it('puts dialogs in the way where it is told to, and takes a refused consent as leaving', async () => {
    const guest = await openGuest({ consentDialog: true, firstVisitPrompt: true, peopleControl: 'avatars' });
    await guest.page.locator('button::-p-text(Got it)').click();
    await guest.ask();
    const inCall = await guest.state('in-call');
    expect(inCall.dialogs).toMatchObject([{ acceptable: true }]);
    expect(inCall.people?.count).toBe(1);
    expect(guest.mock.guest.state).toBe('lobby');
    const joined = once(guest.mock.events, 'joined');
    await guest.page.locator(MEET_SELECTORS.dialogAccept).click();
    await joined;

    await guest.page.goto(guest.mock.meetingUrl);
    await guest.page.locator('button::-p-text(Got it)').click();
    await guest.ask();
    await guest.page.locator('button[data-mdc-dialog-action="cancel"]').click();
    await guest.state('left');
  });

  it('hides its toolbar, replaces its captions, lists who is there, and passes chat on', async () => {
    const guest = await openGuest();
    await openOthers(guest.mock);
    await guest.ask();
    await guest.state('in-call');
    await guest.page.waitForFunction(
      (selector) => document.querySelector(selector)?.checkVisibility({ visibilityProperty: true }) === false,
      {},
      MEET_SELECTORS.callControls,
    );
    await guest.page.mouse.move(200, 200);
    await guest.page.locator('button[aria-label="Turn on captions"]').click();
    const region = await guest.page.waitForSelector('[aria-label="Captions"]');
    await guest.page.locator('button[aria-label="Turn off captions"]').click();
    await guest.page.locator('button[aria-label="Turn on captions"]').click();
    expect(await region?.evaluate((old) => old.isConnected)).toBe(false);
    await guest.page.waitForSelector('[aria-label="Captions"]');

    await guest.page.locator('button[aria-label^="People"]').click();
    const list = await guest.page.waitForSelector(MEET_SELECTORS.participantList);
    expect(await list?.$$eval('[role="listitem"]', (rows) => rows.map((row) => row.getAttribute('aria-label')))).toEqual([
      'Subcam',
      'Anna',
      'Ben',
      'Colin',
    ]);

    const chat = once(guest.mock.events, 'chat');
    await guest.page.locator('button[aria-label="Chat with everyone"]').click();
    await guest.page.locator(MEET_SELECTORS.chatBox).fill('Hello');
    await guest.page.keyboard.press('Enter');
    expect(await chat).toEqual([{ displayName: 'Subcam', text: 'Hello' }]);
  });

  it.each([
    ['de', 'ltr', 'Mikrofon deaktivieren (Strg + D)'],
    ['ja', 'ltr', 'マイクをオフにする（Ctrl＋D）'],
    ['ar', 'rtl', 'إيقاف الميكروفون (\u200Ectrl + d\u200E)'],
  ] as const)('is read in %s too: the call and no lobby, names, microphone and camera', async (interfaceLanguage, dir, label) => {
    const guest = await openGuest({ interfaceLanguage, admission: 'manual' });
    await guest.page.waitForSelector('.pre-join');
    const before = await guest.snapshot();
    expect(before).toMatchObject({ language: interfaceLanguage, participants: [] });
    expect(await guest.page.evaluate(() => document.documentElement.dir)).toBe(dir);
    expect([classifyMeetPage(before), unreadOf(before, 'unknown')]).toEqual(['unknown', []]);
    await guest.page.waitForSelector('[data-is-muted="false"] ~ [data-is-muted="false"]');
    await guest.ask();
    await guest.page.waitForSelector('.lobby');
    const lobby = await guest.snapshot();
    expect([classifyMeetPage(lobby), unreadOf(lobby, 'unknown')]).toEqual(['unknown', ['call']]);
    guest.mock.admit();

    const call = await guest.state('in-call');
    expect(call.controls.map((control) => control.label)).toContain(label);
    expect(unreadOf(call, 'in-call')).toEqual([]);
    expect(call.participants).toMatchObject([{ displayName: 'Subcam', isSelf: true }]);
    expect([deviceIsOn(call, 'microphone'), deviceIsOn(call, 'camera')]).toEqual([true, true]);
    for (const key of ['d', 'e'] as const) {
      await guest.page.keyboard.down('Control');
      await guest.page.keyboard.press(key);
      await guest.page.keyboard.up('Control');
    }
    await guest.page.waitForSelector('[data-is-muted="true"] ~ [data-is-muted="true"]');
    const muted = await guest.snapshot();
    expect([deviceIsOn(muted, 'microphone'), deviceIsOn(muted, 'camera')]).toEqual([false, false]);
    await guest.page.goto(`${guest.mock.meetingUrl}?hl=en`);
    await guest.state('pre-join');
  });

  it('forbids what Meet forbids: strings as script, workers from blobs, connections elsewhere, foreign policies', async () => {
    const guest = await openGuest();
    await guest.state('pre-join');
    const attempts = await guest.page.evaluate(
      async (elsewhere) => {
        const outcome = async (attempt: () => unknown): Promise<string> => {
          try {
            await attempt();
            return 'allowed';
          } catch {
            return 'forbidden';
          }
        };
        const blob = URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' }));
        return {
          html: await outcome(() => {
            document.createElement('script').text = 'window.injected = true';
          }),
          worker: await outcome(() => new Worker(blob)),
          policy: await outcome(() =>
            (window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }).trustedTypes.createPolicy(
              'other',
              {},
            ),
          ),
          fetch: await outcome(() => fetch(elsewhere)),
        };
      },
      guest.mock.participantsUrl.replace('ws:', 'http:'),
    );
    expect(attempts).toEqual({ html: 'forbidden', worker: 'forbidden', policy: 'forbidden', fetch: 'forbidden' });
  });

  it('is no meeting at another code', async () => {
    const guest = await openGuest();
    await guest.page.goto('https://meet.google.com/xyz-wxyz-xyz');
    await guest.state('bad-code');
    await guest.page.goto('https://meet.google.com/');
    await guest.state('left');
  });
});
