import { describe, expect, it, vi } from 'vitest';
import type { AudioGap } from '@subcam/shared';
import { createBacklog, GUARANTEED_BYTES } from './backlog.ts';
import { openIngest, type Ingest, type IngestItem } from './ingest.ts';

function frame(firstSample: number, count: number): { firstSample: number; samples: Int16Array } {
  return { firstSample, samples: Int16Array.from({ length: count }, (_, index) => firstSample + index) };
}

async function all(ingest: Ingest): Promise<readonly IngestItem[]> {
  const items: IngestItem[] = [];
  for await (const item of ingest.items(new AbortController().signal)) items.push(item);
  return items;
}

describe('ingest', () => {
  it('passes on one contiguous run, trimming what was already taken', async () => {
    const ingest = openIngest({ resumeFromSample: 10, maxBacklogSamples: 1000 });
    ingest.push(frame(0, 12));
    ingest.push(frame(5, 4));
    ingest.push(frame(8, 8));
    ingest.push(frame(16, 4));
    ingest.end(20);
    const items = await all(ingest);
    const samples = items.flatMap((item) => (item.type === 'audio' ? [...item.frame.samples] : []));
    expect(samples).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(items.at(-1)).toEqual({ type: 'end', nextSample: 20 });
    expect(ingest.backlogSamples).toBe(0);
  });

  it('refuses a hole, sound after the end, and an end before the sound', () => {
    const ingest = openIngest({ resumeFromSample: 0, maxBacklogSamples: 1000 });
    ingest.push(frame(0, 10));
    expect(() => ingest.push(frame(11, 10))).toThrow(/Sample 10 was expected, 11 came/);
    expect(() => ingest.end(11)).toThrow(/only 10 samples came/);
    ingest.end(10);
    expect(() => ingest.push(frame(10, 10))).toThrow(/has ended/);
  });

  it('takes a gap in place of sound', async () => {
    const ingest = openIngest({ resumeFromSample: 0, maxBacklogSamples: 1000 });
    ingest.push(frame(0, 10));
    ingest.pushGap({ firstSample: 5, sampleCount: 15, reason: 'buffer-evicted' });
    ingest.push(frame(20, 5));
    ingest.end(25);
    expect((await all(ingest))[1]).toEqual({ type: 'gap', gap: { firstSample: 10, sampleCount: 10, reason: 'buffer-evicted' } });
  });

  it('turns what the full backlog cannot hold into one named gap, and goes on when there is room', async () => {
    const onDrop = vi.fn<(gap: AudioGap) => void>();
    const onFull = vi.fn<(full: 'own' | 'all') => void>();
    const ingest = openIngest({ resumeFromSample: 0, maxBacklogSamples: 25, onDrop, onFull });
    for (let first = 0; first < 50; first += 10) ingest.push(frame(first, 10));
    const reader = ingest.items(new AbortController().signal)[Symbol.asyncIterator]();
    expect((await reader.next()).value).toMatchObject({ type: 'audio' });
    ingest.push(frame(50, 10));
    ingest.end(60);
    expect((await reader.next()).value).toMatchObject({ type: 'audio', frame: { firstSample: 10 } });
    expect((await reader.next()).value).toEqual({ type: 'gap', gap: { firstSample: 20, sampleCount: 30, reason: 'engine-unavailable' } });
    expect((await reader.next()).value).toMatchObject({ type: 'audio', frame: { firstSample: 50 } });
    expect(onDrop).toHaveBeenCalledTimes(3);
    // However much is dropped: the log hears of it once.
    expect(onFull.mock.calls).toEqual([['own']]);
  });

  it('makes one gap of an overload, however slowly its reader makes room', async () => {
    const ingest = openIngest({ resumeFromSample: 0, maxBacklogSamples: 1000 });
    const reader = ingest.items(new AbortController().signal)[Symbol.asyncIterator]();
    let next = 0;
    const push = (): void => {
      ingest.push(frame(next, 10));
      next += 10;
    };
    for (let count = 0; count < 120; count += 1) push();
    const types: string[] = [];
    for (let count = 0; count < 150; count += 1) {
      types.push((await reader.next()).value?.type ?? 'nothing');
      push();
      // At first more comes than is read.
      if (count < 5) push();
    }
    const runs = types.filter((type, index) => type !== types[index - 1]);
    expect(runs).toEqual(['audio', 'gap', 'audio']);
  });

  it('bounds what waits in number too, however short the frames are', async () => {
    const ingest = openIngest({ resumeFromSample: 0, maxBacklogSamples: 80_000 });
    for (let first = 0; first < 5_000; first += 1) ingest.push(frame(first, 1));
    ingest.end(5_000);
    const items = await all(ingest);
    expect(items.filter(({ type }) => type === 'audio')).toHaveLength(1_000);
    expect(items.slice(1_000)).toEqual([
      { type: 'gap', gap: { firstSample: 1_000, sampleCount: 4_000, reason: 'engine-unavailable' } },
      { type: 'end', nextSample: 5_000 },
    ]);
  });

  it('is full too when all captures together hold what they may, says so, and gives back what is read', async () => {
    const backlog = createBacklog(() => 1);
    const share = backlog.open();
    const onDrop = vi.fn<(gap: AudioGap, full: 'own' | 'all') => void>();
    const ingest = openIngest({ resumeFromSample: 0, maxBacklogSamples: 1_000_000, share, onDrop });
    for (let first = 0; first < 500_000; first += 1_000) ingest.push(frame(first, 1_000));
    expect(backlog.heldBytes).toBeGreaterThan(GUARANTEED_BYTES - 3_000);
    expect(onDrop.mock.calls[0]?.[1]).toBe('all');
    ingest.end(500_000);
    const items = await all(ingest);
    expect(items.map(({ type }) => type).filter((type, index, types) => type !== types[index - 1])).toEqual(['audio', 'gap', 'end']);
    expect(backlog.heldBytes).toBe(0);
  });

  it('makes one gap of many that follow one another for the same reason', async () => {
    const ingest = openIngest({ resumeFromSample: 0, maxBacklogSamples: 1000 });
    for (let first = 0; first < 100_000; first += 1) ingest.pushGap({ firstSample: first, sampleCount: 1, reason: 'buffer-evicted' });
    ingest.end(100_000);
    expect(await all(ingest)).toEqual([
      { type: 'gap', gap: { firstSample: 0, sampleCount: 100_000, reason: 'buffer-evicted' } },
      { type: 'end', nextSample: 100_000 },
    ]);
  });

  it('ends with the reason of its signal while it waits for sound', async () => {
    const stop = new AbortController();
    const ingest = openIngest({ resumeFromSample: 0, maxBacklogSamples: 100 });
    const next = ingest.items(stop.signal)[Symbol.asyncIterator]().next();
    stop.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
  });
});
