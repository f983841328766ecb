import { describe, expect, it } from 'vitest';
import { soundBlocks } from './sound-blocks.ts';
import { BLOCK_FRAMES } from './sound-worker-messages.ts';

describe('blocks of sound', () => {
  const recording = Float32Array.from({ length: 5 * BLOCK_FRAMES + 17 }, (_value, index) => index + 1);
  const spans = [
    { outlet: 0, firstFrame: 0, endFrame: BLOCK_FRAMES + 100 },
    { outlet: 1, firstFrame: BLOCK_FRAMES + 100, endFrame: 3 * BLOCK_FRAMES },
    { outlet: 0, firstFrame: 3 * BLOCK_FRAMES, endFrame: 10 * BLOCK_FRAMES },
  ];
  const source = { recording, spans, outlets: 2 };

  it('put every sample of the recording into exactly one track, at its place, from wherever the talk begins', () => {
    for (const from of [0, 333]) {
      const mixed: number[] = [];
      for (let frame = from; frame < recording.length; frame += BLOCK_FRAMES) {
        const [first, second] = soundBlocks(source, frame);
        for (let i = 0; i < BLOCK_FRAMES; i += 1) mixed.push((first?.[i] ?? 0) + (second?.[i] ?? 0));
      }
      expect(mixed.slice(0, recording.length - from)).toEqual([...recording.subarray(from)]);
      expect(new Set(mixed.slice(recording.length - from))).toEqual(new Set([0]));
    }
  });

  it('change hands in the middle of a block', () => {
    const [first, second] = soundBlocks(source, BLOCK_FRAMES);
    expect(first?.[99]).toBe(BLOCK_FRAMES + 100);
    expect(first?.[100]).toBe(0);
    expect(second?.[99]).toBe(0);
    expect(second?.[100]).toBe(BLOCK_FRAMES + 101);
  });
});
