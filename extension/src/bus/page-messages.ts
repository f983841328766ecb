// What the isolated script and the MAIN-world camera say to each other over the page bridge: JSON, parsed at both ends.
import type { Cue, CueUpdate, TileReport, TileSettings } from '@subcam/shared';
import type { TileMarks } from '@subcam/shared/paint';
import type { ChosenCamera, PageCamera } from './chosen-camera.ts';

export type { TileMarks };

/** Isolated script -> camera. */
export type ToCamera =
  | { readonly type: 'settings'; readonly settings: TileSettings }
  | { readonly type: 'marks'; readonly marks: TileMarks }
  /** Replaces everything that is shown. */
  | { readonly type: 'cues'; readonly cues: readonly Cue[] }
  | { readonly type: 'cue'; readonly update: CueUpdate }
  /** A font file, base64, since the page's CSP lets no font of ours in by URL. */
  | { readonly type: 'font'; readonly family: string; readonly weight: number; readonly base64: string }
  /** The person's own camera under the subtitles; null: the plain tile. */
  | { readonly type: 'backdrop'; readonly camera: ChosenCamera | null };

/** Camera -> isolated script. */
export type FromCamera =
  /** The camera is listening: send settings, fonts, marks and cues. */
  | { readonly type: 'ready' }
  | { readonly type: 'tile'; readonly report: TileReport }
  /** Scripts that words now shown are written in and that no font has come for, by the names in TILE_FONTS. */
  | { readonly type: 'fonts-wanted'; readonly scripts: readonly string[] }
  /** The real cameras of this machine, whenever they change. */
  | { readonly type: 'cameras'; readonly cameras: readonly PageCamera[] }
  /** What became of the chosen camera: `off` when none is chosen, `lost` when it can't be opened or was unplugged. */
  | { readonly type: 'backdrop'; readonly status: 'off' | 'live' | 'lost' };
