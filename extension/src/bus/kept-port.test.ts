// The kept port: it comes back whenever somebody is there, and knows when its extension is gone.
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '@subcam/shared/testing';
import { keepPort } from './kept-port.ts';
import type { MessagePortLike, ToMeeting } from './meeting-port.ts';

interface OpenedPort {
  readonly sent: unknown[];
  say(message: unknown): void;
  drop(): void;
  closed: boolean;
}

function openBench(options: { readonly gone?: () => boolean } = {}) {
  const clock = createVirtualClock();
  const life = new AbortController();
  const ports: OpenedPort[] = [];
  const got: ToMeeting[] = [];
  let connects = 0;
  let orphaned = 0;
  const order: string[] = [];
  const connect = (): MessagePortLike => {
    if (options.gone?.() === true) throw new Error('Extension context invalidated.');
    const listeners: ((message: unknown) => void)[] = [];
    const leavers: (() => void)[] = [];
    const opened: OpenedPort = {
      sent: [],
      closed: false,
      say: (message) => {
        for (const listener of listeners) listener(message);
      },
      drop: () => {
        for (const leaver of leavers) leaver();
      },
    };
    ports.push(opened);
    return {
      postMessage: (message) => void opened.sent.push(message),
      disconnect: () => {
        opened.closed = true;
      },
      onMessage: { addListener: (listener) => void listeners.push(listener) },
      onDisconnect: { addListener: (listener) => void leavers.push(listener) },
    };
  };
  const kept = keepPort({
    connect,
    onMessage: (message) => got.push(message),
    onConnect: () => {
      connects += 1;
      order.push('connected');
    },
    onDisconnect: () => void order.push('disconnected'),
    onOrphaned: () => {
      orphaned += 1;
      order.push('orphaned');
    },
    clock,
    signal: life.signal,
  });
  return { clock, life, ports, got, kept, order, counts: () => ({ connects, orphaned }) };
}

describe('keepPort', () => {
  it('tries again and again while nobody is there, more and more rarely', async () => {
    const { clock, ports } = openBench();
    const openedAt: number[] = [];
    for (let seen = 1; seen < 8; seen += 1) {
      ports[seen - 1]?.drop();
      const beforeMs = clock.nowMs();
      while (ports.length === seen) await clock.advance(50);
      openedAt.push(clock.nowMs() - beforeMs);
    }
    expect(openedAt).toEqual([100, 200, 400, 800, 1_600, 2_000, 2_000]);
  });

  it('comes at once when it is told that somebody is there', async () => {
    const { clock, ports, kept } = openBench();
    for (let n = 0; n < 6; n += 1) {
      ports[n]?.drop();
      if (n < 5) await clock.advance(2_000);
    }
    const before = ports.length;
    kept.connectNow();
    await clock.advance(0);
    expect(ports).toHaveLength(before + 1);
  });

  it('delivers what parses, drops what does not, and sends to the newest port only', async () => {
    const { clock, ports, got, kept, counts } = openBench();
    ports[0]?.say({ type: 'observe' });
    ports[0]?.say({ type: 'cues', cues: 'all of them' });
    expect(got).toEqual([{ type: 'observe' }]);
    ports[0]?.drop();
    kept.send({ type: 'ready' });
    await clock.advance(100);
    kept.send({ type: 'malformed', count: 1 });
    expect(ports.map((port) => port.sent)).toEqual([[], [{ type: 'malformed', count: 1 }]]);
    expect(counts()).toEqual({ connects: 2, orphaned: 0 });
  });

  it('says so once the extension is gone, and stops', async () => {
    let gone = false;
    const { clock, ports, counts } = openBench({ gone: () => gone });
    gone = true;
    ports[0]?.drop();
    await clock.advance(60_000);
    expect(counts().orphaned).toBe(1);
    expect(ports).toHaveLength(1);
  });

  it('tells each loss of the other end before it tries again, and before it finds that the extension is gone', async () => {
    let gone = false;
    const { clock, ports, order } = openBench({ gone: () => gone });
    ports[0]?.drop();
    await clock.advance(100);
    gone = true;
    ports[1]?.drop();
    await clock.advance(60_000);
    expect(order).toEqual(['connected', 'disconnected', 'connected', 'disconnected', 'orphaned']);
  });

  it('ends with its signal', async () => {
    const { clock, life, ports } = openBench();
    life.abort(new Error('over'));
    expect(ports[0]?.closed).toBe(true);
    ports[0]?.drop();
    await clock.advance(60_000);
    expect(ports).toHaveLength(1);
  });
});
