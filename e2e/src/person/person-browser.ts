// A person's Chromium: the extension loaded by hand, the meeting open, and a microphone into which a recording is spoken.
import { launch, TargetType, type Browser, type Page } from 'puppeteer-core';
import { extensionDist, type ExtensionStatus } from '@subcam/extension';
import { SubcamError } from '@subcam/shared';
import { EXTENSION_ID, EXTENSION_ORIGIN } from '@subcam/shared/wire';
import { MEET_ORIGIN } from '@subcam/shared/meet';
import type { MockMeet } from '../../mock-meet/index.ts';

export interface PersonBrowserOptions {
  readonly executablePath: string;
  readonly mock: MockMeet;
  readonly displayName: string;
  /** A WAV file of 48 kHz, spoken into the microphone again and again. */
  readonly speech: string;
  /** Whether the extension was allowed to hear the microphone, as a person does on its options page. */
  readonly allowsMicrophone: boolean;
}

/** The service worker's own functions, asked over Chrome's pipe. */
export interface PersonBrowser {
  readonly page: Page;
  /** Starts the subtitles on the meeting's tab, with the person's microphone as a second capture. */
  start(daemon: { readonly url: string; readonly token: string }): Promise<void>;
  status(): Promise<ExtensionStatus>;
  stop(): Promise<void>;
  /** Presses the meeting's own toggle. */
  toggleMicrophone(): Promise<void>;
  /** In a tab of its own, beside the meeting. */
  openPage(address: string): Promise<Page>;
  close(): Promise<void>;
}

const IN_CALL_LIMIT_MS = 30_000;

/** The person is in the call when it resolves. */
export async function openPersonBrowser(options: PersonBrowserOptions): Promise<PersonBrowser> {
  const { mock, displayName } = options;
  const browser = await launch({
    executablePath: options.executablePath,
    pipe: true,
    enableExtensions: [extensionDist],
    ignoreDefaultArgs: ['--mute-audio'],
    args: [
      ...mock.chromeArgs,
      '--autoplay-policy=no-user-gesture-required',
      '--disable-background-networking',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${options.speech}`,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
  try {
    const context = browser.defaultBrowserContext();
    await context.overridePermissions(MEET_ORIGIN, ['microphone', 'camera']);
    if (options.allowsMicrophone) await context.overridePermissions(EXTENSION_ORIGIN, ['microphone']);
    const page = await joinMeeting(browser, mock, displayName);
    const openPage = async (address: string): Promise<Page> => {
      const opened = await browser.newPage();
      await opened.goto(address);
      return opened;
    };
    return { page, ...controlsOf(browser, page, mock), openPage, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** In whatever language the page is. */
async function joinMeeting(browser: Browser, mock: MockMeet, displayName: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(mock.meetingUrl);
  await page.locator('.card input[type="text"]').fill(displayName);
  await page.locator('.card button.words:enabled').click();
  await page.waitForSelector('main.call', { timeout: IN_CALL_LIMIT_MS });
  return page;
}

function controlsOf(browser: Browser, page: Page, mock: MockMeet): Omit<PersonBrowser, 'page' | 'openPage' | 'close'> {
  const serviceWorker = async () => {
    const target = await browser.waitForTarget((one) => one.type() === TargetType.SERVICE_WORKER && one.url().startsWith(EXTENSION_ORIGIN));
    const worker = await target.worker();
    if (worker === null) throw new SubcamError('browser', "The extension's service worker can't be reached.");
    return worker;
  };
  return {
    start: async ({ url, token }) => {
      // An extension on Chrome's allow list may capture tabs unasked, but not hear a microphone: a person clicks the button instead.
      const extension = (await browser.extensions()).get(EXTENSION_ID);
      if (extension === undefined) throw new SubcamError('browser', 'The extension was not loaded.');
      await page.triggerExtensionAction(extension);
      const worker = await serviceWorker();
      const config = {
        daemonUrl: url,
        token,
        sourceLanguage: 'en',
        targetLanguages: ['es'],
        role: 'person' as const,
        microphone: true,
      };
      await worker.evaluate((given) => globalThis.subcam.configure(given), config);
      await worker.evaluate((given) => globalThis.subcam.start(given), { urlPrefix: mock.meetingUrl });
    },
    status: async () => (await serviceWorker()).evaluate(() => globalThis.subcam.status()),
    stop: async () => {
      await (await serviceWorker()).evaluate(() => globalThis.subcam.stop());
    },
    toggleMicrophone: () => page.locator('.toolbar [data-is-muted]').click(),
  };
}
