// An update in the middle of a call, in a real Chromium: the page goes on without a reload, and sees no secret of the hand-over.
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import type { Browser, Page } from 'puppeteer-core';
import { sampleCue } from '@subcam/shared/testing';
import { openFarEndView } from '../testing/far-end-view.ts';
import { LOOPBACK_PAGE } from '../testing/loopback-call.ts';
import { spyOnEverything } from '../testing/page-spy.ts';
import { configureExtension, startSubtitles } from '../testing/test-capture.ts';
import { launchTestBrowser, openMeetingPage } from '../testing/test-browser.ts';
import { emptyLedger, startTestDaemon, type Ledger, type TestDaemon } from '../testing/test-daemon.ts';
import { overhearSecrets, reloadOverhearing } from '../testing/overheard-secrets.ts';

const SECRET_WORDS = 'zebraquill';

let browser: Browser;
let page: Page;
let ledger: Ledger;
let daemon: TestDaemon | null = null;
/** The bridge's event name and nonce. */
let secrets: readonly string[];

beforeAll(async () => {
  browser = await launchTestBrowser({ extensionDir: inject('extensionDir') });
  page = await openMeetingPage(browser, LOOPBACK_PAGE);
  await overhearSecrets(page);
  secrets = await reloadOverhearing(page);
  await page.evaluate(() => window.loopback.start(true));
});

afterAll(async () => {
  await browser.close();
  await daemon?.kill();
});

const isPainted = (cueId: string): boolean => ledger.tiles.some(({ painted }) => painted.some((one) => one.cueId === cueId));

/** Starts subtitles, and waits until the page has painted the beginning of a sentence. */
async function runSubtitles(cueId: string): Promise<void> {
  // A ledger is of one capture.
  await daemon?.kill();
  ledger = emptyLedger();
  const started = await startTestDaemon({ ledger });
  daemon = started;
  await configureExtension(browser, started);
  await startSubtitles(browser);
  await vi.waitFor(() => expect(ledger.tiles.length).toBeGreaterThan(0), { timeout: 10_000 });
  started.tell({});
  const text = `The ${SECRET_WORDS} of ${cueId}`;
  const cue = sampleCue({ cueId, revision: 1, status: 'partial', text, translation: text, shownAtMs: Date.now(), expiresAtMs: null });
  started.send({ type: 'upsert', emittedAtMs: Date.now(), cue });
  await vi.waitFor(() => expect(isPainted(cueId)).toBe(true), { timeout: 10_000 });
}

/** As the button on chrome://extensions does it, and an update: the extension ends, and starts anew from its folder. */
async function reloadExtension(): Promise<void> {
  await browser.installExtension(inject('extensionDir'));
}

describe('a meeting page whose extension is updated', () => {
  it('says within 3 s that captions stopped, and shows them again without a reload when they are started, time and again', async () => {
    const view = await openFarEndView(page);
    for (const life of ['first', 'second', 'third']) {
      await runSubtitles(`${life}:1`);
      await view.until({ words: true, dot: 'good' }, 10_000);
      await reloadExtension();
      await expect.poll(async () => (await view.now()).dot, { timeout: 3_000 }).toBe('warning');
    }
  });

  it('sees neither words nor secrets of it', async () => {
    await runSubtitles('before:1');
    await page.evaluate(spyOnEverything, [...secrets, SECRET_WORDS]);
    await reloadExtension();
    await runSubtitles('after:1');
    const { called, leaks } = await page.evaluate(() => ({ called: { ...window.spied.called }, leaks: { ...window.spied.leaks } }));
    expect(Object.keys(called).length).toBeGreaterThan(30);
    expect(leaks).toEqual({});
  });
});
