// Frame sink: a canvas's pictures -> the platform's video track, by MediaStreamTrackGenerator where there is one.

export interface FrameSink {
  /** Live as long as the sink is open; hand out a clone of it. */
  readonly track: MediaStreamTrack;
  /** Hands a canvas's present picture over. False when the platform still holds too many, or the track has ended. */
  emit(canvas: HTMLCanvasElement): boolean;
  /** Whether it takes pictures of any canvas, or only of the one that it was opened for. */
  readonly takesAny: boolean;
  /** Pictures that were handed over. */
  readonly frameCount: number;
  close(): void;
}

/** Frames that may wait inside the platform: past this it does not keep up, and a newer picture is better than an old one. */
const MAX_PENDING_FRAMES = 2;

/** A fresh VideoFrame of the canvas for each picture: one that is stamped anew is delivered 130 ms later (measured). */
function openGenerator(): FrameSink {
  const track = new MediaStreamTrackGenerator({ kind: 'video' });
  const writer = track.writable.getWriter();
  let pending = 0;
  let lastStampUs = -1;
  let frameCount = 0;
  const settle = (): void => {
    pending -= 1;
  };
  return {
    track,
    takesAny: true,
    get frameCount() {
      return frameCount;
    },
    emit(canvas) {
      if (track.readyState !== 'live' || pending >= MAX_PENDING_FRAMES) return false;
      lastStampUs = Math.max(lastStampUs + 1, Math.round(performance.now() * 1000));
      pending += 1;
      frameCount += 1;
      // A write fails only when the track has ended; readyState says so at the next frame.
      writer.write(new VideoFrame(canvas, { timestamp: lastStampUs, alpha: 'discard' })).then(settle, settle);
      return true;
    },
    close() {
      track.stop();
    },
  };
}

function openCapture(canvas: HTMLCanvasElement): FrameSink {
  const track = canvas.captureStream(0).getVideoTracks()[0] as CanvasCaptureMediaStreamTrack | undefined;
  if (track === undefined) throw new DOMException('Could not start video source', 'NotReadableError');
  // A canvas that was not drawn on since is not captured, asked for or not (seen): one pixel drawn onto itself counts as drawing.
  const nudge = canvas.getContext('2d');
  let frameCount = 0;
  return {
    track,
    takesAny: false,
    get frameCount() {
      return frameCount;
    },
    emit() {
      if (track.readyState !== 'live') return false;
      frameCount += 1;
      nudge?.drawImage(canvas, 0, 0, 1, 1, 0, 0, 1, 1);
      track.requestFrame();
      return true;
    },
    close() {
      track.stop();
    },
  };
}

export function openFrameSink(canvas: HTMLCanvasElement): FrameSink {
  return 'MediaStreamTrackGenerator' in globalThis ? openGenerator() : openCapture(canvas);
}
