// The tile's typeface: Noto Sans under names of ours, one family per script file, and the CSS font of a size and weight.

export type FontWeight = 400 | 600;

export interface TileFont {
  /** The name under which it is registered, in a page and in Node alike. */
  readonly family: string;
  readonly weight: FontWeight;
  /** Path inside the package `@fontsource/noto-sans`. */
  readonly file: string;
}

const SCRIPTS = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'vietnamese', 'devanagari'] as const;

const familyOf = (script: string): string => `Subcam ${script}`;

/**
 * Every font file of the tile. Each script has a family of its own, all of which the CSS font lists: files of one family would
 * hide each other's glyphs, since they carry no ranges when they are registered from bytes.
 */
export const TILE_FONTS: readonly TileFont[] = SCRIPTS.flatMap((script) =>
  ([400, 600] as const).map((weight) => ({
    family: familyOf(script),
    weight,
    file: `files/noto-sans-${script}-${weight}-normal.woff2`,
  })),
);

/** What a page needs before the first cue: Latin letters with and without accents. */
export const FIRST_FONTS: readonly TileFont[] = TILE_FONTS.filter(
  ({ family }) => family === familyOf('latin') || family === familyOf('latin-ext'),
);

const STACK = [...SCRIPTS.map((script) => `"${familyOf(script)}"`), 'sans-serif'].join(', ');

/** The CSS font of a size in px; falls back to the system's sans-serif for scripts and moments without a file of ours. */
export function cssFont(sizePx: number, weight: FontWeight): string {
  return `${weight} ${sizePx}px ${STACK}`;
}
