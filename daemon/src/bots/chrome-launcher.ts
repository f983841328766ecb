// LaunchOptions -> a Chrome with the extension, on a pipe that nobody else can reach, in a profile that ends with it.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { launch, TargetType, type Browser, type CDPSession, type Page, type Target } from 'puppeteer-core';
import { SubcamError } from '@subcam/shared';
import type { BotBrowser, LaunchOptions } from './browser-port.ts';
import { botPage, translated } from './chrome-page.ts';

const PROFILE_PREFIX = 'subcam-bot-';

/** Longest wait for Chrome to start: the contract's spawn limit. */
const LAUNCH_LIMIT_MS = 60_000;

/** Longest wait for a service worker that was told to start; it takes 50 ms on an idle machine. */
const WAKE_LIMIT_MS = 10_000;

/** The tile's size. */
const VIEWPORT = { width: 1280, height: 720 } as const;

/** Chrome's switches beyond puppeteer's own, which already keep hidden tabs and timers running. */
export function chromeArguments(options: Pick<LaunchOptions, 'extensionId' | 'extraArgs'> & { readonly root: boolean }): string[] {
  return [
    // Lets the extension capture the tab without a gesture.
    `--allowlisted-extension-id=${options.extensionId}`,
    '--autoplay-policy=no-user-gesture-required',
    // Meet's texts are read in English.
    '--lang=en-US',
    '--accept-lang=en-US,en',
    '--no-default-browser-check',
    '--disable-component-update',
    '--noerrdialogs',
    // Chrome refuses to start its sandbox as root.
    ...(options.root ? ['--no-sandbox'] : []),
    ...options.extraArgs,
  ];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Removes profiles of runners that were killed and could not do it themselves; returns how many. Profiles that this user may not remove stay. */
export async function removeStaleProfiles(folder: string = os.tmpdir()): Promise<number> {
  let removed = 0;
  for (const name of await readdir(folder)) {
    const pid = /^subcam-bot-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const gone = await rm(path.join(folder, name), { recursive: true, force: true }).then(
      () => true,
      () => false,
    );
    if (gone) removed += 1;
  }
  return removed;
}

function workerOf(browser: Browser, extensionId: string): Target | null {
  const origin = `chrome-extension://${extensionId}/`;
  return browser.targets().find((target) => target.type() === TargetType.SERVICE_WORKER && target.url().startsWith(origin)) ?? null;
}

/** Chrome ends an idle worker after 30 s; DevTools can start it again from any page's session. */
async function wakeWorker(browser: Browser, page: Page, extensionId: string): Promise<Target> {
  const running = workerOf(browser, extensionId);
  if (running !== null) return running;
  const session = await page.createCDPSession();
  try {
    await session.send('ServiceWorker.enable');
    await session.send('ServiceWorker.startWorker', { scopeURL: `chrome-extension://${extensionId}/` });
    const origin = `chrome-extension://${extensionId}/`;
    return await browser.waitForTarget((target) => target.type() === TargetType.SERVICE_WORKER && target.url().startsWith(origin), {
      timeout: WAKE_LIMIT_MS,
    });
  } finally {
    await detach(session);
  }
}

/** A session that is gone with its target needs no more detaching. */
async function detach(session: CDPSession): Promise<void> {
  if (!session.detached) await session.detach().catch(() => undefined);
}

/** A session of our own, let go afterwards: while one is attached Chrome keeps the worker from ending. */
async function evaluateIn(target: Target, expression: string): Promise<unknown> {
  const session = await target.createCDPSession();
  try {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails === undefined) return result.value as unknown;
    const thrown = exceptionDetails.exception?.description ?? exceptionDetails.text;
    throw new SubcamError('internal', thrown.split('\n')[0]?.replace(/^(Uncaught )?\w*Error: /, '') ?? thrown);
  } finally {
    await detach(session);
  }
}

/** Evaluates in the service worker of an extension, awake or not, over DevTools: see `BotBrowser.evaluateInWorker`. */
export function workerEvaluator(browser: Browser, page: Page, extensionId: string): BotBrowser['evaluateInWorker'] {
  return async (expression) => {
    try {
      return await evaluateIn(await wakeWorker(browser, page, extensionId), expression);
    } catch (error) {
      if (error instanceof SubcamError) throw error;
      throw translated(error, "The extension's service worker could not be reached");
    }
  };
}

function goneFor(browser: Browser, page: Page, closing: () => boolean): Promise<SubcamError> {
  return new Promise((resolve) => {
    const tell = (what: string): void => {
      if (!closing()) resolve(new SubcamError('browser', what, { retryable: true }));
    };
    browser.once('disconnected', () => tell('Chrome ended unexpectedly.'));
    page.once('error', () => tell("The meeting's page crashed."));
    page.once('close', () => tell("The meeting's page was closed."));
  });
}

/** Starts Chrome. Rejects with `browser` and leaves nothing behind when it does not start or the extension does not load. */
export async function launchChrome(options: LaunchOptions): Promise<BotBrowser> {
  await removeStaleProfiles();
  const profileDir = await mkdtemp(path.join(os.tmpdir(), `${PROFILE_PREFIX}${process.pid}-`));
  const removeProfile = (): Promise<void> => rm(profileDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  let browser: Browser;
  try {
    browser = await launch({
      executablePath: options.executablePath,
      pipe: true,
      // Muted audio is captured as silence (tried both ways, with an audio element and with remote WebRTC tracks).
      ignoreDefaultArgs: ['--mute-audio'],
      headless: !options.headed,
      enableExtensions: [options.extensionDir],
      userDataDir: profileDir,
      defaultViewport: options.headed ? null : VIEWPORT,
      // The runner's own signals leave the meeting first.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      timeout: LAUNCH_LIMIT_MS,
      env: { ...process.env, LANGUAGE: 'en_US' },
      args: chromeArguments({ ...options, root: process.getuid?.() === 0 }),
    });
  } catch (error) {
    await removeProfile();
    throw translated(error, `Chrome (${options.executablePath}) did not start`);
  }
  let closed: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    const ended = new Promise<void>((resolve) => {
      const chrome = browser.process();
      if (chrome === null || chrome.exitCode !== null || chrome.signalCode !== null) resolve();
      else chrome.once('exit', () => resolve());
    });
    // puppeteer kills a Chrome that does not close within 5 s.
    await browser.close().catch(() => browser.process()?.kill('SIGKILL'));
    await ended;
    await removeProfile();
  };
  try {
    const page = (await browser.pages())[0] ?? (await browser.newPage());
    // A dialog of the page that nobody answers stops every script of it.
    page.on('dialog', (dialog) => {
      dialog.accept().catch(() => undefined);
    });
    // Granted to the meeting alone, so that no prompt waits for an answer; what isn't named here is refused there.
    await browser.defaultBrowserContext().overridePermissions(options.grantOrigin, ['camera', 'microphone']);
    return {
      page: botPage(page),
      pid: browser.process()?.pid ?? 0,
      profileDir,
      evaluateInWorker: workerEvaluator(browser, page, options.extensionId),
      gone: goneFor(browser, page, () => closed !== null),
      close: () => (closed ??= close()),
    };
  } catch (error) {
    await close();
    throw translated(error, 'Chrome started, but could not be set up');
  }
}
