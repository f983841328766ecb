// Paint: cues -> boxes and lines (pure) -> pixels on any 2D canvas: the page and Node draw the same tile.
export { cuesShape, cueUpdateShape } from '../cue/cue.ts';
export { DEFAULT_TILE_SETTINGS, TILE_LIMITS, TILE_MODES, TILE_THEMES, tileSettingsShape } from '../settings/tile-defaults.ts';
export { breakLines, truncate } from './break-lines.ts';
export { measureOn, type Canvas2d, type TextMeasure } from './canvas-2d.ts';
export { columnsOf } from './columns.ts';
export { isDrawable, requireDrawable } from './drawable-language.ts';
export { cssFont, FIRST_FONTS, scriptsOf, TILE_FONTS, type FontScript, type FontWeight, type TileFont } from './fonts.ts';
export { layoutTile, WAITING_TEXT } from './layout-tile.ts';
export { piecesOf } from './line-pieces.ts';
export { DISCLOSURE, stateText } from './marks-strip.ts';
export { paintLayout, paintTile } from './paint-tile.ts';
export { areSameMarks, INITIAL_MARKS, tileMarksShape, type TileInput, type TileMarks } from './tile-input.ts';
export type { Box, FilledBox, TextLine, TextRole, TextRun, TileLayout } from './tile-layout.ts';
export { createTileModel, STOPPED_CUE_MS, type TileModel } from './tile-model.ts';
