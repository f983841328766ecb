// A Chromium with the built extension in it, its own pages in tabs, and a meeting page with sound that is answered on this machine.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext, type Page, type Worker } from '@playwright/test';
import { findChromium } from '@subcam/daemon';
import { extensionDist, type ExtensionConfig, type ExtensionStatus } from '@subcam/extension';
import { SubcamError } from '@subcam/shared';
import { EXTENSION_ID, EXTENSION_ORIGIN } from '@subcam/shared/wire';

interface Tab {
  readonly url?: string;
}

/** The little of Chrome's API that is used in the service worker, where the functions that are given to `evaluate` run. */
declare const chrome: {
  readonly storage: {
    readonly local: { get(key: 'config'): Promise<{ config?: ExtensionConfig }>; set(items: { config: unknown }): Promise<void> };
  };
  readonly tabs: { query(filter: object): Promise<Tab[]> };
  /** Chrome's own way to raise one of its events: no test can press a key that only the browser's window hears. */
  readonly commands: { readonly onCommand: { dispatch(command: string, tab: Tab | undefined): void } };
};

export const MEETING_URL = 'https://meet.google.com/abc-defg-hij';

/** A tone that swells and fades every three seconds: its peak of the last half second is never the same. */
const MEETING_PAGE = `<!doctype html><html lang="en"><title>Meeting</title><h1>Meeting</h1><script>
  const context = new AudioContext();
  const tone = new OscillatorNode(context, { frequency: 440 });
  const gain = new GainNode(context, { gain: 0.5 });
  const swell = new OscillatorNode(context, { frequency: 0.35 });
  swell.connect(new GainNode(context, { gain: 0.4 })).connect(gain.gain);
  tone.connect(gain).connect(context.destination);
  tone.start();
  swell.start();
</script>`;

export interface ExtensionBrowserOptions {
  /** Whether captures need no gesture. Such an extension gets no microphone from Chrome. Default true. */
  readonly allowListed?: boolean;
}

export interface ExtensionBrowser {
  readonly context: BrowserContext;
  /** A page of the extension in a tab; errors of its scripts fail the test that opened it. */
  open(page: 'popup.html' | 'options.html'): Promise<Page>;
  openMeeting(): Promise<Page>;
  /** In the service worker. */
  configure(config: Partial<ExtensionConfig>): Promise<void>;
  storedConfig(): Promise<ExtensionConfig>;
  start(): Promise<void>;
  stop(): Promise<void>;
  status(): Promise<ExtensionStatus>;
  /** As Chrome does when the shortcut is pressed over a page. */
  pressShortcut(over: Page): Promise<void>;
  /** As a person who is asked on a page of the extension. */
  allowMicrophone(page: Page): Promise<void>;
  close(): Promise<void>;
}

export async function openExtensionBrowser(options: ExtensionBrowserOptions = {}): Promise<ExtensionBrowser> {
  const executablePath = await findChromium(process.env);
  if (executablePath === null) throw new SubcamError('program-missing', 'These tests need Chromium: run `npm run setup`.');
  const profile = await mkdtemp(path.join(tmpdir(), 'subcam-pages-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    // The browser's own headless mode: the other one, a shell, knows no extensions.
    headless: false,
    args: [
      '--headless=new',
      `--disable-extensions-except=${extensionDist}`,
      `--load-extension=${extensionDist}`,
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-device-for-media-stream',
      '--disable-background-networking',
      ...(options.allowListed === false ? [] : [`--allowlisted-extension-id=${EXTENSION_ID}`]),
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    ignoreDefaultArgs: ['--mute-audio'],
  });
  await context.route('https://meet.google.com/**', (route) => route.fulfill({ contentType: 'text/html', body: MEETING_PAGE }));
  const worker: Worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));

  return {
    context,
    async open(name) {
      const page = await context.newPage();
      page.on('pageerror', (error) => {
        throw error;
      });
      await page.goto(`${EXTENSION_ORIGIN}/${name}`);
      return page;
    },
    async openMeeting() {
      const page = await context.newPage();
      await page.goto(MEETING_URL);
      return page;
    },
    async configure(config) {
      await worker.evaluate(async (given) => {
        const { config: stored } = await chrome.storage.local.get('config');
        const complete = { daemonUrl: 'http://127.0.0.1:9', token: null, sourceLanguage: 'en', targetLanguages: ['es'], role: 'person' };
        // As a bot's runner gives it, but for the token that may be missing.
        await chrome.storage.local.set({ config: { ...complete, ...stored, ...given } });
      }, config);
    },
    storedConfig: () =>
      worker.evaluate(async () => {
        const { config } = await chrome.storage.local.get('config');
        if (config === undefined) throw new Error('No configuration is stored.');
        return config;
      }),
    start: async () => {
      await worker.evaluate((urlPrefix) => globalThis.subcam.start({ urlPrefix }), MEETING_URL);
    },
    stop: async () => {
      await worker.evaluate(() => globalThis.subcam.stop());
    },
    status: () => worker.evaluate(() => globalThis.subcam.status()),
    async pressShortcut(over) {
      const url = over.url();
      await worker.evaluate(async (address) => {
        const tabs = await chrome.tabs.query({});
        const tab = tabs.find((one) => one.url === address);
        chrome.commands.onCommand.dispatch('toggle-subtitles', tab);
      }, url);
    },
    async allowMicrophone(page) {
      // Playwright's own call takes no extension's origin. What is granted lasts as long as the session, so as the page.
      const session = await context.newCDPSession(page);
      await session.send('Browser.grantPermissions', { origin: EXTENSION_ORIGIN, permissions: ['audioCapture'] });
    },
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
