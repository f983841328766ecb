// The link's promise under every order of losses: each sample arrives once or lies in an explicit gap; and what it does when it is refused.
import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { DEFAULT_TILE_SETTINGS, NOTHING_SENT, SubcamError } from '@subcam/shared';
import { createFakeLinkDaemon } from '../testing/fake-link-daemon.ts';
import { createVirtualClock, type VirtualClock } from '@subcam/shared/testing';
import { createCaptureLink } from './capture-link.ts';
import { RECONNECT } from './reconnect-waits.ts';
import { createRetainedBuffer } from './retained-buffer.ts';
import { MAX_WAITING_TILE_REPORTS } from './tile-report-queue.ts';
import type { TileSettings } from '@subcam/shared';
import type { LinkStatus } from '../bus/extension-status.ts';
import type { FakeLinkDaemon } from '../testing/fake-link-daemon.ts';
import type { CaptureLink } from './capture-link.ts';
import type { RetainedBuffer } from './retained-buffer.ts';

interface Bench {
  readonly clock: VirtualClock;
  readonly daemon: FakeLinkDaemon;
  readonly buffer: RetainedBuffer;
  readonly link: CaptureLink;
  readonly statuses: LinkStatus[];
  /** What the page should show: of welcomes, and of changes. */
  readonly tiles: TileSettings[];
  readonly ended: Promise<void>;
  readonly life: AbortController;
  capture(samples: number): void;
  sourceGap(samples: number): void;
}

/** A sample's value tells its index. */
const valueOf = (index: number): number => (index * 7) % 30_011;

function openBench(options: { readonly maxSamples?: number; readonly reachable?: boolean } = {}): Bench {
  const clock = createVirtualClock();
  const daemon = createFakeLinkDaemon();
  daemon.reachable = options.reachable ?? true;
  const buffer = createRetainedBuffer(options);
  const statuses: LinkStatus[] = [];
  const tiles: TileSettings[] = [];
  const life = new AbortController();
  const link = createCaptureLink({
    open: daemon.open,
    buffer,
    identity: {
      sessionId: 's',
      captureId: 'c',
      source: 'tab',
      startedAtMs: clock.nowMs(),
      meetingUrl: null,
      sourceLanguage: 'en',
      targetLanguages: ['es'],
      pace: 'live',
    },
    listener: {
      onStatus: (status) => statuses.push(status),
      onWelcome: (welcome) => tiles.push(welcome.tile),
      onCue: () => undefined,
      onState: () => undefined,
      onTileSettings: (settings) => tiles.push(settings),
    },
    clock,
    random: () => 0.5,
  });
  const capture = (samples: number): void => {
    const firstSample = buffer.nextSample;
    buffer.push({ firstSample, samples: Int16Array.from({ length: samples }, (_, n) => valueOf(firstSample + n)) });
    link.pump();
  };
  return {
    clock,
    daemon,
    buffer,
    link,
    statuses,
    tiles,
    life,
    ended: link.run(life.signal),
    capture,
    sourceGap: (samples) => {
      const firstSample = buffer.nextSample;
      buffer.note({ firstSample, sampleCount: samples, reason: 'source-gap' });
      buffer.push({ firstSample, samples: new Int16Array(samples) });
      link.pump();
    },
  };
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('capture' as const), samples: fc.integer({ min: 1, max: 320 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('source-gap' as const), samples: fc.integer({ min: 1, max: 320 }) }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('deliver' as const), packets: fc.integer({ min: 0, max: 20 }) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('commit' as const), samples: fc.integer({ min: 0, max: 2_000 }) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('disconnect' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('vanish' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('return' as const) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 2_500 }) }) },
);

