// Golden pictures, painted anew: their miniatures beside this file, and a sheet of each mode in docs/ for people to look at.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { TILE_MODES } from '@subcam/shared/paint';
import { likenessOf, shrunk } from './compare-pictures.ts';
import { GOLDEN_PICTURES } from './golden-pictures.ts';
import { MINIATURES_FILE, mosaic, packMiniatures } from './miniatures.ts';
import { paintInNode } from './paint-in-node.ts';
import { SCRIPT_SAMPLES } from './script-samples.ts';

/** Legible, and 250 kB a sheet. */
const JPEG_QUALITY = 60;
const DOCS = path.resolve(import.meta.dirname, '..', '..', '..', 'docs');

const painted = GOLDEN_PICTURES.map((golden) => ({ golden, picture: paintInNode(golden.input).picture }));
await writeFile(MINIATURES_FILE, await packMiniatures(painted.map(({ picture }) => likenessOf(picture).miniature)));
for (const mode of TILE_MODES) {
  const pictures = painted.filter(({ golden }) => golden.mode === mode).map(({ picture }) => shrunk(picture, 2));
  const file = path.join(DOCS, `tile-sheet-${mode.replaceAll('_', '-')}.jpg`);
  await writeFile(file, await mosaic(pictures, SCRIPT_SAMPLES.length).jpeg(JPEG_QUALITY));
  process.stdout.write(`${file}\n`);
}
