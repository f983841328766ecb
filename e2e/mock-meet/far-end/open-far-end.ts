// Meeting + conversation -> the participants' browser, in the meeting, ready to talk and watching the bot.
import { launch, type Browser, type Page } from 'puppeteer-core';
import { SubcamError } from '@subcam/shared';
import type { Conversation } from '../conversation/conversation.ts';
import { speakerSpans } from '../conversation/speaker-spans.ts';
import type { MockMeet } from '../server/meeting.ts';
import type { FarEnd, FarEndFrame } from './far-end-types.ts';
import { startFarEndServer, type FarEndServer } from './far-end-server.ts';
import type { PageApi, PageConfig } from './page/page-api.ts';

export interface FarEndOptions {
  readonly conversation: Conversation;
  /** Of a Chromium or Chrome. */
  readonly executablePath: string;
  /** Shows the browser, with the bot's camera in it. Default false. */
  readonly headed?: boolean;
}

declare global {
  interface Window {
    /** Set by the participants' page. */
    readonly farEnd: PageApi;
  }
}

/** The devices of the participants, as Meet names them. */
function participantIdOf(index: number): string {
  return `spaces/q7FhYw0Kz0sB/devices/${101 + index}`;
}

function pageConfig(mock: Pick<MockMeet, 'participantsUrl'>, server: FarEndServer, { conversation, headed }: FarEndOptions): PageConfig {
  return {
    participantsUrl: mock.participantsUrl,
    framesUrl: server.framesUrl,
    audioUrl: server.audioUrl,
    frameWorkerUrl: server.frameWorkerUrl,
    soundWorkerUrl: server.soundWorkerUrl,
    speakers: conversation.speakers.map(({ speakerId, name }, index) => ({
      speakerId,
      displayName: name,
      participantId: participantIdOf(index),
    })),
    spans: speakerSpans(conversation),
    captions: conversation.utterances.map(({ speakerId, endMs, text }) => ({ speakerId, atMs: endMs, text })),
    showBot: headed ?? false,
  };
}

async function launchBrowser(options: FarEndOptions): Promise<Browser> {
  const asRoot = process.getuid?.() === 0;
  try {
    return await launch({
      executablePath: options.executablePath,
      headless: !(options.headed ?? false),
      pipe: true,
      // Whoever opened it closes it, after the bot has left.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      // `botJoined` waits as long as the bot takes.
      protocolTimeout: 0,
      defaultViewport: null,
      args: [
        ...(asRoot ? ['--no-sandbox'] : []),
        '--autoplay-policy=no-user-gesture-required',
        // Addresses as they are: names of mDNS need a network that answers.
        '--disable-features=WebRtcHideLocalIpsWithMdns',
        '--allow-loopback-in-peer-connection',
        '--no-first-run',
      ],
    });
  } catch (error) {
    throw new SubcamError('browser', `The participants' browser ${options.executablePath} did not start. Is it a Chromium or Chrome?`, {
      cause: error,
    });
  }
}

/** Rejects with `browser` when the browser does not start or cannot play the recording. */
export async function openFarEnd(mock: Pick<MockMeet, 'participantsUrl'>, options: FarEndOptions): Promise<FarEnd> {
  const listeners = new Set<(frame: FarEndFrame) => void>();
  let framesDelivered = 0;
  const server = await startFarEndServer(options.conversation.audioPath, (frame) => {
    if (listeners.size === 0) return;
    framesDelivered += 1;
    for (const listener of listeners) listener(frame);
  });
  let browser: Browser | null = null;
  let page: Page;
  try {
    browser = await launchBrowser(options);
    page = (await browser.pages())[0] ?? (await browser.newPage());
    await page.goto(server.pageUrl);
    await page.evaluate((config) => window.farEnd.open(config), pageConfig(mock, server, options));
  } catch (error) {
    await browser?.close();
    await server.close();
    if (error instanceof SubcamError) throw error;
    throw new SubcamError(
      'browser',
      `The participants cannot play ${options.conversation.audioPath}: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
  const opened = browser;
  const botJoined = page.evaluate(() => window.farEnd.botJoined());
  // Who does not wait for the bot is not told that the browser was closed before it came.
  botJoined.catch(() => undefined);
  return {
    botJoined,
    startTalking: ({ fromMs }) => page.evaluate((from) => window.farEnd.startTalking(from), fromMs),
    stopTalking: () => page.evaluate(() => window.farEnd.stopTalking()),
    onFrame: (listener) => {
      listeners.add(listener);
      server.watch(true);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) server.watch(false);
      };
    },
    observe: (crop) => page.evaluate((given) => window.farEnd.observe(given), crop),
    observed: () => page.evaluate(() => window.farEnd.observed()),
    stats: async () => {
      const stats = await page.evaluate(() => window.farEnd.stats());
      if (stats === null)
        throw new SubcamError('bad-request', "The bot's camera is not connected yet. Wait for `botJoined` first.", { retryable: true });
      return { ...stats, framesDelivered };
    },
    close: async () => {
      await opened.close();
      await server.close();
    },
  };
}
