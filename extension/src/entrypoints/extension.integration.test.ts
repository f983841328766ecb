// The built extension in a real Chromium against a daemon that speaks the wire: sound, deaths of the worker and of the daemon, the popup.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_TILE_SETTINGS, SAMPLE_RATE_HZ, SAMPLES_PER_MS } from '@subcam/shared';
import { EXTENSION_ORIGIN } from '@subcam/shared/wire';
import {
  MEETING_URL,
  killServiceWorker,
  launchTestBrowser,
  openMeetingPage,
  serviceWorkerOf,
  toneWav,
  wakeServiceWorker,
} from '../testing/test-browser.ts';
import { TEST_TOKEN, emptyLedger, startTestDaemon } from '../testing/test-daemon.ts';
import type { Browser, Page } from 'puppeteer-core';
import type { ExtensionStatus } from '../bus/extension-status.ts';
import type { StartRequest, Started } from '../bus/extension-remote.ts';
import type { Ledger, TestDaemon } from '../testing/test-daemon.ts';
import { useBuiltExtension } from '../testing/test-capture.ts';

const TONE_HZ = 1_000;
const MEETING_PAGE = '<!doctype html><title>Meeting</title><audio id="tone" src="/tone.wav" loop></audio>';

const extensionDir = useBuiltExtension();
let browser: Browser;
let page: Page;
let ledger: Ledger;
let daemon: TestDaemon;

/** Share of the energy that lies at a frequency: 1 for a pure tone there, 0 for anything else. */
function toneShare(samples: readonly number[], frequencyHz: number): number {
  const step = (2 * Math.PI * frequencyHz) / SAMPLE_RATE_HZ;
  const re = samples.reduce((sum, x, n) => sum + x * Math.cos(step * n), 0);
  const im = samples.reduce((sum, x, n) => sum + x * Math.sin(step * n), 0);
  const energy = samples.reduce((sum, x) => sum + x * x, 0);
  return energy === 0 ? 0 : (2 * (re * re + im * im)) / (samples.length * energy);
}

/**
 * Largest step of the tone's phase between neighbouring windows of 10 ms from a sample on, in degrees: sound that is missing or
 * comes twice is 360 for each millisecond. Windows in a reported gap are silent and left out: behind it the phase must be as
 * if there had been none, since the silence is as long as what it stands for.
 */
function worstPhaseStep(from: number, to: number): number {
  const window = SAMPLE_RATE_HZ / 100;
  const phases: number[] = [];
  for (let at = from; at + window <= to; at += window) {
    if (ledger.gaps.some((gap) => gap.firstSample < at + 2 * window && gap.firstSample + gap.sampleCount > at - window)) continue;
    let re = 0;
    let im = 0;
    for (let n = at; n < at + window; n += 1) {
      const angle = (2 * Math.PI * TONE_HZ * n) / SAMPLE_RATE_HZ;
      re += (ledger.samples[n] ?? 0) * Math.cos(angle);
      im += (ledger.samples[n] ?? 0) * Math.sin(angle);
    }
    phases.push(Math.atan2(im, re));
  }
  const steps = phases.slice(1).map((phase, n) => {
    const step = Math.abs(phase - (phases[n] ?? 0));
    return Math.min(step, 2 * Math.PI - step);
  });
  return (Math.max(...steps) * 180) / Math.PI;
}

async function configure(options: { readonly token?: string } = {}): Promise<void> {
  const worker = await serviceWorkerOf(browser);
  const config = {
    daemonUrl: daemon.url,
    token: options.token ?? TEST_TOKEN,
    sourceLanguage: 'en',
    targetLanguages: ['es'],
    role: 'bot' as const,
  };
  await worker.evaluate((given) => globalThis.subcam.configure(given), config);
}

async function start(request: StartRequest = { urlPrefix: MEETING_URL }): Promise<Started> {
  const worker = await serviceWorkerOf(browser);
  return worker.evaluate((given) => globalThis.subcam.start(given), request);
}

async function status(): Promise<ExtensionStatus> {
  const worker = await serviceWorkerOf(browser);
  return worker.evaluate(() => globalThis.subcam.status());
}

/** Plays the tone and returns how many samples had come when it was surely heard. */
async function playTone(): Promise<number> {
  await page.evaluate(async () => {
    const tone = document.getElementById('tone');
    if (tone instanceof HTMLAudioElement) await tone.play();
  });
  await expect.poll(() => toneShare(ledger.samples.slice(-3_200), TONE_HZ), { timeout: 10_000 }).toBeGreaterThan(0.99);
  return ledger.samples.length;
}

beforeEach(async () => {
  ledger = emptyLedger();
  daemon = await startTestDaemon({ ledger });
  browser = await launchTestBrowser({ extensionDir: extensionDir() });
  page = await openMeetingPage(browser, MEETING_PAGE, toneWav(TONE_HZ, 60));
});

afterEach(async () => {
  await browser.close();
  await daemon.kill();
});

