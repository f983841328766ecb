// Canvas2d: the few calls of a 2D canvas that the painter needs, so that a page, a worker and Node draw the same pixels.

/**
 * Satisfied by CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D and @napi-rs/canvas. `fillStyle` is only ever set, to
 * a CSS colour; its type is wide because the three disagree on what reading it gives.
 */
export interface Canvas2d {
  font: string;
  fillStyle: unknown;
  globalAlpha: number;
  textAlign: string;
  textBaseline: string;
  direction: string;
  fillRect(x: number, y: number, width: number, height: number): void;
  fillText(text: string, x: number, y: number, maxWidth?: number): void;
  measureText(text: string): { readonly width: number };
  beginPath(): void;
  roundRect(x: number, y: number, width: number, height: number, radius: number): void;
  fill(): void;
}

/** Width in px of a text set in a CSS font. Must be a pure function of both for layout to be one. */
export type TextMeasure = (text: string, font: string) => number;

/** Measures on a canvas; leaves `font` changed. */
export function measureOn(canvas: Pick<Canvas2d, 'font' | 'measureText'>): TextMeasure {
  let current = '';
  return (text, font) => {
    if (font !== current) {
      canvas.font = font;
      current = font;
    }
    return canvas.measureText(text).width;
  };
}
