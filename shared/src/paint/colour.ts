// Colours as `#rrggbb`: blended as a canvas blends, compared as WCAG compares.
import { COLOUR } from '../settings/tile-defaults.ts';

export function isColour(value: unknown): value is string {
  return typeof value === 'string' && COLOUR.test(value);
}

type Channels = readonly [number, number, number];

function channels(colour: string): Channels {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff];
}

/** `share` 0: all of `under`; 1: all of `over`. In sRGB, as a canvas blends. */
export function mix(under: string, over: string, share: number): string {
  const [a, b] = [channels(under), channels(over)];
  const mixed = a.map((value, index) => Math.round(value + ((b[index] ?? 0) - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** Relative luminance, 0 (black) to 1 (white) (WCAG 2.2). */
export function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio of two colours, 1–21 (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const STEPS = 64;

/** The colour moved towards another by the smallest share, in steps, that is good enough; all of the way where none is. */
export function movedUntil(colour: string, towards: string, isGood: (colour: string) => boolean): string {
  for (let step = 0; step < STEPS; step += 1) {
    const moved = mix(colour, towards, step / STEPS);
    if (isGood(moved)) return moved;
  }
  return towards;
}
