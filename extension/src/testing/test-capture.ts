// For integration tests: the extension as it ships in a folder of the test file's own, a page of the meeting alone, a capture that a daemon hears.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { MEETING_URL, buildExtension, openMeetingPage, serviceWorkerOf } from './test-browser.ts';
import { TEST_TOKEN, type Ledger, type TestDaemon } from './test-daemon.ts';
import type { Browser, Page } from 'puppeteer-core';
import type { StartRequest, Started } from '../bus/extension-remote.ts';
import type { ExtensionStatus } from '../bus/extension-status.ts';

/** Builds the extension before the tests of the calling file and removes it after them. Its folder can be asked for from then on. */
export function useBuiltExtension(): () => string {
  let folder = '';
  const dist = (): string => join(folder, 'dist');
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'subcam-extension-'));
    await buildExtension(dist());
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return dist;
}

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
