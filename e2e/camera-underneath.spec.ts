// A person's own camera under the subtitles: chosen where the tile is set, decoded at the far end with letters over it, lost and found again.
import { expect, test, type CDPSession, type Page } from '@playwright/test';
import { OffscreenCanvas } from '@subcam/daemon';
import { DEFAULT_TILE_SETTINGS } from '@subcam/shared';
import { MEET_ORIGIN } from '@subcam/shared/meet';
import { INITIAL_MARKS, layoutTile, measureOn } from '@subcam/shared/paint';
import { EXTENSION_ORIGIN } from '@subcam/shared/wire';
import { TEST_TOKEN, emptyLedger, startTestDaemon, type TestDaemon } from '@subcam/extension/testing';
import { sampleCue } from '@subcam/shared/testing';
import { killCameraProcess } from './probe-page/camera-process.ts';
import { CAMERA_LABEL, FAKE_CAMERA, openProbePage, type OpenProbePage } from './probe-page/open-probe-page.ts';
import type { GreyPicture } from './probe-page/call-to-itself.ts';
import { characterAccuracy, countCharacters } from './src/ocr/character-accuracy.ts';
import { readLine } from './src/ocr/read-line.ts';
import type { Luma } from './src/demo/pixels.ts';

const SIZE = { width: 1280, height: 720 };

/** As good as over the plain tile. */
const LEAST_ACCURACY = 0.98;

const ORIGINAL = 'Good morning everyone, let us begin with the plan.';
const TRANSLATION = 'Buenos días a todos, empecemos con el plan.';

const CUE = sampleCue({ text: ORIGINAL, translation: TRANSLATION });

/** The fake camera writes a clock at its upper left, bright on a ground that is less so; the tile's own bar ends above these rows. */
const CLOCK_ROWS = { from: 44, to: 58 };
const CLOCK_COLUMNS = { from: 90, to: 400 };
const BRIGHT = 130;

let probe: OpenProbePage;
let daemon: TestDaemon;
let options: Page;
let chrome: CDPSession;

const lumaOf = ({ width, height, base64 }: GreyPicture): Luma => ({ width, height, pixels: Buffer.from(base64, 'base64') });
const decoded = async (): Promise<Luma> => lumaOf(await probe.page.evaluate(() => window.callToItself.decoded()));

/** Bright pixels where the fake camera's clock is, and where it would be in a mirror. */
function clock({ width, pixels }: Luma): { readonly left: number; readonly right: number } {
  const counts = { left: 0, right: 0 };
  for (let y = CLOCK_ROWS.from; y < CLOCK_ROWS.to; y += 1) {
    for (let x = CLOCK_COLUMNS.from; x < CLOCK_COLUMNS.to; x += 1) {
      if ((pixels[y * width + x] ?? 0) > BRIGHT) counts.left += 1;
      if ((pixels[y * width + (width - 1 - x)] ?? 0) > BRIGHT) counts.right += 1;
    }
  }
  return counts;
}

/** Where the clock is seen. A picture without one, such as the plain tile, has none on either side. */
async function clockSide(): Promise<'left' | 'right' | 'nowhere'> {
  const { left, right } = clock(await decoded());
  if (left > 100 && right === 0) return 'left';
  return right > 100 && left === 0 ? 'right' : 'nowhere';
}

/** Share of a row of pixels across the middle of the upper half, free of letters, that is as dark as the plain tile. */
async function darkShare(): Promise<number> {
  const { width, pixels } = await decoded();
  const row = pixels.subarray(100 * width, 101 * width);
  return row.filter((value) => value < 40).length / width;
}

function cut({ width, pixels }: Luma, box: { x: number; y: number; width: number; height: number }): Luma {
  const [left, top, w, h] = [Math.floor(box.x), Math.floor(box.y), Math.ceil(box.width), Math.ceil(box.height)];
  const part = new Uint8Array(w * h);
  for (let row = 0; row < h; row += 1) part.set(pixels.subarray((top + row) * width + left, (top + row) * width + left + w), row * w);
  return { width: w, height: h, pixels: part };
}

/** The words of the cue as a machine reads them in what the far end decoded. */
async function accuracy(): Promise<number> {
  const measure = measureOn(new OffscreenCanvas(SIZE.width, SIZE.height).getContext('2d'));
  const input = {
    cues: [CUE],
    marks: { ...INITIAL_MARKS, status: 'listening' as const },
    settings: DEFAULT_TILE_SETTINGS,
    ...SIZE,
    nowMs: Date.now(),
  };
  const { lines } = layoutTile({ ...input, cueSeen: true, backdrop: true }, measure);
  const picture = await decoded();
  const counts = [];
  for (const line of lines.filter(({ role }) => role === 'original' || role === 'translation')) {
    counts.push(countCharacters(line.text, await readLine(cut(picture, line), line.role === 'original' ? 'eng' : 'spa')));
  }
  expect(counts.length).toBeGreaterThan(1);
  return characterAccuracy(counts);
}

