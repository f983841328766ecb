// Two pictures of one tile -> how far apart they are; a picture -> its miniature. Pure: the painter page does it too.
import { lumaOfRgba, type Luma } from '../demo/pixels.ts';

/** RGBA, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array | Uint8ClampedArray;
}

/** What is compared of a picture: a quarter of its bytes. */
export interface Likeness {
  readonly luma: Luma;
  readonly miniature: Picture;
}

export interface Difference {
  /** Mean over all pixels of the difference of luma, 0–255. */
  readonly mean: number;
  /** Share of pixels whose luma differs by more than LUMA_STEP. */
  readonly share: number;
}

/** What smoothing of a letter's edge, done by another rasteriser, reaches now and then; a letter moved or missing reaches it everywhere. */
export const LUMA_STEP = 48;

/** Throws a RangeError for pictures of different sizes. */
export function difference(one: Luma, other: Luma): Difference {
  if (one.width !== other.width || one.height !== other.height) throw new RangeError('Two pictures of different sizes have no difference.');
  const [a, b] = [one.pixels, other.pixels];
  let sum = 0;
  let far = 0;
  for (let at = 0; at < a.length; at += 1) {
    const step = Math.abs((a[at] ?? 0) - (b[at] ?? 0));
    sum += step;
    if (step > LUMA_STEP) far += 1;
  }
  return { mean: sum / a.length, share: far / a.length };
}

/** A `factor` times smaller picture: each pixel the mean of a square, opaque. Sizes are rounded down to whole squares. */
export function shrunk(picture: Picture, factor: number): Picture {
  const width = Math.floor(picture.width / factor);
  const height = Math.floor(picture.height / factor);
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      // Three numbers and no array: this runs for every pixel of hundreds of pictures.
      let [red, green, blue] = [0, 0, 0];
      for (let row = y * factor; row < (y + 1) * factor; row += 1) {
        const end = (row * picture.width + (x + 1) * factor) * 4;
        for (let at = (row * picture.width + x * factor) * 4; at < end; at += 4) {
          red += picture.pixels[at] ?? 0;
          green += picture.pixels[at + 1] ?? 0;
          blue += picture.pixels[at + 2] ?? 0;
        }
      }
      pixels.set([...[red, green, blue].map((sum) => Math.round(sum / (factor * factor))), 255], (y * width + x) * 4);
    }
  }
  return { width, height, pixels };
}

/** A miniature's pixel is the mean of a square of this side: about a letter's height. */
export const MINIATURE_FACTOR = 20;

export function likenessOf(picture: Picture): Likeness {
  const { width, height, pixels } = picture;
  return { luma: lumaOfRgba(pixels, { width, height }), miniature: shrunk(picture, MINIATURE_FACTOR) };
}

/** The largest difference of any channel of any pixel, 0–255. Throws a RangeError for pictures of different sizes. */
export function largestStep(one: Picture, other: Picture): number {
  if (one.width !== other.width || one.height !== other.height) throw new RangeError('Two pictures of different sizes have no difference.');
  let largest = 0;
  for (let at = 0; at < one.pixels.length; at += 1) largest = Math.max(largest, Math.abs((one.pixels[at] ?? 0) - (other.pixels[at] ?? 0)));
  return largest;
}
