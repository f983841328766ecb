// Paint: cues -> boxes and lines (pure) -> pixels on any 2D canvas: the page and Node draw the same tile.
export { measureOn, type Canvas2d, type TextMeasure } from './canvas-2d.ts';
export { cssFont, FIRST_FONTS, TILE_FONTS, type FontWeight, type TileFont } from './fonts.ts';
export { INITIAL_MARKS, type TileInput, type TileMarks } from './tile-input.ts';
