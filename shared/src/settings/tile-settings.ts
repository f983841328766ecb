// How the tile looks: the contract's modes, themes, defaults and clamps.
import * as z from 'zod/mini';
import { COLOUR, DEFAULT_TILE_SETTINGS, TILE_LIMITS, TILE_MODES, TILE_THEMES, type TileSettings } from './tile-defaults.ts';

export * from './tile-defaults.ts';

const colour = z.string().check(z.regex(COLOUR));

export const tileColours = z.object({ background: colour, panel: colour, text: colour });

/** Complete settings, already clamped by whoever sends them. */
export const tileSettings = z.object({
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
  letterScale: z.number(),
  colours: z.nullable(tileColours),
});

const patch = z.partial(tileSettings);

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
    letterScale: clamp(merged.letterScale, TILE_LIMITS.letterScale),
  };
}
