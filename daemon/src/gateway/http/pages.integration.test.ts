// The daemon's own page in real Chromium: it works under its policy, the policy holds, and a page of another port gets nothing.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { callRoute, linkSessionRoute, ROUTES } from '@subcam/shared/http';
import { sampleCue } from '@subcam/shared/testing';
import type { AddressInfo } from 'node:net';
import { launch, TargetType, type Browser, type Page, type WebWorker } from 'puppeteer-core';
import { EXTENSION_ID } from '@subcam/shared/wire';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { findChromium } from '../../lib/programs.ts';
import type { Tokens } from '../../tokens/index.ts';
import type { Gateway } from '../index.ts';
import { createScriptedRegistry, openTestTokens, startTestGateway, TOKEN, type ScriptedRegistry } from '../testing/test-gateway.ts';

/** Where the secret of a token begins: behind `subcam_`, its id and another `_`. */
const SECRET_AT = 20;

let registry: ScriptedRegistry;
let tokens: Tokens;
let gateway: Gateway;
let folder: string;
let browser: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  registry = createScriptedRegistry();
  tokens = await openTestTokens();
  gateway = await startTestGateway(registry, { tokens });
  const executablePath = await findChromium();
  if (executablePath === null) throw new Error('Chromium is missing: npm run setup');
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-hostile-'));
  browser = await launch({
    executablePath,
    headless: true,
    pipe: true,
    enableExtensions: [builtExtension(), await writeHostileExtension(folder)],
    // A name of somebody else's that leads to this machine, as after DNS rebinding.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--host-resolver-rules=MAP rebound.example 127.0.0.1'],
  });
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
  await gateway.close();
  tokens.close();
});

beforeEach(async () => {
  page = await browser.newPage();
  complaints = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
});

/** It may reach this machine and every page, and knows our id. */
async function writeHostileExtension(under: string): Promise<string> {
  const dir = path.join(under, 'hostile');
  await mkdir(dir, { recursive: true });
  const manifest = {
    manifest_version: 3,
    name: 'Hostile',
    version: '1',
    permissions: ['storage'],
    host_permissions: ['<all_urls>'],
    background: { service_worker: 'worker.js' },
  };
  await writeFile(path.join(dir, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(path.join(dir, 'worker.js'), 'self.isHostile = true;');
  return dir;
}

/** Of this run, built by Vitest's set-up, whose types are those of the extension's own tests. */
function builtExtension(): string {
  const dir: unknown = inject('extensionDir' as never);
  return String(dir);
}

async function workerOf(isOurs: boolean): Promise<WebWorker> {
  const target = await browser.waitForTarget(
    (one) => one.type() === TargetType.SERVICE_WORKER && one.url().startsWith(`chrome-extension://${EXTENSION_ID}/`) === isOurs,
  );
  const worker = await target.worker();
  if (worker === null) throw new Error('The service worker has no script.');
  return worker;
}

/** Runs where somebody else's script runs: what it gets of the daemon and of our extension. As text, since it is taken out of here. */
const ATTACK = `async ({ daemon, extension, paths }) => {
  const got = [];
  const note = (what, value) => got.push(what + ': ' + (typeof value === 'string' ? value : JSON.stringify(value)));
  for (const { method, path } of paths) {
    const options = method === 'GET' ? { method } : { method, headers: { 'content-type': 'application/json' }, body: '{}' };
    await fetch(daemon + path, options).then(async (response) => {
      if (response.ok) note('answered ' + path, await response.text());
    }, () => undefined);
    // As a form sends it: without asking first.
    await fetch(daemon + path, { ...options, mode: 'no-cors', headers: {} }).then(async (response) => {
      if (response.ok) note('answered a form ' + path, await response.text());
    }, () => undefined);
  }
  const joined = await new Promise((resolve) => {
    const socket = new WebSocket(daemon.replace('http', 'ws') + '/socket.io/?EIO=4&transport=websocket');
    const told = [];
    socket.onmessage = ({ data }) => {
      told.push(String(data));
      if (String(data).startsWith('0')) for (const name of ['/capture', '/subtitles', '/runner']) socket.send('40' + name + ',{"token":"","protocolVersion":4,"client":"x"}');
    };
    socket.onclose = socket.onerror = () => resolve(told);
    setTimeout(() => resolve(told), 2000);
  });
  if (joined.length > 0) note('a socket was opened', joined);
  for (const question of [{ to: 'background', type: 'read-config' }, { to: 'background', type: 'status' }, { to: 'offscreen', type: 'status' }]) {
    try {
      const answer = await globalThis.chrome.runtime.sendMessage(extension, question);
      if (answer !== undefined) note('the extension answered', answer);
    } catch {
      // There is nobody to ask.
    }
  }
  for (const file of ['options.html', 'background.js', 'popup.html']) {
    await fetch('chrome-extension://' + extension + '/' + file).then(async (response) => note('read ' + file, (await response.text()).slice(0, 50)), () => undefined);
  }
  return got;
}`;

const home = (): string => `http://127.0.0.1:${gateway.port}/`;

it('shows every address there is to people, breaks nothing of its policy, and asks for no token', async () => {
  await page.goto(`${home()}api/docs`);
  await page.waitForSelector('.opblock');
  const shown = await page.$$eval('.opblock', (blocks) =>
    blocks.map((block) => {
      const textOf = (selector: string): string => block.querySelector(selector)?.textContent?.replaceAll('\u200B', '').trim() ?? '';
      return `${textOf('.opblock-summary-method')} ${textOf('.opblock-summary-path')}`;
    }),
  );
  expect(shown.toSorted()).toEqual(ROUTES.map(({ method, path: address }) => `${method} ${address}`).toSorted());
  expect(await page.$$('input[type="password"], .authorize, .try-out')).toEqual([]);
  expect(complaints).toEqual([]);
});

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
  expect(asked.join('\n')).not.toContain(token.slice(SECRET_AT));

  await tokens.revoke(link.tokenId);
  await page.waitForFunction(() => document.getElementById('state')?.textContent?.includes('no longer good'));
  expect(complaints).toEqual([]);
}, 20_000);

