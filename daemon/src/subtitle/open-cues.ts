// The cues that viewers see now -> the updates to send when one changes, reaches its end, or makes room. Timers are the caller’s.
import { TILE_LIMITS, type Clock, type Cue, type CueUpdate } from '@subcam/shared';
import { departures, type Departure } from './cue-timing.ts';

/** A cue that is open, and until when it is wanted. */
export interface OpenCue {
  readonly cue: Cue;
  /** When what it says now will have been read. Monotonic, as all deadlines here. */
  readonly readByMs: number;
  /** When it goes if it stands alone and nothing more happens. */
  readonly ownDueMs: number;
}

export interface OpenCues<Entry extends OpenCue> {
  get(cueId: string): Entry | undefined;
  /** In the order in which they were first put. */
  all(): readonly Entry[];
  /** Says nothing to viewers: `tell` does. */
  put(entry: Entry): void;
  /** The newest one, while it is being read. */
  unread(): Entry | undefined;
  /** First `changed`, whose content is another one; then cues whose end is another one now. Each has a higher revision. */
  tell(changed: string | null): CueUpdate[];
  /** They go at once, before their time. */
  remove(cueIds: readonly string[]): CueUpdate[];
  /** The oldest go, down to as many as any tile shows. */
  makeRoom(): CueUpdate[];
  /** Removes what is due at an instant of the monotonic clock. */
  expire(monotonicMs: number): CueUpdate[];
  /** Monotonic: when `expire` next has something to do; null while nothing will. */
  nextExpiryMs(): number | null;
}

/** The wall clock for what viewers are told, the other one for how long. */
export type CueClock = Pick<Clock, 'nowMs' | 'monotonicMs'>;

/** More than any tile shows. */
const MAX_CUES = TILE_LIMITS.maxCues.max;

export interface OpenCuesOptions<Entry> {
  readonly clock: CueClock;
  /** Whether words of it are still to come, so that its end can't be promised. */
  readonly isGrowing: (entry: Entry) => boolean;
  readonly onRemoved?: (cue: Cue) => void;
}

export function createOpenCues<Entry extends OpenCue>({ clock, isGrowing, onRemoved }: OpenCuesOptions<Entry>): OpenCues<Entry> {
  const open = new Map<string, Entry>();
  /** Of each cue, the end that viewers were told, on the monotonic clock; null: none yet. */
  const toldEnds = new Map<string, number | null>();

  const ends = (): readonly Departure[] =>
    departures(
      [...open.values()].map((entry) => ({
        cueId: entry.cue.cueId,
        continuesCueId: entry.cue.continuesCueId,
        isGrowing: isGrowing(entry),
        ownDueMs: entry.ownDueMs,
      })),
    );

  const tell = (changed: string | null): CueUpdate[] => {
    const emittedAtMs = clock.nowMs();
    const wallAheadMs = emittedAtMs - clock.monotonicMs();
    const told = ends().flatMap(({ cueId, promisedMs }): CueUpdate[] => {
      const entry = open.get(cueId);
      if (entry === undefined || (cueId !== changed && (toldEnds.get(cueId) ?? null) === promisedMs)) return [];
      toldEnds.set(cueId, promisedMs);
      const expiresAtMs = promisedMs === null ? null : promisedMs + wallAheadMs;
      const cue: Cue = { ...entry.cue, revision: entry.cue.revision + 1, expiresAtMs };
      open.set(cueId, { ...entry, cue });
      return [{ type: 'upsert', emittedAtMs, cue }];
    });
    // What is new to viewers first; the ends of the others can wait for it.
    return told.toSorted((a, b) => Number(isOf(b, changed)) - Number(isOf(a, changed)));
  };

  const remove = (cueIds: readonly string[]): CueUpdate[] => {
    const emittedAtMs = clock.nowMs();
    for (const cueId of cueIds) {
      const entry = open.get(cueId);
      if (entry !== undefined) onRemoved?.(entry.cue);
      open.delete(cueId);
      toldEnds.delete(cueId);
    }
    return cueIds.map((cueId) => ({ type: 'remove', emittedAtMs, cueId }));
  };

  return {
    get: (cueId) => open.get(cueId),
    all: () => [...open.values()],
    put: (entry) => {
      open.set(entry.cue.cueId, entry);
    },
    unread: () => {
      const newest = [...open.values()].at(-1);
      return newest !== undefined && clock.monotonicMs() < newest.readByMs ? newest : undefined;
    },
    tell,
    remove,
    makeRoom: () => remove([...open.keys()].slice(0, Math.max(0, open.size - MAX_CUES))),
    expire: (monotonicMs) => {
      const due = ends().filter(({ dueMs }) => dueMs <= monotonicMs);
      return [...remove(due.map(({ cueId }) => cueId)), ...tell(null)];
    },
    nextExpiryMs: () => ends()[0]?.dueMs ?? null,
  };
}

function isOf(update: CueUpdate, cueId: string | null): boolean {
  return update.type === 'upsert' && update.cue.cueId === cueId;
}
