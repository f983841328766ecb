// Decoded frames -> numbers: how much of the picture changed, and whether some drawn text is really in it. Pure.

/** A picture's luma, row by row. */
export interface Luma {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Every n-th pixel in both directions is looked at for change: 57,600 of a 720p picture. */
const CHANGE_STRIDE = 4;

/** A luma step that VP8's noise on a still picture does not reach; letters on their background do by far. */
const CHANGE_STEP = 32;

/** How many looked-at pixels differ between two pictures of one size. Infinity when their sizes differ. */
export function changedPixels(before: Luma, after: Luma): number {
  if (before.width !== after.width || before.height !== after.height) return Number.POSITIVE_INFINITY;
  let changed = 0;
  for (let y = 0; y < after.height; y += CHANGE_STRIDE) {
    const row = y * after.width;
    for (let x = 0; x < after.width; x += CHANGE_STRIDE) {
      if (Math.abs((before.pixels[row + x] ?? 0) - (after.pixels[row + x] ?? 0)) > CHANGE_STEP) changed += 1;
    }
  }
  return changed;
}

/** The luma of a decoded frame: its Y plane, not copied. */
export function lumaOfI420(frame: { readonly width: number; readonly height: number; readonly i420: Uint8Array }): Luma {
  const { width, height, i420 } = frame;
  return { width, height, pixels: i420.subarray(0, width * height) };
}

/** The pixels in a box, as far as it lies in the picture; those that it touches belong to it. */
export function cutOut(luma: Luma, box: Box): Luma {
  const left = Math.max(0, Math.floor(box.x));
  const top = Math.max(0, Math.floor(box.y));
  const width = Math.min(luma.width, Math.ceil(box.x + box.width)) - left;
  const height = Math.min(luma.height, Math.ceil(box.y + box.height)) - top;
  const pixels = new Uint8Array(width * height);
  for (let row = 0; row < height; row += 1) {
    const from = (top + row) * luma.width + left;
    pixels.set(luma.pixels.subarray(from, from + width), row * width);
  }
  return { width, height, pixels };
}

/** Full-range or studio-range RGB to luma is a linear map; correlation does not care which (BT.601 weights). */
export function lumaOfRgba(rgba: Uint8ClampedArray | Uint8Array, size: { readonly width: number; readonly height: number }): Luma {
  const pixels = new Uint8Array(size.width * size.height);
  for (let index = 0; index < pixels.length; index += 1) {
    const at = index * 4;
    pixels[index] = Math.round(0.299 * (rgba[at] ?? 0) + 0.587 * (rgba[at + 1] ?? 0) + 0.114 * (rgba[at + 2] ?? 0));
  }
  return { ...size, pixels };
}

/**
 * Normalised cross-correlation of two pictures inside a box, −1…1; 0 where either is flat there.
 * Two pictures of different sizes are compared at the size of the second (nearest pixel of the first).
 */
export function correlation(expected: Luma, decoded: Luma, box: Box): number {
  const scaleX = decoded.width / expected.width;
  const scaleY = decoded.height / expected.height;
  const left = Math.max(0, Math.floor(box.x * scaleX));
  const top = Math.max(0, Math.floor(box.y * scaleY));
  const right = Math.min(decoded.width, Math.ceil((box.x + box.width) * scaleX));
  const bottom = Math.min(decoded.height, Math.ceil((box.y + box.height) * scaleY));
  let n = 0;
  let sumA = 0;
  let sumB = 0;
  let sumAA = 0;
  let sumBB = 0;
  let sumAB = 0;
  for (let y = top; y < bottom; y += 1) {
    const expectedRow = Math.min(expected.height - 1, Math.floor(y / scaleY)) * expected.width;
    for (let x = left; x < right; x += 1) {
      const a = expected.pixels[expectedRow + Math.min(expected.width - 1, Math.floor(x / scaleX))] ?? 0;
      const b = decoded.pixels[y * decoded.width + x] ?? 0;
      n += 1;
      sumA += a;
      sumB += b;
      sumAA += a * a;
      sumBB += b * b;
      sumAB += a * b;
    }
  }
  if (n === 0) return 0;
  const varianceA = sumAA / n - (sumA / n) ** 2;
  const varianceB = sumBB / n - (sumB / n) ** 2;
  if (varianceA < 1 || varianceB < 1) return 0;
  return (sumAB / n - (sumA / n) * (sumB / n)) / Math.sqrt(varianceA * varianceB);
}
