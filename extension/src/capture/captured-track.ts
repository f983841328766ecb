// A live audio track -> timestamped mono pieces, by MediaStreamTrackProcessor: the lowest latency, and a loss shows in the timestamps.
import type { Clock } from '@subcam/shared';
import type { MonoPiece } from './sound-source.ts';

/** Pieces of 10 ms that Chrome may hold for us while this thread is busy; beyond it Chrome drops, which the timestamps show. */
const MAX_QUEUED_PIECES = 500;

/** `arrivedAtMs`: wall clock at which the piece was read. */
export type OnPiece = (piece: MonoPiece, arrivedAtMs: number) => void;

export interface PieceReader {
  readonly clock: Clock;
  readonly onPiece: OnPiece;
}

/** Sound that is being captured. */
export interface CapturedSound {
  /** Resolves when no further piece will come: stopped, or the source is gone. Rejects with what `onPiece` threw. */
  readonly ended: Promise<void>;
  /** Gives the source back; `ended` follows. */
  stop(): void;
}

function downmix(data: AudioData): Float32Array {
  const mono = new Float32Array(data.numberOfFrames);
  const plane = new Float32Array(data.numberOfFrames);
  for (let planeIndex = 0; planeIndex < data.numberOfChannels; planeIndex += 1) {
    data.copyTo(plane, { planeIndex, format: 'f32-planar' });
    for (let index = 0; index < mono.length; index += 1) mono[index] = (mono[index] ?? 0) + (plane[index] ?? 0) / data.numberOfChannels;
  }
  return mono;
}

/** Reads until the track ends. Rejects with what `onPiece` threw. */
export async function readPieces(track: MediaStreamTrack, { clock, onPiece }: PieceReader): Promise<void> {
  const processor = new MediaStreamTrackProcessor({ track: track as MediaStreamAudioTrack, maxBufferSize: MAX_QUEUED_PIECES });
  const reader = processor.readable.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const arrivedAtMs = clock.nowMs();
      const data = read.value;
      const piece = { timestampUs: data.timestamp, rateHz: data.sampleRate, samples: downmix(data) };
      data.close();
      onPiece(piece, arrivedAtMs);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
