// The tile's font files, packaged with the extension -> messages for the camera, whose page's CSP lets no font of ours in by URL.
import { TILE_FONTS } from '@subcam/shared/paint';
import type { FontMessage } from './port-hub.ts';

/** Where the build puts a font file of `@fontsource/noto-sans` (`files/x.woff2` -> `fonts/x.woff2`). */
export function packagedFontPath(file: string): string {
  return `fonts/${file.split('/').at(-1) ?? file}`;
}

/** Every font of the tile in its order, which begins with what the first cue needs. `read` gives a packaged file's bytes. */
export async function* tileFontMessages(read: (path: string) => Promise<Uint8Array>): AsyncGenerator<FontMessage, void> {
  for (const font of TILE_FONTS) {
    const bytes = await read(packagedFontPath(font.file));
    let binary = '';
    for (const byte of bytes) binary += String.fromCharCode(byte);
    yield { type: 'font', family: font.family, weight: font.weight, base64: btoa(binary) };
  }
}
