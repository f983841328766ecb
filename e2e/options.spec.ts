// The options page in real Chromium: each control changes what is stored and what the preview shows; readable by everybody at any zoom.
import { expect, test, type Locator, type Page } from '@playwright/test';
import { DEFAULT_TILE_SETTINGS, type TileSettings } from '@subcam/shared';
import { MEET_ORIGIN } from '@subcam/shared/meet';
import { TEST_PAIRING_CODE, TEST_TOKEN, emptyLedger, startTestDaemon, type TestDaemon } from '@subcam/extension/testing';
import { axeViolations, axeViolationsLightAndDark } from './src/extension-pages/axe-verdict.ts';
import { openExtensionBrowser, type ExtensionBrowser } from './src/extension-pages/extension-browser.ts';
import { previewDigest, previewReady } from './src/extension-pages/tile-preview.ts';

const CLEAN = { light: [], dark: [] };

let browser: ExtensionBrowser;
let daemon: TestDaemon;
let options: Page;

test.beforeAll(async () => {
  // An extension that may capture tabs unasked is given no microphone.
  browser = await openExtensionBrowser({ allowListed: false });
});

test.afterAll(() => browser.close());

test.beforeEach(async () => {
  daemon = await startTestDaemon({ ledger: emptyLedger() });
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
  options = await browser.open('options.html');
  await options.setViewportSize({ width: 1200, height: 900 });
  await previewReady(options);
});

test.afterEach(async () => {
  await options.close();
  await daemon.kill();
});

async function storedTile(): Promise<TileSettings> {
  return (await browser.storedConfig()).tile;
}

/** A slider to a value by keys alone, as its steps allow. */
async function slide(slider: Locator, value: number): Promise<void> {
  await slider.focus();
  const current = async (): Promise<number> => Number(await slider.inputValue());
  for (let before = NaN; (await current()) !== before && (await current()) !== value;) {
    before = await current();
    await slider.press(before < value ? 'ArrowRight' : 'ArrowLeft');
  }
  expect(await current()).toBe(value);
}

interface ControlCase {
  readonly what: string;
  readonly move: (page: Page) => Promise<unknown>;
  readonly stored: Partial<TileSettings>;
}

const CONTROLS: readonly ControlCase[] = [
  ...(['sidebar', 'bottom_banner', 'floating', 'fullscreen', 'subtitle', 'split', 'interpreter'] as const).map((mode) => ({
    what: `the mode ${mode}`,
    move: (page: Page) => page.getByLabel('Mode').selectOption(mode),
    stored: { mode },
  })),
  ...(['light', 'high_contrast', 'minimal', 'corporate'] as const).map((theme) => ({
    what: `the theme ${theme}`,
    move: (page: Page) => page.getByLabel('Theme').selectOption(theme),
    stored: { theme },
  })),
  { what: 'the size of letters', move: (page) => slide(page.getByLabel('Size of letters'), 130), stored: { letterScale: 1.3 } },
  { what: 'opacity', move: (page) => slide(page.getByLabel('Opacity of panels'), 30), stored: { backgroundOpacity: 0.3 } },
  { what: 'the most cues', move: (page) => slide(page.getByLabel('Cues at once'), 1), stored: { maxCues: 1 } },
  { what: 'how long a cue stays', move: (page) => slide(page.getByLabel('A cue stays for'), 5), stored: { cueDurationMs: 5_000 } },
  { what: 'names', move: (page) => page.getByLabel('Names of speakers').uncheck(), stored: { showSpeakerNames: false } },
  { what: 'confidence', move: (page) => page.getByLabel('Confidence').uncheck(), stored: { showConfidence: false } },
  { what: 'times', move: (page) => page.getByLabel('Time', { exact: true }).check(), stored: { showTimestamps: true } },
  {
    what: 'the picture’s size',
    move: (page) => page.getByLabel('Size of the picture').selectOption('640x360'),
    stored: { width: 640, height: 360 },
  },
];

for (const { what, move, stored } of CONTROLS) {
  test(`${what}: stored, and seen in the preview`, async () => {
    const before = await previewDigest(options);
    await move(options);
    await expect.poll(storedTile).toEqual({ ...DEFAULT_TILE_SETTINGS, ...stored });
    expect(await previewDigest(options)).not.toBe(before);
  });
}

test('the rate is stored, and shows in no picture', async () => {
  const before = await previewDigest(options);
  await options.getByLabel('Rate, at most').selectOption('15');
  await expect.poll(storedTile).toEqual({ ...DEFAULT_TILE_SETTINGS, fps: 15 });
  expect(await previewDigest(options)).toBe(before);
});

