// The built camera in a real Chromium, under a policy like Meet's: device, clock, and a daemon's cue as decoded pixels of the far end.
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Browser, Page } from 'puppeteer-core';
import type { Cue } from '@subcam/shared';
import { sampleCue } from '@subcam/shared/testing';
import { LOOPBACK_PAGE } from '../testing/loopback-call.ts';
import { launchTestBrowser } from '../testing/test-browser.ts';
import { emptyLedger, startTestDaemon, type Ledger, type TestDaemon } from '../testing/test-daemon.ts';
import { reopenMeetingPage, startCapture, stopCapture } from '../testing/test-capture.ts';

let browser: Browser;
let page: Page;
let ledger: Ledger;
let daemon: TestDaemon | null = null;

const cue = (revision: number, changes: Partial<Cue> = {}): Cue => sampleCue({ revision, shownAtMs: Date.now(), ...changes });

/** Waits until the far end's picture has changed to bright or dark as often as this; the instant of the last change. */
async function changeNumber(count: number): Promise<number> {
  await page.waitForFunction((wanted) => window.loopback.changes.length >= wanted, { polling: 5, timeout: 10_000 }, count);
  return page.evaluate((wanted) => window.loopback.changes[wanted - 1]?.atMs ?? 0, count);
}

/** Starts the capture with a daemon of its own, so that its cues reach the page. */
async function connect(): Promise<void> {
  ledger = emptyLedger();
  daemon = await startTestDaemon({ ledger });
  await startCapture(browser, daemon, ledger);
}

async function framesIn(durationMs: number): Promise<number> {
  return page.evaluate(async (waitMs) => {
    const before = await window.loopback.framesDecoded();
    const startedAtMs = performance.now();
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    return ((await window.loopback.framesDecoded()) - before) / ((performance.now() - startedAtMs) / 1000);
  }, durationMs);
}

beforeAll(async () => {
  browser = await launchTestBrowser({ extensionDir: inject('extensionDir'), throttled: true });
});

afterAll(async () => {
  await browser.close();
  await daemon?.kill();
});

beforeEach(async () => {
  await stopCapture(browser);
  await daemon?.kill();
  daemon = null;
  page = await reopenMeetingPage(browser, LOOPBACK_PAGE);
});

