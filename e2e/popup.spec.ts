// The popup in real Chromium: every state in words, readable by everybody, within Chrome's limits, and usable without a mouse.
import { expect, test, type Page } from '@playwright/test';
import { DEFAULT_TILE_SETTINGS } from '@subcam/shared';
import { TEST_PAIRING_CODE, TEST_TOKEN, emptyLedger, startTestDaemon, type Ledger, type TestDaemon } from '@subcam/extension/testing';
import { axeViolationsLightAndDark } from './src/extension-pages/axe-verdict.ts';
import { openExtensionBrowser, type ExtensionBrowser } from './src/extension-pages/extension-browser.ts';
import { joinCall, switchCameraOff } from './src/extension-pages/meeting-call.ts';
import { previewDigest, previewReady } from './src/extension-pages/tile-preview.ts';

/** Chrome's largest popup is 800 × 600; ours is narrower, so that it leaves the meeting in sight. */
const LIMIT = { width: 400, height: 600 };

const CLEAN = { light: [], dark: [] };

let browser: ExtensionBrowser;
let ledger: Ledger;
let daemon: TestDaemon;
let popup: Page;

test.beforeAll(async () => {
  browser = await openExtensionBrowser();
});

test.afterAll(() => browser.close());

test.beforeEach(async () => {
  ledger = emptyLedger();
  daemon = await startTestDaemon({ ledger });
  await browser.configure({
    daemonUrl: daemon.url,
    token: TEST_TOKEN,
    sourceLanguage: 'en',
    spoken: [],
    targetLanguages: ['es'],
    twoWay: false,
    tile: DEFAULT_TILE_SETTINGS,
    camera: null,
    microphone: false,
  });
});

test.afterEach(async () => {
  await browser.stop();
  await daemon.kill();
  for (const page of browser.context.pages().slice(1)) await page.close();
});

async function open(): Promise<void> {
  popup = await browser.open('popup.html');
  await popup.setViewportSize(LIMIT);
}

const sentence = () => popup.locator('#link');

async function fitsChrome(): Promise<void> {
  const size = await popup.locator('body').evaluate((body) => {
    const { width, height } = body.getBoundingClientRect();
    return { width, height, overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth };
  });
  expect(size.width).toBeLessThanOrEqual(LIMIT.width);
  expect(size.height).toBeLessThanOrEqual(LIMIT.height);
  expect(size.overflow).toBe(0);
}

async function run(): Promise<Page> {
  const meeting = await browser.openMeeting();
  await browser.start();
  await open();
  await expect(sentence()).toHaveText('Connected to the daemon');
  return meeting;
}

test('says how to pair, pairs, and says in words what is wrong with a code or an address', async () => {
  await browser.configure({ token: null });
  await open();
  await expect(sentence()).toHaveText('Not paired with a daemon');
  await expect(popup.getByText('subcam pair', { exact: true })).toBeVisible();
  await expect(popup.getByRole('button', { name: 'Start subtitles' })).toBeHidden();
  expect(await axeViolationsLightAndDark(popup)).toEqual(CLEAN);
  await fitsChrome();

  const code = popup.getByLabel('Pairing code');
  const complaint = popup.locator('#pairing-error');
  await popup.getByRole('button', { name: 'Pair', exact: true }).click();
  await expect(complaint).toHaveText('Type the code that `subcam pair` shows.');
  await expect(code).toBeFocused();
  await code.fill('ABCD-9999-ABCD-9999');
  await code.press('Enter');
  await expect(complaint).toContainText('does not know this code');
  await expect(code).toHaveAttribute('aria-invalid', 'true');
  expect(await axeViolationsLightAndDark(popup)).toEqual(CLEAN);

  await popup.getByLabel('Daemon address').fill('http://192.168.0.4:3000');
  await code.fill(TEST_PAIRING_CODE);
  await code.press('Enter');
  await expect(complaint).toContainText('its address is http://127.0.0.1 and a port');
  await expect(popup.getByLabel('Daemon address')).toBeFocused();
  await popup.getByLabel('Daemon address').fill('http://127.0.0.1:9');
  await code.press('Enter');
  await expect(complaint).toContainText('start it with `subcam up`');

  await popup.getByLabel('Daemon address').fill(daemon.url);
  await code.press('Enter');
  await expect(sentence()).toHaveText('Ready');
  await expect(popup.getByRole('button', { name: 'Start subtitles on this tab' })).toBeFocused();
  expect(await browser.storedConfig()).toMatchObject({ daemonUrl: daemon.url, token: TEST_TOKEN });
});