test('a theme of one’s own has three colours, each stored and seen in the preview', async () => {
  await expect(options.getByRole('group', { name: 'Your own colours' })).toBeHidden();
  await options.getByLabel('Theme').selectOption('custom');
  const colours = options.getByRole('group', { name: 'Your own colours' });
  await expect(colours).toBeVisible();
  for (const [label, part, colour] of [
    ['Background', 'background', '#402010'],
    ['Panels', 'panel', '#103020'],
    ['Letters', 'text', '#ffe0a0'],
  ] as const) {
    const before = await previewDigest(options);
    await colours.getByLabel(label).fill(colour);
    await expect.poll(async () => (await storedTile()).colours?.[part]).toBe(colour);
    expect(await previewDigest(options)).not.toBe(before);
  }
  expect(await axeViolationsLightAndDark(options)).toEqual(CLEAN);
  await options.getByLabel('Theme').selectOption('dark');
  await expect.poll(storedTile).toMatchObject({ theme: 'dark', colours: { background: '#402010', panel: '#103020', text: '#ffe0a0' } });
});

test('languages: the spoken one, up to eight others, none of them twice, each seen in the preview', async () => {
  const choice = options.locator('#target-language');
  const add = options.getByRole('button', { name: 'Add language' });
  const targets = async (): Promise<string[]> => (await browser.storedConfig()).targetLanguages;
  for (const code of ['ca', 'de', 'ja', 'ar', 'hi', 'th', 'ko']) {
    const before = await previewDigest(options);
    await choice.selectOption(code);
    await add.click();
    await expect.poll(targets).toContain(code);
    await expect(choice.locator(`option[value="${code}"]`)).toHaveCount(0);
    await expect.poll(() => previewDigest(options)).not.toBe(before);
  }
  expect(await targets()).toEqual(['es', 'ca', 'de', 'ja', 'ar', 'hi', 'th', 'ko']);
  await expect(add).toBeDisabled();
  await options.getByRole('button', { name: 'Remove German' }).click();
  await expect.poll(targets).not.toContain('de');
  await expect(options.getByRole('button', { name: 'Remove Japanese' })).toBeFocused();
  await options.getByLabel('Spoken in the meeting').selectOption('es');
  await expect
    .poll(() => browser.storedConfig())
    .toMatchObject({
      sourceLanguage: 'es',
      targetLanguages: ['ca', 'ja', 'ar', 'hi', 'th', 'ko'],
    });
});

test('two-way: the languages are all spoken, as the preview shows; it is given up with the last other language', async () => {
  const twoWay = options.getByLabel('Two-way: all of these are spoken');
  const before = await previewDigest(options);
  await twoWay.check();
  await expect.poll(async () => (await browser.storedConfig()).twoWay).toBe(true);
  await expect.poll(() => previewDigest(options)).not.toBe(before);
  await options.locator('#target-language').selectOption('pt');
  await options.getByRole('button', { name: 'Add language' }).click();
  await expect.poll(() => browser.storedConfig()).toMatchObject({ targetLanguages: ['es', 'pt'], twoWay: true });
  for (const name of ['Remove Spanish', 'Remove Portuguese']) await options.getByRole('button', { name }).click();
  await expect.poll(() => browser.storedConfig()).toMatchObject({ targetLanguages: [], twoWay: false });
  await expect(twoWay).not.toBeChecked();
  await expect(twoWay).toBeDisabled();
});

test('the preview stands still until it is played, grows word by word, and can be stopped', async () => {
  const still = await previewDigest(options);
  await options.getByRole('button', { name: 'Play' }).click();
  const seen = new Set<string>();
  await expect.poll(async () => seen.add(await previewDigest(options)).size).toBeGreaterThan(4);
  await options.getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => previewDigest(options)).toBe(still);
});

test('a camera that is chosen lies under the subtitles of the preview, mirrored as asked', async () => {
  const plain = await previewDigest(options);
  await browser.configure({ camera: { deviceId: 'one', label: 'Integrated Webcam', mirror: false } });
  await expect(options.getByLabel('Under the subtitles').locator('option:checked')).toHaveText('Integrated Webcam');
  const before = await previewDigest(options);
  expect(before).not.toBe(plain);
  await options.getByLabel('Mirror the picture').check();
  await expect.poll(async () => (await browser.storedConfig()).camera?.mirror).toBe(true);
  expect(await previewDigest(options)).not.toBe(before);
  await options.getByLabel('Under the subtitles').selectOption({ label: 'Plain tile' });
  await expect.poll(async () => (await browser.storedConfig()).camera).toBeNull();
  await expect(options.getByLabel('Mirror the picture')).toBeHidden();
  expect(await previewDigest(options)).toBe(plain);
});

