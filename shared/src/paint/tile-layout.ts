// TileLayout: where every word of a tile stands, before a pixel is drawn; what a test or a reader of pixels compares with.
import type { FontWeight } from './fonts.ts';

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
}

export interface TextRun {
  readonly text: string;
  /** Left edge, px. */
  readonly x: number;
  /** Never drawn wider than this. */
  readonly width: number;
  readonly colour: string;
}

export type TextRole = 'name' | 'note' | 'original' | 'translation' | 'language' | 'waiting' | 'state' | 'engine' | 'disclosure';

/** One line of text: the box holds ascenders and descenders; the runs are its stable part and its tail. */
export interface TextLine extends Box {
  readonly role: TextRole;
  /** null for what belongs to no cue. */
  readonly cueId: string | null;
  /** Of a translation; null otherwise. */
  readonly language: string | null;
  readonly text: string;
  readonly baselineY: number;
  readonly fontPx: number;
  readonly weight: FontWeight;
  readonly direction: 'ltr' | 'rtl';
  readonly runs: readonly TextRun[];
}

export interface TileLayout {
  readonly width: number;
  readonly height: number;
  readonly background: string;
  /** Drawn in this order, under all text. */
  readonly boxes: readonly FilledBox[];
  /** From top to bottom within a cue, cues oldest first, then marks. */
  readonly lines: readonly TextLine[];
  /** What is shown, oldest first. */
  readonly cues: readonly { readonly cueId: string; readonly revision: number }[];
}
