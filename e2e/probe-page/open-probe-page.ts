// Chromium with Chrome's own fake devices, with our extension or without it -> the probe page, as the meeting's site under a policy like Meet's.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext, type Page, type Route } from '@playwright/test';
import { findChromium } from '@subcam/daemon';
import { extensionDist } from '@subcam/extension';
import { SubcamError } from '@subcam/shared';
import { MEET_ORIGIN } from '@subcam/shared/meet';
import { EXTENSION_ID } from '@subcam/shared/wire';
import { bundlePageScript } from '../mock-meet/server/page-bundle.ts';
import type { ProbePage } from './main.ts';

/** As Chrome names the first of its fake cameras. */
export const FAKE_CAMERA = 'fake_device_0';

export const CAMERA_LABEL = 'Subcam';

const MEETING_PATH = '/abc-defg-hij';

const POLICY = [
  "script-src 'report-sample' 'nonce-probe' 'unsafe-inline' 'strict-dynamic' https:",
  "object-src 'none'",
  "base-uri 'self'",
  "worker-src 'self'",
  "frame-src 'self'",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
  'trusted-types probe-page',
].join('; ');

export interface ProbePageOptions {
  readonly withExtension: boolean;
  /** Default: the built one. */
  readonly extensionDir?: string;
  /** Default 1. */
  readonly cameras?: number;
}

/** Asks the probe page's own script. */
export interface OpenProbePage extends ProbePage {
  readonly context: BrowserContext;
  readonly page: Page;
  close(): Promise<void>;
}

function answer(route: Route, script: string): Promise<void> {
  const { protocol, origin, pathname } = new URL(route.request().url());
  if (protocol === 'chrome-extension:') return route.continue();
  if (origin !== MEET_ORIGIN) return route.abort();
  if (pathname === '/probes.js') return route.fulfill({ contentType: 'text/javascript', body: script });
  const scripts = pathname === MEETING_PATH ? '<script src="/probes.js" nonce="probe"></script>' : '';
  if (pathname !== MEETING_PATH && pathname !== '/frame') return route.fulfill({ status: 404, body: '' });
  return route.fulfill({
    contentType: 'text/html',
    headers: { 'content-security-policy': POLICY },
    body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Meet</title><link rel="icon" href="data:,"><body>${scripts}</body></html>`,
  });
}

/** The page may use camera and microphone without asking. */
export async function openProbePage({
  withExtension,
  extensionDir = extensionDist,
  cameras = 1,
}: ProbePageOptions): Promise<OpenProbePage> {
  const executablePath = await findChromium(process.env);
  if (executablePath === null) throw new SubcamError('program-missing', 'These tests need Chromium: run `npm run setup`.');
  const [profile, script] = await Promise.all([
    mkdtemp(path.join(tmpdir(), 'subcam-probes-')),
    bundlePageScript(path.join(import.meta.dirname, 'main.ts')),
  ]);
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: false,
    args: [
      // With extensions only the browser's own headless mode will do.
      '--headless=new',
      ...(withExtension
        ? [`--disable-extensions-except=${extensionDir}`, `--load-extension=${extensionDir}`, `--allowlisted-extension-id=${EXTENSION_ID}`]
        : []),
      `--use-fake-device-for-media-stream=device-count=${cameras},fps=30`,
      '--autoplay-policy=no-user-gesture-required',
      '--allow-loopback-in-peer-connection',
      '--disable-background-networking',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
  await context.route('**', (route) => answer(route, script));
  await context.grantPermissions(['camera', 'microphone'], { origin: MEET_ORIGIN });
  const page = await context.newPage();
  await page.goto(`${MEET_ORIGIN}${MEETING_PATH}`);
  return {
    context,
    page,
    run: (probe, label) => page.evaluate(([name, camera]) => window.probePage.run(name, camera), [probe, label] as const),
    labels: () => page.evaluate(() => window.probePage.labels()),
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
