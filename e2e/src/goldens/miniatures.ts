// Golden pictures as the repository keeps them: one miniature each, side by side in one PNG, a column a script.
import path from 'node:path';
import { OffscreenCanvas } from '@subcam/daemon';
import { MINIATURE_FACTOR, type Picture } from './compare-pictures.ts';
import { GOLDEN_SIZE } from './golden-pictures.ts';
import { SCRIPT_SAMPLES } from './script-samples.ts';

export const MINIATURES_FILE = path.join(import.meta.dirname, 'miniatures.png');

const CELL = { width: GOLDEN_SIZE.width / MINIATURE_FACTOR, height: GOLDEN_SIZE.height / MINIATURE_FACTOR };
const COLUMNS = SCRIPT_SAMPLES.length;

/** Pictures of one size, in rows of `columns`, as one. */
export function mosaic(pictures: readonly Picture[], columns: number): OffscreenCanvas {
  const { width, height } = pictures[0] ?? { width: 1, height: 1 };
  const canvas = new OffscreenCanvas(columns * width, Math.ceil(pictures.length / columns) * height);
  const context = canvas.getContext('2d');
  for (const [index, picture] of pictures.entries()) {
    const image = context.createImageData(width, height);
    image.data.set(picture.pixels);
    context.putImageData(image, (index % columns) * width, Math.floor(index / columns) * height);
  }
  return canvas;
}

/** All miniatures, in the order of GOLDEN_PICTURES, as a PNG. */
export function packMiniatures(miniatures: readonly Picture[]): Promise<Buffer> {
  return mosaic(miniatures, COLUMNS).png();
}

/** The miniature at a place of a decoded PNG of them. Throws a RangeError where there is none. */
export function miniatureAt(all: Picture, index: number): Picture {
  const left = (index % COLUMNS) * CELL.width;
  const top = Math.floor(index / COLUMNS) * CELL.height;
  if (all.width !== COLUMNS * CELL.width || top + CELL.height > all.height)
    throw new RangeError('There is no such golden picture: make them again.');
  const pixels = new Uint8Array(CELL.width * CELL.height * 4);
  for (let row = 0; row < CELL.height; row += 1) {
    const from = ((top + row) * all.width + left) * 4;
    pixels.set(all.pixels.subarray(from, from + CELL.width * 4), row * CELL.width * 4);
  }
  return { ...CELL, pixels };
}
