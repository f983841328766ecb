// Three colours of a person's choice -> a whole palette in which every text is legible.
import type { TileColours } from '../settings/tile-defaults.ts';
import { contrast, luminance, mix, movedUntil } from './colour.ts';
import type { Palette } from './palette.ts';

const BLACK = '#000000';
const WHITE = '#ffffff';
/** Contrast of grounds that have to be moved with white or black, in minimum contrasts: leaves room for colours between the two. */
const GROUND_ROOM = 1.6;

export interface CustomPaletteOptions {
  /** Of a panel over the background, 0–1. */
  readonly opacity: number;
  /** At least this against background, panel, and panel over background. */
  readonly minContrast: number;
  /** The eight speakers' colours, light ones for dark grounds and dark ones for light grounds. */
  readonly speakers: { readonly light: readonly string[]; readonly dark: readonly string[] };
  readonly signals: Readonly<Record<'light' | 'dark', Pick<Palette, 'good' | 'warning'>>>;
}

/**
 * The grounds stay as they were chosen if any text can be legible on both; else they are made darker under light text, or lighter
 * under dark text. Then the text is moved towards white or black as far as it must be. Dimmed forms are as dim as they may be, at
 * most by four tenths; speakers' colours are the product's own, moved likewise.
 */
export function customPalette(colours: TileColours, { opacity, minContrast, speakers, signals }: CustomPaletteOptions): Palette {
  const { text } = colours;
  const groundsOf = (background: string, panel: string): readonly string[] => [background, panel, mix(background, panel, opacity)];
  const legible = (colour: string, grounds: readonly string[]): boolean =>
    grounds.every((ground) => contrast(colour, ground) >= minContrast);
  const given = groundsOf(colours.background, colours.panel);
  const isLight = legible(WHITE, given) || (!legible(BLACK, given) && luminance(text) >= luminance(colours.panel));
  const [strongest, opposite] = isLight ? [WHITE, BLACK] : [BLACK, WHITE];
  let { background, panel } = colours;
  if (!legible(strongest, given)) {
    const isGround = (ground: string): boolean => contrast(strongest, ground) >= minContrast * GROUND_ROOM;
    background = movedUntil(background, opposite, isGround);
    panel = movedUntil(panel, opposite, isGround);
    // Two grounds may be light enough, and their blend not.
    panel = movedUntil(panel, background, (moved) => legible(strongest, groundsOf(background, moved)));
  }
  const grounds = groundsOf(background, panel);
  const isOnRightSide = (colour: string): boolean => grounds.every((ground) => luminance(colour) > luminance(ground) === isLight);
  const made = (colour: string): string => movedUntil(colour, strongest, (moved) => isOnRightSide(moved) && legible(moved, grounds));
  const solid = made(text);
  const dimmed = (share: number): string => movedUntil(mix(solid, panel, share), solid, (moved) => legible(moved, grounds));
  const signal = signals[isLight ? 'light' : 'dark'];
  return {
    background,
    panel,
    text: solid,
    growing: dimmed(0.4),
    original: dimmed(0.25),
    originalGrowing: dimmed(0.4),
    mark: dimmed(0.4),
    good: made(signal.good),
    warning: made(signal.warning),
    idle: dimmed(0.4),
    speakers: speakers[isLight ? 'light' : 'dark'].map(made),
  };
}
