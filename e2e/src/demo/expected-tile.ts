// Cues -> the picture that the tile should show, drawn in Node by the very painter that the page runs.
import { createTileCanvas } from '@subcam/daemon';
import type { TileSettings } from '@subcam/shared';
import { layoutTile, paintTile } from '@subcam/shared/paint';
import { lumaOfRgba } from './pixels.ts';
import type { ExpectTile } from './tile-witness.ts';

export function expectTileOf(settings: TileSettings): ExpectTile {
  void createTileCanvas;
  void layoutTile;
  void paintTile;
  void lumaOfRgba;
  void settings;
  throw new Error('to be joined');
}
