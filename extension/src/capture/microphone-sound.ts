// The person's own microphone -> timestamped mono pieces; silence for as long as the meeting does not hear it.
import { SubcamError } from '@subcam/shared';
import { readPieces, type CapturedSound, type PieceReader } from './captured-track.ts';

export interface MicrophoneSoundOptions extends PieceReader {
  /**
   * Asked for every piece: whether the meeting hears the person now. What they say while they are muted there is nobody's business:
   * it becomes silence before anything else of the extension sees it.
   */
  readonly isHeard: () => boolean;
}

/** The meeting's own sound comes out of the speakers beside this microphone. */
const CONSTRAINTS: MediaStreamConstraints = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: false,
};

const WHY_NOT: Readonly<Record<string, string>> = {
  NotFoundError: 'This computer has no microphone: plug one in and start the subtitles again.',
  NotReadableError: 'Another program keeps the microphone to itself: close it and start the subtitles again.',
};

const NOT_ALLOWED =
  "Chrome does not let Subcam hear your microphone: allow it on Subcam's options page, then stop and start the subtitles.";

/**
 * Opens the default microphone. An offscreen document cannot ask for a permission, so it must have been given before.
 * Throws `browser` when it was not, or when the microphone can't be opened.
 */
export async function openMicrophoneSound(options: MicrophoneSoundOptions): Promise<CapturedSound> {
  const { clock, onPiece, isHeard } = options;
  const permission = await navigator.permissions.query({ name: 'microphone' });
  if (permission.state !== 'granted') throw new SubcamError('browser', NOT_ALLOWED);
  const stream = await navigator.mediaDevices.getUserMedia(CONSTRAINTS).catch((thrown: unknown) => {
    const why = thrown instanceof DOMException ? WHY_NOT[thrown.name] : undefined;
    throw new SubcamError('browser', why ?? NOT_ALLOWED, { cause: thrown });
  });
  const [track] = stream.getAudioTracks();
  if (track === undefined) throw new SubcamError('browser', 'Chrome gave a microphone without sound: choose another one in its settings.');
  const read = async (): Promise<void> => {
    try {
      await readPieces(track, {
        clock,
        onPiece: (piece, arrivedAtMs) =>
          onPiece(isHeard() ? piece : { ...piece, samples: new Float32Array(piece.samples.length) }, arrivedAtMs),
      });
    } finally {
      track.stop();
    }
  };
  return { ended: read(), stop: () => track.stop() };
}
