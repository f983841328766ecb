// A page that has replaced every built-in of its world, in a real Chromium: it sees no word of a cue and no secret of the bridge, and forges none.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import type { Browser, Page } from 'puppeteer-core';
import { sampleCue } from '@subcam/shared/testing';
import { LOOPBACK_PAGE } from '../testing/loopback-call.ts';
import { spyInTurn, spyOnEverything, spyOnProperties } from '../testing/page-spy.ts';
import { startCapture } from '../testing/test-capture.ts';
import { launchTestBrowser, openMeetingPage } from '../testing/test-browser.ts';
import { emptyLedger, startTestDaemon, type Ledger, type TestDaemon } from '../testing/test-daemon.ts';
import { overhearSecrets, reloadOverhearing } from '../testing/overheard-secrets.ts';

const SECRET_WORDS = 'zebraquill';
/** What the test itself lets pass through built-ins, so that a spy that sees nothing is found out. */
const DECOY = 'decoyword';
/** For which one built-in is replaced: some pictures' time. */
const TURN_MS = 25;

let browser: Browser;
let page: Page;
let ledger: Ledger;
let daemon: TestDaemon;
/** The bridge's event name and nonce. */
let secrets: readonly string[];

/** Property names that the camera's script uses, and those that the platform reads from an event's options. */
async function namesInBundle(): Promise<readonly string[]> {
  const source = await readFile(join(inject('extensionDir'), 'meet-main.js'), 'utf8');
  const used = source.matchAll(/(?:\.|\b)([a-zA-Z_$][\w$]*)(?=\s*[:(,;.)=\s])/gu);
  const names = new Set([...Array.from(used, ([, name = '']) => name), 'toJSON', 'then', 'bubbles', 'cancelable', 'composed', 'view']);
  // As members of every property descriptor they would make the platform refuse all of them.
  for (const member of ['get', 'set', 'value', 'writable', 'enumerable', 'configurable']) names.delete(member);
  return [...names];
}

function isPainted(cueId: string): boolean {
  return ledger.tiles.some(({ painted }) => painted.some((one) => one.cueId === cueId));
}

async function paintCue(cueId: string, revision: number): Promise<number> {
  const sentAtMs = Date.now();
  const text = `The ${SECRET_WORDS} of ${cueId}`;
  const cue = sampleCue({ cueId, revision, speakerName: SECRET_WORDS, text, translation: text, shownAtMs: sentAtMs });
  daemon.send({ type: 'upsert', emittedAtMs: sentAtMs, cue });
  await vi.waitFor(() => expect(isPainted(cueId)).toBe(true), { timeout: 10_000 });
  const painted = ledger.tiles.flatMap((tile) => tile.painted).find((one) => one.cueId === cueId);
  return (painted?.paintedAtMs ?? Infinity) - sentAtMs;
}

/** A page whose built-ins are its own again, in a call. */
async function openCall(): Promise<void> {
  secrets = await reloadOverhearing(page);
  await page.evaluate(() => window.loopback.start(true));
}

beforeAll(async () => {
  browser = await launchTestBrowser({ extensionDir: inject('extensionDir') });
  page = await openMeetingPage(browser, LOOPBACK_PAGE);
  await overhearSecrets(page);
  ledger = emptyLedger();
  daemon = await startTestDaemon({ ledger });
  await openCall();
  await startCapture(browser, daemon, ledger);
  daemon.tell({});
});

afterAll(async () => {
  await browser.close();
  await daemon.kill();
});

/** Cues are said for as long as it takes to replace each built-in that the camera calls, alone. */
async function speakInTurns(lies: boolean): Promise<readonly string[]> {
  await page.evaluate(spyInTurn, TURN_MS, lies);
  let revision = 0;
  for (let left = Infinity; left > 0;) {
    revision += 1;
    const text = `${SECRET_WORDS} ${revision}`;
    const cue = sampleCue({ cueId: 'turn', revision, speakerName: SECRET_WORDS, text, translation: text, shownAtMs: Date.now() });
    daemon.send({ type: 'upsert', emittedAtMs: Date.now(), cue });
    left = await page.evaluate(() => window.spiedInTurn.total - window.spiedInTurn.done.length);
  }
  return page.evaluate(() => window.spiedInTurn.done);
}