describe('the device', () => {
  it('is listed as a camera, is selected by its id, and looks like one', async () => {
    const seen = await page.evaluate(async () => {
      const devices = await navigator.mediaDevices.enumerateDevices();
      const info = devices.find(({ label }) => label === 'Subcam');
      if (!(info instanceof InputDeviceInfo)) throw new Error('no camera');
      const stream = await navigator.mediaDevices.getUserMedia({ video: { deviceId: { exact: info.deviceId } } });
      const track = stream.getVideoTracks()[0];
      if (track === undefined) throw new Error('no track');
      const getUserMedia = Reflect.get(navigator.mediaDevices, 'getUserMedia') as (this: void) => unknown;
      const toString: (this: void) => string = Reflect.get(Function.prototype, 'toString');
      const label = Reflect.get(Object.getOwnPropertyDescriptor(MediaStreamTrack.prototype, 'label') ?? {}, 'get') as (
        this: void,
      ) => string;
      const sourceOf = (native: unknown): string => Reflect.apply(toString, native, []);
      return {
        kind: info.kind,
        deviceChanges: window.loopback.deviceChanges,
        ids: [info.deviceId.length, info.groupId.length, info.deviceId === info.groupId],
        json: JSON.parse(JSON.stringify(info)) as { label: string },
        sameId: track.getSettings().deviceId === info.deviceId && info.getCapabilities().deviceId === info.deviceId,
        label: track.label,
        className: track.constructor.name,
        ownNames: [
          ...Object.getOwnPropertyNames(track),
          ...Object.getOwnPropertyNames(info),
          ...Object.getOwnPropertyNames(navigator.mediaDevices),
        ],
        hint: track.contentHint,
        settings: track.getSettings(),
        capabilities: track.getCapabilities(),
        permission: (await navigator.permissions.query({ name: 'camera' })).state,
        source: [sourceOf(getUserMedia), sourceOf(toString), sourceOf(label)],
        names: [getUserMedia.name, getUserMedia.length, 'prototype' in getUserMedia],
      };
    });
    expect(seen).toMatchObject({
      kind: 'videoinput',
      deviceChanges: 1,
      ids: [64, 64, false],
      json: { label: 'Subcam' },
      sameId: true,
      label: 'Subcam',
      className: 'MediaStreamTrack',
      ownNames: [],
      hint: 'text',
      settings: { width: 1280, height: 720, frameRate: 30, resizeMode: 'none' },
      capabilities: { width: { max: 1280 }, height: { max: 720 }, frameRate: { max: 30 } },
      permission: 'granted',
      source: [
        'function getUserMedia() { [native code] }',
        'function toString() { [native code] }',
        'function get label() { [native code] }',
      ],
      names: ['getUserMedia', 0, false],
    });
  });

  it('hands out tracks that live and end on their own, and clones that are the camera too', async () => {
    const seen = await page.evaluate(async () => {
      const ask = async (): Promise<MediaStreamTrack> => {
        const track = (await navigator.mediaDevices.getUserMedia({ video: true })).getVideoTracks()[0];
        if (track === undefined) throw new Error('no track');
        return track;
      };
      const [first, second] = [await ask(), await ask()];
      const clone = first.clone();
      const [inStream] = new MediaStream([first]).clone().getVideoTracks();
      first.stop();
      const element = document.createElement('video');
      element.muted = true;
      element.srcObject = new MediaStream([clone]);
      await element.play();
      await new Promise<void>((resolve) => element.requestVideoFrameCallback(() => element.requestVideoFrameCallback(() => resolve())));
      return {
        distinct: first.id !== second.id && clone.id !== first.id,
        states: [first.readyState, second.readyState, clone.readyState, inStream?.readyState],
        clone: [clone.label, clone.getSettings().deviceId === second.getSettings().deviceId, clone.contentHint, inStream?.label],
        video: [element.videoWidth, element.videoHeight],
      };
    });
    expect(seen).toEqual({
      distinct: true,
      states: ['ended', 'live', 'live', 'live'],
      clone: ['Subcam', true, 'text', 'Subcam'],
      video: [1280, 720],
    });
  });

  it('gives the size that is asked for and refuses what it cannot give, as a camera does', async () => {
    const seen = await page.evaluate(async () => {
      const ask = async (video: MediaTrackConstraints): Promise<string> => {
        try {
          const { width, height, frameRate } =
            (await navigator.mediaDevices.getUserMedia({ video })).getVideoTracks()[0]?.getSettings() ?? {};
          return `${width}x${height}@${frameRate}`;
        } catch (thrown) {
          return thrown instanceof OverconstrainedError ? `refused ${thrown.constraint}` : String(thrown);
        }
      };
      const track = (await navigator.mediaDevices.getUserMedia({ video: { width: 800 } })).getVideoTracks()[0];
      await track?.applyConstraints({ width: { ideal: 320 }, height: 180 });
      const refused = await track
        ?.applyConstraints({ width: { exact: 9999 } })
        .catch((thrown: unknown) => thrown instanceof OverconstrainedError);
      return {
        answers: [
          await ask({ width: 640, height: 360 }),
          await ask({ width: { ideal: 1920 }, height: { ideal: 1080 }, frameRate: { max: 15 } }),
          await ask({ height: { exact: 180 } }),
          await ask({ width: { min: 3000 } }),
          await ask({ deviceId: { exact: 'another' } }),
          await ask({ deviceId: { ideal: 'another' } }),
        ],
        applied: [track?.getSettings().width, track?.getSettings().height, refused],
        constraints: track?.getConstraints(),
      };
    });
    expect(seen.answers.slice(0, 4)).toEqual(['640x360@30', '1280x720@15', '320x180@30', 'refused width']);
    // No other camera here: the platform's own refusal for one that is demanded, ours for one that is wished for.
    expect(seen.answers[4]).toMatch(/NotFoundError|refused deviceId/u);
    expect(seen.answers[5]).toBe('1280x720@30');
    expect(seen.applied).toEqual([320, 180, true]);
    // A wish is repeated as the bare value that it could have been.
    expect(seen.constraints).toEqual({ width: 320, height: 180 });
  });

  it('comes with a silent sound track where the machine has no microphone', async () => {
    const kinds = await page.evaluate(async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
      return stream.getTracks().map(({ kind, readyState }) => `${kind} ${readyState}`);
    });
    expect(kinds.toSorted()).toEqual(['audio live', 'video live']);
  });

  it('is one and the same in a frame of the same origin', async () => {
    const seen = await page.evaluate(async () => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const inner = frame.contentWindow?.navigator.mediaDevices;
      const outer = await navigator.mediaDevices.enumerateDevices();
      const listed = await inner?.enumerateDevices();
      const stream = await inner?.getUserMedia({ video: true });
      const idOf = (devices: readonly MediaDeviceInfo[] | undefined): string | undefined =>
        devices?.find(({ label }) => label === 'Subcam')?.deviceId;
      return { same: idOf(outer) === idOf(listed), label: stream?.getVideoTracks()[0]?.label };
    });
    expect(seen).toEqual({ same: true, label: 'Subcam' });
  });
});

