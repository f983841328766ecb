// Captures in which people speak -> how many talk at once, whether this computer can follow so many, and which captures are read late.
import { samplesToMs, type Clock, type EngineInfo, type EngineTrouble } from '@subcam/shared';
import type { LeftOut, ReadingProgress } from '../transcribe/index.ts';
import { OVERDUE_MS } from './request-watch.ts';
import type { SpeechSettings } from './speech-settings.ts';

/** Who has so much speech waiting still counts as talking, ms. */
const WAITS_MS = 1_000;

/** Readings that are late for no longer are not told: a client that comes back sends at once what it has kept. */
export const TOLD_AFTER_MS = 1_000;

/** So long there has to be little that waits before captions are in time again, ms. */
export const OVER_AFTER_MS = 3_000;

const CROWDED = 'More people are talking than this computer can follow.';
const BEHIND = 'Speech comes faster than this computer reads it.';

/** It is noted so often when sound came, ms. */
const NOTE_EVERY_MS = 100;

/** One capture. */
export interface Talker extends ReadingProgress {
  /** Sound has come, up to `receivedThrough`. `nowMs`: of the monotonic clock. */
  heard(nowMs: number): void;
  /**
   * What of a growing segment up to this sample is not read, by how long its sound has been here unread. Sound that a client kept while there was no daemon
   * comes at once, and is old already: that alone is no reason, since it is read several times as fast as it was said.
   */
  leftOut(endSample: number): LeftOut;
  /** Its work has just stood still for so long for another reason than too much to read: that time does not count. */
  stoodStill(ms: number): void;
  /** Looks whether captions come late, as often as that may be told; returns whether that is another answer than last time. */
  look(): boolean;
  /** What is told of the recogniser: that captions come late, unless what is known of it otherwise (`known`) is why. */
  troubleOr(known: EngineTrouble | null): EngineTrouble | null;
  /** It talks no more. */
  leave(): void;
}

/** All captures together. */
export interface Talk {
  /** Live captures in which somebody speaks now, or in which speech waits. */
  readonly talkers: number;
  /** How many may; null: not known. */
  readonly follows: number | null;
  readonly isCrowded: boolean;
  join(capture: {
    /** One past the last sample that has come. */
    readonly receivedThrough: () => number;
    /** A file comes as fast as it is read: nobody waits for its captions. */
    readonly isLive: boolean;
    readonly engine: () => EngineInfo;
    readonly settings: () => SpeechSettings;
  }): Talker;
}

interface Speaking {
  readonly talks: () => boolean;
}

