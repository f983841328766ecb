// A captured tab -> timestamped mono pieces, and its sound back to the person who was hearing it.
import { SubcamError } from '@subcam/shared';
import { readPieces, type CapturedSound, type PieceReader } from './captured-track.ts';

export interface TabSoundOptions extends PieceReader {
  /** From `chrome.tabCapture.getMediaStreamId`. */
  readonly streamId: string;
  /** Whether a person should go on hearing the tab: capturing takes its sound off the speakers. */
  readonly playBack: boolean;
}

/** Chrome's own constraint for a tab's stream; the standard's types don't know it. */
function tabConstraints(streamId: string): MediaStreamConstraints {
  return { audio: { mandatory: { chromeMediaSource: 'tab', chromeMediaSourceId: streamId } } as MediaTrackConstraints, video: false };
}

async function openPlayBack(stream: MediaStream): Promise<AudioContext> {
  const context = new AudioContext({ latencyHint: 'interactive' });
  context.createMediaStreamSource(stream).connect(context.destination);
  if (context.state === 'suspended') await context.resume();
  return context;
}

/** Opens the capture; it ends by itself when the tab is gone. Throws `browser` when Chrome does not give the tab's sound. */
export async function openTabSound(options: TabSoundOptions): Promise<CapturedSound> {
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
