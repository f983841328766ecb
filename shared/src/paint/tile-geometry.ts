// Tile geometry: what each mode makes of a size: letter sizes, rows, margins, and the region in which cues stand.
import type { TileMode, TileSettings } from '../settings/tile-defaults.ts';
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
  /** Rows of a block that are shown in each language, the latest; Infinity: as many as there is room for. */
  readonly rows: number;
  /** Columns of a line at most; Infinity: as many as it is wide. */
  readonly maxColumns: number;
  /** Whether originals and translations stand side by side. */
  readonly sideBySide: boolean;
  /** Blocks at most. A block counts as one cue however many it joins: a viewer sees one person's words. */
  readonly maxBlocks: number;
  /** What lies behind the words: a panel for each block, one for the whole region, or nothing. */
  readonly panel: 'block' | 'region' | 'none';
}

/** No letters of a cue are smaller than this share of the picture's height, unless the person asks for smaller ones. */
export const MIN_LETTER_SHARE = 1 / 18;
/** Line height and baseline in letter sizes: Noto Sans with accents on capitals reaches 1.0 up and 0.29 down. */
export const LINE_HEIGHT = 1.32;
export const BASELINE = 1.01;
/** Two lines of 42 characters a language: the usual limits of subtitles (Netflix timed text style guide; BBC: 37 to 42). */
const MAX_ROWS = 2;
const MAX_COLUMNS = 42;
/** Below this no letters can be told apart, on any picture that is large enough for them. */
const MIN_SMALL_PX = 9;
/** A picture wraps at fewer letters before it makes them smaller than the mode's own size; not at fewer than these. */
const MIN_REGION_LETTERS = 18;
/** A sidebar is wider than its third where the third is narrower than this many letters. */
const MIN_SIDEBAR_LETTERS = 9;

interface ModeShape {
  /** Letters as a share of the height. */
  readonly translation: number;
  readonly original: number;
  /** The region's edges as shares of width and height. */
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly rows: number;
  readonly maxColumns: number;
  readonly sideBySide: boolean;
  readonly latestOnly: boolean;
  readonly panel: TileGeometry['panel'];
  /** In letter sizes. */
  readonly radius: number;
}

const OVERLAY: ModeShape = {
  translation: 1 / 14,
  original: MIN_LETTER_SHARE,
  left: 0.02,
  right: 0.98,
  bottom: 0.965,
  rows: MAX_ROWS,
  maxColumns: MAX_COLUMNS,
  sideBySide: false,
  latestOnly: false,
  panel: 'block',
  radius: 0.22,
};

const SHAPES: Readonly<Record<TileMode, ModeShape>> = {
  overlay: OVERLAY,
  sidebar: {
    ...OVERLAY,
    translation: MIN_LETTER_SHARE,
    left: 2 / 3,
    right: 1,
    bottom: 1,
    rows: Infinity,
    maxColumns: Infinity,
    panel: 'region',
    radius: 0,
  },
  bottom_banner: { ...OVERLAY, left: 0, right: 1, bottom: 1, latestOnly: true, radius: 0 },
  floating: { ...OVERLAY, translation: MIN_LETTER_SHARE, left: 0.1, right: 0.9, bottom: 0.92, radius: 0.55 },
  fullscreen: { ...OVERLAY, translation: 1 / 12, original: 1 / 16, left: 0.09, right: 0.91, bottom: 0.88, panel: 'none' },
  subtitle: { ...OVERLAY, left: 0.07, right: 0.93, bottom: 0.94, latestOnly: true, radius: 0.35 },
  split: { ...OVERLAY, translation: MIN_LETTER_SHARE, sideBySide: true },
  // Two rows of the original here too: in one, a cue that begins would take the one before it, and its unread translation, away.
  interpreter: { ...OVERLAY, translation: 1 / 11, left: 0.03, right: 0.97 },
};

/** Sizes are whole px, so that the same letters look the same in every line. */
export function tileGeometry(
  size: { readonly width: number; readonly height: number },
  { mode, maxCues, letterScale }: Pick<TileSettings, 'mode' | 'maxCues' | 'letterScale'>,
): TileGeometry {
  const { width, height } = size;
  const shape = SHAPES[mode];
  const letters = (share: number): number => {
    const own = Math.max(MIN_LETTER_SHARE, Math.min(share, (width * (shape.right - shape.left)) / MIN_REGION_LETTERS / height));
    return Math.max(1, Math.ceil(height * own * letterScale - 1e-6));
  };
  const translationPx = letters(shape.translation);
  const originalPx = letters(shape.original);
  const markPx = Math.min(Math.max(MIN_SMALL_PX, Math.round((height * letterScale) / 34)), Math.max(1, Math.floor(height / 6)));
  const stripHeight = Math.ceil(markPx * 2);
  const top = stripHeight + Math.round(height * 0.01);
  const bottom = Math.floor(height * shape.bottom);
  const right = Math.floor(width * shape.right);
  const widest = shape.rows === Infinity ? right - Math.round(MIN_SIDEBAR_LETTERS * translationPx) : width;
  const left = Math.max(0, Math.min(Math.ceil(width * shape.left), widest));
  return {
    translationPx,
    originalPx,
    namePx: Math.min(originalPx, Math.max(MIN_SMALL_PX, Math.round(originalPx * 0.72))),
    markPx,
    region: { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) },
    strip: { x: Math.floor(width * 0.02), y: 0, width: Math.floor(width * 0.96), height: stripHeight },
    paddingX: Math.round(Math.min(translationPx * 0.5, width * 0.03)),
    paddingY: Math.round(translationPx * 0.24),
    barWidth: Math.max(2, Math.round(translationPx * 0.13)),
    gap: Math.round(translationPx * 0.25),
    radius: Math.round(translationPx * shape.radius),
    rows: shape.rows,
    maxColumns: shape.maxColumns,
    sideBySide: shape.sideBySide,
    maxBlocks: shape.latestOnly ? 1 : maxCues,
    panel: shape.panel,
  };
}

export function lineHeight(fontPx: number): number {
  return Math.ceil(fontPx * LINE_HEIGHT);
}

/** Where the words of a block stand across: right of its bar, between its paddings. */
export function textPlace({ region, paddingX, barWidth }: TileGeometry): { readonly x: number; readonly width: number } {
  return { x: region.x + barWidth + paddingX, width: Math.max(1, region.width - 2 * paddingX - barWidth) };
}
