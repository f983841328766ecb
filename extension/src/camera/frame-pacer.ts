// Frame pacer: when a picture becomes a frame: new content at once, a few more for its letters to sharpen, then a keep-alive.

export interface FramePacer {
  /**
   * Whether a frame is due now. A yes is taken as sent.
   * `changed`: the picture differs from the last one that was sent; stays true until a frame was due.
   */
  due(changed: boolean, nowMs: number): boolean;
  /** The change that is sent now is one of much of the picture, or somebody new is to see all of it. */
  hurry(nowMs: number): void;
  /** The earliest instant at which a frame can be due if nothing else changes. */
  nextDueMs(changed: boolean): number;
}

/**
 * Frames beyond the rate that changes may use up at once. An original and its translation come a few ms apart, and both are to
 * be seen; over any longer time the rate is what the page asked for.
 */
export const BURST_FRAMES = 3;
/** Changes closer together than this become one frame: no eye tells them apart, and each costs an encoding. */
export const MIN_SPACING_MS = 8;
/**
 * From the last change to each frame that follows it of its own, ms from one to the next. VP8 at a bit rate that is too low for the
 * whole change at once sends it coarse and refines it from frame to frame, and now and then leaves a lone frame out altogether (both
 * measured at 200 to 2500 kbit/s, 720p). While someone talks the frame of the next word does that, mostly within these 300 ms.
 */
export const SETTLE_GAPS_MS: readonly number[] = [300, 200, 200];
/** The same after a change of much of the picture, which is when frames are left out, and after changes that follow one closely. */
export const HURRIED_SETTLE_GAPS_MS: readonly number[] = [100, 200, 400];
/** What comes within this of a change of much of the picture follows it closely. */
export const HURRY_MS = 300;
/** Changes that come within two periods of each other, so many times running, are content that changes in every frame. */
export const STREAM_CHANGES = 3;
/** A frame of such content that is later than this, in periods, is filled in: at 30 a second before its gap reaches 50 ms. */
export const STREAM_PERIODS = 1.25;
/**
 * WebRTC repeats no frame of its own; a viewer who joins or has lost a packet waits for the next one, at most this long. A camera of Chrome's
 * own counts as muted after 833 ms without a frame (a generator's track did not in 2 s, but this stays below).
 */
export const KEEP_ALIVE_MS = 750;

/** `fps`: the upper bound over time. All instants: monotonic, ms. */
export function createFramePacer(fps: number): FramePacer {
  const periodMs = 1000 / fps;
  const keepAliveMs = Math.max(KEEP_ALIVE_MS, periodMs);
  // A tick that comes a little early is on time: worker timers are good to about 2 ms.
  const slackMs = Math.min(4, periodMs / 4);
  /** The rate is kept when no frame is sent before this; a burst may run ahead of it. */
  let paidThroughMs = -Infinity;
  let lastAtMs = -Infinity;
  let lastChangeAtMs = -Infinity;
  let hurryUntilMs = -Infinity;
  /** Frames since the last change. */
  let settled = SETTLE_GAPS_MS.length;
  /** Changes that came one right after the other. */
  let streak = 0;

  const nextDueMs = (changed: boolean): number => {
    const aheadMs = paidThroughMs - BURST_FRAMES * periodMs;
    if (changed) return Math.max(aheadMs, lastAtMs + Math.min(MIN_SPACING_MS, periodMs));
    if (settled === 0 && streak >= STREAM_CHANGES) return Math.max(aheadMs, lastAtMs + periodMs * STREAM_PERIODS);
    const gapMs = Math.max(periodMs, (lastChangeAtMs < hurryUntilMs ? HURRIED_SETTLE_GAPS_MS : SETTLE_GAPS_MS)[settled] ?? keepAliveMs);
    return Math.max(paidThroughMs, lastAtMs + Math.min(keepAliveMs, gapMs));
  };

  return {
    nextDueMs,
    hurry(nowMs) {
      hurryUntilMs = nowMs + HURRY_MS;
    },
    due(changed, nowMs) {
      if (nowMs < nextDueMs(changed) - slackMs) return false;
      if (changed) {
        streak = nowMs - lastChangeAtMs <= periodMs * 2 ? streak + 1 : 0;
        lastChangeAtMs = nowMs;
        settled = 0;
      } else {
        settled = Math.min(SETTLE_GAPS_MS.length, settled + 1);
      }
      paidThroughMs = Math.max(nowMs, paidThroughMs) + periodMs;
      lastAtMs = nowMs;
      return true;
    },
  };
}
