// Tile painter: the tile's letters -> a canvas that may hold the person's own camera already. The only part of the camera that knows words.
import { paintLayout, paintTile, type TextLine, type TileLayout, type TileModel } from '@subcam/shared/paint';

export interface ShownCue {
  readonly cueId: string;
  readonly revision: number;
}

export interface PaintOrder {
  /** Of the canvas, px. */
  readonly width: number;
  readonly height: number;
  /** Wall clock, ms. */
  readonly nowMs: number;
  /** The person's own camera is on the canvas already: the letters go over it. */
  readonly backdrop: boolean;
  /** The letters that were drawn on this canvas last are still right. */
  readonly again: boolean;
}

export interface PaintedTile {
  /** Of the letters that were drawn. */
  readonly version: number;
  /** Wall clock at which the first of its cues goes; null: none does. */
  readonly untilMs: number | null;
  /** Since this canvas was painted last, words have come at the ends of lines, and nothing else has changed. */
  readonly onlyGrew: boolean;
  readonly cues: readonly ShownCue[];
}

export interface TilePainter {
  /** Counts changes of what is to be seen. */
  readonly version: number;
  paint(canvas: HTMLCanvasElement, order: PaintOrder): PaintedTile;
}

/** Whether every line that stood still stands at its height, and what is new is of cues that stood: words at the ends of lines. */
function onlyGrew(before: TileLayout | undefined, after: TileLayout): boolean {
  if (before === undefined) return false;
  const placeOf = ({ role, cueId, y }: TextLine): string => `${role} ${cueId} ${y}`;
  const places = new Set(after.lines.map(placeOf));
  const cues = new Set(before.cues.map(({ cueId }) => cueId));
  return before.lines.every((line) => places.has(placeOf(line))) && after.cues.every(({ cueId }) => cues.has(cueId));
}

/** Throws where a canvas has no 2D context. */
export function createTilePainter(model: TileModel): TilePainter {
  const layouts = new WeakMap<HTMLCanvasElement, TileLayout>();
  return {
    get version() {
      return model.version;
    },
    paint(canvas, { width, height, nowMs, backdrop, again }) {
      const context = canvas.getContext('2d', { willReadFrequently: true });
      if (context === null) throw new TypeError('This canvas has no 2D context.');
      const before = layouts.get(canvas);
      const kept = again && before?.width === width && before.height === height ? before : null;
      if (kept !== null) paintLayout(context, kept);
      const layout = kept ?? paintTile(context, { ...model.input({ width, height }, nowMs), backdrop });
      layouts.set(canvas, layout);
      return {
        version: model.version,
        untilMs: model.nextExpiryMs(nowMs),
        onlyGrew: kept !== null || onlyGrew(before, layout),
        cues: layout.cues.map(({ cueId, revision }) => ({ cueId, revision })),
      };
    },
  };
}
