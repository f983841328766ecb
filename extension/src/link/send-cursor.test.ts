// The send cursor: contiguous items, source gaps announced where they begin, evictions passed over by a gap.
import { describe, expect, it } from 'vitest';
import { createRetainedBuffer } from './retained-buffer.ts';
import { createSendCursor } from './send-cursor.ts';
import type { RetainedBuffer } from './retained-buffer.ts';
import type { SendCursor } from './send-cursor.ts';

function fill(buffer: RetainedBuffer, lengths: readonly number[]): void {
  for (const length of lengths) buffer.push({ firstSample: buffer.nextSample, samples: new Int16Array(length) });
}

function all(cursor: SendCursor): string[] {
  const items: string[] = [];
  for (let item = cursor.next(); item !== null; item = cursor.next()) {
    items.push(
      item.type === 'frame'
        ? `frame ${item.frame.firstSample}+${item.frame.samples.length}`
        : `${item.gap.reason} ${item.gap.firstSample}+${item.gap.sampleCount}`,
    );
  }
  return items;
}

describe('createSendCursor', () => {
  it('starts within a frame when the daemon says so', () => {
    const buffer = createRetainedBuffer();
    fill(buffer, [320, 320]);
    expect(all(createSendCursor(buffer, 100))).toEqual(['frame 100+220', 'frame 320+320']);
  });

  it('announces a source gap exactly where it begins, before its silence', () => {
    const buffer = createRetainedBuffer();
    fill(buffer, [320]);
    buffer.note({ firstSample: 400, sampleCount: 300, reason: 'source-gap' });
    fill(buffer, [320, 320]);
    const cursor = createSendCursor(buffer, 0);
    expect(all(cursor)).toEqual(['frame 0+320', 'frame 320+80', 'source-gap 400+300', 'frame 400+240', 'frame 640+320']);
    expect(all(createSendCursor(buffer, 500))).toEqual(['source-gap 500+200', 'frame 500+140', 'frame 640+320']);
    expect(all(createSendCursor(buffer, 700))).toEqual(['frame 700+260']);
  });

  it('announces two source gaps one after the other, each once', () => {
    const buffer = createRetainedBuffer();
    buffer.note({ firstSample: 0, sampleCount: 100, reason: 'source-gap' });
    buffer.note({ firstSample: 100, sampleCount: 50, reason: 'source-gap' });
    fill(buffer, [320]);
    expect(all(createSendCursor(buffer, 0))).toEqual(['source-gap 0+100', 'frame 0+100', 'source-gap 100+50', 'frame 100+220']);
  });

  it('makes evicted samples a gap only because the daemon asks for them', () => {
    const buffer = createRetainedBuffer({ maxSamples: 640 });
    fill(buffer, [320, 320, 320, 320]);
    expect(all(createSendCursor(buffer, 0))).toEqual(['buffer-evicted 0+640', 'frame 640+320', 'frame 960+320']);
    expect(all(createSendCursor(buffer, 700))).toEqual(['frame 700+260', 'frame 960+320']);
  });

  it('passes over what was evicted while it was behind', () => {
    const buffer = createRetainedBuffer({ maxSamples: 640 });
    fill(buffer, [320, 320]);
    const cursor = createSendCursor(buffer, 0);
    expect(cursor.next()).toMatchObject({ type: 'frame', frame: { firstSample: 0 } });
    fill(buffer, [320, 320]);
    expect(all(cursor)).toEqual(['buffer-evicted 320+320', 'frame 640+320', 'frame 960+320']);
  });
});