test('the cameras of an open meeting are offered by name, and the one that is chosen is stored as that page knows it', async () => {
  await expect(options.getByText('Open the meeting to choose one of its cameras.')).toBeVisible();
  await browser.context.grantPermissions(['camera'], { origin: MEET_ORIGIN });
  const meeting = await browser.openMeeting();
  const [device] = await meeting.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true });
    for (const track of stream.getTracks()) track.stop();
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices
      .filter(({ kind, label }) => kind === 'videoinput' && label !== 'Subcam')
      .map(({ deviceId, label }) => ({ deviceId, label }));
  });
  const camera = options.getByLabel('Under the subtitles');
  await expect(camera.locator('option')).toHaveText(['Plain tile', 'Default camera', device?.label ?? 'no camera']);
  await camera.selectOption({ label: device?.label ?? '' });
  await expect.poll(async () => (await browser.storedConfig()).camera).toEqual({ ...device, mirror: false });
  await meeting.close();
  await expect(camera.locator('option:checked')).toHaveText(device?.label ?? '');
  await browser.context.clearPermissions();
});

test('the own microphone is switched on only when Chrome allows it, and a refusal is told in words', async () => {
  const microphone = options.getByLabel('Subtitle my own words too');
  await microphone.click();
  await expect(options.getByRole('alert').filter({ hasText: 'Chrome may not use your microphone' })).toBeVisible();
  await expect(microphone).not.toBeChecked();
  expect((await browser.storedConfig()).microphone).toBe(false);
  expect(await axeViolations(options)).toEqual([]);

  await browser.allowMicrophone(options);
  await microphone.click();
  await expect.poll(async () => (await browser.storedConfig()).microphone).toBe(true);
  await expect(options.locator('#error')).toBeHidden();
});

test('unpairs, says how to pair again, and pairs', async () => {
  await expect(options.getByText(daemon.url)).toBeVisible();
  expect(await axeViolationsLightAndDark(options)).toEqual(CLEAN);
  await options.getByRole('button', { name: 'Unpair' }).click();
  await expect.poll(async () => (await browser.storedConfig()).token).toBeNull();
  await expect(options.getByText('npm run subcam -- pair')).toBeVisible();
  await expect(options.getByRole('heading', { name: 'Daemon' })).toBeFocused();
  expect(await axeViolationsLightAndDark(options)).toEqual(CLEAN);
  await options.getByLabel('Pairing code').fill(TEST_PAIRING_CODE);
  await options.getByRole('button', { name: 'Pair', exact: true }).click();
  await expect.poll(async () => (await browser.storedConfig()).token).toBe(TEST_TOKEN);
  await expect(options.getByRole('heading', { name: 'Daemon' })).toBeFocused();
});

test('has nothing beside the window at 200 % and 400 % zoom, and nothing moves by itself', async () => {
  for (const width of [1280, 640, 320]) {
    await options.setViewportSize({ width, height: 900 });
    const beside = await options.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(beside, `px beside a window of ${width} px`).toBe(0);
    expect(await axeViolations(options)).toEqual([]);
  }
  expect(await options.evaluate(() => document.getAnimations().length)).toBe(0);
});

test('in forced colours every control and state has an edge or words of the system’s own colours', async () => {
  await options.emulateMedia({ forcedColors: 'active' });
  for (const id of ['mode', 'unpair', 'max-cues', 'confidence', 'preview']) {
    const edge = await options.locator(`#${id}`).evaluate((element) => {
      const { borderTopStyle, appearance } = getComputedStyle(element);
      return borderTopStyle !== 'none' || appearance !== 'none';
    });
    expect(edge, id).toBe(true);
  }
  expect(await axeViolations(options)).toEqual([]);
});

test('is walked through by keyboard: every control in the order in which it is read, with a focus that is seen', async () => {
  const expected = await options.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main button, main input, main select')]
      .filter((element) => element.checkVisibility() && !element.matches(':disabled'))
      .map((element) => element.id || element.ariaLabel),
  );
  expect(expected.length).toBeGreaterThan(18);
  const reached: (string | null)[] = [];
  for (let n = 0; n < expected.length; n += 1) {
    await options.keyboard.press('Tab');
    const focused = await options.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement)) return { name: null, seen: false };
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return { name: element.id || element.ariaLabel, seen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 };
    });
    expect(focused.seen, `the focus on ${focused.name} is seen`).toBe(true);
    reached.push(focused.name);
  }
  expect(reached).toEqual(expected);
});

test('follows what is changed elsewhere while it is open', async () => {
  await browser.configure({ targetLanguages: ['fr'], tile: { ...DEFAULT_TILE_SETTINGS, theme: 'light', maxCues: 2 } });
  await expect(options.getByRole('button', { name: 'Remove French' })).toBeVisible();
  await expect(options.getByLabel('Theme')).toHaveValue('light');
  await expect(options.getByLabel('Cues at once')).toHaveValue('2');
});
