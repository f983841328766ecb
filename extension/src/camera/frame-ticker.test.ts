import { describe, expect, it } from 'vitest';
import { createFrameTicker } from './frame-ticker.ts';

function setUp() {
  let nowMs = 0;
  let ticks = 0;
  let timer: { readonly callback: () => void; readonly periodMs: number } | null = null;
  const ticker = createFrameTicker({
    onTick: () => {
      ticks += 1;
    },
    monotonicMs: () => nowMs,
    setInterval: (callback, periodMs) => {
      timer = { callback, periodMs };
      return 1;
    },
    clearInterval: () => {
      timer = null;
    },
  });
  const posted: unknown[] = [];
  const port = {
    onmessage: null as ((event: unknown) => void) | null,
    postMessage: (data: unknown) => posted.push(data),
    close: () => posted.push('closed'),
  };
  return {
    ticker,
    posted,
    port,
    asPort: port as unknown as MessagePort,
    ticks: () => ticks,
    periodMs: () => timer?.periodMs,
    passTimer: (ms: number) => {
      nowMs += ms;
      timer?.callback();
    },
    tickPort: () => port.onmessage?.({ data: 'tick' }),
  };
}

describe('the frame ticker', () => {
  it("ticks by the page's own timer until there is a port", () => {
    const clock = setUp();
    clock.ticker.setFps(30);
    expect(clock.periodMs()).toBeCloseTo(1000 / 30, 5);
    clock.passTimer(33);
    clock.passTimer(33);
    expect(clock.ticks()).toBe(2);
    expect(clock.ticker.origin).toBe('page');
  });

  it('ticks by the worker while it speaks, once for each tick, and tells it the rate', () => {
    const clock = setUp();
    clock.ticker.usePort(clock.asPort);
    clock.ticker.setFps(30);
    expect(clock.posted).toEqual([1, 30]);
    for (let index = 0; index < 10; index += 1) {
      clock.tickPort();
      clock.passTimer(33);
    }
    expect(clock.ticks()).toBe(10);
    expect(clock.ticker.origin).toBe('worker');
  });

  it("goes on by the page's timer when the worker falls silent, and back when it speaks again", () => {
    const clock = setUp();
    clock.ticker.setFps(30);
    clock.ticker.usePort(clock.asPort);
    clock.tickPort();
    for (let index = 0; index < 4; index += 1) clock.passTimer(33);
    expect(clock.ticks()).toBe(1);
    for (let index = 0; index < 3; index += 1) clock.passTimer(33);
    expect(clock.ticks()).toBe(4);
    expect(clock.ticker.origin).toBe('page');
    clock.tickPort();
    clock.passTimer(33);
    expect(clock.ticks()).toBe(5);
    expect(clock.ticker.origin).toBe('worker');
  });

  it('closes a port that another replaces, and no longer hears it', () => {
    const clock = setUp();
    clock.ticker.usePort(clock.asPort);
    const before = clock.port.onmessage;
    clock.ticker.usePort({ onmessage: null, postMessage: () => undefined, close: () => undefined } as unknown as MessagePort);
    before?.({ data: 'tick' });
    expect(clock.posted.at(-1)).toBe('closed');
    expect(clock.ticks()).toBe(0);
  });
});
