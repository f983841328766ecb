// Cues -> the picture that the tile should show, drawn in Node by the very painter that the page runs.
import { OffscreenCanvas } from '@subcam/daemon';
import { INITIAL_MARKS, layoutTile, measureOn, paintLayout, type TextLine } from '@subcam/shared/paint';
import type { TileSettings } from '@subcam/shared';
import { lumaOfRgba } from './pixels.ts';
import type { ExpectedTile, ExpectTile } from './tile-witness.ts';

type SubtitleLine = TextLine & { readonly cueId: string; readonly role: 'original' | 'translation' };

function isSubtitle(line: TextLine): line is SubtitleLine {
  return line.cueId !== null && (line.role === 'original' || line.role === 'translation');
}

/** Marks differ in page and Node (the page knows the engine's name), but they stand apart from the lines that are compared. */
export function expectTileOf(settings: TileSettings): ExpectTile {
  const { width, height } = settings;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  return (cues, nowMs): ExpectedTile => {
    const layout = layoutTile(
      { cues, marks: { ...INITIAL_MARKS, status: 'listening' }, settings, width, height, nowMs, cueSeen: true },
      measureOn(context),
    );
    paintLayout(context, layout);
    const lines = layout.lines.filter(isSubtitle).map((line) => ({
      cueId: line.cueId,
      kind: line.role,
      text: line.text,
      box: { x: line.x, y: line.y, width: line.width, height: line.height },
    }));
    return { luma: lumaOfRgba(canvas.pixels(), { width, height }), lines };
  };
}