describe('createCaptureLink', () => {
  it('brings every sample to the daemon exactly once or in an explicit gap, whatever the order of losses and acknowledgements', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 120, size: 'max' }),
        fc.constantFrom(3_200, 1_920_000),
        fc.boolean(),
        async (steps, maxSamples, cutAtTheEnd) => {
          const bench = openBench({ maxSamples });
          const skipped = new Set<number>();
          for (const one of steps) {
            if (one.type === 'capture') bench.capture(one.samples);
            else if (one.type === 'source-gap') {
              for (let n = 0; n < one.samples; n += 1) skipped.add(bench.buffer.nextSample + n);
              bench.sourceGap(one.samples);
            } else if (one.type === 'deliver') bench.daemon.deliver(one.packets);
            else if (one.type === 'commit') bench.daemon.commit(one.samples);
            else if (one.type === 'wait') await bench.clock.advance(one.ms);
            else {
              if (one.type === 'vanish') bench.daemon.reachable = false;
              if (one.type === 'return') bench.daemon.reachable = true;
              else bench.daemon.disconnect();
            }
          }
          bench.daemon.reachable = true;
          // Whatever the connection was in the middle of, within five seconds it is back.
          await bench.clock.advance(5_000);
          expect(bench.link.status.phase).toBe('live');
          const settled = bench.link.end();
          if (cutAtTheEnd) {
            await bench.clock.advance(20);
            bench.daemon.disconnect();
            await bench.clock.advance(5_000);
          }
          for (let turn = 0; turn < 20; turn += 1) {
            bench.daemon.deliver(Infinity);
            await bench.clock.advance(20);
          }
          expect(await settled).toMatchObject({ capturedSamples: bench.buffer.nextSample });
          expect(bench.daemon.violations).toEqual([]);
          expect(bench.daemon.committed).toHaveLength(bench.buffer.nextSample);
          const wrong = bench.daemon.committed.flatMap((got, index) => {
            const right = skipped.has(index) ? got === 'source-gap' : got === valueOf(index);
            return right || (got === 'buffer-evicted' && bench.buffer.evictedSamples > 0) ? [] : [`${index}: ${got}`];
          });
          expect(wrong).toEqual([]);
          await bench.ended;
          expect(bench.link.status.phase).toBe('closed');
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);

  it('sends nothing before the welcome, and lets acknowledged sound go', async () => {
    const bench = openBench({ reachable: false });
    for (let n = 0; n < 10; n += 1) bench.capture(320);
    await bench.clock.advance(3_000);
    expect(bench.daemon.underWay).toBe(0);
    expect(bench.link.status).toMatchObject({ phase: 'connecting', error: { code: 'network', retryable: true } });
    bench.daemon.reachable = true;
    await bench.clock.advance(1_000);
    bench.daemon.deliver(Infinity);
    bench.daemon.commit(3_200);
    expect(bench.buffer.oldestSample).toBe(2_700);
    expect(bench.link.ackedThrough).toBe(2_700);
    bench.life.abort(new Error('over'));
    await bench.ended;
  });

  it('ignores an acknowledgement of another capture and of what was never sent', async () => {
    const bench = openBench();
    await bench.clock.advance(10);
    bench.capture(320);
    bench.daemon.listener?.onAck({ captureId: 'another', throughSample: 320 });
    expect(bench.buffer.oldestSample).toBe(0);
    bench.daemon.listener?.onAck({ captureId: 'c', throughSample: 1_000_000 });
    bench.capture(320);
    expect([bench.buffer.oldestSample, bench.link.ackedThrough]).toEqual([320, 320]);
    bench.life.abort(new Error('over'));
  });

  it('sends a long backlog in bursts with pauses, live sound behind it, in order', async () => {
    const bench = openBench({ reachable: false });
    for (let n = 0; n < 500; n += 1) bench.capture(320);
    bench.daemon.reachable = true;
    await bench.clock.advance(RECONNECT.maxMs);
    await bench.clock.advance(0);
    expect(bench.link.status.phase).toBe('live');
    bench.capture(320);
    await bench.clock.advance(200);
    expect(bench.daemon.underWay).toBe(501);
    bench.daemon.deliver(Infinity);
    expect(bench.daemon.violations).toEqual([]);
    bench.life.abort(new Error('over'));
  });
});

