// Decoded frames -> when each came and how bright one part of it is: next to nothing to do, so that looking does not change what is seen.
import type { FrameCrop, ObservedFrame } from './frame-worker-messages.ts';

export interface FrameObserver {
  /** From now on; what was noted before is forgotten. */
  begin(crop: FrameCrop | null): void;
  /** The caller closes the frame. */
  note(frame: VideoFrame): Promise<void>;
  /** What was noted since the last call. */
  take(): readonly ObservedFrame[];
}

/** 15 minutes at 30 frames a second; whoever observes for longer takes them in between. */
const MAX_NOTED = 27_000;

/** The wall clock shows whole milliseconds: the moment at which it steps is looked for, for so long. */
const STEP_SEARCH_MS = 3;

/** `performance.timeOrigin` is of when the page was opened, and the wall clock has been set since. */
function wallClockOffsetMs(): number {
  const untilMs = performance.now() + STEP_SEARCH_MS;
  let offsetMs = -Infinity;
  while (performance.now() < untilMs) offsetMs = Math.max(offsetMs, Date.now() - performance.now());
  return offsetMs;
}

/** The DOM's types leave the frame's metadata out. */
type TellingFrame = VideoFrame & { metadata?(): { readonly rtpTimestamp?: number } };

async function lumaOf(frame: VideoFrame, crop: FrameCrop): Promise<number | null> {
  const { x, y, width, height } = crop;
  const visible = frame.visibleRect;
  // Every format that decoders give begins with its luma.
  if (visible === null || frame.format === null || x + width > visible.width || y + height > visible.height) return null;
  const rect = { x: visible.x + x, y: visible.y + y, width, height };
  const planes = new Uint8Array(frame.allocationSize({ rect }));
  const [luma] = await frame.copyTo(planes, { rect });
  if (luma === undefined) return null;
  let sum = 0;
  for (let row = 0; row < height; row += 1) {
    const from = luma.offset + row * luma.stride;
    for (let at = from; at < from + width; at += 1) sum += planes[at] ?? 0;
  }
  return sum / (width * height);
}

export function openFrameObserver(): FrameObserver {
  let noted: ObservedFrame[] = [];
  let crop: FrameCrop | null = null;
  let observing = false;
  let wallMinusMonotonicMs = 0;
  return {
    begin: (given) => {
      crop = given;
      noted = [];
      wallMinusMonotonicMs = wallClockOffsetMs();
      observing = true;
    },
    note: async (frame) => {
      if (!observing) return;
      const atMs = performance.now() + wallMinusMonotonicMs;
      const looked = crop;
      const luma = looked === null ? null : await lumaOf(frame, looked);
      if (noted.length >= MAX_NOTED) return;
      const rtpTimestamp = (frame as TellingFrame).metadata?.().rtpTimestamp ?? null;
      noted.push({ atMs, rtpTimestamp, width: frame.displayWidth, height: frame.displayHeight, luma });
    },
    take: () => noted.splice(0),
  };
}
