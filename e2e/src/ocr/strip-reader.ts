// Decoded frames of a tile -> what its strip says, as Tesseract reads it: the state and the engines in use.
import { OffscreenCanvas } from '@subcam/daemon';
import { DEFAULT_TILE_SETTINGS } from '@subcam/shared';
import { INITIAL_MARKS, layoutTile, measureOn } from '@subcam/shared/paint';
import { cutOut, lumaOfI420, type Box, type Luma } from '../demo/pixels.ts';
import { readLine } from './read-line.ts';

export interface StripReader {
  /** The newest frame alone is kept; one of another size than the tile's own is not. */
  frame(frame: { readonly width: number; readonly height: number; readonly i420: Uint8Array }): void;
  /** `Listening · Backup translation · moonshine · bergamot` of the newest frame, as far as it can be read; empty before the first. Rejects as `readLine` does. */
  read(): Promise<string>;
}

/** From where the state begins to where the disclosure does, which is on the right and always the same. */
function boxOfStrip({ width, height }: { readonly width: number; readonly height: number }): Box {
  const marks = { ...INITIAL_MARKS, status: 'listening' } as const;
  const layout = layoutTile(
    { cues: [], marks, settings: DEFAULT_TILE_SETTINGS, width, height, nowMs: 0, cueSeen: true },
    measureOn(new OffscreenCanvas(width, height).getContext('2d')),
  );
  const [state, disclosure] = (['state', 'disclosure'] as const).map((role) => layout.lines.find((line) => line.role === role));
  if (state === undefined || disclosure === undefined) throw new Error('The tile has no strip.');
  return { x: state.x, y: state.y, width: disclosure.x - state.x, height: state.height };
}

/** Of a tile with the settings that it has as it comes. */
export function openStripReader(): StripReader {
  const { width, height } = DEFAULT_TILE_SETTINGS;
  const box = boxOfStrip({ width, height });
  let newest: Luma | null = null;
  return {
    frame: (frame) => {
      if (frame.width === width && frame.height === height) newest = lumaOfI420(frame);
    },
    read: async () => (newest === null ? '' : readLine(cutOut(newest, box), 'eng')),
  };
}
