// Live camera: a track of the person's camera -> its newest picture, until the camera ends or is given up.

/** The pictures of a live track, one at a time; a reader that is slow gets the newest. */
export type FrameReader = Pick<ReadableStreamDefaultReader<VideoFrame>, 'read' | 'cancel'>;

export interface LiveCameraOptions {
  readonly track: MediaStreamTrack;
  readonly reader: FrameReader;
  /** There is a new picture. */
  readonly onFrame: () => void;
  /** A switch on the camera, or the system's, has turned it off: there is no picture until the next `onFrame`. */
  readonly onMute: () => void;
  /** The camera has ended by itself; it is still to be released. */
  readonly onEnd: () => void;
}

/** Nothing is called after `release`. */
export interface LiveCamera {
  /** The newest picture, valid until the next `onFrame`, `onMute` or `release`; null before the first and while muted. */
  readonly frame: VideoFrame | null;
  /** Turns the camera off, and its light. */
  release(): void;
}

/** Starts reading at once; `onFrame` is never called before this returns. */
export function openLiveCamera({ track, reader, onFrame, onMute, onEnd }: LiveCameraOptions): LiveCamera {
  let frame: VideoFrame | null = null;
  let released = false;

  const take = (next: VideoFrame): void => {
    if (track.muted) {
      next.close();
      return;
    }
    frame?.close();
    frame = next;
    onFrame();
  };

  const readAll = async (): Promise<void> => {
    for (;;) {
      const { value, done } = await reader.read();
      if (released) value?.close();
      if (done || released) break;
      take(value);
    }
    if (!released) onEnd();
  };

  // Its last picture must not stand there as if it were live.
  track.onmute = () => {
    frame?.close();
    frame = null;
    onMute();
  };
  readAll().catch(() => {
    if (!released) onEnd();
  });

  return {
    get frame() {
      return frame;
    },
    release() {
      released = true;
      track.onmute = null;
      frame?.close();
      frame = null;
      // It may have ended by itself, which is all that was wanted.
      reader.cancel().catch(() => undefined);
      track.stop();
    },
  };
}
