// TileInput from an untyped caller -> one whose size and style have meaning: whatever is not a value of its kind gets its default.
import {
  DEFAULT_TILE_SETTINGS,
  TILE_LIMITS,
  TILE_MODES,
  TILE_THEMES,
  type TileColours,
  type TileSettings,
} from '../settings/tile-defaults.ts';
import { isColour } from './colour.ts';
import type { TileInput } from './tile-input.ts';

/** A canvas larger than this cannot be had in Chrome on every machine; pages ask for at most 1920×1080. */
const MAX_SIDE_PX = 8_192;

function numberWithin(value: number, limits: { readonly min: number; readonly max: number }, instead: number): number {
  return Number.isFinite(value) ? Math.min(limits.max, Math.max(limits.min, value)) : instead;
}

function safeColours(colours: TileColours | null | undefined): TileColours | null {
  return colours !== null && colours !== undefined && [colours.background, colours.panel, colours.text].every(isColour) ? colours : null;
}

function safeSettings(given: TileSettings): TileSettings {
  const usual = DEFAULT_TILE_SETTINGS;
  return {
    ...given,
    mode: TILE_MODES.includes(given.mode) ? given.mode : usual.mode,
    theme: TILE_THEMES.includes(given.theme) ? given.theme : usual.theme,
    maxCues: Math.round(numberWithin(given.maxCues, TILE_LIMITS.maxCues, usual.maxCues)),
    backgroundOpacity: numberWithin(given.backgroundOpacity, TILE_LIMITS.backgroundOpacity, usual.backgroundOpacity),
    letterScale: numberWithin(given.letterScale, TILE_LIMITS.letterScale, usual.letterScale),
    colours: safeColours(given.colours),
  };
}

const side = (value: number, instead: number): number => Math.round(numberWithin(value, { min: 1, max: MAX_SIDE_PX }, instead));

/** Numbers outside their limits are clamped, others than numbers and unknown modes, themes and colours replaced by the defaults. */
export function safeInput(input: TileInput): TileInput {
  return {
    ...input,
    settings: safeSettings(input.settings),
    width: side(input.width, DEFAULT_TILE_SETTINGS.width),
    height: side(input.height, DEFAULT_TILE_SETTINGS.height),
  };
}
