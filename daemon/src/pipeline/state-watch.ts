// The captures of a session and the clock -> when its clients are told how it stands: at once when that changes, else every two to ten seconds; and whether they are idle.
import { SubcamError, type Clock } from '@subcam/shared';
import type { Capture } from './capture.ts';

/** How often it is looked whether sound still arrives. */
const WATCH_EVERY_MS = 500;

/**
 * How often connected clients are told the state although nothing is new but its figures: after two seconds, when there are any, and less and less often, as
 * figures of longer times change less.
 */
const FIRST_TELL_MS = 2_000;
const TELL_EVERY_MS = 10_000;

/** What counts of the time from one look to the next: of a computer that slept, nobody can say that its clients were idle. */
const LONGEST_LOOK_MS = 5_000;

export interface StateWatchDeps {
  readonly captures: () => readonly Capture[];
  readonly clock: Clock;
  readonly tell: () => void;
  /** So long without sound of any capture is idle. */
  readonly settings: { readonly sessionIdleMs: number };
  /** Its clients have been told. */
  readonly onIdle: () => void;
}

/** Runs until the signal fires. */
export async function watchState(deps: StateWatchDeps, signal: AbortSignal): Promise<void> {
  const { clock } = deps;
  const beganAtMs = clock.monotonicMs();
  let toldAtMs = beganAtMs;
  let lookedAtMs = beganAtMs;
  let receivedSamples = 0;
  let quietMs = 0;
  while (!signal.aborted) {
    const nowMs = clock.monotonicMs();
    const captures = deps.captures();
    const received = captures.reduce((sum, { receivedThrough }) => sum + receivedThrough, 0);
    quietMs = received === receivedSamples ? quietMs + Math.min(nowMs - lookedAtMs, LONGEST_LOOK_MS) : 0;
    receivedSamples = received;
    lookedAtMs = nowMs;
    if (quietMs >= deps.settings.sessionIdleMs) {
      for (const { client } of captures) client?.fault(isIdle(quietMs));
      quietMs = 0;
      deps.onIdle();
    }
    const changed = captures.filter((capture) => capture.lookForSound()).length > 0;
    const isConnected = captures.some(({ client }) => client !== null);
    const everyMs = Math.min(TELL_EVERY_MS, Math.max(FIRST_TELL_MS, nowMs - beganAtMs));
    if (changed || (isConnected && nowMs - toldAtMs >= everyMs)) {
      deps.tell();
      toldAtMs = nowMs;
    }
    await Promise.allSettled([clock.sleep(WATCH_EVERY_MS, signal)]);
  }
}

function isIdle(quietMs: number): SubcamError {
  const minutes = Math.round(quietMs / 60_000);
  return new SubcamError(
    'timeout',
    `No sound has come for ${minutes} minutes (limits.sessionIdleMs), so the session was closed: begin again when there is something to hear.`,
  );
}
