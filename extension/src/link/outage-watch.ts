// Phases of links -> captures whose daemon has been away for so long that what it was about to say is not waited for.
import type { Clock } from '@subcam/shared';
import type { LinkPhase } from '../bus/extension-status.ts';

/** A daemon that is restarted is back sooner; after this long half a sentence may not stand on the tile any more. */
export const OUTAGE_MS = 2_000;

export interface OutageWatch {
  /** Call several times a second, with the phase of a capture's link. */
  look(captureId: string, phase: LinkPhase): void;
}

/** `onOutage` is called once an outage. */
export function watchOutages(deps: { readonly clock: Clock; readonly onOutage: (captureId: string) => void }): OutageWatch {
  /** Since when the capture has had no daemon, by the monotonic clock; Infinity once that has been told. */
  const awaySinceMs = new Map<string, number>();
  return {
    look: (captureId, phase) => {
      const nowMs = deps.clock.monotonicMs();
      if (phase === 'live') {
        awaySinceMs.delete(captureId);
        return;
      }
      const sinceMs = awaySinceMs.get(captureId) ?? nowMs;
      const isOutage = nowMs - sinceMs >= OUTAGE_MS;
      awaySinceMs.set(captureId, isOutage ? Infinity : sinceMs);
      if (isOutage) deps.onOutage(captureId);
    },
  };
}
