// The popup in a real Chromium, opened by a click on the toolbar: pairing, the gesture that starts a capture, state, stopping.
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { launchTestBrowser, openMeetingPage, openPopup, toneWav } from '../testing/test-browser.ts';
import { TEST_PAIRING_CODE, emptyLedger, startTestDaemon } from '../testing/test-daemon.ts';
import type { Browser, Page } from 'puppeteer-core';
import type { Ledger, TestDaemon } from '../testing/test-daemon.ts';

const MEETING_PAGE = '<!doctype html><title>Meeting</title><audio src="/tone.wav" autoplay loop></audio>';

let browser: Browser;
let meeting: Page;
let ledger: Ledger;
let daemon: TestDaemon;

beforeEach(async () => {
  ledger = emptyLedger();
  daemon = await startTestDaemon({ ledger });
  browser = await launchTestBrowser({ extensionDir: inject('extensionDir'), allowListed: false });
  meeting = await openMeetingPage(browser, MEETING_PAGE, toneWav(440, 60));
});

afterEach(async () => {
  await browser.close();
  await daemon.kill();
});

async function type(popup: Page, label: string, text: string): Promise<void> {
  await popup.locator(`aria/${label}`).fill(text);
}

async function text(popup: Page, id: string): Promise<string> {
  return popup.$eval(`#${id}`, (element) => element.textContent ?? '');
}

describe('the popup', () => {
  it('pairs with a code as people type it, starts on the current tab by a click, shows what happens, and stops', async () => {
    const popup = await openPopup(browser, meeting);
    await expect.poll(() => text(popup, 'link')).toBe('Not paired with a daemon');

    await type(popup, 'Daemon address', daemon.url);
    await type(popup, 'Pairing code', 'wrong000wrong000');
    await popup.locator('aria/Pair[role="button"]').click();
    await expect.poll(() => text(popup, 'pairing-error')).toContain('run `subcam pair` again');

    await type(popup, 'Pairing code', TEST_PAIRING_CODE.toLowerCase().replaceAll('-', ' '));
    await popup.locator('aria/Pair[role="button"]').click();
    await expect.poll(() => text(popup, 'link')).toBe('Ready');

    await popup.locator('aria/Remove Portuguese').click();
    for (const language of ['ca', 'de']) {
      await popup.select('#target-language', language);
      await popup.locator('aria/Add language').click();
    }
    await popup.locator('aria/Start subtitles on this tab[role="button"]').click();
    await expect.poll(() => text(popup, 'link'), { timeout: 10_000 }).toBe('Connected to the daemon');
    await expect.poll(() => text(popup, 'sound'), { timeout: 10_000 }).toBe('Heard');
    await expect.poll(() => text(popup, 'peak')).toMatch(/^-\d+ dB$/);
    expect(await text(popup, 'session-languages')).toBe('English → Catalan, German');
    expect(await text(popup, 'engines')).toBe('Moonshine tiny (English) · Apertium');
    expect(await text(popup, 'latency')).toBe('21 ms from the tab to the daemon');
    expect(ledger.hellos).toMatchObject([{ sourceLanguage: 'en', targetLanguages: ['ca', 'de'] }]);
    expect(await popup.$eval('#languages', (languages) => (languages as HTMLElement).hidden)).toBe(true);
    daemon.tell({ storeMode: 'memory' });
    await expect.poll(() => text(popup, 'keeping')).toContain('In memory alone: a crash');
    expect(await popup.$eval('body', ({ scrollWidth, scrollHeight }) => scrollWidth <= 400 && scrollHeight <= 600)).toBe(true);

    await popup.locator('aria/Stop subtitles[role="button"]').click();
    await expect.poll(() => text(popup, 'action'), { timeout: 10_000 }).toBe('Start subtitles on this tab');
    expect(await text(popup, 'link')).toBe('Ready');
    expect(ledger.violations).toEqual([]);
    expect(ledger.committedThrough).toBe(ledger.samples.length);
  });
});
