// What clients and others want of a session's tile -> its settings and the cues that are not of its sound, for as long as the session runs.
import { parseTileSettings, type Cue, type CueUpdate, type TileSettings } from '@subcam/shared';

export interface TileDesk {
  /** The session's settings; those of the daemon until somebody asked for others. */
  of(sessionId: string): TileSettings;
  /**
   * A capture's client says at its hello how it wants the tile. A wish that it had already when it was here last is none: what was
   * decided in between stays. Returns whether the settings have changed.
   */
  hello(sessionId: string, captureId: string, wish: TileSettings | undefined): boolean;
  /** Clamped to the contract's limits. */
  set(sessionId: string, settings: TileSettings): void;
  /** A cue that is not of the session's own sound. Whoever shows it also removes it. */
  show(sessionId: string, update: CueUpdate): void;
  /** Those that stand, in the order in which they were first shown. */
  cuesOf(sessionId: string): readonly Cue[];
  /** The session is over. */
  forget(sessionId: string): void;
}

interface Entry {
  settings: TileSettings;
  /** By capture, what its client wished last. */
  readonly wishes: Map<string, TileSettings>;
  readonly cues: Map<string, Cue>;
}

export function createTileDesk(own: TileSettings): TileDesk {
  const sessions = new Map<string, Entry>();

  const entryOf = (sessionId: string): Entry => {
    const known = sessions.get(sessionId);
    if (known !== undefined) return known;
    const entry: Entry = { settings: own, wishes: new Map(), cues: new Map() };
    sessions.set(sessionId, entry);
    return entry;
  };

  return {
    of: (sessionId) => sessions.get(sessionId)?.settings ?? own,
    hello: (sessionId, captureId, wish) => {
      if (wish === undefined) return false;
      const entry = entryOf(sessionId);
      const wished = parseTileSettings(wish);
      const before = entry.wishes.get(captureId);
      entry.wishes.set(captureId, wished);
      if ((before !== undefined && isSame(before, wished)) || isSame(entry.settings, wished)) return false;
      entry.settings = wished;
      return true;
    },
    set: (sessionId, settings) => {
      entryOf(sessionId).settings = parseTileSettings(settings);
    },
    show: (sessionId, update) => {
      const { cues } = entryOf(sessionId);
      if (update.type === 'upsert') cues.set(update.cue.cueId, update.cue);
      else cues.delete(update.cueId);
    },
    cuesOf: (sessionId) => [...(sessions.get(sessionId)?.cues.values() ?? [])],
    forget: (sessionId) => void sessions.delete(sessionId),
  };
}

function isSame(a: TileSettings, b: TileSettings): boolean {
  const keys = Object.keys(a) as (keyof TileSettings)[];
  return keys.every((key) => (key === 'colours' ? JSON.stringify(a.colours) === JSON.stringify(b.colours) : a[key] === b[key]));
}
