// How the tile looks: the contract's modes, themes, defaults and clamps.
import * as z from 'zod/mini';

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
} as const;

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
};

const patch = z.partial(
  z.object({
    width: z.number(),
    height: z.number(),
    fps: z.number(),
    mode: z.enum(TILE_MODES),
    theme: z.enum(TILE_THEMES),
    maxCues: z.number(),
    cueDurationMs: z.number(),
    showSpeakerNames: z.boolean(),
    showConfidence: z.boolean(),
    showTimestamps: z.boolean(),
    backgroundOpacity: z.number(),
  }),
);

function clamp(value: number, limits: { readonly min: number; readonly max: number }): number {
  return Math.min(limits.max, Math.max(limits.min, value));
}

/** Settings from untrusted input over `base`: numbers are clamped to TILE_LIMITS; throws a ZodError on a wrong mode, theme or type. */
export function parseTileSettings(input: unknown, base: TileSettings = DEFAULT_TILE_SETTINGS): TileSettings {
  const given = patch.parse(input);
  const merged = { ...base, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) } as TileSettings;
  return {
    ...merged,
    width: Math.round(clamp(merged.width, TILE_LIMITS.width)),
    height: Math.round(clamp(merged.height, TILE_LIMITS.height)),
    fps: clamp(merged.fps, TILE_LIMITS.fps),
    maxCues: Math.round(clamp(merged.maxCues, TILE_LIMITS.maxCues)),
    cueDurationMs: clamp(merged.cueDurationMs, TILE_LIMITS.cueDurationMs),
    backgroundOpacity: clamp(merged.backgroundOpacity, TILE_LIMITS.backgroundOpacity),
  };
}
