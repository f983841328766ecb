// The tile's settings: modes, themes, limits and defaults, apart from their schema, which a script in every page must not carry.
import { choice, clamped, flag, nullable, object, text, type ValueOf } from '../shape/shape.ts';

export const TILE_MODES = ['overlay', 'sidebar', 'bottom_banner', 'floating', 'fullscreen', 'subtitle', 'split', 'interpreter'] as const;
export const TILE_THEMES = ['dark', 'light', 'high_contrast', 'minimal', 'corporate', 'custom'] as const;

export type TileMode = (typeof TILE_MODES)[number];
export type TileTheme = (typeof TILE_THEMES)[number];

/** Limits of the contract (The tile): a value outside is clamped, a wrong mode or theme is refused. */
export const TILE_LIMITS = {
  maxCues: { min: 1, max: 10 },
  cueDurationMs: { min: 5_000, max: 60_000 },
  fps: { min: 1, max: 60 },
  width: { min: 320, max: 1920 },
  height: { min: 180, max: 1080 },
  backgroundOpacity: { min: 0, max: 1 },
  letterScale: { min: 0.75, max: 1.5 },
} as const;

/** `#rrggbb` */
export const COLOUR = /^#[0-9a-f]{6}$/iu;

const colour = text(7, COLOUR);

/** Colours of the theme `custom`, each as in `COLOUR`. */
export const tileColoursShape = object({
  background: colour,
  /** Behind a cue. */
  panel: colour,
  /** Of translations; originals and marks are a dimmed form of it. Made lighter or darker where it would not be legible. */
  text: colour,
});
export type TileColours = ValueOf<typeof tileColoursShape>;

/** Complete settings: the numbers are brought within their limits wherever they are read. */
export const tileSettingsShape = object({
  width: clamped(TILE_LIMITS.width, true),
  height: clamped(TILE_LIMITS.height, true),
  fps: clamped(TILE_LIMITS.fps),
  mode: choice(TILE_MODES),
  theme: choice(TILE_THEMES),
  maxCues: clamped(TILE_LIMITS.maxCues, true),
  cueDurationMs: clamped(TILE_LIMITS.cueDurationMs),
  showSpeakerNames: flag,
  showConfidence: flag,
  showTimestamps: flag,
  backgroundOpacity: clamped(TILE_LIMITS.backgroundOpacity),
  /** Of all letters, relative to the mode's own size. */
  letterScale: clamped(TILE_LIMITS.letterScale),
  /** null: the product's own. */
  colours: nullable(tileColoursShape),
});
export type TileSettings = ValueOf<typeof tileSettingsShape>;

export const DEFAULT_TILE_SETTINGS: TileSettings = {
  width: 1280,
  height: 720,
  fps: 30,
  mode: 'overlay',
  theme: 'dark',
  maxCues: 5,
  cueDurationMs: 10_000,
  showSpeakerNames: true,
  showConfidence: true,
  showTimestamps: false,
  backgroundOpacity: 0.8,
  letterScale: 1,
  colours: null,
};
