// A camera whose feeder is gone, in a real Chromium: what the far end decodes says so within 3 s, and goes on when the feeder is back.
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import type { Browser, Page } from 'puppeteer-core';
import { sampleCue } from '@subcam/shared/testing';
import { EXTENSION_ID } from '@subcam/shared/wire';
import { RELOAD_PAGE_SENTENCE } from '../bus/meeting-page-check.ts';
import { LOOPBACK_PAGE } from '../testing/loopback-call.ts';
import { openFarEndView, type FarEndView } from '../testing/far-end-view.ts';
import { configureExtension, startCapture, startSubtitles } from '../testing/test-capture.ts';
import {
  MEETING_URL,
  killServiceWorker,
  launchTestBrowser,
  openMeetingPage,
  openPopup,
  serviceWorkerOf,
  wakeServiceWorker,
} from '../testing/test-browser.ts';
import { emptyLedger, startTestDaemon, type Ledger, type TestDaemon } from '../testing/test-daemon.ts';

const TOLD_WITHIN_MS = 3_000;

let browser: Browser;
let page: Page;
let ledger: Ledger;
let daemon: TestDaemon | null = null;
let view: FarEndView;
let revision = 0;

/** Starts them, and waits until the far end shows the beginning of a sentence under a green dot. */
async function runSubtitles(): Promise<void> {
  revision += 1;
  // A ledger is of one capture.
  await daemon?.kill();
  ledger = emptyLedger();
  daemon = await startTestDaemon({ ledger });
  await startCapture(browser, daemon, ledger);
  view = await openFarEndView(page);
  daemon.tell({});
  const cue = sampleCue({ cueId: `cue:${revision}`, revision, status: 'partial', shownAtMs: Date.now(), expiresAtMs: null });
  daemon.send({ type: 'upsert', emittedAtMs: Date.now(), cue });
  const isPainted = (): boolean => ledger.tiles.some(({ painted }) => painted.some(({ cueId }) => cueId === cue.cueId));
  await vi.waitFor(() => expect(isPainted()).toBe(true), { timeout: 10_000 });
  await view.until({ words: true, dot: 'good' }, 10_000);
}

/** A call that carries half a sentence under a green dot. */
beforeEach(async () => {
  browser = await launchTestBrowser({ extensionDir: inject('extensionDir') });
  page = await openMeetingPage(browser, LOOPBACK_PAGE);
  await page.evaluate(() => window.loopback.start(true));
  await runSubtitles();
});

afterEach(async () => {
  await browser.close();
  await daemon?.kill();
  daemon = null;
});

async function closeOffscreen(): Promise<void> {
  const worker = await serviceWorkerOf(browser);
  await worker.evaluate(() => chrome.offscreen.closeDocument());
}

/** As the button on chrome://extensions does it, and an update: the extension ends, and starts anew from its folder. */
async function reloadExtension(): Promise<void> {
  await browser.installExtension(inject('extensionDir'));
}

describe('the tile at the far end', () => {
  it('says within 3 s that captions stopped when the offscreen document is gone, and goes on when subtitles are started again', async () => {
    await closeOffscreen();
    await view.until({ words: false, dot: 'warning' }, TOLD_WITHIN_MS);
    await runSubtitles();
  });

  it('says it as soon when the offscreen document stands still, its connection open, and goes on by itself once it moves again', async () => {
    const target = await browser.waitForTarget((one) => one.url() === `chrome-extension://${EXTENSION_ID}/offscreen.html`);
    const session = await target.createCDPSession();
    await session.send('Runtime.evaluate', {
      expression: 'setTimeout(() => { const from = Date.now(); while (Date.now() - from < 5_000); })',
    });
    await view.until({ words: false, dot: 'warning' }, TOLD_WITHIN_MS);
    // The half sentence is told again with everything else.
    await view.until({ words: true, dot: 'good' }, 15_000);
  });

  it('changes nothing when only the service worker is gone', async () => {
    await killServiceWorker(browser);
    await view.stays({ words: true, dot: 'good' }, TOLD_WITHIN_MS);
    await wakeServiceWorker(browser);
  });

  it('says it when the extension is reloaded and knows nothing of the page; popup and start ask for a reload of it, after which subtitles run again', async () => {
    const worker = await serviceWorkerOf(browser);
    await worker.evaluate(() => chrome.storage.local.clear());
    await reloadExtension();
    await view.until({ words: false, dot: 'warning' }, TOLD_WITHIN_MS);

    // It has forgotten its pairing too.
    if (daemon !== null) await configureExtension(browser, daemon);
    await vi.waitFor(() => expect(startSubtitles(browser)).rejects.toThrow(RELOAD_PAGE_SENTENCE), { timeout: 15_000 });
    const popup = await openPopup(browser, page);
    await popup.waitForFunction((sentence) => document.getElementById('error')?.textContent === sentence, {}, RELOAD_PAGE_SENTENCE);
    await popup.close();

    await page.goto(MEETING_URL);
    await page.evaluate(() => window.loopback.start(true));
    await runSubtitles();
  });

  it('says it when the extension is taken away for good', async () => {
    await browser.uninstallExtension(EXTENSION_ID);
    await view.until({ words: false, dot: 'warning' }, TOLD_WITHIN_MS);
  });
});
