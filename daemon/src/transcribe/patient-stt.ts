// A recogniser that may hang -> one that is given up after a while, and left alone for a longer while.
import { SubcamError, type Clock, type Stt } from '@subcam/shared';

/** So long a reading of the engine for partials is waited for, at two speeds: ten times what one of the longest segment takes. */
export const PARTIALS_PATIENCE_MS = 5_000;

/** One that did not answer in time is asked again after so many times that long. */
const PATIENCE_RESTS = 6;

/** Rejects with `timeout` when it has not answered in time, and then for a while at once. */
export function patientTranscribe(
  stt: Stt,
  { clock, patienceMs = PARTIALS_PATIENCE_MS }: { readonly clock: Clock; readonly patienceMs?: number | undefined },
): Stt['transcribe'] {
  /** Monotonic. */
  let restsUntilMs = Number.NEGATIVE_INFINITY;
  const late = (): SubcamError =>
    new SubcamError('timeout', `${stt.info.name} did not answer within ${patienceMs} ms.`, { retryable: true });

  return async (request, signal) => {
    if (clock.monotonicMs() < restsUntilMs) throw late();
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    const waiting = async (): Promise<never> => {
      await clock.sleep(patienceMs, either);
      restsUntilMs = clock.monotonicMs() + PATIENCE_RESTS * patienceMs;
      throw late();
    };
    const limit = waiting();
    void Promise.allSettled([limit]);
    try {
      return await Promise.race([stt.transcribe(request, either), limit]);
    } finally {
      over.abort(new SubcamError('aborted', 'This reading is not waited for any more.'));
    }
  };
}
