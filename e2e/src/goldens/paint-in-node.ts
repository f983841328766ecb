// Input -> picture, painted in this process.
import { OffscreenCanvas } from '@subcam/daemon';
import { paintTile, type TileInput, type TileLayout } from '@subcam/shared/paint';
import type { Picture } from './compare-pictures.ts';

export function paintInNode(input: TileInput): { readonly picture: Picture; readonly layout: TileLayout } {
  const canvas = new OffscreenCanvas(input.width, input.height);
  const layout = paintTile(canvas.getContext('2d'), input);
  return { picture: { width: canvas.width, height: canvas.height, pixels: canvas.pixels() }, layout };
}
