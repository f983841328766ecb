// A captured tab -> timestamped mono pieces, by MediaStreamTrackProcessor: the lowest latency, and a loss shows in the timestamps.
import { SubcamError } from '@subcam/shared';
import type { Clock } from '@subcam/shared';
import type { MonoPiece } from './sound-source.ts';

/** Pieces of 10 ms that Chrome may hold for us while this thread is busy; beyond it Chrome drops, which the timestamps show. */
const MAX_QUEUED_PIECES = 500;

export interface TabSoundOptions {
  /** From `chrome.tabCapture.getMediaStreamId`. */
  readonly streamId: string;
  /** Whether a person should go on hearing the tab: capturing takes its sound off the speakers. */
  readonly playBack: boolean;
  readonly clock: Clock;
  /** `arrivedAtMs`: wall clock at which the piece was read. */
  readonly onPiece: (piece: MonoPiece, arrivedAtMs: number) => void;
}

export interface TabSound {
  /** Resolves when no further piece will come: stopped, or the tab is gone. Rejects with what `onPiece` threw. */
  readonly ended: Promise<void>;
  /** Gives the tab's sound back; `ended` follows. */
  stop(): void;
}

/** Chrome's own constraint for a tab's stream; the standard's types don't know it. */
function tabConstraints(streamId: string): MediaStreamConstraints {
  return { audio: { mandatory: { chromeMediaSource: 'tab', chromeMediaSourceId: streamId } } as MediaTrackConstraints, video: false };
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

async function openPlayBack(stream: MediaStream): Promise<AudioContext> {
  const context = new AudioContext({ latencyHint: 'interactive' });
  context.createMediaStreamSource(stream).connect(context.destination);
  if (context.state === 'suspended') await context.resume();
  return context;
}

async function readPieces(track: MediaStreamTrack, options: TabSoundOptions): Promise<void> {
  const processor = new MediaStreamTrackProcessor({ track: track as MediaStreamAudioTrack, maxBufferSize: MAX_QUEUED_PIECES });
  const reader = processor.readable.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const arrivedAtMs = options.clock.nowMs();
      const data = read.value;
      const piece = { timestampUs: data.timestamp, rateHz: data.sampleRate, samples: downmix(data) };
      data.close();
      options.onPiece(piece, arrivedAtMs);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Opens the capture. Throws `browser` when Chrome does not give the tab's sound. */
export async function openTabSound(options: TabSoundOptions): Promise<TabSound> {
  const stream = await navigator.mediaDevices.getUserMedia(tabConstraints(options.streamId)).catch((thrown: unknown) => {
    throw new SubcamError('browser', 'Chrome did not give the sound of this tab: reload the tab and start the subtitles again.', {
      cause: thrown,
    });
  });
  const [track] = stream.getAudioTracks();
  if (track === undefined)
    throw new SubcamError('browser', 'Chrome gave a stream of this tab without sound: reload the tab and start again.');
  const playBack = options.playBack ? await openPlayBack(stream) : null;

  const read = async (): Promise<void> => {
    try {
      await readPieces(track, options);
    } finally {
      track.stop();
      await playBack?.close();
    }
  };
  return { ended: read(), stop: () => track.stop() };
}
