// Palettes: the colours of every theme, each text at least 7:1 against everything that may lie behind it.
import { SPEAKER_COLOURS } from '../speaker/speaker.ts';
import type { TileSettings, TileTheme } from '../settings/tile-defaults.ts';
import { contrast, mix } from './colour.ts';
import { customPalette } from './custom-palette.ts';

/** All colours are `#rrggbb`. */
export interface Palette {
  readonly background: string;
  /** Behind a cue, at full opacity of the background; less opacity mixes it with `background`. */
  readonly panel: string;
  /** Translations: what will not change any more, and the tail that may. */
  readonly text: string;
  readonly growing: string;
  /** Originals above them, likewise. */
  readonly original: string;
  readonly originalGrowing: string;
  /** State, engine, disclosure, confidence, times. */
  readonly mark: string;
  readonly good: string;
  readonly warning: string;
  readonly idle: string;
  /** SPEAKER_COLOURS of them. */
  readonly speakers: readonly string[];
}

/** WCAG 2.2 AAA (1.4.6) for text of any size. */
export const MIN_CONTRAST = 7;
/** Canvases round a blend to the nearest or to the next lower step: less than this of contrast. */
const BLEND_GRACE = 0.1;

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

/** Everything that is written on a panel. */
function textColours(palette: Palette): readonly string[] {
  const { text, growing, original, originalGrowing, mark, speakers } = palette;
  return [text, growing, original, originalGrowing, mark, ...speakers];
}

const OPACITY_STEP = 0.01;

/**
 * The opacity at which every text on a panel is legible whatever lies under the panel: at least `wanted`, and as much more as it
 * takes over black and over white (all else lies between, since a blend rises with what is under it).
 */
export function opacityOver(palette: Palette, wanted: number): number {
  const texts = textColours(palette);
  for (let opacity = wanted; opacity < 1; opacity += OPACITY_STEP) {
    const grounds = ['#000000', '#ffffff'].map((under) => mix(under, palette.panel, opacity));
    if (texts.every((text) => grounds.every((ground) => contrast(text, ground) >= MIN_CONTRAST + BLEND_GRACE))) return opacity;
  }
  return 1;
}

/** A label's number picks its colour; someone without a label (or with one of another shape) gets the text's own. */
export function speakerColour(palette: Palette, speakerLabel: string | null): string {
  const digits = speakerLabel === null ? undefined : /(\d{1,9})\D*$/.exec(speakerLabel)?.[1];
  return (digits === undefined ? undefined : palette.speakers[Number(digits) % SPEAKER_COLOURS]) ?? palette.original;
}
