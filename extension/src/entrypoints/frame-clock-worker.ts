// Frame clock's worker: ticks over the port at the rate that it was last asked for, without drift.
const MAX_FPS = 60;

let port: MessagePort | null = null;
let timer: ReturnType<typeof setTimeout> | null = null;

function run(fps: number): void {
  if (timer !== null) clearTimeout(timer);
  const periodMs = 1000 / fps;
  let nextAtMs = performance.now() + periodMs;
  const tick = (): void => {
    port?.postMessage('tick');
    const nowMs = performance.now();
    // On the grid of the first tick; ticks that a busy machine missed are left out, not made up for.
    nextAtMs += periodMs * Math.max(1, Math.ceil((nowMs - nextAtMs) / periodMs));
    timer = setTimeout(tick, nextAtMs - nowMs);
  };
  timer = setTimeout(tick, periodMs);
}

self.addEventListener('message', (event: MessageEvent<unknown>) => {
  const given = event.ports[0];
  if (given === undefined) return;
  port?.close();
  port = given;
  port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'number' && data > 0 && data <= MAX_FPS) run(data);
  });
  port.start();
});
