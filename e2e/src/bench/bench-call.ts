// A bot's own Chrome in the mock meeting, captured by the extension, with a scripted daemon behind it and a far end that looks on.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { connect, type Browser, type Page } from 'puppeteer-core';
import { findChromium, startRunner } from '@subcam/daemon';
import { extensionDist } from '@subcam/extension';
import { SubcamError, systemClock, withinTime } from '@subcam/shared';
import { loadConversation, openFarEnd, startMockMeet, type FarEnd, type MockMeetOptions } from '../../mock-meet/index.ts';
import { bundlePageScript } from '../../mock-meet/server/page-bundle.ts';
import { debuggingArgs, freePort } from '../chain/service-worker.ts';
import type { BenchPage } from './page/page-api.ts';
import { startScriptedDaemon, type ScriptedDaemon } from './scripted-daemon.ts';

export interface BenchCall {
  readonly daemon: ScriptedDaemon;
  readonly farEnd: FarEnd;
  /** The meeting's page, with `window.subcamBench` in it. */
  readonly page: Page;
  /** Of the sending browser's first process. */
  readonly pid: number;
  readonly chromium: string;
  /** Another tab of the sending browser in front of the meeting, or none. */
  setHidden(hidden: boolean): Promise<void>;
  /** Rejects with the bot's reason when it leaves the call before `close`. */
  readonly lost: Promise<never>;
  close(): Promise<void>;
}

export interface BenchCallOptions {
  readonly extensionDir?: string;
  /** More of the mock meeting's options. */
  readonly meeting?: MockMeetOptions;
  readonly onNote: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Longest wait from the bot's start to the first captured sound at the daemon's end. */
const IN_CALL_LIMIT_MS = 90_000;

declare global {
  interface Window {
    readonly subcamBench: BenchPage;
  }
}

/** Of the bot's own log line `chrome started`. */
function pidOf(line: string): number | null {
  try {
    const { message, pid } = JSON.parse(line) as { readonly message?: unknown; readonly pid?: unknown };
    return message === 'chrome started' && typeof pid === 'number' ? pid : null;
  } catch {
    // Node itself writes to standard error too.
    return null;
  }
}

async function meetingPageOf(browser: Browser, meetingUrl: string): Promise<Page> {
  const page = (await browser.pages()).find((one) => one.url().startsWith(meetingUrl));
  if (page === undefined) throw new SubcamError('browser', `The bot's Chrome has no page ${meetingUrl}.`);
  return page;
}

/** Opens everything and resolves when the bot is in the call and its sound arrives. What was started is ended when a later part fails. */
export async function openBenchCall({ extensionDir, meeting, onNote, signal }: BenchCallOptions): Promise<BenchCall> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const closer of closers.splice(0).toReversed()) await closer().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, 'The call of the bench did not end in order.');
  };
  try {
    const chromium = await findChromium(process.env);
    if (chromium === null)
      throw new SubcamError('program-missing', 'There is no Chromium. Run `npm run setup`, or install Chromium or Chrome.');
    const home = await mkdtemp(path.join(os.tmpdir(), 'subcam-bench-'));
    closers.push(() => rm(home, { recursive: true, force: true }));
    const token = randomUUID();
    const tokenFile = path.join(home, 'token');
    await writeFile(tokenFile, token, { mode: 0o600 });
    const daemon = await startScriptedDaemon(token);
    closers.push(() => daemon.close());
    const mock = await startMockMeet({ lobbyMs: 200, ...meeting });
    closers.push(() => mock.close());
    const farEnd = await openFarEnd(mock, { conversation: await loadConversation('default'), executablePath: chromium });
    closers.push(() => farEnd.close());
    const script = await bundlePageScript(path.join(import.meta.dirname, 'page', 'main.ts'));
    signal.throwIfAborted();

    const port = await freePort();
    let pid = 0;
    const runner = startRunner({
      meetingUrl: mock.meetingUrl,
      daemonUrl: daemon.url,
      tokenFile,
      extensionDir: extensionDir ?? extensionDist,
      sourceLanguage: 'en',
      targetLanguages: ['es'],
      chromeArgs: [...mock.chromeArgs, ...debuggingArgs(port)],
      onStatus: ({ state, reason }) => onNote(`bot: ${state}${reason === '' ? '' : ` (${reason})`}`),
      onLog: (line) => {
        pid = pidOf(line) ?? pid;
      },
    });
    let closing = false;
    const lost = runner.exited.then((code): never => {
      throw new SubcamError(
        'browser',
        closing ? 'The bot has left.' : `The bot left the call (exit code ${code}): ${runner.status()?.reason ?? 'no reason'}`,
      );
    });
    lost.catch(() => undefined);
    closers.push(async () => {
      closing = true;
      runner.leave();
      await runner.exited;
    });
    const inCall = (): Promise<unknown> => Promise.race([Promise.all([daemon.capturing, farEnd.botJoined]), lost]);
    const late = (): SubcamError =>
      new SubcamError('timeout', `Waited ${IN_CALL_LIMIT_MS / 1000} s for the bot to be in the call and its sound to arrive.`);
    await withinTime(IN_CALL_LIMIT_MS, inCall, { clock: systemClock, signal, late });
    if (pid === 0) throw new SubcamError('internal', "The bot's log does not say which process its Chrome is.");

    const browser = await connect({ browserURL: `http://127.0.0.1:${port}`, defaultViewport: null });
    closers.push(() => browser.disconnect());
    const page = await meetingPageOf(browser, mock.meetingUrl);
    await page.evaluate(script);
    let front: Page | null = null;
    return {
      daemon,
      farEnd,
      page,
      pid,
      chromium: await browser.version(),
      setHidden: async (hidden) => {
        if (hidden && front === null) {
          front = await browser.newPage();
          await front.bringToFront();
        } else if (!hidden && front !== null) {
          await front.close();
          front = null;
          await page.bringToFront();
        }
      },
      lost,
      close,
    };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}
