// The sound of a tab, captured by the built extension in a real Chromium: no sample missing, none twice, also when the worker or the daemon dies.
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from '@subcam/shared';
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
import { emptyLedger, startTestDaemon } from '../testing/test-daemon.ts';
import type { Browser, Page } from 'puppeteer-core';
import type { Ledger, TestDaemon } from '../testing/test-daemon.ts';
import { configureExtension, extensionStatus, startSubtitles } from '../testing/test-capture.ts';

const TONE_HZ = 1_000;
const MEETING_PAGE = '<!doctype html><title>Meeting</title><audio id="tone" src="/tone.wav" loop></audio>';

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
  browser = await launchTestBrowser({ extensionDir: inject('extensionDir') });
  page = await openMeetingPage(browser, MEETING_PAGE, toneWav(TONE_HZ, 60));
});

afterEach(async () => {
  await browser.close();
  await daemon.kill();
});

describe('the sound that the extension captures in Chromium', () => {
  it('streams a tab without a gesture: a tone stays that tone, frames are contiguous, sample 0 is when it was captured', async () => {
    await configureExtension(browser, daemon);
    const beforeMs = Date.now();
    const started = await startSubtitles(browser);
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

  it('keeps a tone that the tab plays on its two channels in opposite phase', async () => {
    await configureExtension(browser, daemon);
    await startSubtitles(browser);
    await page.evaluate((frequency) => {
      const context = new AudioContext();
      const tone = new OscillatorNode(context, { frequency });
      const quieter = new GainNode(context, { gain: 0.5 });
      const turned = new GainNode(context, { gain: -1 });
      const stereo = new ChannelMergerNode(context, { numberOfInputs: 2 });
      tone.connect(quieter).connect(stereo, 0, 0);
      quieter.connect(turned).connect(stereo, 0, 1);
      stereo.connect(context.destination);
      tone.start();
    }, TONE_HZ);
    await expect.poll(() => toneShare(ledger.samples.slice(-8_000), TONE_HZ), { timeout: 10_000 }).toBeGreaterThan(0.99);
    const heard = ledger.samples.slice(-8_000);
    expect(Math.max(...heard)).toBeGreaterThan(15_000);
    expect(worstPhaseStep(ledger.samples.length - 8_000, ledger.samples.length)).toBeLessThan(5);
  });

  it('goes on when the service worker is killed, and a revived one can tell the state and stop in order', async () => {
    await configureExtension(browser, daemon);
    const started = await startSubtitles(browser);
    const from = await playTone();
    await killServiceWorker(browser);
    await expect.poll(() => ledger.samples.length, { timeout: 10_000 }).toBeGreaterThan(from + 2 * SAMPLE_RATE_HZ);
    expect(worstPhaseStep(from, from + 2 * SAMPLE_RATE_HZ)).toBeLessThan(5);

    await wakeServiceWorker(browser);
    expect((await extensionStatus(browser)).capture).toMatchObject({ ...started, phase: 'capturing', link: { phase: 'live' } });
    expect(await startSubtitles(browser)).toEqual(started);
    const worker = await serviceWorkerOf(browser);
    const account = await worker.evaluate(() => globalThis.subcam.stop());
    expect(account).toMatchObject({ capturedSamples: ledger.samples.length, lostSamples: 0 });
    expect((await extensionStatus(browser)).capture).toMatchObject({ phase: 'ended', link: { phase: 'closed' }, account });
    expect(ledger.violations).toEqual([]);
  });

  it('sends again what a killed daemon had not committed, from the sample that it names, with no hole in the tone', async () => {
    await configureExtension(browser, daemon);
    await startSubtitles(browser);
    const from = await playTone();
    await daemon.kill();
    const committed = ledger.committedThrough;
    await expect.poll(async () => (await extensionStatus(browser)).capture?.link.phase).toBe('reconnecting');
    const captured = (await extensionStatus(browser)).capture?.counts.capturedSamples ?? 0;
    await expect
      .poll(async () => (await extensionStatus(browser)).capture?.counts.capturedSamples, { timeout: 5_000 })
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
});