/** `follows`: asked whenever it is needed. */
export function createTalk({ clock, follows }: { readonly clock: Clock; readonly follows: () => number | null }): Talk {
  const joined = new Set<Speaking>();
  /** When any of them came to the next reading. Monotonic. */
  let readAtMs = Number.NEGATIVE_INFINITY;

  const count = (): number => [...joined].filter(({ talks }) => talks()).length;
  const isCrowded = (): boolean => {
    const most = follows();
    return most !== null && joined.size > most && count() > most;
  };

  const join: Talk['join'] = ({ receivedThrough, isLive, engine, settings }) => {
    let isSpeaking = false;
    /**
     * When how much had come, in order. Monotonic. Those before what is read now are forgotten. `pacedAtMs`: when it would have come at the pace of speech, from when sound
     * began to wait: of sound that a client had kept and that came at once, later than it did.
     */
    let arrivals: { readonly throughSample: number; readonly atMs: number; readonly pacedAtMs: number }[] = [];
    /** When the newest of them was noted. */
    let notedAtMs = Number.NEGATIVE_INFINITY;
    /** What arrived last before everything had been read, or null. */
    let paced: { readonly throughSample: number; readonly pacedAtMs: number } | null = null;
    /** How long sound up to this sample has been here, ms, and how long it would have been at the pace of speech. */
    const waitedMs = (endSample: number): { readonly ms: number; readonly pacedMs: number } => {
      const first = arrivals.findIndex(({ throughSample }) => throughSample >= endSample);
      arrivals = first < 0 ? [] : arrivals.slice(first);
      if (first < 0) notedAtMs = Number.NEGATIVE_INFINITY;
      const [arrival] = arrivals;
      if (arrival === undefined) return { ms: 0, pacedMs: 0 };
      const nowMs = clock.monotonicMs();
      return { ms: nowMs - arrival.atMs, pacedMs: nowMs - arrival.pacedAtMs };
    };
    let reading: number | null = null;
    /** Since when it has been late, or in time again, without a break. Monotonic. */
    let [lateSinceMs, inTimeSinceMs]: [number | null, number | null] = [null, null];
    let late: EngineTrouble | null = null;
    /** How much sound has come after what is being read now; 0 when everything has been read. */
    const behindMs = (): number => (reading === null || !isLive ? 0 : Math.max(0, samplesToMs(receivedThrough() - reading)));
    const self: Speaking = { talks: () => isLive && (isSpeaking || behindMs() > WAITS_MS) };
    joined.add(self);
    const limitMs = (): number => {
      const { lateAfterMs, crowdedThinOutAfterMs } = settings();
      return isCrowded() ? Math.min(lateAfterMs, crowdedThinOutAfterMs) : lateAfterMs;
    };

    const begin = (nowMs: number): void => {
      inTimeSinceMs = null;
      lateSinceMs ??= nowMs;
      if (nowMs - lateSinceMs < TOLD_AFTER_MS) return;
      const isOfCrowd = isCrowded() || late?.message === CROWDED;
      const sinceMs = late?.sinceMs ?? clock.nowMs() - (nowMs - lateSinceMs);
      late = { engine: engine(), sinceMs, code: 'overloaded', message: isOfCrowd ? CROWDED : BEHIND, work: 'kept' };
    };
    const end = (nowMs: number): void => {
      lateSinceMs = null;
      inTimeSinceMs ??= nowMs;
      if (nowMs - inTimeSinceMs >= OVER_AFTER_MS) late = null;
    };

    return {
      leftOut: (endSample) => {
        const { thinOutAfterMs, crowdedThinOutAfterMs } = settings();
        const { ms, pacedMs } = waitedMs(endSample);
        if (pacedMs > thinOutAfterMs) return 'all';
        return ms > crowdedThinOutAfterMs && isCrowded() ? 'older' : 'nothing';
      },
      heard: (atMs) => {
        if (atMs - notedAtMs < NOTE_EVERY_MS) return;
        notedAtMs = atMs;
        const throughSample = receivedThrough();
        const pacedAtMs = paced === null ? atMs : Math.max(atMs, paced.pacedAtMs + samplesToMs(throughSample - paced.throughSample));
        paced = { throughSample, pacedAtMs };
        arrivals.push({ throughSample, atMs, pacedAtMs });
        // Of what has been here for longer than anything may wait, the newest says enough; in silence nothing is asked for, and nothing else forgets it.
        const { thinOutAfterMs, crowdedThinOutAfterMs } = settings();
        const longEnoughMs = Math.max(thinOutAfterMs, crowdedThinOutAfterMs);
        while (arrivals[1] !== undefined && atMs - arrivals[1].pacedAtMs > longEnoughMs) arrivals.shift();
      },
      stoodStill: (ms) => {
        const nowMs = clock.monotonicMs();
        arrivals = arrivals.map(({ throughSample, atMs, pacedAtMs }) => ({
          throughSample,
          atMs: Math.min(nowMs, atMs + ms),
          pacedAtMs: pacedAtMs + ms,
        }));
        if (paced !== null) paced = { ...paced, pacedAtMs: paced.pacedAtMs + ms };
      },
      speaks: (isNow) => {
        isSpeaking = isNow;
      },
      reads: (endSample) => {
        reading = endSample;
        // All that came has been read: what comes from now on waits for nothing.
        if (endSample === null) paced = null;
        readAtMs = clock.monotonicMs();
      },
      look: () => {
        const before = late?.message;
        const nowMs = clock.monotonicMs();
        const [limit, behind] = [limitMs(), behindMs()];
        if (behind > limit) begin(nowMs);
        else if (behind < limit / 2) end(nowMs);
        return late?.message !== before;
      },
      troubleOr: (known) => {
        if (late === null || (known !== null && known.code !== 'timeout')) return known;
        // Who owes an answer may be at somebody else's reading: then there is too much to read, and nothing hangs.
        return known === null || clock.monotonicMs() - readAtMs < OVERDUE_MS ? late : known;
      },
      leave: () => {
        joined.delete(self);
        late = null;
      },
    };
  };

  return {
    get talkers() {
      return count();
    },
    get follows() {
      return follows();
    },
    get isCrowded() {
      return isCrowded();
    },
    join,
  };
}
