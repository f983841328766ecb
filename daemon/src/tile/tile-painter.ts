// A tile's model and an instant -> its picture, drawn once for as long as nothing of it changes.
import { SubcamError } from '@subcam/shared';
import { paintTile, type TileModel } from '@subcam/shared/paint';
import { OffscreenCanvas } from '../lib/offscreen-canvas.ts';

/** Pixels of a tile. They can be asked for until the same painter draws the next one; what was asked for before stays. */
export interface Picture {
  /** px. */
  readonly width: number;
  readonly height: number;
  /** RGBA, row by row. Throws `internal` when the painter has drawn another picture since. */
  rgba(): Uint8ClampedArray;
  /** Rejects with `internal` as `rgba` throws. */
  png(): Promise<Buffer>;
  /** `quality`: 1–100. */
  jpeg(quality: number): Promise<Buffer>;
}

export interface TilePainter {
  /** The same object as before while the model, the size and what has expired are the same. */
  draw(options: DrawOptions): Picture;
  /** Pictures that were really drawn. */
  readonly drawn: number;
}

export interface DrawOptions {
  readonly model: Pick<TileModel, 'input' | 'version' | 'nextExpiryMs'>;
  /** px; whole. */
  readonly width: number;
  readonly height: number;
  /** Wall clock. */
  readonly nowMs: number;
  /** East of UTC, for times on the tile. Default: the machine's own zone. */
  readonly utcOffsetMinutes?: number;
}

interface Drawn {
  readonly picture: Picture;
  readonly version: number;
  readonly validFromMs: number;
  readonly validUntilMs: number;
  readonly utcOffsetMinutes: number | undefined;
}

/** One painter is of one model. */
export function createTilePainter(): TilePainter {
  let canvas: OffscreenCanvas | null = null;
  let last: Drawn | null = null;
  let drawn = 0;

  const isRight = (before: Drawn, { model, width, height, nowMs, utcOffsetMinutes }: DrawOptions): boolean =>
    before.version === model.version &&
    before.picture.width === width &&
    before.picture.height === height &&
    before.utcOffsetMinutes === utcOffsetMinutes &&
    nowMs >= before.validFromMs &&
    nowMs < before.validUntilMs;

  return {
    draw: (options) => {
      if (last !== null && isRight(last, options)) return last.picture;
      const { model, width, height, nowMs, utcOffsetMinutes } = options;
      if (canvas?.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
      const zone = utcOffsetMinutes === undefined ? {} : { utcOffsetMinutes };
      paintTile(canvas.getContext('2d'), { ...model.input({ width, height }, nowMs), ...zone });
      drawn += 1;
      const number = drawn;
      const picture = pictureOf(canvas, () => number === drawn);
      const validUntilMs = model.nextExpiryMs(nowMs) ?? Number.POSITIVE_INFINITY;
      last = { picture, version: model.version, validFromMs: nowMs, validUntilMs, utcOffsetMinutes };
      return picture;
    },
    get drawn() {
      return drawn;
    },
  };
}

function pictureOf(canvas: OffscreenCanvas, isCurrent: () => boolean): Picture {
  const { width, height } = canvas;
  let pixels: Uint8ClampedArray | null = null;
  let png: Promise<Buffer> | null = null;
  const checked = (): OffscreenCanvas => {
    if (isCurrent()) return canvas;
    throw new SubcamError('internal', 'This picture of a tile is over: another has been drawn on its canvas. Ask for pixels in time.');
  };
  return {
    width,
    height,
    rgba: () => (pixels ??= checked().pixels()),
    // The canvas is copied when it is asked to encode, not when it has.
    png: async () => await (png ??= checked().png()),
    jpeg: async (quality) => await checked().jpeg(quality),
  };
}
