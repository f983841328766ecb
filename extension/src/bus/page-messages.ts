// What the isolated script and the MAIN-world camera say to each other over the page bridge: JSON, parsed at both ends.
import type { Cue, CueUpdate, TileReport, TileSettings } from '@subcam/shared';
import type { TileMarks } from '@subcam/shared/paint';

export type { TileMarks };

/** Isolated script -> camera. */
export type ToCamera =
  | { readonly type: 'settings'; readonly settings: TileSettings }
  | { readonly type: 'marks'; readonly marks: TileMarks }
  /** Replaces everything that is shown. */
  | { readonly type: 'cues'; readonly cues: readonly Cue[] }
  | { readonly type: 'cue'; readonly update: CueUpdate }
  /** A font file, base64, since the page's CSP lets no font of ours in by URL. */
  | { readonly type: 'font'; readonly family: string; readonly weight: number; readonly base64: string };

/** Camera -> isolated script. */
export type FromCamera =
  /** The camera is listening: send settings, fonts, marks and cues. */
  { readonly type: 'ready' } | { readonly type: 'tile'; readonly report: TileReport };
