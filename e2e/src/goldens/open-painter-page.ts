// A real Chromium with the very painter of the extension and the tile's fonts: inputs in, out what is compared of their pictures.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { launch } from 'puppeteer-core';
import { findChromium } from '@subcam/daemon';
import { extensionDist } from '@subcam/extension';
import { SubcamError } from '@subcam/shared';
import { TILE_FONTS, type TileInput } from '@subcam/shared/paint';
import { bundlePageScript } from '../../mock-meet/server/page-bundle.ts';
import type { Likeness, Picture } from './compare-pictures.ts';
import type { EncodedPicture } from './painter-page/main.ts';

export interface PainterPageHandle {
  paint(input: TileInput): Promise<Likeness>;
  /** Reads a PNG or JPEG. */
  decode(encoded: Buffer): Promise<Picture>;
  close(): Promise<void>;
}

function decoded({ base64, ...size }: EncodedPicture): Picture & { readonly pixels: Uint8Array } {
  return { ...size, pixels: Buffer.from(base64, 'base64') };
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
        const { luma, miniature } = await page.evaluate((given) => window.painter.paint(given), input);
        return { luma: decoded(luma), miniature: decoded(miniature) };
      },
      decode: async (encoded) => decoded(await page.evaluate((given) => window.painter.decode(given), encoded.toString('base64'))),
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
