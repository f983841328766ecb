// Whether the tile is really sent, in a real Chromium: what the daemon is told of the page's connections, and that the page sees nothing of the watch.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Browser, Page } from 'puppeteer-core';
import type { TileSending } from '@subcam/shared';
import { LOOPBACK_PAGE } from '../testing/loopback-call.ts';
import { withQuickReports } from '../testing/quick-reports.ts';
import { launchTestBrowser, openMeetingPage } from '../testing/test-browser.ts';
import { emptyLedger, startTestDaemon, type Ledger, type TestDaemon } from '../testing/test-daemon.ts';
import { reopenMeetingPage, startCapture, stopCapture } from '../testing/test-capture.ts';

let folder: string;
let browser: Browser;
let page: Page;
let ledger: Ledger;
let daemon: TestDaemon;

const sending = (): TileSending | undefined => ledger.tiles.at(-1)?.sending;

/** Until the daemon is told so. */
async function told(status: TileSending['status']): Promise<TileSending> {
  await expect.poll(() => sending()?.status, { timeout: 15_000 }).toBe(status);
  const said = sending();
  if (said === undefined) throw new Error('nothing was said');
  return said;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subcam-camera-sending-'));
  const extensionDir = await withQuickReports(inject('extensionDir'), folder);
  browser = await launchTestBrowser({ extensionDir });
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  ledger = emptyLedger();
  daemon = await startTestDaemon({ ledger });
  page = await reopenMeetingPage(browser, LOOPBACK_PAGE);
  await startCapture(browser, daemon, ledger);
});

afterEach(async () => {
  await stopCapture(browser);
  await daemon.kill();
});

describe('what the daemon is told of sending', () => {
  it('follows the page: no track, not attached, sending, disabled, dropped, sending again, stalled, closed, stopped', async () => {
    expect(await told('no-track')).toEqual({ status: 'no-track', width: null, height: null, framesPerSecond: null, framesEncoded: 0 });
    await page.evaluate(async () => {
      (globalThis as { held?: unknown }).held = await navigator.mediaDevices.getUserMedia({ video: true });
    });
    await told('not-attached');

    await page.evaluate(() => window.loopback.start(true));
    expect(await told('sending')).toMatchObject({ width: 1280, height: 720 });
    await expect.poll(() => sending()?.framesPerSecond, { timeout: 10_000 }).toBeGreaterThan(1);
    const before = sending()?.framesEncoded ?? 0;
    await expect.poll(() => sending()?.framesEncoded, { timeout: 10_000 }).toBeGreaterThan(before);

    await page.evaluate(() => {
      window.loopback.local.enabled = false;
    });
    await told('disabled');
    await page.evaluate(() => {
      window.loopback.local.enabled = true;
    });
    await told('sending');

    await page.evaluate(() => window.loopback.sender.replaceTrack(null));
    await told('not-attached');
    await page.evaluate(() => window.loopback.sender.replaceTrack(window.loopback.local.clone()));
    await told('sending');

    await page.evaluate(async () => {
      const { sender } = window.loopback;
      const parameters = sender.getParameters();
      for (const encoding of parameters.encodings) encoding.active = false;
      await sender.setParameters(parameters);
    });
    expect(await told('stalled')).toMatchObject({ width: null, height: null, framesPerSecond: null });

    await page.evaluate(() => window.loopback.near.close());
    await told('not-attached');
    await page.evaluate(() => {
      for (const track of ((globalThis as { held?: MediaStream }).held as MediaStream).getTracks()) track.stop();
      window.loopback.local.stop();
      window.loopback.sender.track?.stop();
    });
    await told('no-track');
  });

  it.each(['addTrack', 'addTransceiver', 'addStream', 'replaceTrack', 'replaceTrack in an answer'])(
    'knows a sender that the page made by %s',
    async (how) => {
      await page.evaluate(async (way) => {
        const stream = await navigator.mediaDevices.getUserMedia({ video: true });
        const clone = stream.getVideoTracks()[0]?.clone();
        if (clone === undefined) throw new Error('no track');
        const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()];
        const ways: Record<string, () => Promise<void> | void> = {
          addTrack: () => void near.addTrack(clone, stream),
          addTransceiver: () => void near.addTransceiver(clone),
          addStream: () => (near as unknown as { addStream(given: MediaStream): void }).addStream(new MediaStream([clone])),
          replaceTrack: () => near.addTransceiver('video').sender.replaceTrack(clone),
        };
        const attach = ways[way];
        if (attach !== undefined) {
          await attach();
          await window.loopback.connect(near, far);
          return;
        }
        // The other side offers; this page answers with its camera.
        far.addTransceiver('video');
        near.addEventListener('track', ({ transceiver }) => {
          transceiver.direction = 'sendonly';
          void transceiver.sender.replaceTrack(clone);
        });
        await window.loopback.connect(far, near);
      }, how);
      expect(await told('sending')).toMatchObject({ width: 1280, height: 720 });
    },
  );
});