describe('the extension in Chromium', () => {
  it('streams a tab without a gesture: a tone stays that tone, frames are contiguous, sample 0 is when it was captured', async () => {
    await configure();
    const beforeMs = Date.now();
    const started = await start();
    const from = await playTone();
    await expect.poll(() => ledger.samples.length, { timeout: 15_000 }).toBeGreaterThan(from + 3 * SAMPLE_RATE_HZ);
    const heard = ledger.samples.slice(from, from + 3 * SAMPLE_RATE_HZ);

    expect(toneShare(heard, TONE_HZ)).toBeGreaterThan(0.999);
    expect(worstPhaseStep(from, from + heard.length)).toBeLessThan(5);
    expect(Math.max(...heard)).toBeGreaterThan(15_000);
    expect(ledger.violations).toEqual([]);
    expect(ledger.origins).toEqual([EXTENSION_ORIGIN]);
    expect(ledger.hellos).toMatchObject([
      { ...started, source: 'tab', meetingUrl: MEETING_URL, targetLanguages: ['es'], connectionEpoch: 1 },
    ]);

    const startedAtMs = ledger.hellos[0]?.startedAtMs ?? 0;
    expect(startedAtMs).toBeGreaterThanOrEqual(beforeMs - 20);
    expect(startedAtMs).toBeLessThan(beforeMs + 3_000);
    const delaysMs = ledger.arrivals
      .map(({ endSample, atMs }) => atMs - startedAtMs - endSample / SAMPLES_PER_MS)
      .toSorted((a, b) => a - b);
    expect(delaysMs[0]).toBeGreaterThan(-5);
    // Sample 0 carries the instant at which it was captured, not one of another clock.
    expect(delaysMs[Math.floor(delaysMs.length / 2)]).toBeLessThan(1_000);
  });

  it('goes on when the service worker is killed, and a revived one can tell the state and stop in order', async () => {
    await configure();
    const started = await start();
    const from = await playTone();
    await killServiceWorker(browser);
    await expect.poll(() => ledger.samples.length, { timeout: 10_000 }).toBeGreaterThan(from + 2 * SAMPLE_RATE_HZ);
    expect(worstPhaseStep(from, from + 2 * SAMPLE_RATE_HZ)).toBeLessThan(5);

    await wakeServiceWorker(browser);
    expect((await status()).capture).toMatchObject({ ...started, phase: 'capturing', link: { phase: 'live' } });
    expect(await start()).toEqual(started);
    const worker = await serviceWorkerOf(browser);
    const account = await worker.evaluate(() => globalThis.subcam.stop());
    expect(account).toMatchObject({ capturedSamples: ledger.samples.length, lostSamples: 0 });
    expect((await status()).capture).toMatchObject({ phase: 'ended', link: { phase: 'closed' }, account });
    expect(ledger.violations).toEqual([]);
  });

  it('sends again what a killed daemon had not committed, from the sample that it names, with no hole in the tone', async () => {
    await configure();
    await start();
    const from = await playTone();
    await daemon.kill();
    const committed = ledger.committedThrough;
    await expect.poll(async () => (await status()).capture?.link.phase).toBe('reconnecting');
    const captured = (await status()).capture?.counts.capturedSamples ?? 0;
    await expect
      .poll(async () => (await status()).capture?.counts.capturedSamples, { timeout: 5_000 })
      .toBeGreaterThan(captured + SAMPLE_RATE_HZ / 2);
    const restartedAtMs = performance.now();
    daemon = await startTestDaemon({ ledger, port: daemon.port });
    await expect.poll(() => ledger.hellos.length, { timeout: 5_000 }).toBe(2);
    expect(performance.now() - restartedAtMs).toBeLessThan(5_000);
    expect(ledger.resumes).toEqual([0, committed]);
    await expect.poll(() => ledger.samples.length, { timeout: 10_000 }).toBeGreaterThan(captured + 2 * SAMPLE_RATE_HZ);
    expect(worstPhaseStep(from, ledger.samples.length)).toBeLessThan(5);
    expect(ledger.violations).toEqual([]);
  });

  it('tells the daemon how the tile should look: at the hello, when it is changed, and after an outage as it was last', async () => {
    await configure();
    await start();
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
    await expect.poll(async () => (await status()).capture?.link.phase).toBe('reconnecting');
    await change(20);
    daemon = await startTestDaemon({ ledger, port: daemon.port });
    await expect.poll(() => ledger.hellos.map((hello) => hello.tile?.fps), { timeout: 10_000 }).toEqual([30, 20]);
    expect(ledger.tileSettings).toHaveLength(1);
  });

  it('ends the capture in order when the tab is closed', async () => {
    await configure();
    await start();
    await expect.poll(() => ledger.samples.length, { timeout: 10_000 }).toBeGreaterThan(0);
    await page.close();
    await expect.poll(async () => (await status()).capture?.phase, { timeout: 10_000 }).toBe('ended');
    expect((await status()).capture).toMatchObject({ account: { capturedSamples: ledger.samples.length, lostSamples: 0 }, failure: null });
    expect(ledger.violations).toEqual([]);
  });

  it('says why it cannot start: not paired, a wrong setting, no such tab, a wrong token', async () => {
    const worker = await serviceWorkerOf(browser);
    await expect(start()).rejects.toThrow(/^unauthorized: Pair the extension first/);
    await expect(worker.evaluate(() => globalThis.subcam.configure({ daemonUrl: 'http://example.com' } as never))).rejects.toThrow(
      /^configuration: /,
    );
    await configure({ token: 'wrong' });
    await expect(start({ urlPrefix: 'https://elsewhere' })).rejects.toThrow(/^browser: No open tab/);
    await start();
    await expect
      .poll(async () => (await status()).capture?.link, { timeout: 10_000 })
      .toMatchObject({ phase: 'refused', error: { code: 'unauthorized' } });
  });

  it('observes the meeting: who is there when the capture starts, who comes, speaks and goes, and its end', async () => {
    await configure();
    await page.evaluate(() => {
      document.body.innerHTML = '<button aria-label="People">2</button><button aria-label="Leave call"></button><main></main>';
      const tile = (id: string, inner: string): string => `<div data-participant-id="spaces/s/devices/${id}">${inner}</div>`;
      const voice = '<i data-audio-level="0"></i>';
      const tiles = [tile('1', `<span class="notranslate">Ada</span>${voice}`), tile('2', `<b data-self-name="Subcam"></b>${voice}`)];
      document.querySelector('main')?.append(document.createRange().createContextualFragment(tiles.join('')));
    });
    await start();
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
