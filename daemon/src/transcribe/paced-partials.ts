// A recogniser elsewhere -> the same one, which is asked about speech that is still going on only as often as it can answer.
import { SubcamError, toSubcamError, type Clock, type Stt, type SttRequest, type SttResult } from '@subcam/shared';
import * as z from 'zod';
import { untilAborted } from '../lib/until-aborted.ts';
import { wrappedStt } from './wrapped-stt.ts';

/** `auto`: while the service answers quickly enough. */
export const PARTIAL_MODES = ['auto', 'always', 'never'] as const;

/** Keys for the settings of an engine that is asked so. */
export const partialSettings = {
  partials: z.enum(PARTIAL_MODES).default('auto').meta({
    description:
      'Whether speech that is still going on is sent too, so that words show before it ends: always, never (finals alone are sent, for a service that is slow or paid by the minute), or auto, while answers come within partialsWithinMs',
  }),
  partialsWithinMs: z.int().min(50).max(60_000).default(1_000).meta({
    description: 'With partials auto: milliseconds for an answer beyond which only finals are sent, until answers come more quickly again',
  }),
};

export interface PacedPartialsOptions {
  readonly clock: Clock;
  readonly partials: (typeof PARTIAL_MODES)[number];
  readonly partialsWithinMs: number;
}

/** How much the newest answer says of how long answers take; the rest is what was known before. */
const NEWEST_SHARE = 0.3;

/**
 * Services go on with a request that nobody waits for any more, so that readings which are given up pile up before the final. So one that was sent is
 * waited for here to its end, also when its caller has given it up, and no other is sent for the same capture until then. With `auto` none is sent
 * while answers take longer than `partialsWithinMs` (a moving average, finals included). A partial that is not sent has no words; after a failure it
 * fails in the same way, since it says nothing of how the service does now.
 */
export function withPacedPartials(stt: Stt, { clock, partials, partialsWithinMs }: PacedPartialsOptions): Stt {
  const underWay = new Set<string>();
  let usualMs: number | null = null;
  let failure: SubcamError | null = null;

  const timed = async (request: SttRequest, signal: AbortSignal): Promise<SttResult> => {
    const sentAtMs = clock.monotonicMs();
    try {
      return await stt.transcribe(request, signal);
    } finally {
      const tookMs = clock.monotonicMs() - sentAtMs;
      // One that was given up says only that it would have taken longer.
      if (!signal.aborted) usualMs = usualMs === null ? tookMs : usualMs * (1 - NEWEST_SHARE) + tookMs * NEWEST_SHARE;
    }
  };

  const isWanted = (key: string): boolean => {
    if (partials === 'never' || underWay.has(key)) return false;
    return partials === 'always' || usualMs === null || usualMs <= partialsWithinMs;
  };

  const partial = async (request: SttRequest, signal: AbortSignal): Promise<SttResult> => {
    const key = request.flow?.join(' ') ?? '';
    if (!isWanted(key)) {
      if (failure !== null) throw failure;
      return { text: '', language: request.language, confidence: null, engine: stt.info };
    }
    underWay.add(key);
    const answer = timed(request, new AbortController().signal).finally(() => underWay.delete(key));
    return untilAborted(answer, signal, (cause) => new SubcamError('aborted', 'The request was given up.', { cause }));
  };

  return wrappedStt(stt, () => async (request, signal) => {
    if (request.purpose === 'partial') return partial(request, signal);
    try {
      const result = await timed(request, signal);
      failure = null;
      return result;
    } catch (thrown) {
      if (!signal.aborted) failure = toSubcamError(thrown, 'engine-failed');
      throw thrown;
    }
  });
}
