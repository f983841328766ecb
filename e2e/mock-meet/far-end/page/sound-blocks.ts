// The recording, who has it when, and where the talk stands -> the next block of every participant's sound.
import { BLOCK_FRAMES, type SoundSpan } from './sound-worker-messages.ts';

export interface SoundSource {
  /** Mono. */
  readonly recording: Float32Array;
  readonly spans: readonly SoundSpan[];
  readonly outlets: number;
}

/** One block for each outlet that begins at `firstFrame` of the recording; silence wherever somebody else has it, or nobody. */
export function soundBlocks({ recording, spans, outlets }: SoundSource, firstFrame: number): Float32Array<ArrayBuffer>[] {
  const blocks = Array.from({ length: outlets }, () => new Float32Array(BLOCK_FRAMES));
  const endFrame = firstFrame + BLOCK_FRAMES;
  for (const span of spans) {
    const from = Math.max(firstFrame, span.firstFrame);
    const to = Math.min(endFrame, span.endFrame, recording.length);
    if (to > from) blocks[span.outlet]?.set(recording.subarray(from, to), from - firstFrame);
  }
  return blocks;
}
