// The blinking cue -> the part of the picture that it changes, and how bright it is there with and without the words.
import { OffscreenCanvas } from '@subcam/daemon';
import { DEFAULT_TILE_SETTINGS, SubcamError } from '@subcam/shared';
import { INITIAL_MARKS, paintTile } from '@subcam/shared/paint';
import type { FrameCrop } from '../../mock-meet/index.ts';
import { lumaOfRgba } from '../demo/pixels.ts';
import { blinkingCue } from './scenes.ts';

export interface BlinkCrop {
  readonly crop: FrameCrop;
  /** Luma half way between the two. */
  readonly threshold: number;
}

/** A pixel that differs by more is of the words, not of the softness of their edges. */
const CHANGED_LUMA = 64;

/** A crop has at most this size, so that reading it at the far end costs nothing to speak of. */
const MAX_CROP = { width: 160, height: 48 } as const;

const even = (value: number): number => value - (value % 2);

/** By the product's own painter, so that a change of layout moves the crop along. Throws `internal` when the words change nothing. */
export function blinkCrop(): BlinkCrop {
  const { width, height } = DEFAULT_TILE_SETTINGS;
  const lumaOf = (revision: number): Uint8Array => {
    const canvas = new OffscreenCanvas(width, height);
    const marks = { ...INITIAL_MARKS, status: 'listening' } as const;
    paintTile(canvas.getContext('2d'), {
      cues: [blinkingCue(revision)],
      marks,
      settings: DEFAULT_TILE_SETTINGS,
      width,
      height,
      nowMs: 0,
      cueSeen: true,
    });
    return lumaOfRgba(canvas.pixels(), { width, height }).pixels;
  };
  const [bright, dark] = [lumaOf(1), lumaOf(2)];
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let at = 0; at < bright.length; at += 1) {
    if ((bright[at] ?? 0) - (dark[at] ?? 0) <= CHANGED_LUMA) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
  }
  if (right <= left || bottom <= top) throw new SubcamError('internal', 'The blinking words of the bench change no pixel of the tile.');
  const crop = {
    x: even(left),
    y: even(top),
    width: Math.min(MAX_CROP.width, even(right - left)),
    height: Math.min(MAX_CROP.height, even(bottom - top)),
  };
  const mean = (luma: Uint8Array): number => {
    let sum = 0;
    for (let y = crop.y; y < crop.y + crop.height; y += 1)
      for (let x = crop.x; x < crop.x + crop.width; x += 1) sum += luma[y * width + x] ?? 0;
    return sum / (crop.width * crop.height);
  };
  return { crop, threshold: (mean(bright) + mean(dark)) / 2 };
}
