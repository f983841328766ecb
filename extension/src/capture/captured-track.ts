// A live audio track -> timestamped mono pieces, by MediaStreamTrackProcessor: the lowest latency, and a loss shows in the timestamps.
import { createChannelMixer, type ChannelMixer, type Clock } from '@subcam/shared';
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

/** The samples of each channel, −1…1. */
function channelsOf(data: AudioData): readonly Float32Array[] {
  return Array.from({ length: data.numberOfChannels }, (_, planeIndex) => {
    const plane = new Float32Array(data.numberOfFrames);
    data.copyTo(plane, { planeIndex, format: 'f32-planar' });
    return plane;
  });
}

/** Mixes pieces of one track; where their channels or their rate change, as they may, it goes on with a fresh mixer. */
function createTrackMixer(): (data: AudioData) => Float32Array {
  let made = { channels: 0, rateHz: 0 };
  let mixer: ChannelMixer | null = null;
  return (data) => {
    const [channels, rateHz] = [data.numberOfChannels, data.sampleRate];
    if (mixer === null || made.channels !== channels || made.rateHz !== rateHz) {
      made = { channels, rateHz };
      mixer = createChannelMixer(made);
    }
    return mixer.push(channelsOf(data));
  };
}

/** Reads until the track ends. Rejects with what `onPiece` threw. */
export async function readPieces(track: MediaStreamTrack, { clock, onPiece }: PieceReader): Promise<void> {
  const processor = new MediaStreamTrackProcessor({ track: track as MediaStreamAudioTrack, maxBufferSize: MAX_QUEUED_PIECES });
  const mix = createTrackMixer();
  const reader = processor.readable.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const arrivedAtMs = clock.nowMs();
      const data = read.value;
      const piece = { timestampUs: data.timestamp, rateHz: data.sampleRate, samples: mix(data) };
      data.close();
      onPiece(piece, arrivedAtMs);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
