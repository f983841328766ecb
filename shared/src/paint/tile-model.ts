// CueUpdates and marks -> what the tile shows now: the same small state in the page and wherever a tile is drawn again.
import type { Cue, CueUpdate } from '../cue/cue.ts';
import { DEFAULT_TILE_SETTINGS, type TileSettings } from '../settings/tile-defaults.ts';
import { INITIAL_MARKS, type TileInput, type TileMarks } from './tile-input.ts';

/** More than any tile shows; what is older goes, so that a flood of cues costs no memory. */
const MAX_HELD_CUES = 50;

/** Once captions have stopped, a finished sentence that had no end yet stays for so long: time to read two lines of it. */
export const STOPPED_CUE_MS = 5_000;

export interface TileModel {
  readonly settings: TileSettings;
  setSettings(settings: TileSettings): void;
  setMarks(marks: TileMarks): void;
  /** Replaces everything that is shown. */
  setCues(cues: readonly Cue[]): void;
  /** An older revision than the one held changes nothing. */
  update(update: CueUpdate): void;
  /**
   * Whoever brought cues and marks is gone: sentences that were still growing go at once, finished ones after `STOPPED_CUE_MS` at the
   * latest, and the tile says that captions stopped until new marks come. A tile whose captions ended in order goes on saying so.
   */
  stop(nowMs: number): void;
  /** Something outside the model changed how it looks: letters, say. Widths that were measured before are measured again. */
  redraw(): void;
  /** What to draw now. Cues in the order in which they first came. */
  input(size: { readonly width: number; readonly height: number }, nowMs: number): TileInput;
  /** Counts changes; a picture drawn at this number, and before `nextExpiryMs`, is still right. */
  readonly version: number;
  /** The earliest instant after `nowMs` at which a cue goes, or null. */
  nextExpiryMs(nowMs: number): number | null;
}

export function createTileModel(): TileModel {
  let settings: TileSettings = DEFAULT_TILE_SETTINGS;
  let marks = INITIAL_MARKS;
  let cueSeen = false;
  let version = 0;
  let lettersVersion = 0;
  const cues = new Map<string, Cue>();

  const put = (cue: Cue): void => {
    const held = cues.get(cue.cueId);
    if (held !== undefined && held.revision > cue.revision) return;
    cues.set(cue.cueId, cue);
    cueSeen = true;
    for (const cueId of cues.keys()) {
      if (cues.size <= MAX_HELD_CUES) break;
      cues.delete(cueId);
    }
  };

  return {
    get settings() {
      return settings;
    },
    get version() {
      return version;
    },
    setSettings(given) {
      settings = given;
      version += 1;
    },
    setMarks(given) {
      marks = given;
      version += 1;
    },
    setCues(given) {
      cues.clear();
      for (const cue of given) put(cue);
      version += 1;
    },
    update(update) {
      if (update.type === 'upsert') put(update.cue);
      else cues.delete(update.cueId);
      version += 1;
    },
    stop(nowMs) {
      for (const cue of cues.values()) {
        if (cue.status === 'partial') cues.delete(cue.cueId);
        else cues.set(cue.cueId, { ...cue, expiresAtMs: Math.min(cue.expiresAtMs ?? Infinity, nowMs + STOPPED_CUE_MS) });
      }
      if (marks.status !== 'ended') marks = { ...marks, status: 'stopped', engine: '' };
      version += 1;
    },
    redraw() {
      version += 1;
      lettersVersion += 1;
    },
    input: (size, nowMs) => ({ cues: [...cues.values()], marks, settings, ...size, nowMs, cueSeen, lettersVersion }),
    nextExpiryMs(nowMs) {
      let next: number | null = null;
      for (const { expiresAtMs } of cues.values()) {
        if (expiresAtMs !== null && expiresAtMs > nowMs && (next === null || expiresAtMs < next)) next = expiresAtMs;
      }
      return next;
    },
  };
}
