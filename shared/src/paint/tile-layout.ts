// TileLayout: where every word of a tile stands, before a pixel is drawn; what a test or a reader of pixels compares with.
import type { FontWeight } from './fonts.ts';
import type { TextDirection } from './text-direction.ts';

export interface Box {
  /** Left and top, px from the picture's corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface FilledBox extends Box {
  readonly colour: string;
  /** Corner radius, px. */
  readonly radius: number;
  /** 0–1; less than 1 only over a backdrop. */
  readonly opacity: number;
}

export interface TextRun {
  readonly text: string;
  /** Left edge, px. */
  readonly x: number;
  /** Never drawn wider than this. */
  readonly width: number;
  readonly colour: string;
}

/** `pending`: the mark that stands where a translation (or an original) will be. `language`: names of languages. */
export type TextRole =
  'name' | 'note' | 'original' | 'translation' | 'pending' | 'language' | 'waiting' | 'state' | 'engine' | 'disclosure';

/** One line of text: the box holds ascenders and descenders; the runs are what is drawn for good and the tail that may change. */
export interface TextLine extends Box {
  readonly role: TextRole;
  /** null for what belongs to no cue. */
  readonly cueId: string | null;
  /** Of a translation; null otherwise. */
  readonly language: string | null;
  /** In which its characters are to be written (Chinese, Japanese and Korean share some); null where that is not known. */
  readonly locale: string | null;
  readonly text: string;
  readonly baselineY: number;
  readonly fontPx: number;
  readonly weight: FontWeight;
  readonly direction: TextDirection;
  readonly runs: readonly TextRun[];
}

export interface TileLayout {
  readonly width: number;
  readonly height: number;
  /** null: what is on the canvas stays under the boxes. */
  readonly background: string | null;
  /** Drawn in this order, under all text. */
  readonly boxes: readonly FilledBox[];
  /** Blocks oldest first, within a block from top to bottom (cues oldest first in each language), then marks. */
  readonly lines: readonly TextLine[];
  /** What is shown, oldest first: a cue of which at least one line of the original and one of each translation stands. */
  readonly cues: readonly { readonly cueId: string; readonly revision: number }[];
}
