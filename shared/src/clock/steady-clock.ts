// A clock that may be set -> one whose wall-clock instants subtract: they go on from where they began, whatever the machine's clock does.
import type { Clock } from './clock.ts';

/**
 * `nowMs` is the wall clock of the moment at which this is called, and from then on the time that has passed since. For instants of one
 * piece of work that are compared with one another and told as a time of day too: keep it no longer than that work.
 */
export function steadyClock(clock: Clock): Clock {
  const startedAtMs = clock.nowMs() - clock.monotonicMs();
  return {
    nowMs: () => startedAtMs + clock.monotonicMs(),
    monotonicMs: () => clock.monotonicMs(),
    sleep: (durationMs, signal) => clock.sleep(durationMs, signal),
  };
}
