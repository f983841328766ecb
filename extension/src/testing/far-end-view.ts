// What the far end of a loopback call shows now, as a person would tell it: whether words of a cue stand on the tile, and the colour of its dot.
import { SubcamError, systemClock } from '@subcam/shared';
import type { Page } from 'puppeteer-core';

/** `good`: green, captions run. `warning`: amber. `idle`: grey, or no dot at all. In the dark theme. */
export interface FarEndLook {
  /** Of cues, which stand in the lower part. */
  readonly words: boolean;
  readonly dot: 'good' | 'warning' | 'idle';
}

export interface FarEndView {
  now(): Promise<FarEndLook>;
  /** The decoded picture, PNG. */
  picture(): Promise<Uint8Array>;
  /** Resolves when it looks so; rejects with `timeout`, saying how it looks. */
  until(look: FarEndLook, limitMs: number): Promise<void>;
  /** Rejects as soon as it looks different within this time. */
  stays(look: FarEndLook, forMs: number): Promise<void>;
}

const LOOK_EVERY_MS = 100;

const same = (a: FarEndLook, b: FarEndLook): boolean => a.words === b.words && a.dot === b.dot;

/** Call after `window.loopback.start`. */
export async function openFarEndView(page: Page): Promise<FarEndView> {
  await page.evaluate(async () => {
    document.getElementById('far-end')?.remove();
    const element = document.createElement('video');
    element.id = 'far-end';
    element.muted = true;
    element.srcObject = new MediaStream([window.loopback.remote]);
    document.body.append(element);
    await element.play();
  });

  const now = (): Promise<FarEndLook> =>
    page.evaluate(() => {
      const element = document.getElementById('far-end') as HTMLVideoElement;
      const { videoWidth: width, videoHeight: height } = element;
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      const context = canvas.getContext('2d', { willReadFrequently: true });
      if (context === null || width === 0) return { words: false, dot: 'idle' as const };
      context.drawImage(element, 0, 0);
      const count = (box: readonly [number, number, number, number], matches: (r: number, g: number, b: number) => boolean): number => {
        const { data } = context.getImageData(...box);
        let matching = 0;
        for (let at = 0; at < data.length; at += 4) if (matches(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0)) matching += 1;
        return matching;
      };
      const corner = [0, 0, Math.round(width / 16), Math.round(height / 10)] as const;
      const green = count(corner, (r, g, b) => g > r + 60 && g > b + 20);
      const amber = count(corner, (r, g, b) => r > b + 100 && g > b + 60 && r > g);
      // Below the middle, where the tile of its first moments says that it waits.
      const top = Math.round(height * 0.6);
      const bright = count([0, top, width, height - top], (r, g, b) => r > 160 && g > 160 && b > 160);
      return {
        words: bright > (width * height) / 1_000,
        dot: green >= 8 ? ('good' as const) : amber >= 8 ? ('warning' as const) : ('idle' as const),
      };
    });

  return {
    now,
    async picture() {
      const base64 = await page.evaluate(() => {
        const element = document.getElementById('far-end') as HTMLVideoElement;
        const canvas = document.createElement('canvas');
        canvas.width = element.videoWidth;
        canvas.height = element.videoHeight;
        canvas.getContext('2d')?.drawImage(element, 0, 0);
        return canvas.toDataURL('image/png').split(',')[1] ?? '';
      });
      return Buffer.from(base64, 'base64');
    },
    async until(look, limitMs) {
      const byMs = performance.now() + limitMs;
      for (;;) {
        const seen = await now();
        if (same(seen, look)) return;
        if (performance.now() > byMs)
          throw new SubcamError(
            'timeout',
            `After ${limitMs / 1000} s the far end shows ${JSON.stringify(seen)}, not ${JSON.stringify(look)}.`,
          );
        await systemClock.sleep(LOOK_EVERY_MS);
      }
    },
    async stays(look, forMs) {
      const byMs = performance.now() + forMs;
      while (performance.now() < byMs) {
        const seen = await now();
        if (!same(seen, look))
          throw new SubcamError('internal', `The far end shows ${JSON.stringify(seen)}, no longer ${JSON.stringify(look)}.`);
        await systemClock.sleep(LOOK_EVERY_MS);
      }
    },
  };
}