test('is ready when paired: readable, within Chrome’s limits also with eight languages, with the shortcut as it is bound', async () => {
  await open();
  await expect(sentence()).toHaveText('Ready');
  await expect(popup.locator('#shortcut kbd')).toHaveText('Alt+Shift+S');
  await previewReady(popup);
  expect(await axeViolationsLightAndDark(popup)).toEqual(CLEAN);
  await fitsChrome();

  const targetLanguages = ['nb', 'zh-TW', 'pt', 'ro', 'vi', 'id', 'uk', 'bg'];
  await browser.configure({ targetLanguages, camera: { deviceId: 'one', label: 'Integrated Webcam', mirror: false } });
  await expect(popup.locator('#target-languages li')).toHaveCount(8);
  await expect(popup.locator('#target-language').locator('option:checked')).toHaveText('8 at most');
  await expect(popup.getByRole('button', { name: 'Add language' })).toBeDisabled();
  await fitsChrome();
  expect(await axeViolationsLightAndDark(popup)).toEqual(CLEAN);
});

test('asks for a two-way session where all languages are spoken, and names both while it runs', async () => {
  await open();
  await popup.getByLabel('Two-way: all of these are spoken').check();
  await expect.poll(async () => (await browser.storedConfig()).twoWay).toBe(true);
  await popup.close();
  await run();
  expect(ledger.hellos.at(-1)).toMatchObject({ sourceLanguage: 'en', targetLanguages: ['es'], twoWay: true });
  await expect(popup.locator('#session-languages')).toHaveText('English ⇄ Spanish');
});

test('asks for a session in which several languages are spoken, or any, as far as the recogniser hears them', async () => {
  await daemon.kill();
  daemon = await startTestDaemon({ ledger, hears: ['en'] });
  await browser.configure({ daemonUrl: daemon.url });
  await open();
  const spoken = popup.locator('#source-language');
  const hint = popup.locator('#heard-hint');
  await expect(hint).toHaveText('Moonshine tiny (English) hears English alone.');
  for (const value of ['auto', 'several', 'es']) await expect(spoken.locator(`option[value="${value}"]`)).toBeDisabled();
  await expect(popup.getByLabel('Two-way: all of these are spoken')).toBeDisabled();
  await browser.configure({ sourceLanguage: 'auto' });
  await expect(hint).toContainText('start the daemon with another recogniser');
  await fitsChrome();
  expect(await axeViolationsLightAndDark(popup)).toEqual(CLEAN);
  await daemon.kill();

  daemon = await startTestDaemon({ ledger, hears: ['en', 'es', 'pt'] });
  await browser.configure({ daemonUrl: daemon.url });
  await expect(spoken.locator('option[value="several"]')).toBeEnabled();
  await expect(spoken.locator('option:checked')).toHaveText('Any language');
  await expect(hint).toBeHidden();
  await spoken.selectOption('en');
  await spoken.selectOption('several');
  const add = popup.getByRole('button', { name: 'Add spoken language' });
  await expect(spoken.locator('option[value="de"]')).toBeDisabled();
  await spoken.selectOption('es');
  await add.click();
  await expect.poll(() => browser.storedConfig()).toMatchObject({ sourceLanguage: 'auto', spoken: ['en', 'es'] });
  await expect(spoken).toBeFocused();
  await fitsChrome();
  expect(await axeViolationsLightAndDark(popup)).toEqual(CLEAN);
  await popup.screenshot({ path: test.info().outputPath('several.png'), fullPage: true });
  await popup.close();
  await run();
  expect(ledger.hellos.at(-1)).toMatchObject({ sourceLanguage: 'auto', spoken: ['en', 'es'], targetLanguages: ['es'] });
  await expect(popup.locator('#session-languages')).toHaveText('English or Spanish → Spanish');
  await browser.stop();
  await popup.getByRole('button', { name: 'Remove English' }).click();
  await expect.poll(() => browser.storedConfig()).toMatchObject({ sourceLanguage: 'es', spoken: [], targetLanguages: [] });
});

