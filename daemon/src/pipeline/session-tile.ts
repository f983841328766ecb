// What the clients of a session and others ask of its tile -> how it looks, and what stands on it that is not of the session's sound.
import { parseTileSettings, type Cue, type CueUpdate, type HeardTileReport, type TileSettings } from '@subcam/shared';

export interface SessionTile {
  /** How the tile looks now. */
  readonly settings: TileSettings;
  /** Nobody has asked for anything: it looks as the daemon's own settings say, also when those change. */
  readonly isDefault: boolean;
  /**
   * A capture's client says at its hello how it wants the tile. A wish that it had when it was here last is nothing new: what was decided
   * in between stays. `stored`: what the store knows of its last wish. `newWish`: what is to be stored of it now; null: nothing.
   */
  hello(
    captureId: string,
    wish: TileSettings,
    stored: TileSettings | null,
  ): { readonly newWish: TileSettings | null; readonly isChange: boolean };
  /** Clamped to the contract's limits. */
  set(settings: TileSettings): void;
  /** A cue that is not of the session's own sound. Whoever shows it also removes it. */
  show(update: CueUpdate): void;
  /** Such cues as stand, in the order in which they were first shown. */
  otherCues(): readonly Cue[];
  /** As a camera reported it last; null before the first report. */
  reported: HeardTileReport | null;
}

/** Of captures: more than run at once. What a client wished before is in the store too. */
const MAX_WISHES = 100;

/** `stored`: of the session, null where nothing was; `defaults`: the daemon's own as they are now. */
export function createSessionTile(stored: TileSettings | null, defaults: () => TileSettings): SessionTile {
  let asked = stored;
  /** By capture, what its client wished last. */
  const wishes = new Map<string, TileSettings>();
  const cues = new Map<string, Cue>();
  return {
    get settings() {
      return asked ?? defaults();
    },
    get isDefault() {
      return asked === null;
    },
    hello: (captureId, wish, stored) => {
      const wished = parseTileSettings(wish);
      const before = wishes.get(captureId) ?? stored;
      wishes.delete(captureId);
      wishes.set(captureId, wished);
      for (const longestAgo of wishes.keys()) {
        if (wishes.size <= MAX_WISHES) break;
        wishes.delete(longestAgo);
      }
      const isNew = before === null || !isSame(before, wished);
      const isChange = isNew && !isSame(asked ?? defaults(), wished);
      if (isNew) asked = wished;
      return { newWish: isNew ? wished : null, isChange };
    },
    set: (given) => {
      asked = parseTileSettings(given);
    },
    show: (update) => {
      if (update.type === 'upsert') cues.set(update.cue.cueId, update.cue);
      else cues.delete(update.cueId);
    },
    otherCues: () => [...cues.values()],
    reported: null,
  };
}

function isSame(a: TileSettings, b: TileSettings): boolean {
  const keys = Object.keys(a) as (keyof TileSettings)[];
  return keys.every((key) => (key === 'colours' ? JSON.stringify(a.colours) === JSON.stringify(b.colours) : a[key] === b[key]));
}