async function allowCamera(setting: 'granted' | 'denied'): Promise<void> {
  await chrome.send('Browser.setPermission', { permission: { name: 'camera' }, setting, origin: MEET_ORIGIN });
}

async function choose(name: string): Promise<void> {
  await options.getByLabel('Under the subtitles').selectOption({ label: name });
}

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  probe = await openProbePage({ withExtension: true, cameras: 2 });
  chrome = await probe.context.newCDPSession(probe.page);
  daemon = await startTestDaemon({ ledger: emptyLedger(), cues: [{ ...CUE, shownAtMs: Date.now() }] });
  const [worker] = probe.context.serviceWorkers();
  const config = { daemonUrl: daemon.url, token: TEST_TOKEN, sourceLanguage: 'en', targetLanguages: ['es'], role: 'person' as const };
  await worker?.evaluate((given) => globalThis.subcam.configure(given), config);
  await worker?.evaluate((urlPrefix) => globalThis.subcam.start({ urlPrefix }), MEET_ORIGIN);
  await probe.page.evaluate((size) => window.callToItself.start(size), SIZE);
  options = await probe.context.newPage();
  await options.goto(`${EXTENSION_ORIGIN}/options.html`);
});

test.afterAll(async () => {
  await probe.close();
  await daemon.kill();
});

test('the far end sees the plain tile until a camera is chosen', async () => {
  await expect.poll(accuracy).toBeGreaterThanOrEqual(LEAST_ACCURACY);
  expect(await clockSide()).toBe('nowhere');
  expect(await darkShare()).toBe(1);
});

test('a chosen camera lies under letters that can be read, and moves', async () => {
  await choose(FAKE_CAMERA);
  await expect.poll(clockSide).toBe('left');
  await expect.poll(accuracy).toBeGreaterThanOrEqual(LEAST_ACCURACY);
  expect(await darkShare()).toBe(0);
  const before = await decoded();
  await expect.poll(async () => Buffer.compare((await decoded()).pixels, before.pixels)).not.toBe(0);
  const own = clock(
    lumaOf(await probe.page.evaluate(([label, size]) => window.callToItself.pictureOf(label, size), [FAKE_CAMERA, SIZE] as const)),
  );
  // The page's own picture of that camera has its clock there too.
  expect(own.left).toBeGreaterThan(100);
});

test('a mirror turns the picture, and not the letters', async () => {
  await options.getByLabel('Mirror the picture').check();
  await expect.poll(clockSide).toBe('right');
  await expect.poll(accuracy).toBeGreaterThanOrEqual(LEAST_ACCURACY);
  await options.getByLabel('Mirror the picture').uncheck();
  await expect.poll(clockSide).toBe('left');
});

test('a camera that is taken away leaves the plain tile, and comes back by itself', async () => {
  await allowCamera('denied');
  await expect.poll(darkShare).toBe(1);
  await expect.poll(accuracy).toBeGreaterThanOrEqual(LEAST_ACCURACY);
  await allowCamera('granted');
  await expect.poll(clockSide).toBe('left');
});

test('a camera that dies in mid-picture leaves the plain tile, and comes back by itself', async () => {
  await killCameraProcess();
  await expect.poll(darkShare).toBe(1);
  await expect.poll(accuracy).toBeGreaterThanOrEqual(LEAST_ACCURACY);
  await expect.poll(clockSide, { timeout: 15_000 }).toBe('left');
});

test('the page has its own real cameras beside it, and gives none of them up', async () => {
  expect(await probe.labels()).toEqual([FAKE_CAMERA, 'fake_device_1', CAMERA_LABEL]);
  expect(await probe.run('has the size and the rate that were asked for', FAKE_CAMERA)).toEqual([640, 360, 15, '1.778', 'crop-and-scale']);
  expect(await clockSide()).toBe('left');
});

test('the camera is let go when the plain tile is chosen again', async () => {
  await choose('Plain tile');
  await expect.poll(darkShare).toBe(1);
  expect(await clockSide()).toBe('nowhere');
});

test('a page that is opened later has the chosen camera from its first picture on, with nothing captured', async () => {
  await choose(FAKE_CAMERA);
  await expect.poll(clockSide).toBe('left');
  await probe.page.reload();
  await probe.page.evaluate((size) => window.callToItself.start(size), SIZE);
  await expect.poll(clockSide).toBe('left');
});
