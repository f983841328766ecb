// Frame ticker: ticks from the clock frame's worker while they come, from a timer of the page's own while they don't.

export interface FrameTicker {
  /** Ticks from this port from now on; asks it for the rate. */
  usePort(port: MessagePort): void;
  setFps(fps: number): void;
  /** Where the last tick came from. */
  readonly origin: 'worker' | 'page';
}

export interface FrameTickerOptions {
  readonly onTick: () => void;
  /** Monotonic, ms. */
  readonly monotonicMs: () => number;
  readonly setInterval: (callback: () => void, periodMs: number) => number;
  readonly clearInterval: (timer: number) => void;
}

/** A port that was silent for this many periods is taken as gone until it speaks again. */
const SILENT_PERIODS = 4;

export function createFrameTicker(options: FrameTickerOptions): FrameTicker {
  const { onTick, monotonicMs } = options;
  let port: MessagePort | null = null;
  let fps = 1;
  let timer: number | null = null;
  let lastPortTickMs = -Infinity;
  let origin: 'worker' | 'page' = 'page';

  const arm = (): void => {
    if (timer !== null) options.clearInterval(timer);
    timer = options.setInterval(() => {
      if (monotonicMs() - lastPortTickMs < (SILENT_PERIODS * 1000) / fps) return;
      origin = 'page';
      onTick();
    }, 1000 / fps);
    port?.postMessage(fps);
  };
  arm();

  return {
    usePort(given) {
      port?.close();
      port = given;
      given.onmessage = () => {
        if (port !== given) return;
        lastPortTickMs = monotonicMs();
        origin = 'worker';
        onTick();
      };
      given.postMessage(fps);
    },
    setFps(given) {
      if (given === fps) return;
      fps = given;
      arm();
    },
    get origin() {
      return origin;
    },
  };
}
