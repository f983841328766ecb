// Two pictures of one layout -> how alike their lines are, a few letters at a time.
import type { TextLine } from '@subcam/shared/paint';
import { correlation, type Box, type Luma } from '../demo/pixels.ts';

export interface LineLikeness {
  readonly text: string;
  /** Correlation of the least like stretch of the line, −1…1. */
  readonly correlation: number;
}

/** Width of a stretch, in multiples of the letters' size: four to eight letters. */
const STRETCH_EM = 4;

/** Luma steps that count as a flat stretch: nothing is written there. */
const FLAT_STEPS = 8;

function isFlat(luma: Luma, box: Box): boolean {
  let [low, high] = [255, 0];
  for (let y = Math.floor(box.y); y < Math.min(luma.height, box.y + box.height); y += 1) {
    for (let x = Math.floor(box.x); x < Math.min(luma.width, box.x + box.width); x += 1) {
      const value = luma.pixels[y * luma.width + x] ?? 0;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return high - low <= FLAT_STEPS;
}

/** Stretches in which both pictures are flat are alike; where only one is, they are not at all. */
export function likenessOfLines(a: Luma, b: Luma, lines: readonly TextLine[]): readonly LineLikeness[] {
  return lines.map((line) => {
    const count = Math.max(1, Math.round(line.width / (STRETCH_EM * line.fontPx)));
    const stretches = Array.from({ length: count }, (_, index) => ({
      x: line.x + (index * line.width) / count,
      y: line.y,
      width: line.width / count,
      height: line.height,
    }));
    const alike = stretches.map((box) => (isFlat(a, box) && isFlat(b, box) ? 1 : correlation(a, b, box)));
    return { text: line.text, correlation: Math.min(...alike) };
  });
}
