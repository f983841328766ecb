// TileLayout -> pixels, on whatever 2D canvas there is.
import { measureOn, type Canvas2d } from './canvas-2d.ts';
import { cssFont } from './fonts.ts';
import { createLayoutMemo, type LayoutMemo } from './layout-memo.ts';
import { layoutTile } from './layout-tile.ts';
import type { TileInput } from './tile-input.ts';
import type { TileLayout } from './tile-layout.ts';

/** Draws a layout over the whole picture, or over what is on the canvas when it has no background. The canvas must be as large. */
export function paintLayout(canvas: Canvas2d, layout: TileLayout): void {
  canvas.globalAlpha = 1;
  if (layout.background !== null) {
    canvas.fillStyle = layout.background;
    canvas.fillRect(0, 0, layout.width, layout.height);
  }
  for (const box of layout.boxes) {
    canvas.globalAlpha = box.opacity;
    canvas.fillStyle = box.colour;
    canvas.beginPath();
    canvas.roundRect(box.x, box.y, box.width, box.height, box.radius);
    canvas.fill();
  }
  canvas.globalAlpha = 1;
  canvas.textAlign = 'left';
  canvas.textBaseline = 'alphabetic';
  for (const line of layout.lines) {
    canvas.font = cssFont(line.fontPx, line.weight, line.locale);
    canvas.direction = line.direction;
    for (const run of line.runs) {
      canvas.fillStyle = run.colour;
      // Half a px of grace: a width that was rounded must not condense the letters.
      canvas.fillText(run.text, run.x, line.baselineY, run.width + 0.5);
    }
  }
}

/** What was measured on a canvas, for as long as the canvas lives and its letters stay the same. */
const memos = new WeakMap<Canvas2d, { readonly lettersVersion: number; readonly memo: LayoutMemo }>();

function memoOf(canvas: Canvas2d, lettersVersion: number): LayoutMemo {
  const kept = memos.get(canvas);
  if (kept?.lettersVersion === lettersVersion) return kept.memo;
  const memo = createLayoutMemo();
  memos.set(canvas, { lettersVersion, memo });
  return memo;
}

/** Lays a tile out with this canvas's own letters, draws it, and says what it drew. */
export function paintTile(canvas: Canvas2d, input: TileInput): TileLayout {
  const layout = layoutTile(input, measureOn(canvas), memoOf(canvas, input.lettersVersion ?? 0));
  paintLayout(canvas, layout);
  return layout;
}
