// noto-color-emoji-emoji-400-normal.woff2 of @fontsource/noto-color-emoji -> the same font without its SVG table, three times smaller.
import { readFileSync, writeFileSync } from 'node:fs';
import { readWoff2, writeWoff2 } from './woff2.ts';

/**
 * The package's file holds every picture twice: as COLR layers, which Chromium and Skia draw, and as SVG documents (20 MB
 * before compression), which neither does.
 */
const [source, target] = process.argv.slice(2);
if (source === undefined || target === undefined) {
  process.stderr.write('Usage: node shared/fonts/trim-emoji.ts noto-color-emoji-emoji-400-normal.woff2 TARGET.woff2\n');
  process.exit(2);
}
const tables = readWoff2(readFileSync(source)).filter(({ tag }) => tag !== 'SVG ');
writeFileSync(target, writeWoff2(tables));
