// The tile's modes, themes, limits and defaults, apart from their schema: a script in every page carries these alone.
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

/** Colours of the theme `custom`, each as in `COLOUR`. */
export interface TileColours {
  readonly background: string;
  /** Behind a cue. */
  readonly panel: string;
  /** Of translations; originals and marks are a dimmed form of it. Made lighter or darker where it would not be legible. */
  readonly text: string;
}

export interface TileSettings {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly mode: TileMode;
  readonly theme: TileTheme;
  readonly maxCues: number;
  readonly cueDurationMs: number;
  readonly showSpeakerNames: boolean;
  readonly showConfidence: boolean;
  readonly showTimestamps: boolean;
  readonly backgroundOpacity: number;
  /** Of all letters, relative to the mode's own size. */
  readonly letterScale: number;
  /** null: the product's own. */
  readonly colours: TileColours | null;
}

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
