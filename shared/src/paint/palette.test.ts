import { describe, expect, it } from 'vitest';
import { TILE_THEMES } from '../settings/tile-defaults.ts';
import { DEFAULT_TILE_SETTINGS } from '../settings/tile-defaults.ts';
import { contrast, mix } from './colour.ts';
import { MIN_CONTRAST, speakerColour } from './palette.ts';
import { paletteOf } from './theme-palettes.ts';

type Triple = readonly [number, number, number];

/** Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB. */
const SIGHTS: Readonly<Record<string, readonly Triple[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(colour: string): Triple {
  return [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;
}

function times(rows: readonly Triple[], [a, b, c]: Triple): Triple {
  return rows.map(([x, y, z]) => Math.min(1, Math.max(0, x * a + y * b + z * c))) as unknown as Triple;
}

/** Ottosson's OKLab: distances are about what the eye sees. */
function oklab([red, green, blue]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

describe('palettes', () => {
  it.each(TILE_THEMES)('%s: every text has a contrast of 7:1 against whatever may lie behind it, at any opacity', (theme) => {
    const palette = paletteOf({ ...DEFAULT_TILE_SETTINGS, theme });
    const texts = [palette.text, palette.growing, palette.original, palette.originalGrowing, palette.mark, ...palette.speakers];
    for (const share of [0, 0.25, 0.5, 0.8, 1]) {
      const behind = mix(palette.background, palette.panel, share);
      for (const colour of texts) expect(contrast(colour, behind), `${colour} on ${behind}`).toBeGreaterThanOrEqual(MIN_CONTRAST);
    }
  });

  it.each(Object.keys(SIGHTS))('eight speakers can be told apart with %s sight', (sight) => {
    for (const theme of TILE_THEMES) {
      const seen = paletteOf({ ...DEFAULT_TILE_SETTINGS, theme }).speakers.map((colour) =>
        oklab(times(SIGHTS[sight] ?? [], linear(colour))),
      );
      expect(seen).toHaveLength(8);
      for (const [index, one] of seen.entries()) {
        for (const other of seen.slice(index + 1)) {
          // Two are just noticeably different at about 0.02.
          expect(Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2])).toBeGreaterThan(0.07);
        }
      }
    }
  });

  it('knows contrast as WCAG has it', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });

  it("picks a speaker's colour by the label's number, round and round", () => {
    const palette = paletteOf(DEFAULT_TILE_SETTINGS);
    expect(speakerColour(palette, 'SPEAKER_01')).toBe(palette.speakers[1]);
    expect(speakerColour(palette, 'SPEAKER_09')).toBe(palette.speakers[1]);
    expect(speakerColour(palette, null)).toBe(palette.original);
    expect(speakerColour(palette, 'nobody')).toBe(palette.original);
  });
});
