// A plain Chromium as the guest of the mock meeting, for tests of the meeting itself.
import { classifyMeetPage, pageSnapshotSource, parsePageSnapshot, type MeetPageState, type PageSnapshot } from '@subcam/shared/meet';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { startMockMeet, type MockMeet, type MockMeetOptions, type MockMeetPage } from '../index.ts';

declare global {
  interface Window {
    readonly mockMeet: MockMeetPage;
  }
}

export const FAKE_DEVICES: readonly string[] = ['--use-fake-device-for-media-stream=fps=30', '--use-fake-ui-for-media-stream'];

/** Longest wait for a page to come to a state on a busy two-core machine. */
const STATE_LIMIT_MS = 20_000;

export interface Guest {
  readonly mock: MockMeet;
  readonly page: Page;
  readonly toasts: readonly string[];
  snapshot(): Promise<PageSnapshot>;
  state(wanted: MeetPageState): Promise<PageSnapshot>;
  ask(): Promise<void>;
}

export interface TestGuestTools {
  readonly executablePath: string;
  /** Chromium's switches for its devices. */
  readonly devices: readonly string[];
  /** What was opened is closed by these, last first. */
  readonly closers: (() => Promise<unknown>)[];
}

/** A meeting and a plain Chromium on its page, before asking to join. */
export async function openTestGuest(options: MockMeetOptions, { executablePath, devices, closers }: TestGuestTools): Promise<Guest> {
  const mock = await startMockMeet({ lobbyMs: 300, ...options });
  closers.push(() => mock.close());
  const toasts: string[] = [];
  mock.events.on('toast', ({ text }) => toasts.push(text));
  mock.events.on('error', (error) => toasts.push(String(error)));
  const browser: Browser = await launch({
    executablePath,
    pipe: true,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...devices, ...mock.chromeArgs],
  });
  closers.push(() => browser.close());
  const page = await browser.newPage();
  page.on('pageerror', (error) => toasts.push(`page error: ${String(error)}`));
  await page.goto(mock.meetingUrl);
  const snapshot = async (): Promise<PageSnapshot> => parsePageSnapshot(await page.evaluate(pageSnapshotSource()));
  return {
    mock,
    page,
    toasts,
    snapshot,
    state: async (wanted) => {
      const untilMs = Date.now() + STATE_LIMIT_MS;
      for (;;) {
        const seen = await snapshot();
        const state = classifyMeetPage(seen);
        if (state === wanted) return seen;
        if (Date.now() > untilMs) throw new Error(`The page shows ${state}, not ${wanted}: ${seen.lines.join(' | ')}`);
      }
    },
    ask: async () => {
      await page.locator('.card input[type="text"]').fill('Subcam');
      await page.locator('.card button.words:enabled').click();
    },
  };
}
