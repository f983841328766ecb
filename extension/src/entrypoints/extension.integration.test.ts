// The built extension in a real Chromium against a daemon that speaks the wire: the tile's settings, the meeting's events, ends and refusals.
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { DEFAULT_TILE_SETTINGS } from '@subcam/shared';
import { launchTestBrowser, openMeetingPage, serviceWorkerOf } from '../testing/test-browser.ts';
import { emptyLedger, startTestDaemon } from '../testing/test-daemon.ts';
import type { Browser, Page } from 'puppeteer-core';
import type { Ledger, TestDaemon } from '../testing/test-daemon.ts';
import { configureExtension, extensionStatus, startSubtitles } from '../testing/test-capture.ts';

const MEETING_PAGE = '<!doctype html><title>Meeting</title>';

let browser: Browser;
let page: Page;
let ledger: Ledger;
let daemon: TestDaemon;

beforeEach(async () => {
  ledger = emptyLedger();
  daemon = await startTestDaemon({ ledger });
  browser = await launchTestBrowser({ extensionDir: inject('extensionDir') });
  page = await openMeetingPage(browser, MEETING_PAGE);
});

afterEach(async () => {
  await browser.close();
  await daemon.kill();
});

describe('the extension in Chromium', () => {
  it('tells the daemon how the tile should look: at the hello, when it is changed, and after an outage as it was last', async () => {
    await configureExtension(browser, daemon);
    await startSubtitles(browser);
    await expect.poll(() => ledger.hellos.map((hello) => hello.tile), { timeout: 10_000 }).toEqual([DEFAULT_TILE_SETTINGS]);
    const change = async (fps: number): Promise<void> => {
      const worker = await serviceWorkerOf(browser);
      const tile = { ...DEFAULT_TILE_SETTINGS, fps };
      const answer = await worker.evaluate((given) => chrome.runtime.sendMessage({ to: 'offscreen', type: 'tile', tile: given }), tile);
      expect(answer).toEqual({ ok: true, value: null });
    };
    await change(10);
    await expect.poll(() => ledger.tileSettings.map(({ fps }) => fps)).toEqual([10]);
    await daemon.kill();
    await expect.poll(async () => (await extensionStatus(browser)).capture?.link.phase).toBe('reconnecting');
    await change(20);
    daemon = await startTestDaemon({ ledger, port: daemon.port });
    await expect.poll(() => ledger.hellos.map((hello) => hello.tile?.fps), { timeout: 10_000 }).toEqual([30, 20]);
    expect(ledger.tileSettings).toHaveLength(1);
  });

  it('ends the capture in order when the tab is closed', async () => {
    await configureExtension(browser, daemon);
    await startSubtitles(browser);
    await expect.poll(() => ledger.samples.length, { timeout: 10_000 }).toBeGreaterThan(0);
    await page.close();
    await expect.poll(async () => (await extensionStatus(browser)).capture?.phase, { timeout: 10_000 }).toBe('ended');
    expect((await extensionStatus(browser)).capture).toMatchObject({
      account: { capturedSamples: ledger.samples.length, lostSamples: 0 },
      failure: null,
    });
    expect(ledger.violations).toEqual([]);
  });

  it('says why it cannot start: not paired, a wrong setting, no such tab, a wrong token', async () => {
    const worker = await serviceWorkerOf(browser);
    await expect(startSubtitles(browser)).rejects.toThrow(/^unauthorized: Pair the extension first/);
    await expect(worker.evaluate(() => globalThis.subcam.configure({ daemonUrl: 'http://example.com' } as never))).rejects.toThrow(
      /^configuration: /,
    );
    await configureExtension(browser, daemon, { token: 'wrong' });
    await expect(startSubtitles(browser, { urlPrefix: 'https://elsewhere' })).rejects.toThrow(/^browser: No open tab/);
    await startSubtitles(browser);
    await expect
      .poll(async () => (await extensionStatus(browser)).capture?.link, { timeout: 10_000 })
      .toMatchObject({ phase: 'refused', error: { code: 'unauthorized' } });
  });

  it('observes the meeting: who is there when the capture starts, who comes, speaks and goes, and its end', async () => {
    await configureExtension(browser, daemon);
    await page.evaluate(() => {
      document.body.innerHTML = '<button aria-label="People">2</button><button aria-label="Leave call"></button><main></main>';
      const tile = (id: string, inner: string): string => `<div data-participant-id="spaces/s/devices/${id}">${inner}</div>`;
      const voice = '<i data-audio-level="0"></i>';
      const tiles = [tile('1', `<span class="notranslate">Ada</span>${voice}`), tile('2', `<b data-self-name="Subcam"></b>${voice}`)];
      document.querySelector('main')?.append(document.createRange().createContextualFragment(tiles.join('')));
    });
    await startSubtitles(browser);
    const ada = 'spaces/s/devices/1';
    await expect
      .poll(() => ledger.meeting, { timeout: 10_000 })
      .toMatchObject([
        { type: 'participant-joined', participantId: ada, displayName: 'Ada', isSelf: false },
        { type: 'participant-joined', participantId: 'spaces/s/devices/2', displayName: 'Subcam', isSelf: true },
      ]);
    const speaking = await page.evaluate(async () => {
      const mark = document.querySelector('[data-audio-level]');
      const beganAtMs = Date.now();
      mark?.setAttribute('data-audio-level', '3');
      await new Promise((resolve) => setTimeout(resolve, 300));
      const endedAtMs = Date.now();
      mark?.setAttribute('data-audio-level', '0');
      return { beganAtMs, endedAtMs };
    });
    await expect.poll(() => ledger.meeting.length).toBe(4);
    expect(ledger.meeting.slice(2)).toMatchObject([
      { type: 'speaking-started', participantId: ada },
      { type: 'speaking-stopped', participantId: ada },
    ]);
    const [began, ended] = ledger.meeting.slice(2).map((event) => event.atMs);
    expect(Math.abs((began ?? 0) - speaking.beganAtMs)).toBeLessThan(500);
    expect(Math.abs((ended ?? 0) - speaking.endedAtMs)).toBeLessThan(500);

    await page.evaluate(() => {
      document.body.innerHTML = '<h1>Your host ended the meeting for everyone</h1><button>Return to home screen</button>';
    });
    await expect
      .poll(() => ledger.meeting.at(-1), { timeout: 5_000 })
      .toMatchObject({ type: 'meeting-ended', reason: 'the meeting ended' });
    expect(ledger.meeting.slice(4, -1).map((event) => event.type)).toEqual(['participant-left', 'participant-left']);
  });
});