it('tells a hostile page and a hostile extension nothing, in the very browser in which our extension has its token', async () => {
  const daemon = `http://127.0.0.1:${gateway.port}`;
  const { token } = await tokens.create({ name: 'our extension', scopes: ['capture'] });
  const ours = await workerOf(true);
  const config = { daemonUrl: daemon, token, sourceLanguage: 'en', targetLanguages: ['es'], role: 'bot' };
  await ours.evaluate(`globalThis.subcam.configure(${JSON.stringify(config)})`);
  const seenBefore = registry.seen.length;
  // Of routes that are public by intent nothing is a secret; a page of another origin may not even read those.
  const closed = ROUTES.filter(({ scope, anonymousToo }) => scope !== 'public' && anonymousToo !== true);
  const attack = (routes: typeof ROUTES) =>
    `(${ATTACK})(${JSON.stringify({ daemon, extension: EXTENSION_ID, paths: routes.map(({ method, path: to }) => ({ method, path: to })) })})`;

  const hostile = await workerOf(false);
  expect(await hostile.evaluate(attack(closed))).toEqual([]);

  const other = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><p>Hostile</p>'));
  await new Promise<void>((resolve) => {
    other.listen(0, '127.0.0.1', resolve);
  });
  try {
    await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
    expect(await page.evaluate(attack(ROUTES))).toEqual([]);
  } finally {
    other.close();
  }

  // To the browser it is one origin with the daemon: it may ask and read what it likes.
  const rebound = `http://rebound.example:${gateway.port}`;
  const response = await page.goto(`${rebound}/`);
  expect(response?.status()).toBe(403);
  expect(await page.evaluate(attack(ROUTES).replaceAll(daemon, rebound))).toEqual([]);

  expect(registry.seen.length).toBe(seenBefore);
  expect(complaints.join('\n')).not.toContain(token.slice(SECRET_AT));
}, 40_000);
