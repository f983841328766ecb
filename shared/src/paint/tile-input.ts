// What the tile is drawn from: cues, state marks, settings, a size and an instant. Nothing else reaches a pixel.
import { CUE_LIMITS, type Cue } from '../cue/cue.ts';
import type { TileSettings } from '../settings/tile-defaults.ts';
import { choice, list, nullable, object, text, type ValueOf } from '../shape/shape.ts';

export const TILE_STATUSES = [
  'waiting',
  'listening',
  'another-language',
  'backup',
  'no-sound',
  'delayed',
  'interrupted',
  'reconnecting',
  'stopped',
  'ended',
] as const;

/** State marks that the tile shows beside the cues. */
export const tileMarksShape = object({
  /**
   * `waiting`: nothing said yet. `listening`: sound arrives. `another-language`: what is said is in a language that the recogniser does not
   * read, or that the session does not allow. `backup`: it is recognised by an engine that stands in for the better one. `delayed`: it is not recognised now, and will be later. `interrupted`: what
   * is said now is not captioned. `stopped`: whoever brought the captions is gone, and nobody knows whether they will go on.
   */
  status: choice(TILE_STATUSES),
  /** Of `another-language`: which one, where the recogniser tells. */
  anotherLanguage: nullable(text(CUE_LIMITS.languageUnits)),
  /** `substitute`: another engine stands in for the best one. `failing`: there is only the original. */
  translation: choice(['ok', 'off', 'substitute', 'failing']),
  /** All into which anything is translated: a cue in one of them waits for the others alone. null: not known. */
  targetLanguages: nullable(list(text(CUE_LIMITS.languageUnits), CUE_LIMITS.languages)),
  /** Short name of the engines in use, e.g. `moonshine · apertium`; empty while unknown. */
  engine: text(500),
});
export type TileMarks = ValueOf<typeof tileMarksShape>;

export const INITIAL_MARKS: TileMarks = {
  status: 'waiting',
  anotherLanguage: null,
  translation: 'ok',
  targetLanguages: null,
  engine: '',
};

/** Whether nobody who looks at the tile would see the difference. */
export function areSameMarks(one: TileMarks, other: TileMarks): boolean {
  const languages = ({ targetLanguages }: TileMarks): string => targetLanguages?.join(' ') ?? '-';
  return (
    one.status === other.status &&
    one.anotherLanguage === other.anotherLanguage &&
    one.translation === other.translation &&
    one.engine === other.engine &&
    languages(one) === languages(other)
  );
}

export interface TileInput {
  /** Oldest first. */
  readonly cues: readonly Cue[];
  readonly marks: TileMarks;
  readonly settings: TileSettings;
  /** Of the picture, px; the settings' own size is not used, since a page may ask for another. */
  readonly width: number;
  readonly height: number;
  /** Wall clock; cues whose `expiresAtMs` has come are left out. */
  readonly nowMs: number;
  /** Whether any cue was ever shown: until then the tile says that it waits. Default: whether `cues` has any. */
  readonly cueSeen?: boolean;
  /** Minutes east of UTC for timestamps on the tile; default: the machine's own zone at that instant. */
  readonly utcOffsetMinutes?: number;
  /** Whether a picture of a camera lies under the tile: then every text has a panel, and there is no background. Default: false. */
  readonly backdrop?: boolean;
  /** Another number when letters may measure differently than before: a font has come. Default: 0. */
  readonly lettersVersion?: number;
}
