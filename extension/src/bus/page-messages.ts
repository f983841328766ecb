// What the isolated script and the MAIN-world camera say to each other over the page bridge: JSON, parsed at both ends.
import { cuesShape, cueUpdateShape, tileMarksShape, tileSettingsShape, type TileMarks } from '@subcam/shared/paint';
import { clamped, count, flag, list, nullable, number, object, text, variants, type ValueOf } from '@subcam/shared/shape';
import { chosenCameraShape } from './chosen-camera.ts';

export type { TileMarks };
export type { FromCamera, FromPage } from './camera-messages.ts';

/** How often the offscreen document, which feeds the cameras, says that it is there. */
export const FEEDER_BEAT_MS = 500;

/**
 * A camera that hears nothing for so long takes its feeder as gone. Viewers are to be told within 3 s: this and a page's timer that
 * Chrome lets ring once a second, in a hidden tab, stay below.
 */
export const FEEDER_SILENT_MS = 1_750;

/** For the camera, out of the offscreen document and the isolated script itself. No word of a cue goes on into the page's world. */
export const toCameraShape = variants({
  settings: { settings: tileSettingsShape },
  marks: { marks: tileMarksShape },
  /** The offscreen document is there; each `FEEDER_BEAT_MS`. */
  alive: {},
  /** The connection to the offscreen document was lost: nothing comes until a message of another type does. */
  gone: {},
  /** Replaces everything that is shown. */
  cues: { cues: cuesShape },
  cue: { update: cueUpdateShape },
  /** A font file, base64 (the largest, of emoji, is 2.7 MB so), since the page's CSP lets no font of ours in by URL. */
  font: { family: text(100), weight: clamped({ min: 1, max: 1000 }), base64: text(8_000_000) },
  /** The person's own camera under the subtitles; null: the plain tile. */
  backdrop: { camera: nullable(chosenCameraShape) },
});
export type ToCamera = ValueOf<typeof toCameraShape>;

/**
 * Isolated script -> the camera's script in the page's world, over the bridge: what a page may know, and nothing to forge. A shape, since
 * that script can't carry zod: see `@subcam/shared/shape`.
 */
export const toPageShape = variants({
  settings: { settings: tileSettingsShape },
  alive: {},
  gone: {},
  backdrop: { camera: nullable(chosenCameraShape) },
  /** The letters to be seen are others than before. */
  changed: { version: count },
  /** Answer to `paint`. `untilMs`: wall clock at which the first of its cues goes. */
  painted: {
    version: count,
    untilMs: nullable(number),
    onlyGrew: flag,
    cues: list(object({ cueId: text(500), revision: number }), 200),
  },
});
export type ToPage = ValueOf<typeof toPageShape>;
