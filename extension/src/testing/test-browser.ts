// A Chromium for tests with the built extension in it, and a meeting page that is answered before anything leaves the machine.
import { access } from 'node:fs/promises';
import { TargetType, launch } from 'puppeteer-core';
import { SubcamError } from '@subcam/shared';
import { EXTENSION_ID } from '@subcam/shared/wire';
import type { Browser, Page, Target, WebWorker } from 'puppeteer-core';

export const MEETING_URL = 'https://meet.google.com/abc-defg-hij';

const CHROMIUMS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

async function findChromium(): Promise<string> {
  for (const path of [process.env['SUBCAM_CHROMIUM'], ...CHROMIUMS]) {
    if (
      path !== undefined &&
      (await access(path).then(
        () => true,
        () => false,
      ))
    )
      return path;
  }
  throw new SubcamError('program-missing', 'These tests need Chromium: install it, or say where it is in SUBCAM_CHROMIUM.');
}

/** What puppeteer adds so that hidden tabs run like visible ones. */
const ANTI_THROTTLING = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

export interface TestBrowserOptions {
  readonly extensionDir: string;
  /** Whether captures need no gesture, as in a bot's Chrome. Default true. */
  readonly allowListed?: boolean;
  /** Whether Chrome slows the timers of hidden tabs down, as it does for a person. Default false. */
  readonly throttled?: boolean;
}

/** A headless Chromium over a pipe, as a bot's is. */
export async function launchTestBrowser(options: TestBrowserOptions): Promise<Browser> {
  return launch({
    executablePath: await findChromium(),
    pipe: true,
    // puppeteer's default `--mute-audio` makes a captured tab digitally silent.
    ignoreDefaultArgs: ['--mute-audio', ...(options.throttled === true ? ANTI_THROTTLING : [])],
    enableExtensions: [options.extensionDir],
    args: [
      '--autoplay-policy=no-user-gesture-required',
      '--disable-background-networking',
      ...(options.allowListed === false ? [] : [`--allowlisted-extension-id=${EXTENSION_ID}`]),
      // Chromium's sandbox refuses to run as root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}

function isServiceWorker(target: Target): boolean {
  return target.type() === TargetType.SERVICE_WORKER && target.url() === `chrome-extension://${EXTENSION_ID}/background.js`;
}

/** The extension's service worker; Chrome starts it again when it was stopped and something calls for it. */
export async function serviceWorkerOf(browser: Browser): Promise<WebWorker> {
  const target = await browser.waitForTarget(isServiceWorker, { timeout: 10_000 });
  const worker = await target.worker();
  if (worker === null) throw new SubcamError('browser', 'The service worker has no context.');
  return worker;
}

/** Kills the service worker as Chrome does after its 30 s, and waits until it is gone. */
export async function killServiceWorker(browser: Browser): Promise<void> {
  const target = browser.targets().find(isServiceWorker);
  if (target === undefined) throw new SubcamError('browser', 'There is no service worker to kill.');
  const gone = new Promise<void>((resolve) => {
    const onGone = (one: Target): void => {
      if (!isServiceWorker(one)) return;
      browser.off('targetdestroyed', onGone);
      resolve();
    };
    browser.on('targetdestroyed', onGone);
  });
  const worker = await target.worker();
  await worker?.close();
  await gone;
}

/** Wakes a killed service worker as any message to it does. */
export async function wakeServiceWorker(browser: Browser): Promise<void> {
  const offscreen = await browser.waitForTarget((target) => target.url() === `chrome-extension://${EXTENSION_ID}/offscreen.html`);
  const session = await offscreen.createCDPSession();
  await session.send('Runtime.evaluate', {
    expression: "chrome.runtime.sendMessage({ to: 'background', type: 'status' })",
    awaitPromise: true,
  });
  await session.detach();
  await serviceWorkerOf(browser);
}

/** Clicks the extension's button in the toolbar over a page, as a person does, and returns the popup that opens. */
export async function openPopup(browser: Browser, over: Page): Promise<Page> {
  const extension = (await browser.extensions()).get(EXTENSION_ID);
  if (extension === undefined) throw new SubcamError('browser', 'The extension is not loaded.');
  const opened = browser.waitForTarget((target) => target.url() === `chrome-extension://${EXTENSION_ID}/popup.html`, { timeout: 10_000 });
  await over.bringToFront();
  await over.triggerExtensionAction(extension);
  return (await opened).asPage();
}

/** A WAV file of a steady tone at half of full scale, 48 kHz mono s16. */
export function toneWav(frequencyHz: number, seconds: number): Buffer {
  const rateHz = 48_000;
  const count = Math.round(rateHz * seconds);
  const wav = Buffer.alloc(44 + 2 * count);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + 2 * count, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rateHz, 24);
  wav.writeUInt32LE(2 * rateHz, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(2 * count, 40);
  for (let n = 0; n < count; n += 1) wav.writeInt16LE(Math.round(16_384 * Math.sin((2 * Math.PI * frequencyHz * n) / rateHz)), 44 + 2 * n);
  return wav;
}

/**
 * Opens the meeting's address with this body, answered here: the production match patterns of the manifest apply, and nothing
 * leaves the machine. `/tone.wav` below it is the sound, if one is given.
 */
export async function openMeetingPage(browser: Browser, html: string, sound?: Buffer): Promise<Page> {
  const page = await browser.newPage();
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    const { origin, pathname, protocol } = new URL(request.url());
    if (protocol === 'chrome-extension:') void request.continue();
    else if (request.url().startsWith(MEETING_URL)) void request.respond({ status: 200, contentType: 'text/html', body: html });
    else if (sound !== undefined && origin === new URL(MEETING_URL).origin && pathname === '/tone.wav') {
      void request.respond({ status: 200, contentType: 'audio/wav', body: sound });
    } else void request.respond({ status: 404, body: '' });
  });
  await page.goto(MEETING_URL);
  return page;
}
