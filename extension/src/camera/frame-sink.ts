// Frame sink: a canvas's pictures -> the platform's video track, by MediaStreamTrackGenerator where there is one.

export interface FrameSink {
  /** Live as long as the sink is open; hand out clones of it. */
  readonly track: MediaStreamTrack;
  /** Hands the canvas's present picture over. False when the platform still holds too many, or the track has ended. */
  emit(): boolean;
  close(): void;
}

/** Frames that may wait inside the platform: past this it does not keep up, and a newer picture is better than an old one. */
const MAX_PENDING_FRAMES = 2;

/** A fresh VideoFrame of the canvas for each picture: one that is stamped anew is delivered 130 ms later (measured). */
function openGenerator(canvas: HTMLCanvasElement): FrameSink {
  const track = new MediaStreamTrackGenerator({ kind: 'video' });
  const writer = track.writable.getWriter();
  let pending = 0;
  let lastStampUs = -1;
  const settle = (): void => {
    pending -= 1;
  };
  return {
    track,
    emit() {
      if (track.readyState !== 'live' || pending >= MAX_PENDING_FRAMES) return false;
      lastStampUs = Math.max(lastStampUs + 1, Math.round(performance.now() * 1000));
      pending += 1;
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
  return {
    track,
    emit() {
      if (track.readyState !== 'live') return false;
      track.requestFrame();
      return true;
    },
    close() {
      track.stop();
    },
  };
}

export function openFrameSink(canvas: HTMLCanvasElement): FrameSink {
  return 'MediaStreamTrackGenerator' in globalThis ? openGenerator(canvas) : openCapture(canvas);
}
