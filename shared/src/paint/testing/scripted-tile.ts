// Cues and layouts for tests of the painter: plain cues, and a measure without any font.
import type { Cue, CueText } from '../../cue/cue.ts';
import { DEFAULT_TILE_SETTINGS, type TileSettings } from '../../settings/tile-defaults.ts';
import { sampleCue } from '../../testing/index.ts';
import type { TextMeasure } from '../canvas-2d.ts';
import { graphemesOf } from '../clean-text.ts';
import { layoutTile } from '../layout-tile.ts';
import { INITIAL_MARKS, type TileInput } from '../tile-input.ts';
import type { TextLine, TileLayout } from '../tile-layout.ts';

/** Letters of 0.6 of their size, as wide as Noto Sans' semi-bold ones; a grapheme is one letter. */
export const measureLetters: TextMeasure = (text, font) => graphemesOf(text).length * 0.6 * Number(/ ([\d.]+)px/u.exec(font)?.[1]);

/** All of it stable unless said otherwise. */
export const words = (text: string, stableLength = text.length): CueText => ({ text, stableLength });

/** `word0 word1 …` */
export const numberedWords = (count: number, word = 'word'): string =>
  Array.from({ length: count }, (_, index) => `${word}${index}`).join(' ');

export function scriptedCue(index: number, changes: Partial<Cue> = {}): Cue {
  return sampleCue({
    cueId: `capture:${index}`,
    firstSample: index,
    speakerName: `Speaker ${index}`,
    speakerLabel: `SPEAKER_0${index % 8}`,
    text: `Original words of cue ${index}.`,
    translation: `Palabras de la ${index}.`,
    shownAtMs: 1_000 + index,
    ...changes,
  });
}

export type SceneChanges = Partial<Omit<TileInput, 'settings'>> & { readonly settings?: Partial<TileSettings> };

export function scriptedInput({ settings, ...rest }: SceneChanges = {}): TileInput {
  return {
    cues: [],
    marks: { ...INITIAL_MARKS, status: 'listening' },
    width: 1280,
    height: 720,
    nowMs: 2_000,
    ...rest,
    settings: { ...DEFAULT_TILE_SETTINGS, ...settings },
  };
}

export function scriptedLayout(changes: SceneChanges = {}, measure: TextMeasure = measureLetters): TileLayout {
  return layoutTile(scriptedInput(changes), measure);
}

export function ofRole(tile: TileLayout, role: TextLine['role']): readonly string[] {
  return tile.lines.filter((line) => line.role === role).map(({ text }) => text);
}
