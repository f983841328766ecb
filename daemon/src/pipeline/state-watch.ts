// The captures of a session and the clock -> when its clients are told how it stands: at once when that changes, else every two seconds.
import type { Clock } from '@subcam/shared';
import type { Capture } from './capture.ts';

/** How often it is looked whether sound still arrives. */
const WATCH_EVERY_MS = 500;

/** How often connected clients are told the state although it is the same: their sign that the daemon lives. */
const TELL_EVERY_MS = 2_000;

/** Runs until the signal fires. */
export async function watchState(
  deps: { readonly captures: () => readonly Capture[]; readonly clock: Clock; readonly tell: () => void },
  signal: AbortSignal,
): Promise<void> {
  const { clock } = deps;
  let toldAtMs = clock.monotonicMs();
  while (!signal.aborted) {
    const nowMs = clock.monotonicMs();
    const captures = deps.captures();
    const changed = captures.filter((capture) => capture.lookForSound()).length > 0;
    const isConnected = captures.some(({ client }) => client !== null);
    if (changed || (isConnected && nowMs - toldAtMs >= TELL_EVERY_MS)) {
      deps.tell();
      toldAtMs = nowMs;
    }
    await Promise.allSettled([clock.sleep(WATCH_EVERY_MS, signal)]);
  }
}
