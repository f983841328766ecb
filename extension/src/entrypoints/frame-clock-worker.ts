// Frame clock's worker: a number of milliseconds comes over the port, and one tick goes back when they are over.
/** Longest wait that is asked for; more is cut to this. */
const MAX_DELAY_MS = 10_000;

let port: MessagePort | null = null;
let timer: ReturnType<typeof setTimeout> | null = null;

/** A newer order replaces the one that waits. */
function order(delayMs: number): void {
  if (timer !== null) clearTimeout(timer);
  timer = setTimeout(() => {
    timer = null;
    port?.postMessage('tick');
  }, delayMs);
}

self.addEventListener('message', (event: MessageEvent<unknown>) => {
  const given = event.ports[0];
  if (given === undefined) return;
  port?.close();
  port = given;
  port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'number' && data >= 0) order(Math.min(MAX_DELAY_MS, data));
  });
  port.start();
});
