// For integration tests: the extension as it ships in a folder of the test file's own, a page of the meeting alone, a capture that a daemon hears.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { MEETING_URL, buildExtension, openMeetingPage, serviceWorkerOf } from './test-browser.ts';
import { TEST_TOKEN, type Ledger, type TestDaemon } from './test-daemon.ts';
import type { Browser, Page } from 'puppeteer-core';

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

/** Captures the meeting page as a bot does, from English to Spanish; resolves when the page's tile has been reported to the daemon. */
export async function startCapture(browser: Browser, daemon: TestDaemon, ledger: Ledger): Promise<void> {
  const worker = await serviceWorkerOf(browser);
  const config = { daemonUrl: daemon.url, token: TEST_TOKEN, sourceLanguage: 'en', targetLanguages: ['es'], role: 'bot' as const };
  await worker.evaluate((given) => globalThis.subcam.configure(given), config);
  await worker.evaluate((given) => globalThis.subcam.start(given), { urlPrefix: MEETING_URL });
  await vi.waitFor(() => expect(ledger.tiles.length).toBeGreaterThan(0), { timeout: 10_000 });
}

export async function stopCapture(browser: Browser): Promise<void> {
  const worker = await serviceWorkerOf(browser);
  await worker.evaluate(() => globalThis.subcam.stop());
}
