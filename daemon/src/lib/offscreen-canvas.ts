// OffscreenCanvas for Node: a canvas of @napi-rs/canvas with the tile's own typeface registered, so that Node draws what a page draws.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createCanvas, GlobalFonts, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';
import { SubcamError } from '@subcam/shared';
import { TILE_FONTS } from '@subcam/shared/paint';

/** The part of the web's OffscreenCanvas that painting and saving a tile need. */
export class OffscreenCanvas {
  readonly #canvas: Canvas;

  /** Sizes in px. Throws `configuration` when a font file of the tile is missing or broken. */
  constructor(width: number, height: number) {
    registerTileFonts();
    this.#canvas = createCanvas(width, height);
  }

  get width(): number {
    return this.#canvas.width;
  }

  get height(): number {
    return this.#canvas.height;
  }

  getContext(_type: '2d'): SKRSContext2D {
    return this.#canvas.getContext('2d');
  }

  /** RGBA, row by row. */
  pixels(): Uint8ClampedArray {
    return this.#canvas.getContext('2d').getImageData(0, 0, this.width, this.height).data;
  }

  png(): Promise<Buffer> {
    return this.#canvas.encode('png');
  }

  /** `quality`: 1–100. */
  jpeg(quality: number): Promise<Buffer> {
    return this.#canvas.encode('jpeg', quality);
  }
}

/**
 * Registers every font file of the tile under its family name; does nothing the second time, since the registry of
 * @napi-rs/canvas belongs to the process.
 */
export function registerTileFonts(): void {
  const { families } = GlobalFonts;
  for (const { family, weight, file } of TILE_FONTS) {
    const styles = families.find((known) => known.family === family)?.styles ?? [];
    if (styles.some((style) => style.weight === weight)) continue;
    const path = fileURLToPath(import.meta.resolve(file));
    if (GlobalFonts.register(readFileSync(path), family) === null) {
      throw new SubcamError('configuration', `The font file ${path} cannot be read. Install the dependencies again.`);
    }
  }
}
