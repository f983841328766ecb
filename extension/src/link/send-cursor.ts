// RetainedBuffer -> what to send next on one connection: every sample once, as sound or inside an explicit gap.
import type { AudioFrame, AudioGap } from '@subcam/shared';
import type { RetainedBuffer } from './retained-buffer.ts';

/**
 * Items are contiguous: each begins exactly where the one before it ended. After a `buffer-evicted` gap the sound goes on
 * behind it; a `source-gap` announces the silence of the frames that follow it from its first sample on.
 */
export type SendItem = { readonly type: 'frame'; readonly frame: AudioFrame } | { readonly type: 'gap'; readonly gap: AudioGap };

export interface SendCursor {
  /** The next item; null when everything captured so far was handed out. */
  next(): SendItem | null;
  /** One past the last sample that was handed out. */
  readonly position: number;
}

/** Starts at the sample that the daemon named. One cursor a connection. */
export function createSendCursor(buffer: RetainedBuffer, resumeFromSample: number): SendCursor {
  let position = resumeFromSample;
  // Within the silence of an announced source gap this is ahead of `position`.
  let announcedThrough = 0;

  function passEvicted(): SendItem {
    const gap: AudioGap = { firstSample: position, sampleCount: buffer.oldestSample - position, reason: 'buffer-evicted' };
    position = buffer.oldestSample;
    return { type: 'gap', gap };
  }

  return {
    next() {
      if (position < buffer.oldestSample) return passEvicted();
      const [frame] = buffer.from(position);
      if (frame === undefined) return null;
      const settledThrough = Math.max(position, announcedThrough);
      const gap = buffer.gapAfter(settledThrough);
      const gapStart = gap === null ? Infinity : Math.max(gap.firstSample, settledThrough);
      if (gap !== null && gapStart === position) {
        announcedThrough = gap.firstSample + gap.sampleCount;
        return { type: 'gap', gap: { firstSample: position, sampleCount: announcedThrough - position, reason: gap.reason } };
      }
      const samples = frame.samples.subarray(0, Math.min(frame.samples.length, gapStart - position));
      position += samples.length;
      return { type: 'frame', frame: { firstSample: frame.firstSample, samples } };
    },
    get position() {
      return position;
    },
  };
}
