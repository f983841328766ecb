// What clients and others ask of a session's tile -> its settings: one set for all captures of a session, for as long as it runs.
import { parseTileSettings, type TileSettings } from '@subcam/shared';

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
  /** The session is over. */
  forget(sessionId: string): void;
}

export function createTileDesk(own: TileSettings): TileDesk {
  const sessions = new Map<string, { settings: TileSettings; readonly wishes: Map<string, TileSettings> }>();

  const entryOf = (sessionId: string) => {
    const known = sessions.get(sessionId);
    if (known !== undefined) return known;
    const entry = { settings: own, wishes: new Map<string, TileSettings>() };
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
    forget: (sessionId) => void sessions.delete(sessionId),
  };
}

function isSame(a: TileSettings, b: TileSettings): boolean {
  const keys = Object.keys(a) as (keyof TileSettings)[];
  return keys.every((key) => (key === 'colours' ? JSON.stringify(a.colours) === JSON.stringify(b.colours) : a[key] === b[key]));
}