describe('a page that replaces one built-in after the other', () => {
  it('sees neither words nor secrets, whether it passes on what it sees or gives false values', async () => {
    await openCall();
    await page.evaluate(spyOnEverything, [...secrets, SECRET_WORDS]);
    // The camera calls what it calls.
    await paintCue('before:1', 1);
    const done = await speakInTurns(false);
    expect(done).toEqual(expect.arrayContaining(['window.Array.prototype.push', 'window.Map.prototype.set', 'window.performance']));
    await paintCue('after:1', 1);
    // False values may stop the camera, which is the page's own.
    expect(await speakInTurns(true)).toEqual(expect.arrayContaining([...done]));
    expect(await page.evaluate(() => ({ ...window.spied.leaks }))).toEqual({});
  });
});

describe('a page that has replaced every built-in', () => {
  beforeAll(async () => {
    await openCall();
    await page.evaluate(spyOnEverything, [...secrets, SECRET_WORDS, DECOY]);
    await page.evaluate(spyOnProperties, await namesInBundle());
  });

  it('sees neither words nor secrets while subtitles are painted within a second, and would see them if they passed', async () => {
    expect(await paintCue('said:1', 1)).toBeLessThan(1_000);
    expect(await paintCue('said:2', 2)).toBeLessThan(1_000);
    // In decoded pixels of the far end too.
    await expect.poll(() => page.evaluate(() => window.loopback.changes[window.loopback.changes.length - 1]?.bright)).toBe(true);

    const spied = await page.evaluate(() => ({
      replaced: window.spied.replaced,
      called: { ...window.spied.called },
      leaks: { ...window.spied.leaks },
    }));
    expect(spied.leaks).toEqual({});
    expect(spied.replaced).toBeGreaterThan(5_000);
    // The camera went on through replaced built-ins all the while.
    expect(Object.keys(spied.called).length).toBeGreaterThan(30);

    const decoys = await page.evaluate((word) => {
      JSON.parse(JSON.stringify({ text: word }));
      [word].push(word);
      document.addEventListener('decoy', () => void Math.max(1, 2));
      document.dispatchEvent(new CustomEvent('decoy', { detail: word }));
      return { ...window.spied.leaks };
    }, DECOY);
    expect(decoys).toMatchObject({
      'window.JSON.parse': 'what passed through it',
      'window.Array.prototype.push': 'what passed through it',
      'window.Math.max': 'window.event',
      'get Object.prototype.bubbles': 'what passed through it',
    });
  });

  it('forges no cue, with whatever it got hold of', async () => {
    const forged = sampleCue({ cueId: 'forged:1', revision: 9, text: 'forged', translation: 'forged', shownAtMs: Date.now() });
    const tried = await page.evaluate((cue) => {
      const messages = [
        { type: 'cues', cues: [cue] },
        { type: 'cue', update: { type: 'upsert', emittedAtMs: Date.now(), cue } },
      ];
      // The camera object itself, as frames of one origin share it.
      const shared = (Function as unknown as { toString(key: symbol): unknown }).toString(Symbol.for('subcam'));
      const { values } = shared as { readonly values: Map<string, { readonly camera: { receive(message: unknown): void } }> };
      const camera = values.get('device')?.camera;
      for (const message of messages) {
        camera?.receive(message);
        const packet = JSON.stringify({ type: 'message', from: 'isolated', nonce: 'guess', body: message });
        for (const name of ['subcam:rendezvous', 'guess']) document.dispatchEvent(new CustomEvent(name, { detail: packet }));
      }
      return camera !== undefined;
    }, forged);
    expect(tried).toBe(true);
    await paintCue('said:3', 3);
    expect(isPainted('forged:1')).toBe(false);
  });
});
