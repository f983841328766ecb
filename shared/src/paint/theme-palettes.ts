// Themes -> palettes: each text at least 7:1 against everything that may lie behind it.
import type { TileSettings, TileTheme } from '../settings/tile-defaults.ts';
import { customPalette } from './custom-palette.ts';
import { MIN_CONTRAST, type Palette } from './palette.ts';

// Found by a search over sRGB for the eight colours whose smallest distance (OKLab) is largest as seen with normal sight,
// protanopia, deuteranopia and tritanopia (Machado, Oliveira and Fernandes 2009), among those with a contrast of at least 7.2:1
// and a moderate chroma. In an order in which the first speakers of a meeting are the furthest apart.
const LIGHT_ON_DARK = ['#aaeeff', '#eeaa00', '#bbaaee', '#ddff77', '#33cc88', '#ccdd66', '#99cccc', '#55eeaa'];
const DARK_ON_LIGHT = ['#2244aa', '#000011', '#992200', '#001177', '#551100', '#000044', '#553344', '#330000'];

const DARK: Palette = {
  background: '#0d1117',
  panel: '#1a212b',
  text: '#ffffff',
  growing: '#b4bfcc',
  original: '#c3ccd8',
  originalGrowing: '#a9b4c2',
  mark: '#a9b4c2',
  good: '#33cc88',
  warning: '#eeaa00',
  idle: '#a9b4c2',
  speakers: LIGHT_ON_DARK,
};

const PALETTES: Readonly<Record<TileTheme, Palette>> = {
  dark: DARK,
  light: {
    background: '#ffffff',
    panel: '#f3f5f8',
    text: '#0b0f14',
    growing: '#454f5c',
    original: '#3d4754',
    originalGrowing: '#454f5c',
    mark: '#454f5c',
    good: '#00563f',
    warning: '#7a3300',
    idle: '#454f5c',
    speakers: DARK_ON_LIGHT,
  },
  high_contrast: {
    ...DARK,
    background: '#000000',
    panel: '#000000',
    growing: '#ffff00',
    original: '#ffffff',
    originalGrowing: '#ffff00',
    mark: '#ffffff',
    idle: '#ffffff',
  },
  // One ground for everything: no panels to see.
  minimal: { ...DARK, background: '#101010', panel: '#101010', growing: '#b8b8b8', original: '#c8c8c8', originalGrowing: '#b0b0b0' },
  corporate: {
    ...DARK,
    background: '#0a1a2f',
    panel: '#11243d',
    growing: '#b9c7da',
    original: '#c9d5e5',
    originalGrowing: '#b3c1d4',
    mark: '#b3c1d4',
    idle: '#b3c1d4',
  },
  // What it is until settings carry colours.
  custom: {
    ...DARK,
    background: '#0c1a1a',
    panel: '#0f2525',
    growing: '#b5cccc',
    original: '#c6dada',
    originalGrowing: '#b0c8c8',
    mark: '#b0c8c8',
  },
};

/** Of a theme; of the person's own colours where the theme is `custom` and there are any (each `#rrggbb`). */
export function paletteOf({ theme, colours, backgroundOpacity }: Pick<TileSettings, 'theme' | 'colours' | 'backgroundOpacity'>): Palette {
  if (theme !== 'custom' || colours === null) return PALETTES[theme];
  return customPalette(colours, {
    opacity: backgroundOpacity,
    minContrast: MIN_CONTRAST,
    speakers: { light: LIGHT_ON_DARK, dark: DARK_ON_LIGHT },
    signals: { light: DARK, dark: PALETTES.light },
  });
}
