// The preview on a page of the extension: when its letters are there, and what is drawn on it now.
import { createHash } from 'node:crypto';
import { expect, type Page } from '@playwright/test';

/** Waits for the Latin letters: the same words draw the same picture from then on. */
export async function previewReady(page: Page): Promise<void> {
  const missing = (): Promise<string[]> =>
    page.evaluate(() => {
      const loaded = new Set([...document.fonts].map(({ family, weight }) => `${family.replaceAll('"', '')} ${weight}`));
      return ['Subcam latin 400', 'Subcam latin 600', 'Subcam latin-ext 400', 'Subcam latin-ext 600'].filter((font) => !loaded.has(font));
    });
  await expect.poll(missing).toEqual([]);
}

/** Of all pixels. */
export async function previewDigest(page: Page): Promise<string> {
  const picture = await page.locator('#preview').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  return createHash('sha256').update(picture).digest('hex');
}
