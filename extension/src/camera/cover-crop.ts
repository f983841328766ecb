// A picture of any proportions -> the middle part of it that fills a tile. Pure.

export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The largest part of `picture` (px, both sides above 0) with the proportions of `tile`, around its middle. */
export function coverCrop(picture: Size, tile: Size): Crop {
  const scale = Math.min(picture.width / tile.width, picture.height / tile.height);
  const width = Math.min(picture.width, tile.width * scale);
  const height = Math.min(picture.height, tile.height * scale);
  return { x: (picture.width - width) / 2, y: (picture.height - height) / 2, width, height };
}
