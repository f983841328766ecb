// The tile in the format that a page asks for, under a flood of cues, and on platforms that lack what the camera is made of: in a real Chromium.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
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
let daemon: TestDaemon;

function cue(revision: number, text = 'Good morning everyone, shall we begin with the release plan?'): Cue {
  return sampleCue({ revision, text, translation: text, shownAtMs: Date.now() });
}

/** The page as it would be on another platform: this runs before any other script, the camera's too. */
async function reloadWithout(change: () => void): Promise<void> {
  await page.evaluateOnNewDocument(change);
  await page.reload();
}

const decoded = (): Promise<number> => page.evaluate(() => window.loopback.framesDecoded());

/** Bright at the far end, which is words. */
async function wordsAreSeen(): Promise<void> {
  await expect.poll(() => page.evaluate(() => window.loopback.changes.at(-1)?.bright), { timeout: 10_000 }).toBe(true);
}

beforeAll(async () => {
  browser = await launchTestBrowser({ extensionDir: inject('extensionDir') });
});

afterAll(async () => {
  await browser.close();
});

beforeEach(async () => {
  ledger = emptyLedger();
  daemon = await startTestDaemon({ ledger });
  page = await reopenMeetingPage(browser, LOOPBACK_PAGE);
});

afterEach(async () => {
  await stopCapture(browser);
  await daemon.kill();
});

describe('a hundred cues a second', () => {
  it('reach the far end at the rate of the tile, the last one among them, and nothing is thrown in the page', async () => {
    const thrown: unknown[] = [];
    page.on('pageerror', (error) => thrown.push(error));
    await startCapture(browser, daemon, ledger);
    await page.evaluate(() => window.loopback.start(true));
    await expect.poll(decoded, { timeout: 10_000 }).toBeGreaterThan(2);
    const before = await decoded();
    const startedAtMs = performance.now();
    let revision = 0;
    while (performance.now() - startedAtMs < 3_000) {
      for (let count = 0; count < 10; count += 1) {
        revision += 1;
        daemon.send({ type: 'upsert', emittedAtMs: Date.now(), cue: cue(revision, `Word ${revision} of a flood`) });
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const fps = ((await decoded()) - before) / ((performance.now() - startedAtMs) / 1_000);
    expect(fps).toBeLessThanOrEqual(30 + 3 / 3 + 1);
    await expect.poll(() => ledger.tiles.flatMap(({ painted }) => painted).at(-1)?.revision, { timeout: 10_000 }).toBe(revision);
    expect(thrown).toEqual([]);
  });
});

describe('a platform without MediaStreamTrackGenerator', () => {
  it('has the camera all the same, from a captured canvas, with its clock and its words', async () => {
    await reloadWithout(() => {
      Reflect.deleteProperty(globalThis, 'MediaStreamTrackGenerator');
    });
    expect(await page.evaluate(() => 'MediaStreamTrackGenerator' in globalThis)).toBe(false);
    await startCapture(browser, daemon, ledger);
    await page.evaluate(() => window.loopback.start(true));
    expect(await page.evaluate(() => [window.loopback.local.label, window.loopback.local.contentHint])).toEqual(['Subcam', 'text']);
    // At rest nothing but the keep-alive makes a frame.
    await expect.poll(decoded, { timeout: 10_000 }).toBeGreaterThan(2);
    const atRest = await decoded();
    await expect.poll(decoded, { timeout: 10_000 }).toBeGreaterThan(atRest + 2);
    daemon.send({ type: 'upsert', emittedAtMs: Date.now(), cue: cue(1) });
    await wordsAreSeen();
    daemon.send({ type: 'remove', emittedAtMs: Date.now(), cueId: 'capture:0' });
    await expect.poll(() => page.evaluate(() => window.loopback.changes.at(-1)?.bright), { timeout: 10_000 }).toBe(false);
    expect(await page.evaluate(() => window.loopback.size)).toEqual({ width: 1280, height: 720 });
  });
});

describe('a canvas that cannot be had', () => {
  const changes: readonly (readonly [string, () => void])[] = [
    [
      'gives no context',
      () => {
        HTMLCanvasElement.prototype.getContext = () => null;
      },
    ],
    [
      'throws',
      () => {
        HTMLCanvasElement.prototype.getContext = () => {
          throw new TypeError('blocked');
        };
      },
    ],
  ];
  it.each(changes)('is a camera that cannot be started, and no other exception, when it %s', async (_, change) => {
    const thrown: unknown[] = [];
    page.on('pageerror', (error) => thrown.push(error));
    await reloadWithout(change);
    const seen = await page.evaluate(async () => {
      const devices = await navigator.mediaDevices.enumerateDevices();
      const ask = (): Promise<string> =>
        navigator.mediaDevices.getUserMedia({ video: true }).then(
          () => 'a stream',
          (fault: unknown) => (fault instanceof DOMException ? fault.name : String(fault)),
        );
      return { listed: devices.some(({ label }) => label === 'Subcam'), answers: [await ask(), await ask()] };
    });
    expect(seen).toEqual({ listed: true, answers: ['NotReadableError', 'NotReadableError'] });
    expect(thrown).toEqual([]);
  });
});