test('shows level, tile, latency, engines and losses while subtitles run, and tells nothing aloud but changes', async () => {
  await run();
  await expect(popup.locator('#sound')).toHaveText('Heard');
  await expect(popup.locator('#engines')).toHaveText('Moonshine tiny (English) · Apertium');
  await expect(popup.locator('#latency')).toHaveText('21 ms from the tab to the daemon');
  await expect(popup.locator('#session-languages')).toHaveText('English → Spanish');
  // A machine that is busy with something else may make Chrome skip sound, and then the popup has to say so.
  await expect(async () => {
    const counts = (await browser.status()).capture?.counts;
    expect(counts).toMatchObject({ evictedSamples: 0 });
    const losses = counts?.sourceGaps === 0 ? 'Nothing' : new RegExp(`^Chrome skipped [0-9]+ ms in ${counts?.sourceGaps} gaps?$`, 'u');
    await expect(popup.locator('#losses')).toHaveText(losses, { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  // What is shown before the page's first report, a second after the start, is a matter of which of the two comes first.
  await expect(popup.locator('#tile')).toContainText('no page holds it as its camera');
  expect(await axeViolationsLightAndDark(popup)).toEqual(CLEAN);
  await fitsChrome();

  const spokenAloud = await popup.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let aloud = 0;
        let figures = 0;
        const live = new MutationObserver((changes) => {
          aloud += changes.length;
        });
        for (const region of document.querySelectorAll('[role="status"], [role="alert"], [aria-live]')) {
          live.observe(region, { childList: true, characterData: true, subtree: true });
        }
        const peak = new MutationObserver((changes) => {
          figures += changes.length;
          if (figures >= 6) resolve(aloud);
        });
        peak.observe(document.querySelector('#peak')!, { childList: true });
      }),
  );
  expect(spokenAloud).toBe(0);
});

test('says which engine does not work, since when and what becomes of what is said, and that it is over', async () => {
  await run();
  const trouble = popup.locator('#trouble');
  await expect(trouble).toBeHidden();
  const sinceMs = new Date(2026, 10, 29, 14, 3, 5).getTime();
  const message = 'The whisper service at http://127.0.0.1:5001 cannot be reached. Check that it runs.';
  const recogniser = {
    engine: { name: 'whisper-service', model: 'base' },
    sinceMs,
    code: 'engine-unavailable',
    message,
    work: 'kept',
  } as const;
  daemon.tell({ trouble: { recogniser, translator: { ...recogniser, work: 'skipped' }, storage: null } });
  await expect(trouble).toHaveText(
    `No speech is recognised since 14:03:05: ${message} What is said is kept, and its captions come late. ` +
      `Nothing is translated since 14:03:05: ${message} What is said now stays untranslated.`,
  );
  await expect(trouble).toHaveAttribute('data-tone', 'bad');
  await expect(trouble).toHaveAttribute('role', 'status');
  expect(await axeViolationsLightAndDark(popup)).toEqual(CLEAN);
  await popup.screenshot({ path: test.info().outputPath('trouble.png'), fullPage: true });
  await fitsChrome();
  daemon.tell({});
  await expect(trouble).toBeHidden();
});

test('says whether the tile is really being sent, and what to do when the page has switched its camera off', async () => {
  const meeting = await browser.openMeeting();
  await joinCall(meeting);
  await browser.start();
  await open();
  const tile = popup.locator('#tile');
  await expect(tile).toHaveText(/^The tile is being sent at 1280×720, \d+ fps\.$/);
  await expect(tile).toHaveAttribute('data-tone', 'good');
  expect(await axeViolationsLightAndDark(popup)).toEqual(CLEAN);
  await switchCameraOff(meeting);
  await expect(tile).toHaveText('The tile is not being sent: the page has switched its camera off. Turn it on in the call.');
  await expect(tile).toHaveAttribute('data-tone', 'bad');
  expect(await axeViolationsLightAndDark(popup)).toEqual(CLEAN);
  await fitsChrome();
});

test('changes the tile’s looks at once while subtitles run: in the preview and at the daemon', async () => {
  await run();
  await previewReady(popup);
  const before = await previewDigest(popup);
  await popup.getByLabel('Mode').selectOption('sidebar');
  await expect.poll(() => previewDigest(popup)).not.toBe(before);
  await expect.poll(() => ledger.tileSettings.at(-1)?.mode).toBe('sidebar');
  await popup.getByLabel('Letters').press('End');
  await expect.poll(() => ledger.tileSettings.at(-1)?.letterScale).toBe(1.5);
  expect((await browser.storedConfig()).tile).toMatchObject({ mode: 'sidebar', letterScale: 1.5 });
});

test('says that the daemon was lost, and when it is back', async () => {
  await run();
  const { port } = daemon;
  await daemon.kill();
  await expect(sentence()).toContainText('Reconnecting; what is said is kept.');
  await expect(sentence()).toHaveAttribute('data-tone', 'busy');
  expect(await axeViolationsLightAndDark(popup)).toEqual(CLEAN);
  await fitsChrome();
  daemon = await startTestDaemon({ ledger, port });
  await expect(sentence()).toHaveText('Connected to the daemon');
});

test('gives the daemon’s own reason for a refusal', async () => {
  await daemon.kill();
  daemon = await startTestDaemon({
    ledger,
    refuse: { code: 'engine-unavailable', message: 'No engine reads Norwegian: choose another language.', retryable: false },
  });
  await browser.configure({ daemonUrl: daemon.url });
  await browser.openMeeting();
  await browser.start();
  await open();
  await expect(sentence()).toHaveText('No engine reads Norwegian: choose another language.');
  await expect(sentence()).toHaveAttribute('data-tone', 'bad');
  expect(await axeViolationsLightAndDark(popup)).toEqual(CLEAN);
  await fitsChrome();
});

test('tells why the shortcut did nothing, once; the shortcut starts and stops', async () => {
  const meeting = await browser.openMeeting();
  await browser.configure({ token: null });
  await browser.pressShortcut(meeting);
  await open();
  await expect(popup.getByRole('alert').filter({ hasText: 'Pair the extension first' })).toBeVisible();
  await popup.reload();
  await expect(sentence()).toHaveText('Not paired with a daemon');
  await expect(popup.getByText('Pair the extension first')).toBeHidden();

  await browser.configure({ token: TEST_TOKEN });
  await browser.pressShortcut(meeting);
  await expect(sentence()).toHaveText('Connected to the daemon');
  await browser.pressShortcut(meeting);
  await expect(sentence()).toHaveText('Ready');
  expect(ledger.violations).toEqual([]);
});

test('is used by keyboard alone: every control is reached, shows that it has the focus, and works', async () => {
  await open();
  await expect(sentence()).toHaveText('Ready');
  await previewReady(popup);
  const reached: string[] = [];
  await popup.locator('body').press('Tab');
  for (let n = 0; n < 30; n += 1) {
    const focused = await popup.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return {
        name: element.id === '' ? (element.ariaLabel ?? '') : element.id,
        seen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
      };
    });
    if (focused === null || reached.includes(focused.name)) break;
    expect(focused.seen, `the focus on ${focused.name} is seen`).toBe(true);
    reached.push(focused.name);
    await popup.keyboard.press('Tab');
  }
  expect(reached).toEqual([
    'open-options',
    'action',
    'source-language',
    'target-language',
    'add-language',
    'Remove Spanish',
    'two-way',
    'mode',
    'theme',
    'letter-scale',
    'camera',
    'microphone',
    'change-shortcut',
  ]);

  await popup.getByRole('button', { name: 'Remove Spanish' }).focus();
  await popup.keyboard.press('Enter');
  await expect(popup.locator('#target-language')).toBeFocused();
  // A native list: letters choose.
  await popup.keyboard.type('Ger');
  await popup.keyboard.press('Tab');
  await popup.keyboard.press('Enter');
  await expect.poll(async () => (await browser.storedConfig()).targetLanguages).toEqual(['de']);
  await popup.getByLabel('Theme').focus();
  await popup.keyboard.type('Light');
  await expect.poll(async () => (await browser.storedConfig()).tile.theme).toBe('light');
});

test('stops by keyboard, and the keyboard keeps its place', async () => {
  await run();
  const action = popup.getByRole('button', { name: 'Stop subtitles' });
  await action.focus();
  await popup.keyboard.press('Enter');
  await expect(popup.locator('#action')).toHaveText('Start subtitles on this tab');
  await expect(popup.locator('#action')).toBeFocused();
  await expect(sentence()).toHaveText('Ready');
});
