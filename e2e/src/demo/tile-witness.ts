// Cue updates + decoded frames -> proof that subtitles were seen, and how long each took to reach decoded pixels.
import type { Cue, CueUpdate } from '@subcam/shared';
import { changedPixels, correlation, type Box, type Luma } from './pixels.ts';

export interface WitnessFrame {
  /** Wall clock, ms. */
  readonly decodedAtMs: number;
  readonly luma: Luma;
}

/** What a tile with these cues should look like: its picture, and the boxes of its lines of text by cue. */
export interface ExpectedTile {
  readonly luma: Luma;
  readonly lines: readonly {
    readonly cueId: string;
    readonly kind: 'original' | 'translation';
    readonly text: string;
    readonly box: Box;
  }[];
}

export type ExpectTile = (cues: readonly Cue[], nowMs: number) => ExpectedTile;

/** One comparison of a decoded frame with the picture that the cues of that moment should give. */
export interface Sighting {
  readonly decodedAtMs: number;
  readonly cueId: string;
  readonly revision: number;
  readonly status: Cue['status'];
  readonly hasTranslation: boolean;
  /** The worst line's normalised cross-correlation with its expected picture. */
  readonly correlation: number;
  readonly seen: boolean;
}

export interface TileWitness {
  update(update: CueUpdate): void;
  frame(frame: WitnessFrame): void;
  readonly sightings: readonly Sighting[];
  /** Cue emitted by the daemon -> first decoded frame whose picture changed, ms; only where nothing else could have changed it. */
  readonly cueToPixelMs: readonly number[];
  /** Instants of decoded frames, ms. */
  readonly decodedAtMs: readonly number[];
}

/** A line counts as seen from this correlation on. Text decoded after VP8 correlates above 0.9; other text at the same place below 0.5. */
export const SEEN_CORRELATION = 0.75;

/** A picture is compared once its cues have stood still this long: most have been decoded by then, and partials come every 250 ms. */
const SETTLED_MS = 150;

/** A picture decoded so long after a cue's last change shows it: more than the 95th percentile of cue to pixel. */
const SHOWN_MS = 90;

/** A change is a cue's only if the picture stood still this long before the cue was emitted. */
const QUIET_BEFORE_MS = 120;

/** A cue and its translation come within this of each other and count as one; anything later makes it unclear whose change is seen. */
const PAIR_MS = 20;

/** Comparing costs some 20 ms; growing cues are compared no more often than this, finals always. */
const COMPARE_INTERVAL_MS = 500;

/** A cue that has not changed the picture by now did not change it. */
const MATCH_LIMIT_MS = 1000;

/** The least change that is a word and not noise, of the pixels looked at (see `changedPixels`). */
const MIN_CHANGED_PIXELS = 12;

/** Watches one tile. Events and frames must come in the order of their instants, each list by itself. */
export function openTileWitness(expectTile: ExpectTile): TileWitness {
  const cues = new Map<string, Cue>();
  const sightings: Sighting[] = [];
  const cueToPixelMs: number[] = [];
  const decodedAtMs: number[] = [];
  let previous: WitnessFrame | null = null;
  let lastUpdateMs = Number.NEGATIVE_INFINITY;
  let lastChangeMs = Number.NEGATIVE_INFINITY;
  let compared = true;
  let lastCompareMs = Number.NEGATIVE_INFINITY;
  /** Updates whose change has not been seen yet, oldest first. */
  let waiting: { readonly emittedAtMs: number; clean: boolean }[] = [];

  const compare = (frame: WitnessFrame): void => {
    const shown = [...cues.values()];
    const expected = expectTile(shown, frame.decodedAtMs);
    for (const cue of shown) {
      const lines = expected.lines.filter((line) => line.cueId === cue.cueId);
      if (lines.length === 0) continue;
      const worst = Math.min(...lines.map((line) => correlation(expected.luma, frame.luma, line.box)));
      sightings.push({
        decodedAtMs: frame.decodedAtMs,
        cueId: cue.cueId,
        revision: cue.revision,
        status: cue.status,
        hasTranslation: lines.some((line) => line.kind === 'translation'),
        correlation: Math.round(worst * 1000) / 1000,
        seen: worst >= SEEN_CORRELATION,
      });
    }
  };

  const isDue = (atMs: number): boolean => atMs - lastCompareMs >= COMPARE_INTERVAL_MS || [...cues.values()].at(-1)?.status === 'final';

  /** The picture that stands when the cues change again is what was seen until then: while nothing changes, few frames come. */
  const compareStanding = (untilMs: number): void => {
    if (compared || previous === null || cues.size === 0 || !isDue(untilMs)) return;
    if (untilMs - lastUpdateMs < SETTLED_MS || previous.decodedAtMs - lastUpdateMs < SHOWN_MS) return;
    lastCompareMs = untilMs;
    compare(previous);
  };

  return {
    sightings,
    cueToPixelMs,
    decodedAtMs,
    update: (update) => {
      compareStanding(update.emittedAtMs);
      if (update.type === 'upsert') cues.set(update.cue.cueId, update.cue);
      else cues.delete(update.cueId);
      const clean =
        waiting.length === 0 &&
        update.emittedAtMs - lastChangeMs >= QUIET_BEFORE_MS &&
        update.emittedAtMs - lastUpdateMs >= QUIET_BEFORE_MS;
      waiting.push({ emittedAtMs: update.emittedAtMs, clean });
      lastUpdateMs = update.emittedAtMs;
      compared = false;
    },
    frame: (frame) => {
      decodedAtMs.push(frame.decodedAtMs);
      const isStill =
        previous?.luma.pixels.buffer === frame.luma.pixels.buffer && previous.luma.pixels.byteOffset === frame.luma.pixels.byteOffset;
      const changed = previous === null || isStill ? 0 : changedPixels(previous.luma, frame.luma);
      previous = frame;
      waiting = waiting.filter((entry) => frame.decodedAtMs - entry.emittedAtMs <= MATCH_LIMIT_MS);
      if (changed >= MIN_CHANGED_PIXELS) {
        const before = waiting.filter((entry) => entry.emittedAtMs < frame.decodedAtMs);
        const [first] = before;
        const spreadMs = (before.at(-1)?.emittedAtMs ?? 0) - (first?.emittedAtMs ?? 0);
        if (first?.clean === true && spreadMs <= PAIR_MS && Number.isFinite(changed))
          cueToPixelMs.push(frame.decodedAtMs - first.emittedAtMs);
        waiting = waiting.filter((entry) => entry.emittedAtMs >= frame.decodedAtMs);
        lastChangeMs = frame.decodedAtMs;
      }
      if (!compared && isDue(frame.decodedAtMs) && cues.size > 0 && frame.decodedAtMs - lastUpdateMs >= SETTLED_MS) {
        compared = true;
        lastCompareMs = frame.decodedAtMs;
        compare(frame);
      }
    },
  };
}
