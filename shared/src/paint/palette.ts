// Palette: the colours that a tile is drawn in, which of them a speaker has, and how opaque a panel must be for them.
import { SPEAKER_COLOURS } from '../speaker/speaker.ts';
import { contrast, mix } from './colour.ts';

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
