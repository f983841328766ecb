// Frame ticker: a tick at the instant that was asked for, from the clock frame's worker, or from a timer of the page's own when it is silent.

export interface FrameTicker {
  /** Ticks come from this port from now on. */
  usePort(port: MessagePort): void;
  /** Ticks once, at this instant or soon after (monotonic, ms); a tick may also come earlier. Replaces what was asked before. */
  wakeAt(atMs: number): void;
  /** Where the last tick came from. */
  readonly origin: 'worker' | 'page';
}

export interface FrameTickerOptions {
  readonly onTick: () => void;
  /** Monotonic, ms. */
  readonly monotonicMs: () => number;
  readonly setTimeout: (callback: () => void, delayMs: number) => number;
  readonly clearTimeout: (timer: number) => void;
}

/** A port that is later than this is taken as gone until it speaks again: above what a busy machine delays a message by. */
export const PORT_GRACE_MS = 100;
/** An order that differs by less is the same: a message to another process for it would buy nothing. */
const SAME_MS = 1;

export function createFrameTicker(options: FrameTickerOptions): FrameTicker {
  const { onTick, monotonicMs } = options;
  let port: MessagePort | null = null;
  let portSpeaks = false;
  let wantedMs = Infinity;
  /** What the port was last asked for and has not answered. */
  let orderedMs = Infinity;
  let timer: { readonly id: number; readonly atMs: number } | null = null;
  let origin: 'worker' | 'page' = 'page';

  const order = (): void => {
    // An order that comes earlier stays: its tick brings the next one about.
    if (port === null || wantedMs === Infinity || wantedMs > orderedMs - SAME_MS) return;
    orderedMs = wantedMs;
    port.postMessage(Math.max(0, wantedMs - monotonicMs()));
  };

  const tick = (from: 'worker' | 'page'): void => {
    origin = from;
    wantedMs = Infinity;
    onTick();
  };

  const watch = (): void => {
    if (wantedMs === Infinity) return;
    const atMs = wantedMs + (portSpeaks ? PORT_GRACE_MS : 0);
    // A timer that rings early looks again; setting one anew for each tick would cost more.
    if (timer !== null && timer.atMs <= atMs) return;
    if (timer !== null) options.clearTimeout(timer.id);
    timer = { atMs, id: options.setTimeout(onTimer, Math.max(0, atMs - monotonicMs())) };
  };

  const onTimer = (): void => {
    timer = null;
    if (monotonicMs() >= wantedMs + (portSpeaks ? PORT_GRACE_MS : 0) - SAME_MS) {
      portSpeaks = false;
      // What it may still answer is no longer waited for.
      orderedMs = Infinity;
      tick('page');
    }
    watch();
  };

  return {
    usePort(given) {
      port?.close();
      port = given;
      portSpeaks = true;
      orderedMs = Infinity;
      given.onmessage = () => {
        if (port !== given) return;
        portSpeaks = true;
        orderedMs = Infinity;
        tick('worker');
      };
      order();
    },
    wakeAt(atMs) {
      wantedMs = atMs;
      order();
      watch();
    },
    get origin() {
      return origin;
    },
  };
}