describe('a frame of the page', () => {
  it.each(['of the page', 'of its own'])('is known to send the tile over a connection that it made, with a track %s', async (whose) => {
    await page.evaluate(async (given) => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const inner = frame.contentWindow as (Window & typeof globalThis) | null;
      if (inner === null) throw new Error('the frame has no window');
      const asked = given === 'of the page' ? navigator : inner.navigator;
      const stream = await asked.mediaDevices.getUserMedia({ video: true });
      const [track] = stream.getVideoTracks();
      if (track === undefined) throw new Error('no track');
      const [near, far] = [new inner.RTCPeerConnection(), new RTCPeerConnection()];
      near.addTrack(track, stream);
      await window.loopback.connect(near, far);
    }, whose);
    expect(await told('sending')).toMatchObject({ width: 1280, height: 720 });
  });
});

describe('a page that looks', () => {
  it("finds the platform's own methods, constructors and errors, and its own rejections once", async () => {
    const probe = async (): Promise<unknown> => {
      const toString: (this: void) => string = Reflect.get(Function.prototype, 'toString');
      const sourceOf = (given: unknown): string => Reflect.apply(toString, given, []);
      const failure = (act: () => unknown): string => {
        try {
          act();
          return 'none';
        } catch (thrown) {
          return thrown instanceof Error ? thrown.constructor.name : String(thrown);
        }
      };
      const methods = [
        [RTCPeerConnection.prototype, 'addTrack'],
        [RTCPeerConnection.prototype, 'addTransceiver'],
        [RTCPeerConnection.prototype, 'addStream'],
        [RTCRtpSender.prototype, 'replaceTrack'],
        [RTCRtpSender.prototype, 'getStats'],
      ] as const;
      const connection = new RTCPeerConnection();
      const { sender } = connection.addTransceiver('video');
      const rejections: string[] = [];
      window.addEventListener('unhandledrejection', (event) => {
        rejections.push(String(event.reason));
        event.preventDefault();
      });
      const sound = new AudioContext().createMediaStreamDestination().stream.getTracks()[0] ?? null;
      const handled = await sender.replaceTrack(sound).then(
        () => 'taken',
        (thrown: unknown) => (thrown as Error).name,
      );
      void sender.replaceTrack(sound);
      await new Promise((resolve) => setTimeout(resolve, 50));
      return {
        methods: methods.map(([prototype, name]) => {
          const native = Reflect.get(prototype, name) as (...args: unknown[]) => unknown;
          return [sourceOf(native), native.name, native.length, 'prototype' in native, Object.getOwnPropertyNames(native)];
        }),
        descriptors: methods.map(([prototype, name]) => {
          const { enumerable, configurable, writable } = Object.getOwnPropertyDescriptor(prototype, name) ?? {};
          return [enumerable, configurable, writable];
        }),
        identity: [
          connection.constructor === RTCPeerConnection,
          sender.constructor === RTCRtpSender,
          sourceOf(RTCPeerConnection),
          Object.getOwnPropertyNames(connection),
          Object.getOwnPropertyNames(sender),
          (globalThis as { webkitRTCPeerConnection?: unknown }).webkitRTCPeerConnection === RTCPeerConnection,
        ],
        failures: [
          failure(() => Reflect.apply(Reflect.get(RTCPeerConnection.prototype, 'addTrack') as () => unknown, {}, [])),
          failure(() => connection.addTrack({} as MediaStreamTrack)),
          failure(() => connection.addTransceiver('picture')),
        ],
        rejections: [handled, rejections.length],
      };
    };
    // A script of the page's own: what is evaluated from outside has its rejections kept quiet.
    const html = `<!doctype html><title>Probe</title><script>window.probed = (${probe.toString()})()</script>`;
    const answers = (asked: Page): Promise<unknown> => asked.evaluate(() => (window as { probed?: unknown }).probed);
    const meeting = await openMeetingPage(browser, html);
    const seen = await answers(meeting);
    // The same questions where the extension is not: a page of another address.
    const bare = await browser.newPage();
    await bare.setRequestInterception(true);
    bare.on('request', (request) => void request.respond({ status: 200, contentType: 'text/html', body: html }));
    await bare.goto('https://elsewhere.test/');
    const native = await answers(bare);
    await bare.close();
    expect(native).toMatchObject({ rejections: ['TypeError', 1] });
    expect(seen).toEqual(native);
  });
});
