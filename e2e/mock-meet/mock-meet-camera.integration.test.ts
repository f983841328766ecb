// The mock meeting and the guest's camera: forbidden and allowed by the host, exchanged by a script, looked at without pictures.
import { findChromium } from '@subcam/daemon';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadConversation, openFarEnd, type FarEnd, type ObservedFrame } from './index.ts';
import { FAKE_DEVICES, openTestGuest, type Guest } from './testing/test-guest.ts';

let chromium: string;
let closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  chromium = (await findChromium(process.env)) ?? '';
  expect(chromium, 'Chromium is installed').not.toBe('');
});

beforeEach(() => {
  closers = [];
});

afterEach(async () => {
  for (const close of closers.toReversed()) await close();
});

const openGuest = (): Promise<Guest> => openTestGuest({}, { executablePath: chromium, devices: FAKE_DEVICES, closers });

async function openOthers(mock: Guest['mock']): Promise<FarEnd> {
  const farEnd = await openFarEnd(mock, { conversation: await loadConversation('default'), executablePath: chromium });
  closers.push(() => farEnd.close());
  return farEnd;
}

describe("the guest's camera in the mock meeting", () => {
  it('lets the host forbid the camera, whatever is pressed, and allow it again', async () => {
    const guest = await openGuest();
    await guest.ask();
    await guest.state('in-call');
    const sent = (): Promise<string> =>
      guest.page.evaluate(() => {
        const stream = document.querySelector('video')?.srcObject;
        return stream instanceof MediaStream ? (stream.getVideoTracks()[0]?.readyState ?? 'none') : 'none';
      });
    await guest.page.waitForSelector('button[aria-label^="Turn off camera"]');
    expect(await sent()).toBe('live');
    guest.mock.camera('forbid');
    await guest.page.waitForSelector('button[aria-label^="Turn on camera"]');
    await guest.page.locator('button[aria-label^="Turn on camera"]').click();
    expect(await sent()).toBe('none');
    guest.mock.camera('allow');
    await guest.page.locator('button[aria-label^="Turn on camera"]').click();
    await guest.page.waitForSelector('button[aria-label^="Turn off camera"]');
    expect(await sent()).toBe('live');
    expect(guest.toasts).toEqual([]);
  });

  it('sends a track of a script in place of the camera, which the others see without reading its pictures', async () => {
    const guest = await openGuest();
    const farEnd = await openOthers(guest.mock);
    await guest.ask();
    await farEnd.botJoined;
    await guest.page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width: 320, height: 240 });
      const context = canvas.getContext('2d');
      if (context === null) throw new Error('no canvas');
      let count = 0;
      setInterval(() => {
        count += 1;
        // Bright above, dark below, and a corner that changes so that every frame is one.
        context.fillStyle = '#ffffff';
        context.fillRect(0, 0, 320, 120);
        context.fillStyle = '#000000';
        context.fillRect(0, 120, 320, 120);
        context.fillStyle = count % 2 === 0 ? '#00ff00' : '#ff0000';
        context.fillRect(300, 220, 20, 20);
      }, 40);
      await window.mockMeet.useCamera(canvas.captureStream(25).getVideoTracks()[0] ?? null);
    });
    const half = async (y: number): Promise<readonly ObservedFrame[]> => {
      await farEnd.observe({ x: 32, y, width: 128, height: 64 });
      const seen: ObservedFrame[] = [];
      await expect
        .poll(async () => {
          seen.push(...(await farEnd.observed()).filter(({ width, luma }) => width === 320 && luma !== null));
          return seen.length;
        })
        .toBeGreaterThan(10);
      return seen;
    };
    const bright = await half(16);
    const dark = await half(160);
    expect(Math.min(...bright.map(({ luma }) => luma ?? 0))).toBeGreaterThan(180);
    expect(Math.max(...dark.map(({ luma }) => luma ?? 255))).toBeLessThan(60);
    const instants = [...bright, ...dark].map(({ atMs }) => atMs);
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
    expect(Math.abs((instants.at(-1) ?? 0) - Date.now())).toBeLessThan(10_000);
    for (const [index, { rtpTimestamp }] of bright.entries())
      if (index > 0) expect(((rtpTimestamp ?? 0) - (bright[index - 1]?.rtpTimestamp ?? 0)) >>> 0).toBeGreaterThan(0);
    // Beyond the picture's edge there is nothing to read, and no frame is lost for it.
    await farEnd.observe({ x: 300, y: 0, width: 64, height: 64 });
    await expect.poll(async () => (await farEnd.observed()).filter(({ luma }) => luma === null).length).toBeGreaterThan(0);
  });
});
