import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverCrop } from './cover-crop.ts';

const size = fc.record({ width: fc.integer({ min: 1, max: 4_000 }), height: fc.integer({ min: 1, max: 4_000 }) });

describe('the part of a picture that fills a tile', () => {
  it('is all of it when the proportions are the same', () => {
    expect(coverCrop({ width: 640, height: 360 }, { width: 1280, height: 720 })).toEqual({ x: 0, y: 0, width: 640, height: 360 });
  });

  it('leaves out as much above as below, or left as right', () => {
    expect(coverCrop({ width: 640, height: 480 }, { width: 1280, height: 720 })).toEqual({ x: 0, y: 60, width: 640, height: 360 });
    expect(coverCrop({ width: 2_000, height: 720 }, { width: 1280, height: 720 })).toEqual({ x: 360, y: 0, width: 1280, height: 720 });
  });

  it("has the tile's proportions, lies inside the picture and touches two of its edges, whatever the sizes", () => {
    fc.assert(
      fc.property(size, size, (picture, tile) => {
        const crop = coverCrop(picture, tile);
        expect(crop.width / crop.height).toBeCloseTo(tile.width / tile.height, 6);
        expect(crop.x).toBeGreaterThanOrEqual(0);
        expect(crop.y).toBeGreaterThanOrEqual(0);
        expect(crop.x + crop.width).toBeLessThanOrEqual(picture.width + 1e-6);
        expect(crop.y + crop.height).toBeLessThanOrEqual(picture.height + 1e-6);
        expect(Math.min(crop.x, crop.y)).toBeCloseTo(0, 6);
      }),
    );
  });
});
