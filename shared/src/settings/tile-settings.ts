// How the tile looks: the contract's modes, themes, defaults and clamps.
import * as z from 'zod/mini';
import { schemaOf } from '../shape/shape-schema.ts';
import { DEFAULT_TILE_SETTINGS, tileColoursShape, tileSettingsShape, type TileSettings } from './tile-defaults.ts';

export * from './tile-defaults.ts';

/** Complete settings; its output is within TILE_LIMITS. */
export const tileSettings = schemaOf(tileSettingsShape);

/** Colours of the theme `custom`. */
export const tileColours = schemaOf(tileColoursShape);

const someObject = z.record(z.string(), z.unknown());

/** Settings from untrusted input over `base`: numbers are clamped to TILE_LIMITS; throws a ZodError on a wrong mode, theme or type. */
export function parseTileSettings(input: unknown, base: TileSettings = DEFAULT_TILE_SETTINGS): TileSettings {
  const given = Object.entries(someObject.parse(input)).filter(([, value]) => value !== undefined);
  return tileSettings.parse({ ...base, ...Object.fromEntries(given) });
}
