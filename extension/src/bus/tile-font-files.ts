// The tile's font files, packaged with the extension -> messages for the camera, whose page's CSP lets no font of ours in by URL.
import { TILE_FONTS } from '@subcam/shared/paint';
import type { FontMessage } from './port-hub.ts';

/** Where the build puts a font file (`package/files/x.woff2` -> `fonts/x.woff2`). */
export function packagedFontPath(file: string): string {
  return `fonts/${file.split('/').at(-1) ?? file}`;
}

/** What one call of `String.fromCharCode` takes without exhausting the stack. */
const CHUNK_BYTES = 0x8000;

function base64Of(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES));
  return btoa(binary);
}

/**
 * Every font of the named scripts, in the order of TILE_FONTS; a name that is no script's has none. `read` gives a packaged file's
 * bytes; what it throws ends the messages.
 */
export async function* tileFontMessages(
  scripts: readonly string[],
  read: (path: string) => Promise<Uint8Array>,
): AsyncGenerator<FontMessage, void> {
  for (const { script, family, weight, file } of TILE_FONTS) {
    if (!scripts.includes(script)) continue;
    yield { type: 'font', family, weight, base64: base64Of(await read(packagedFontPath(file))) };
  }
}
