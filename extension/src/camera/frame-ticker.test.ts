import { describe, expect, it } from 'vitest';
import { createFrameTicker, PORT_GRACE_MS } from './frame-ticker.ts';

/** Time that a test turns by hand, timers of the page, and a worker at the other end of the port that answers or doesn't. */
function setUp() {
  let nowMs = 0;
  let nextId = 1;
  const timers = new Map<number, { readonly atMs: number; readonly callback: () => void }>();
  const setTimeout = (callback: () => void, delayMs: number): number => {
    const id = nextId++;
    timers.set(id, { atMs: nowMs + delayMs, callback });
    return id;
  };
  const ticksAtMs: number[] = [];
  /** What the camera asks for at each tick; by default nothing. */
  let onTick = (): void => undefined;
  const ticker = createFrameTicker({
    onTick: () => {
      ticksAtMs.push(nowMs);
      onTick();
    },
    monotonicMs: () => nowMs,
    setTimeout,
    clearTimeout: (id) => void timers.delete(id),
  });
  const advance = (durationMs: number): void => {
    const untilMs = nowMs + durationMs;
    for (;;) {
      const [id, timer] = [...timers].toSorted(([, a], [, b]) => a.atMs - b.atMs)[0] ?? [];
      if (id === undefined || timer === undefined || timer.atMs > untilMs) break;
      timers.delete(id);
      nowMs = timer.atMs;
      timer.callback();
    }
    nowMs = untilMs;
  };
  const worker = () => {
    const orders: unknown[] = [];
    let waiting: number | null = null;
    const state = { answers: true, closed: false };
    const port = {
      onmessage: null as ((event: unknown) => void) | null,
      postMessage: (delayMs: number) => {
        orders.push(delayMs);
        if (waiting !== null) timers.delete(waiting);
        waiting = setTimeout(() => {
          waiting = null;
          if (state.answers) port.onmessage?.({ data: 'tick' });
        }, delayMs);
      },
      close: () => {
        state.closed = true;
      },
    };
    return { orders, state, port: port as unknown as MessagePort, raw: port };
  };
  return { ticker, ticksAtMs, advance, worker, pageTimers: () => timers.size, setOnTick: (given: () => void) => void (onTick = given) };
}

describe('the frame ticker', () => {
  it("ticks by the page's own timer until there is a port", () => {
    const clock = setUp();
    clock.ticker.wakeAt(33);
    clock.advance(100);
    expect(clock.ticksAtMs).toEqual([33]);
    expect(clock.ticker.origin).toBe('page');
  });

  it('ticks once by the worker at the instant that was asked for, and then not until it is asked again', () => {
    const clock = setUp();
    const worker = clock.worker();
    clock.ticker.usePort(worker.port);
    expect(worker.orders).toEqual([]);
    clock.ticker.wakeAt(40);
    clock.advance(5_000);
    expect(clock.ticksAtMs).toEqual([40]);
    expect(clock.ticker.origin).toBe('worker');
    expect(worker.orders).toEqual([40]);
  });

  it('asks again only for what comes earlier than what was asked', () => {
    const clock = setUp();
    const worker = clock.worker();
    clock.ticker.usePort(worker.port);
    clock.ticker.wakeAt(500);
    clock.ticker.wakeAt(900);
    clock.ticker.wakeAt(499.5);
    clock.ticker.wakeAt(40);
    expect(worker.orders).toEqual([500, 40]);
  });

  it('asks a new port for what is still wanted, and closes the old one', () => {
    const clock = setUp();
    const [old, fresh] = [clock.worker(), clock.worker()];
    clock.ticker.usePort(old.port);
    clock.ticker.wakeAt(500);
    clock.advance(100);
    clock.ticker.usePort(fresh.port);
    expect(fresh.orders).toEqual([400]);
    expect(old.state.closed).toBe(true);
    old.raw.onmessage?.({ data: 'tick' });
    expect(clock.ticksAtMs).toEqual([]);
  });

  it("goes on by the page's timer when the worker falls silent, and back when it speaks again", () => {
    const clock = setUp();
    const worker = clock.worker();
    clock.ticker.usePort(worker.port);
    clock.setOnTick(() => clock.ticker.wakeAt((clock.ticksAtMs.at(-1) ?? 0) + 50));
    clock.ticker.wakeAt(50);
    clock.advance(50);
    worker.state.answers = false;
    clock.advance(50 + PORT_GRACE_MS);
    expect(clock.ticksAtMs).toEqual([50, 100 + PORT_GRACE_MS]);
    expect(clock.ticker.origin).toBe('page');
    // Once it is known to be silent nothing waits for it.
    clock.advance(100);
    expect(clock.ticksAtMs.slice(2)).toEqual([150 + PORT_GRACE_MS, 200 + PORT_GRACE_MS]);
    worker.state.answers = true;
    clock.advance(50);
    expect(clock.ticker.origin).toBe('worker');
    const before = clock.ticksAtMs.length;
    clock.advance(500);
    expect(clock.ticksAtMs.length - before).toBe(10);
    expect(clock.ticker.origin).toBe('worker');
  });

  it('holds one timer of the page at most, however often it is asked', () => {
    const clock = setUp();
    for (let index = 0; index < 1_000; index += 1) clock.ticker.wakeAt(1_000 - index);
    expect(clock.pageTimers()).toBe(1);
  });
});
