// The floor: a generator that is given another picture at each tick of the same kind of clock, with nothing else of the product.
import { EXTENSION_ORIGIN } from '@subcam/shared/wire';

const CLOCK_URL = `${EXTENSION_ORIGIN}/frame-clock.html`;

/** A clock that says nothing for so long is of another make than this expects. */
const FIRST_TICK_LIMIT_MS = 5_000;

interface Clock {
  /** One tick after so long, ms. */
  order(delayMs: number): void;
  close(): void;
}

async function openClock(onTick: () => void): Promise<Clock> {
  const frame = document.createElement('iframe');
  frame.src = CLOCK_URL;
  frame.style.cssText = 'position:fixed;width:1px;height:1px;border:0;opacity:0';
  const loaded = new Promise((resolve) => {
    frame.addEventListener('load', resolve, { once: true });
  });
  document.body.append(frame);
  await loaded;
  const { port1, port2 } = new MessageChannel();
  frame.contentWindow?.postMessage('subcam:clock', EXTENSION_ORIGIN, [port1]);
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The frame clock does not tick')), FIRST_TICK_LIMIT_MS);
    port2.onmessage = () => {
      clearTimeout(timer);
      resolve();
    };
    port2.postMessage(0);
  });
  port2.onmessage = onTick;
  return {
    order: (delayMs) => port2.postMessage(delayMs),
    close: () => {
      port2.close();
      frame.remove();
    },
  };
}

export async function openBareSender(
  { canvas, context }: { readonly canvas: HTMLCanvasElement; readonly context: CanvasRenderingContext2D },
  { width, height, frameRate }: { readonly width: number; readonly height: number; readonly frameRate: number },
): Promise<MediaStreamTrack> {
  const generator = new MediaStreamTrackGenerator({ kind: 'video' });
  const writer = generator.writable.getWriter();
  const periodMs = 1000 / frameRate;
  let dueMs = performance.now() + periodMs;
  let count = 0;
  const clock = await openClock(() => {
    if (generator.readyState === 'ended') {
      clock.close();
      return;
    }
    count += 1;
    context.fillStyle = '#202124';
    context.fillRect(0, height * 0.8, width, height * 0.2);
    context.fillStyle = '#ffffff';
    context.font = `${Math.round(height / 18)}px sans-serif`;
    context.fillText(`Every frame of this line is another one: ${String(count).padStart(8, '0')}`, width * 0.1, height * 0.9);
    const frame = new VideoFrame(canvas, { timestamp: Math.round(performance.now() * 1000), alpha: 'discard' });
    // A write fails only when the track has ended; readyState says so at the next tick.
    writer.write(frame).catch(() => undefined);
    dueMs = Math.max(dueMs + periodMs, performance.now());
    clock.order(Math.max(0, dueMs - performance.now()));
  });
  context.fillStyle = '#202124';
  context.fillRect(0, 0, width, height);
  generator.contentHint = 'text';
  clock.order(periodMs);
  return generator;
}