describe('the tile at the far end', () => {
  it('changes in decoded pixels soon after the daemon has sent a cue, reports what it painted, and forgets it in time', async () => {
    await connect();
    await page.evaluate(() => window.loopback.start(true));
    await expect.poll(() => page.evaluate(() => window.loopback.framesDecoded()), { timeout: 10_000 }).toBeGreaterThan(2);

    const delaysMs: number[] = [];
    const already = await page.evaluate(() => window.loopback.changes.length);
    for (let round = 0; round < 20; round += 1) {
      // Four changes a second, as partials come: what is measured is a cue, not a queue of them.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 150)));
      const sentAtMs = Date.now();
      if (round % 2 === 0) daemon?.send({ type: 'upsert', emittedAtMs: sentAtMs, cue: cue(round + 1) });
      else daemon?.send({ type: 'remove', emittedAtMs: sentAtMs, cueId: 'capture:0' });
      delaysMs.push((await changeNumber(already + round + 1)) - sentAtMs);
    }
    const [p50 = 0, p95 = 0] = [0.5, 0.95].map((share) => delaysMs.toSorted((a, b) => a - b)[Math.floor(share * delaysMs.length)]);
    process.stdout.write(`cue -> far-end pixel: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms\n`);

    const painted = ledger.tiles.flatMap((tile) => tile.painted);
    expect(painted.filter(({ revision }) => revision === 1)).toHaveLength(1);
    expect(painted.map(({ revision }) => revision)).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
    expect(ledger.tiles.at(-1)).toMatchObject({ width: 1280, height: 720, liveTracks: 1 });

    const expiresAtMs = Date.now() + 800;
    daemon?.send({ type: 'upsert', emittedAtMs: Date.now(), cue: cue(100, { expiresAtMs }) });
    const goneAtMs = await changeNumber(already + 22);
    expect(goneAtMs).toBeGreaterThanOrEqual(expiresAtMs);
    expect(goneAtMs - expiresAtMs).toBeLessThan(2_000);
    expect(await page.evaluate(() => window.loopback.size)).toEqual({ width: 1280, height: 720 });
  });

  it('stays alive at four frames in three seconds in a hidden tab, and again after the page has thrown the clock out', async () => {
    await page.evaluate(() => window.loopback.start(true));
    await expect.poll(() => page.evaluate(() => window.loopback.framesDecoded()), { timeout: 10_000 }).toBeGreaterThan(2);
    const front = await browser.newPage();
    await front.bringToFront();
    // Not while the tab is captured: then it counts as visible.
    await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden');
    // The page's own timers, which Chrome slows down here, would give one.
    const idleFps = await framesIn(6_000);
    process.stdout.write(`hidden tab: ${idleFps.toFixed(1)} fps at rest\n`);
    expect(idleFps).toBeGreaterThan(1.1);
    expect(idleFps).toBeLessThan(1.7);

    const clocks = (): Promise<number> => page.evaluate(() => document.querySelectorAll(':root > :not(head, body)').length);
    expect(await clocks()).toBe(1);
    await page.evaluate(() => document.querySelector(':root > :not(head, body)')?.remove());
    await expect.poll(clocks, { timeout: 10_000 }).toBe(1);
    await expect.poll(() => framesIn(6_000), { timeout: 25_000 }).toBeGreaterThan(1.1);
    await front.close();
  });
});
