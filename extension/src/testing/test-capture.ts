// For integration tests: a page of the meeting alone, and a capture of it that a test's daemon hears.
import { expect, vi } from 'vitest';
import { MEETING_URL, openMeetingPage, serviceWorkerOf } from './test-browser.ts';
import { TEST_TOKEN, type Ledger, type TestDaemon } from './test-daemon.ts';
import type { Browser, Page } from 'puppeteer-core';
import type { StartRequest, Started } from '../bus/extension-remote.ts';
import type { ExtensionStatus } from '../bus/extension-status.ts';

/** The meeting anew, in the only page of it that there is. */
export async function reopenMeetingPage(browser: Browser, html: string): Promise<Page> {
  for (const open of await browser.pages()) if (open.url().startsWith(MEETING_URL)) await open.close();
  return openMeetingPage(browser, html);
}

/** Pairs the extension with a daemon as a bot's runner does, from English to Spanish. */
export async function configureExtension(browser: Browser, daemon: TestDaemon, options: { readonly token?: string } = {}): Promise<void> {
  const worker = await serviceWorkerOf(browser);
  const token = options.token ?? TEST_TOKEN;
  const config = { daemonUrl: daemon.url, token, sourceLanguage: 'en', targetLanguages: ['es'], role: 'bot' as const };
  await worker.evaluate((given) => globalThis.subcam.configure(given), config);
}

export async function startSubtitles(browser: Browser, request: StartRequest = { urlPrefix: MEETING_URL }): Promise<Started> {
  const worker = await serviceWorkerOf(browser);
  return worker.evaluate((given) => globalThis.subcam.start(given), request);
}

export async function extensionStatus(browser: Browser): Promise<ExtensionStatus> {
  const worker = await serviceWorkerOf(browser);
  return worker.evaluate(() => globalThis.subcam.status());
}

/** Captures the meeting page as a bot does, from English to Spanish; resolves when the page's tile has been reported to the daemon. */
export async function startCapture(browser: Browser, daemon: TestDaemon, ledger: Ledger): Promise<void> {
  await configureExtension(browser, daemon);
  await startSubtitles(browser);
  await vi.waitFor(() => expect(ledger.tiles.length).toBeGreaterThan(0), { timeout: 10_000 });
}

export async function stopCapture(browser: Browser): Promise<void> {
  const worker = await serviceWorkerOf(browser);
  await worker.evaluate(() => globalThis.subcam.stop());
}
