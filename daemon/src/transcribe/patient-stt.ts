// A recogniser that may hang -> one that is given up after a while, and left alone for a longer while.
import { SubcamError, withinTime, type Clock, type Stt } from '@subcam/shared';

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

  return (request, signal) => {
    if (clock.monotonicMs() < restsUntilMs) return Promise.reject(late());
    const rest = (): SubcamError => {
      restsUntilMs = clock.monotonicMs() + PATIENCE_RESTS * patienceMs;
      return late();
    };
    return withinTime(patienceMs, (inTime) => stt.transcribe(request, inTime), { clock, signal, late: rest });
  };
}
