// Decoded frames of a tile -> what its strip says of the translation: compared with how the painter writes it.
import { OffscreenCanvas } from '@subcam/daemon';
import { DEFAULT_TILE_SETTINGS } from '@subcam/shared';
import { INITIAL_MARKS, layoutTile, measureOn, paintLayout, type TileMarks } from '@subcam/shared/paint';
import { correlation, lumaOfRgba, type Box, type Luma } from './pixels.ts';
import { SEEN_CORRELATION } from './tile-witness.ts';

/** Whether a picture says, beside "Listening", what a tile says whose translation is so. */
export type SaysTranslation = (frame: Luma) => boolean;

/** `translation`: one of those that the tile has words for, such as `substitute`. */
export function saysTranslation(translation: TileMarks['translation']): SaysTranslation {
  const { width, height } = DEFAULT_TILE_SETTINGS;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  const layoutOf = (shown: TileMarks['translation']) =>
    layoutTile(
      {
        cues: [],
        marks: { ...INITIAL_MARKS, status: 'listening', translation: shown },
        settings: DEFAULT_TILE_SETTINGS,
        width,
        height,
        nowMs: 0,
        cueSeen: true,
      },
      measureOn(context),
    );
  const stateOf = (shown: TileMarks['translation']): Box => {
    const line = layoutOf(shown).lines.find(({ role }) => role === 'state');
    if (line === undefined) throw new Error('The tile has no state.');
    return line;
  };
  const [whole, common] = [stateOf(translation), stateOf('ok')];
  // The words that only this state has: those before stand on every tile.
  const box = { x: whole.x + common.width, y: whole.y, width: whole.width - common.width, height: whole.height };
  if (box.width <= 0) throw new Error(`A tile has no words for "${translation}".`);
  paintLayout(context, layoutOf(translation));
  const expected = lumaOfRgba(canvas.pixels(), { width, height });
  return (frame) => correlation(expected, frame, box) >= SEEN_CORRELATION;
}
