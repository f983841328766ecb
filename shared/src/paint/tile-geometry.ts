// Tile geometry: what each mode makes of a size: letter sizes, margins, and the region in which cues stand.
import type { TileMode } from '../settings/tile-defaults.ts';
import type { Box } from './tile-layout.ts';

export interface TileGeometry {
  /** Letter sizes, px. */
  readonly translationPx: number;
  readonly originalPx: number;
  readonly namePx: number;
  readonly markPx: number;
  /** Where cues may stand, panels included. */
  readonly region: Box;
  /** The strip of state marks at the top. */
  readonly strip: Box;
  readonly paddingX: number;
  readonly paddingY: number;
  readonly barWidth: number;
  readonly gap: number;
  readonly radius: number;
  readonly align: 'start' | 'centre';
  readonly anchor: 'bottom' | 'middle';
  readonly maxCues: number;
  /** Whether panels reach across the region whatever they hold. */
  readonly panels: boolean;
}

/** Letters of a translation are never smaller than this share of the picture's height. */
export const MIN_LETTER_SHARE = 1 / 18;
/** Line height and baseline in letter sizes: Noto Sans with accents on capitals reaches 1.0 up and 0.29 down. */
export const LINE_HEIGHT = 1.32;
export const BASELINE = 1.01;
/** Below this no letters can be told apart, on any picture that is large enough for them. */
const MIN_SMALL_PX = 9;

interface ModeShape {
  /** Letters of translations as a share of the height. */
  readonly letterShare: number;
  /** The region's edges as shares of width and height; `null` top: under the strip. */
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly align: 'start' | 'centre';
  readonly anchor: 'bottom' | 'middle';
  readonly latestOnly: boolean;
  readonly panels: boolean;
}

const OVERLAY: ModeShape = {
  letterShare: 1 / 15,
  left: 0.02,
  right: 0.98,
  bottom: 0.965,
  align: 'start',
  anchor: 'bottom',
  latestOnly: false,
  panels: true,
};

/** `split` and `interpreter` stand as `overlay` does: a pair of original and translation, one above the other. */
const SHAPES: Readonly<Record<TileMode, ModeShape>> = {
  overlay: OVERLAY,
  sidebar: { ...OVERLAY, letterShare: 1 / 18, left: 2 / 3, right: 0.99 },
  bottom_banner: { ...OVERLAY, left: 0, right: 1, bottom: 1, latestOnly: true },
  floating: { ...OVERLAY, letterShare: 1 / 18, left: 0.12, right: 0.88, bottom: 0.92 },
  fullscreen: { ...OVERLAY, letterShare: 1 / 12, left: 0.04, right: 0.96, align: 'centre', anchor: 'middle', panels: false },
  subtitle: { ...OVERLAY, left: 0.06, right: 0.94, bottom: 0.94, align: 'centre', latestOnly: true },
  split: OVERLAY,
  interpreter: OVERLAY,
};

/** Sizes are whole px, so that the same letters look the same in every line. */
export function tileGeometry(size: { readonly width: number; readonly height: number }, mode: TileMode, maxCues: number): TileGeometry {
  const { width, height } = size;
  const shape = SHAPES[mode];
  const regionWidth = width * (shape.right - shape.left);
  // A narrow picture wraps at fewer letters first, and only then makes them smaller, down to the smallest share.
  const wanted = Math.min(height * shape.letterShare, regionWidth / 18);
  const translationPx = Math.max(1, Math.ceil(Math.max(height * MIN_LETTER_SHARE, wanted)));
  const small = (share: number): number => Math.min(translationPx, Math.max(MIN_SMALL_PX, Math.round(translationPx * share)));
  const markPx = Math.min(Math.max(MIN_SMALL_PX, Math.round(height / 34)), Math.max(1, Math.floor(height / 6)));
  const stripHeight = Math.ceil(markPx * 2);
  const top = stripHeight + Math.round(height * 0.01);
  const bottom = Math.floor(height * shape.bottom);
  const left = Math.floor(width * shape.left);
  return {
    translationPx,
    originalPx: small(0.64),
    namePx: small(0.54),
    markPx,
    region: { x: left, y: top, width: Math.max(0, Math.floor(width * shape.right) - left), height: Math.max(0, bottom - top) },
    strip: { x: Math.floor(width * 0.02), y: 0, width: Math.floor(width * 0.96), height: stripHeight },
    paddingX: Math.round(translationPx * 0.5),
    paddingY: Math.round(translationPx * 0.24),
    barWidth: Math.max(2, Math.round(translationPx * 0.13)),
    gap: Math.round(translationPx * 0.25),
    radius: shape.bottom === 1 ? 0 : Math.round(translationPx * 0.22),
    align: shape.align,
    anchor: shape.anchor,
    maxCues: shape.latestOnly ? 1 : maxCues,
    panels: shape.panels,
  };
}
