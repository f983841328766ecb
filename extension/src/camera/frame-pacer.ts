// Frame pacer: which ticks and which changes become frames, so that words go out at once and the rate is still what was asked for.

/** `tick`: the clock's. `change`: something new is to be seen. */
export type FrameOccasion = 'tick' | 'change';

export interface FramePacer {
  /** Whether a frame is due now. A yes is taken as sent. */
  due(occasion: FrameOccasion, nowMs: number): boolean;
}

/** Frames beyond the rate that a burst of changes may use up at once, and the share of the rate at which they come back. */
const MAX_EXTRA_FRAMES = 3;
const EXTRA_SHARE = 0.25;

/** Ticks may come faster than `fps` (another track's clock) or slower. Over any second at most a quarter more frames, plus 3. */
export function createFramePacer(fps: number): FramePacer {
  const periodMs = 1000 / fps;
  // A tick that comes a little early is on time: worker timers are good to about 2 ms.
  const slackMs = Math.min(4, periodMs / 4);
  let nextAtMs = -Infinity;
  let lastAtMs = -Infinity;
  let extraFrames = MAX_EXTRA_FRAMES;
  return {
    due(occasion, nowMs) {
      const onTime = nowMs >= nextAtMs - slackMs;
      if (!onTime && (occasion === 'tick' || extraFrames < 1)) return false;
      if (Number.isFinite(lastAtMs)) {
        extraFrames = Math.min(MAX_EXTRA_FRAMES, extraFrames + (Math.max(0, nowMs - lastAtMs) / periodMs) * EXTRA_SHARE);
      }
      lastAtMs = nowMs;
      if (onTime) {
        // Keep to the grid, unless the clock stood still for longer than a frame.
        nextAtMs = nowMs - nextAtMs > periodMs ? nowMs + periodMs : nextAtMs + periodMs;
      } else {
        extraFrames -= 1;
      }
      return true;
    },
  };
}
