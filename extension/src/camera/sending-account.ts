// What each sender has encoded, looked at now and then -> whether the tile is being sent, at which size and rate. Pure.
import type { TileSending } from '@subcam/shared';

/** One picture that a sender encodes; simulcast has several. */
export interface EncodedLayer {
  /** Since the sender was made. */
  readonly framesEncoded: number;
  /** px; null before the first frame. */
  readonly width: number | null;
  readonly height: number | null;
}

/** A sender that carries a live track of ours now. */
export interface SenderReading {
  /** The same object for the same sender. */
  readonly sender: object;
  /** `track.enabled`: a page that switches it off sends black. */
  readonly enabled: boolean;
  readonly layers: readonly EncodedLayer[];
}

export interface SendingAccount {
  /** `nowMs`: monotonic. `liveTracks`: that pages hold. */
  take(nowMs: number, look: { readonly liveTracks: number; readonly readings: readonly SenderReading[] }): TileSending;
}

/** Four keep-alive frames: what encodes none of them is not merely slow. */
export const STALLED_AFTER_MS = 3_000;
/** Over which the rate is taken: at rest a frame comes each 750 ms, and a shorter time would show one a second or two. */
const RATE_WINDOW_MS = 3_000;

/** Of one sender, for as long as every look has found it with a track of ours. */
interface Memory {
  readonly sinceMs: number;
  lookNumber: number;
  frames: number;
  encodedAtMs: number;
  /** Oldest first; the first is at least as old as the window once it can be. */
  history: { readonly atMs: number; readonly frames: number }[];
}

const area = (layer: EncodedLayer): number => (layer.width ?? 0) * (layer.height ?? 0);

function rateOf({ history }: Memory): number | null {
  const [first, last] = [history[0], history.at(-1)];
  if (first === undefined || last === undefined || last.atMs <= first.atMs) return null;
  return Math.round(((last.frames - first.frames) * 10_000) / (last.atMs - first.atMs)) / 10;
}

export function createSendingAccount(): SendingAccount {
  const memories = new WeakMap<object, Memory>();
  let framesEncoded = 0;
  let lookNumber = 0;

  const remember = (nowMs: number, { sender, layers }: SenderReading): Memory => {
    const frames = Math.max(0, ...layers.map((layer) => layer.framesEncoded));
    const known = memories.get(sender);
    // What a sender has encoded before it was first seen with our track may have been somebody else's.
    const carriedOn = known !== undefined && known.lookNumber === lookNumber - 1;
    const memory = carriedOn ? known : { sinceMs: nowMs, lookNumber, frames, encodedAtMs: -Infinity, history: [] };
    if (!carriedOn) memories.set(sender, memory);
    if (frames > memory.frames) {
      memory.encodedAtMs = nowMs;
      framesEncoded += frames - memory.frames;
    }
    memory.lookNumber = lookNumber;
    memory.frames = frames;
    memory.history.push({ atMs: nowMs, frames });
    while ((memory.history[1]?.atMs ?? Infinity) <= nowMs - RATE_WINDOW_MS) memory.history.shift();
    return memory;
  };

  return {
    take(nowMs, { liveTracks, readings }) {
      lookNumber += 1;
      // The last track may have ended since the senders were asked.
      const looked = liveTracks === 0 ? [] : readings.map((reading) => ({ reading, memory: remember(nowMs, reading) }));
      const encoding = looked.filter(({ memory }) => nowMs - memory.encodedAtMs < STALLED_AFTER_MS);
      const [largest] = encoding
        .flatMap(({ reading, memory }) => reading.layers.map((layer) => ({ layer, memory })))
        .toSorted((a, b) => area(b.layer) - area(a.layer));
      const numbers = {
        width: largest?.layer.width ?? null,
        height: largest?.layer.height ?? null,
        framesPerSecond: largest === undefined ? null : rateOf(largest.memory),
        framesEncoded,
      };
      return { status: statusOf(), ...numbers };

      function statusOf(): TileSending['status'] {
        if (liveTracks === 0) return 'no-track';
        if (looked.length === 0) return 'not-attached';
        const enabled = looked.filter(({ reading }) => reading.enabled);
        if (enabled.length === 0) return 'disabled';
        if (enabled.some((one) => encoding.includes(one))) return 'sending';
        // A connection takes a moment before its first frame.
        return enabled.some(({ memory }) => nowMs - Math.max(memory.sinceMs, memory.encodedAtMs) >= STALLED_AFTER_MS)
          ? 'stalled'
          : 'not-attached';
      }
    },
  };
}