describe('a capture link whose daemon refuses, hangs or goes away', () => {
  it('stops for good at a refusal that trying again would not change', async () => {
    const bench = openBench();
    await bench.clock.advance(10);
    bench.daemon.listener?.onFault({ code: 'protocol-version', message: 'Update the extension.', retryable: false });
    await bench.ended;
    expect(bench.link.status).toEqual({
      phase: 'refused',
      error: { code: 'protocol-version', message: 'Update the extension.', retryable: false },
      connectionEpoch: 1,
    });
    await bench.clock.advance(60_000);
    expect(bench.daemon.hellos).toHaveLength(1);
    expect(await bench.link.end()).toBeNull();
  });

  it('refuses a daemon that asks for sound that does not exist', async () => {
    const bench = openBench();
    bench.daemon.committed.push(...Array.from({ length: 10_000 }, () => 0));
    await bench.clock.advance(10);
    await bench.ended;
    expect(bench.link.status).toMatchObject({ phase: 'refused', error: { code: 'frame-out-of-order' } });
  });

  it('gives up on a connection that never opens or never greets, and tries again', async () => {
    const clock = createVirtualClock();
    let opened = 0;
    const aborted: unknown[] = [];
    const statuses: LinkStatus[] = [];
    const life = new AbortController();
    const link = createCaptureLink({
      open: (_listener, signal) => {
        opened += 1;
        signal.addEventListener('abort', () => aborted.push(signal.reason));
        return new Promise(() => undefined);
      },
      buffer: createRetainedBuffer(),
      identity: {
        sessionId: 's',
        captureId: 'c',
        source: 'tab',
        startedAtMs: 0,
        meetingUrl: null,
        sourceLanguage: 'en',
        targetLanguages: [],
        pace: 'live',
      },
      listener: {
        onStatus: (status) => statuses.push(status),
        onWelcome: () => undefined,
        onCue: () => undefined,
        onState: () => undefined,
        onTileSettings: () => undefined,
      },
      clock,
      random: () => 0,
    });
    const ended = link.run(life.signal);
    await clock.advance(3_000 + RECONNECT.maxMs);
    expect(opened).toBe(2);
    expect(aborted).toHaveLength(1);
    expect(statuses.at(-1)?.error).toMatchObject({ code: 'timeout' });
    life.abort(new SubcamError('aborted', 'over'));
    await clock.advance(0);
    await clock.advance(3_000);
    await ended;
    expect(link.status.phase).toBe('closed');
  });

  it('tells a restarted daemon again who is there, and keeps the latest tile reports while there is nobody to tell', async () => {
    const bench = openBench();
    await bench.clock.advance(10);
    const joined = {
      type: 'participant-joined' as const,
      atMs: bench.clock.nowMs() - 60_000,
      participantId: 'p',
      displayName: 'Ada',
      isSelf: false,
    };
    bench.link.meeting(joined);
    bench.daemon.reachable = false;
    bench.daemon.disconnect();
    const spoke = { type: 'speaking-started' as const, atMs: bench.clock.nowMs(), participantId: 'p' };
    bench.link.meeting(spoke);
    for (let n = 0; n <= MAX_WAITING_TILE_REPORTS; n += 1) {
      bench.link.tile({ painted: [], framesPainted: n, width: 1_280, height: 720, liveTracks: 1, sending: NOTHING_SENT });
    }
    bench.daemon.reachable = true;
    await bench.clock.advance(RECONNECT.maxMs);
    expect(bench.daemon.meeting).toEqual([joined, joined, spoke]);
    expect(bench.daemon.tiles.map((report) => report.framesPainted)).toEqual(
      Array.from({ length: MAX_WAITING_TILE_REPORTS }, (_, n) => n + 1),
    );
    expect(bench.link.droppedTileReports).toBe(1);
    bench.life.abort(new Error('over'));
  });

  it('ends without an account when the daemon is away, after five seconds', async () => {
    const bench = openBench({ reachable: false });
    bench.capture(320);
    const settled = bench.link.end();
    await bench.clock.advance(5_000);
    expect(await settled).toBeNull();
    await bench.ended;
  });
});

describe('how the tile looks', () => {
  const tile = (fps: number) => ({ ...DEFAULT_TILE_SETTINGS, fps });

  it('is told when it is changed, and in every later hello as it was last', async () => {
    const { clock, daemon, link, life, ended } = openBench();
    await clock.advance(0);
    expect(daemon.hellos[0]?.tile).toBeUndefined();
    link.setTile(tile(10));
    link.setTile(tile(20));
    expect(daemon.tileSettings).toEqual([tile(10), tile(20)]);
    daemon.disconnect();
    link.setTile(tile(30));
    await clock.advance(10_000);
    expect(daemon.hellos[1]?.tile).toEqual(tile(30));
    life.abort();
    await ended;
  });

  it('is what the daemon says last, but for what it says of before a change that it has not confirmed', async () => {
    const { clock, daemon, link, life, ended, tiles } = openBench();
    await clock.advance(0);
    link.setTile(tile(10));
    link.setTile(tile(20));
    daemon.listener?.onTileSettings(tile(10));
    daemon.listener?.onTileSettings(tile(20));
    daemon.listener?.onTileSettings(tile(5));
    expect(tiles).toEqual([DEFAULT_TILE_SETTINGS, tile(20), tile(5)]);
    daemon.disconnect();
    await clock.advance(10_000);
    expect(daemon.hellos[1]?.tile).toEqual(tile(5));
    life.abort();
    await ended;
  });

  it('that was changed while a hello was under way is told after it, and the welcome does not set it back', async () => {
    const { clock, daemon, link, life, ended, tiles } = openBench();
    daemon.beforeWelcome = () => link.setTile(tile(10));
    await clock.advance(0);
    expect(daemon.hellos[0]?.tile).toBeUndefined();
    expect(tiles).toEqual([tile(10)]);
    expect(daemon.tileSettings).toEqual([tile(10)]);
    life.abort();
    await ended;
  });
});
