// A segment that the engine of the finals does not read in time -> its reading by the engine for partials, where that may stand in.
import type { Clock, Stt } from '@subcam/shared';
import type { SegmentSound } from '../segment/index.ts';
import { readFinal, type FinalReading, type KnownReading, type ReadingDeps } from './read-final.ts';

export interface StandingIn {
  /** Who stands in. */
  readonly quick: Stt;
  readonly clock: Clock;
  /** Until then the better engine is waited for. Monotonic. */
  readonly dueAtMs: number;
  /** What the better engine has begun to read of it is of no use any more. */
  readonly giveUp: () => void;
}

export interface FinalBy {
  readonly final: FinalReading;
  readonly isStandIn: boolean;
}

/**
 * What the better engine reads, unless it is not there when it is due, or can't be had at all, and the other one hears words. Where that hears none, or doubts
 * them, the better one is waited for. Rejects only when the signal fires.
 */
export async function readFinalOrStandIn(
  segment: SegmentSound,
  {
    deps,
    next,
    known,
    standIn,
  }: { readonly deps: ReadingDeps; readonly standIn: StandingIn } & Pick<KnownReading, 'next'> & {
      readonly known: Promise<KnownReading['known']> | null;
    },
  signal: AbortSignal,
): Promise<FinalBy> {
  const { quick, clock, dueAtMs, giveUp } = standIn;
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const byBetter = async (): Promise<FinalBy> => ({
    final: await readFinal(segment, { ...deps, next, known: await known }, either),
    isStandIn: false,
  });
  const byQuick = async (): Promise<FinalBy> => {
    const { onOmission: _, ...quiet } = deps;
    return { final: await readFinal(segment, { ...quiet, stt: quick, next: {}, known: null }, either), isStandIn: true };
  };
  const due = async (): Promise<null> => {
    await clock.sleep(Math.max(0, dueAtMs - clock.monotonicMs()), either);
    return null;
  };
  const better = byBetter();
  const waiting = due();
  void Promise.allSettled([better, waiting]);
  try {
    const inTime = await Promise.race([better, waiting]);
    if (inTime !== null && inTime.final.status !== 'unreadable') return inTime;
    const other = byQuick();
    void Promise.allSettled([other]);
    const first = inTime === null ? await Promise.race([better, other]) : await other;
    if (first.final.status === 'spoken') return first;
    return await better;
  } finally {
    over.abort(signal.reason);
    giveUp();
  }
}
