// A real Chromium with the very painter of the extension and the tile's fonts: inputs in, pictures out.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { launch } from 'puppeteer-core';
import { findChromium } from '@subcam/daemon';
import { extensionDist } from '@subcam/extension';
import { SubcamError } from '@subcam/shared';
import { TILE_FONTS, type TileInput } from '@subcam/shared/paint';
import { bundlePageScript } from '../../mock-meet/server/page-bundle.ts';
import type { Picture } from './compare-pictures.ts';

export interface PainterPageHandle {
  paint(input: TileInput): Promise<Picture>;
  /** Reads a PNG or JPEG. */
  decode(encoded: Buffer): Promise<Picture>;
  close(): Promise<void>;
}

/** Throws `program-missing` where there is no Chromium. */
export async function openPainterPage(): Promise<PainterPageHandle> {
  const executablePath = await findChromium();
  if (executablePath === null)
    throw new SubcamError('program-missing', 'There is no Chromium. Run `npm run setup`, or install Chromium or Chrome.');
  const script = await bundlePageScript(path.join(import.meta.dirname, 'painter-page', 'main.ts'));
  const browser = await launch({ executablePath, pipe: true, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  try {
    const page = await browser.newPage();
    await page.evaluate(script);
    // What a page really gets are the files of the built extension.
    for (const { family, weight, forEveryWeight, file } of TILE_FONTS) {
      const base64 = (await readFile(path.join(extensionDist, 'fonts', path.basename(file)))).toString('base64');
      await page.evaluate((font) => window.painter.addFont(font), { family, weight: forEveryWeight ? '100 900' : String(weight), base64 });
    }
    return {
      paint: async (input) => {
        const base64 = await page.evaluate((given) => window.painter.paint(given), input);
        return { width: input.width, height: input.height, pixels: Buffer.from(base64, 'base64') };
      },
      decode: async (encoded) => {
        const { base64, ...size } = await page.evaluate((given) => window.painter.decode(given), encoded.toString('base64'));
        return { ...size, pixels: Buffer.from(base64, 'base64') };
      },
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
