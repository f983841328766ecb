// The daemon's own page in real Chromium: it works under its policy, the policy holds, and a page of another port gets nothing.
import { createServer } from 'node:http';
import { callRoute, linkSessionRoute } from '@subcam/shared/http';
import { sampleCue } from '@subcam/shared/testing';
import type { AddressInfo } from 'node:net';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { findChromium } from '../../lib/programs.ts';
import type { Tokens } from '../../tokens/index.ts';
import type { Gateway } from '../index.ts';
import { createScriptedRegistry, openTestTokens, startTestGateway, TOKEN, type ScriptedRegistry } from '../testing/test-gateway.ts';

let registry: ScriptedRegistry;
let tokens: Tokens;
let gateway: Gateway;
let browser: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  registry = createScriptedRegistry();
  tokens = await openTestTokens();
  gateway = await startTestGateway(registry, { tokens });
  const executablePath = await findChromium();
  if (executablePath === null) throw new Error('Chromium is missing: npm run setup');
  browser = await launch({ executablePath, headless: true, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
});

afterAll(async () => {
  await browser.close();
  await gateway.close();
  tokens.close();
});

beforeEach(async () => {
  page = await browser.newPage();
  complaints = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
});

const home = (): string => `http://127.0.0.1:${gateway.port}/`;

it('says that the daemon runs, and breaks nothing of its policy', async () => {
  await page.goto(home());
  await page.waitForSelector('#state[data-state="alive"]');
  expect(await page.$eval('#state', (state) => state.textContent)).toBe('The daemon is running.');
  // The style sheet is there too: the state has its coloured edge.
  expect(await page.$eval('#state', (state) => getComputedStyle(state).borderLeftWidth)).toBe('4px');
  expect(complaints).toEqual([]);
});

it('runs no script that is written into it, and loads none from elsewhere', async () => {
  await page.goto(home());
  const broken = await page.evaluate(async () => {
    const directives: string[] = [];
    const allThree = new Promise<void>((resolve) => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        if (directives.push(effectiveDirective) === 3) resolve();
      });
    });
    const inline = document.createElement('script');
    inline.textContent = 'window.intruded = true';
    const foreign = document.createElement('script');
    foreign.src = 'http://127.0.0.1:9/evil.js';
    const failed = new Promise((resolve) => foreign.addEventListener('error', resolve));
    document.body.append(inline, foreign);
    await failed;
    await fetch('http://127.0.0.1:9/').catch(() => undefined);
    await allThree;
    return { directives, intruded: 'intruded' in window };
  });
  expect(broken).toEqual({ directives: ['script-src-elem', 'script-src-elem', 'connect-src'], intruded: false });
});

it('may open a socket to its daemon', async () => {
  await page.goto(home());
  const opened = await page.evaluate(
    (url) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url);
        socket.addEventListener('open', () => resolve(true));
        socket.addEventListener('error', () => resolve(false));
      }),
    `ws://127.0.0.1:${gateway.port}/socket.io/?EIO=4&transport=websocket`,
  );
  expect(opened).toBe(true);
});

it('is no help to a page of another port: it can neither ask, nor connect, nor frame it', async () => {
  const other = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><p>Other</p>'));
  await new Promise<void>((resolve) => {
    other.listen(0, '127.0.0.1', resolve);
  });
  try {
    await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
    const got = await page.evaluate(async (url) => {
      const asked = await fetch(`${url}api/health`).then(
        () => 'answered',
        () => 'refused',
      );
      const connected = await new Promise((resolve) => {
        const socket = new WebSocket(`${url.replace('http', 'ws')}socket.io/?EIO=4&transport=websocket`);
        socket.addEventListener('open', () => resolve('opened'));
        socket.addEventListener('error', () => resolve('refused'));
      });
      const frame = document.createElement('iframe');
      frame.src = url;
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
      document.body.append(frame);
      await loaded;
      return { asked, connected };
    }, home());
    expect(got).toEqual({ asked: 'refused', connected: 'refused' });
    const framed = page.frames().find((frame) => frame !== page.mainFrame());
    expect(await framed?.evaluate(() => document.querySelector('h1')?.textContent ?? null).catch(() => null)).not.toBe('Subcam daemon');
    expect(complaints.join('\n')).toContain('frame-ancestors');
  } finally {
    other.close();
  }
});

it('follows the one session of a read link, tells no address its token, and ends when the link does', async () => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(`${request.url().split('#')[0]} ${JSON.stringify(request.headers())}`));
  const address = { url: `http://127.0.0.1:${gateway.port}`, token: TOKEN };
  const link = await callRoute(address, linkSessionRoute, { params: { id: 'session-1' }, body: {} });
  const token = new URLSearchParams(new URL(link.url).hash.slice(1)).get('token') ?? '';
  expect(token).toContain(link.tokenId);
  await page.goto(link.url);
  await page.waitForSelector('#state[data-state="alive"]');

  const say = (sessionId: string, cueId: string, text: string): void => {
    const cue = {
      ...sampleCue(),
      cueId,
      original: { text, stableLength: text.length },
      translations: { es: { text: `(${text})`, stableLength: 0 } },
    };
    registry.happen({
      type: 'event',
      sessionId,
      event: { type: 'cue', atMs: 0, sessionId, update: { type: 'upsert', emittedAtMs: 0, cue } },
    });
  };
  say('session-2', 'b', 'words of another meeting');
  say('session-1', 'a', 'good morning <img src=x>');
  await page.waitForSelector('.cue');
  expect(await page.$$eval('.cue .original, .cue .translation', (cues) => cues.map(({ textContent }) => textContent))).toEqual([
    'good morning <img src=x>',
    '(good morning <img src=x>)',
  ]);
  expect(asked.join('\n')).not.toContain(token.split('_')[2]);

  await tokens.revoke(link.tokenId);
  await page.waitForFunction(() => document.getElementById('state')?.textContent?.includes('no longer good'));
  expect(complaints).toEqual([]);
}, 20_000);
