// Camera source: the tile at one size and rate -> frames, for as long as a page holds a live track of it.
import { paintTile, type TileModel } from '@subcam/shared/paint';
import { createFramePacer, type FramePacer } from './frame-pacer.ts';
import { openFrameSink } from './frame-sink.ts';
import type { VideoFormat } from './video-constraints.ts';

export interface ShownCue {
  readonly cueId: string;
  readonly revision: number;
}

export interface EmittedFrame {
  /** Wall clock at which the frame was handed over. */
  readonly atMs: number;
  readonly cues: readonly ShownCue[];
}

export interface CameraSource {
  readonly format: VideoFormat;
  /** A new live track of this source. */
  openTrack(): MediaStreamTrack;
  /** Another size or rate from the next frame on. */
  setFormat(format: VideoFormat): void;
  /** Draws if anything has changed and hands a frame over if one is due; null when none was. */
  step(): EmittedFrame | null;
  /** The earliest instant (monotonic, ms) at which `step` can have something to do, if nothing comes from outside. */
  nextStepMs(): number;
  close(): void;
}

export interface CameraSourceOptions {
  readonly document: Document;
  readonly model: TileModel;
  readonly format: VideoFormat;
  /** Wall clock, ms. */
  readonly nowMs: () => number;
  /** Monotonic, ms. */
  readonly monotonicMs: () => number;
}

/** What the canvas holds: right for this version of the model, until the first of its cues goes (wall clock, ms). */
interface DrawnPicture {
  readonly version: number;
  readonly untilMs: number;
  readonly cues: readonly ShownCue[];
}

/** Throws a NotReadableError when there is no canvas to be had, as a camera does that cannot be started. */
export function openCameraSource(options: CameraSourceOptions): CameraSource {
  const { document, model, nowMs, monotonicMs } = options;
  let format = options.format;
  const canvas = document.createElement('canvas');
  canvas.width = format.width;
  canvas.height = format.height;
  // In the processor's memory: each frame is read back, and drawing is rare.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new DOMException('Could not start video source', 'NotReadableError');
  const sink = openFrameSink(canvas);
  let pacer: FramePacer = createFramePacer(format.frameRate);
  let drawn: DrawnPicture | null = null;
  /** Whether the platform has what is drawn. */
  let sent = false;

  const isStale = (atMs: number): boolean => drawn === null || drawn.version !== model.version || atMs >= drawn.untilMs;

  const draw = (atMs: number): DrawnPicture => {
    const { version } = model;
    const { cues } = paintTile(context, model.input(format, atMs));
    sent = false;
    drawn = { version, untilMs: model.nextExpiryMs(atMs) ?? Infinity, cues };
    return drawn;
  };

  return {
    get format() {
      return format;
    },
    openTrack() {
      const track = sink.track.clone();
      // A still picture is otherwise sent at half or a quarter of its size, and the letters blur.
      track.contentHint = 'text';
      return track;
    },
    setFormat(given) {
      format = given;
      canvas.width = given.width;
      canvas.height = given.height;
      pacer = createFramePacer(given.frameRate);
      drawn = null;
    },
    step() {
      const atMs = nowMs();
      const stale = isStale(atMs);
      if (!pacer.due(stale || !sent, monotonicMs())) return null;
      const { cues } = drawn === null || stale ? draw(atMs) : drawn;
      const handedAtMs = nowMs();
      if (!sink.emit()) return null;
      sent = true;
      return { atMs: handedAtMs, cues };
    },
    nextStepMs() {
      const atMs = nowMs();
      if (drawn === null || isStale(atMs) || !sent) return pacer.nextDueMs(true);
      const expiryMs = monotonicMs() + (drawn.untilMs - atMs);
      return Math.min(pacer.nextDueMs(false), Math.max(pacer.nextDueMs(true), expiryMs));
    },
    close() {
      sink.close();
      canvas.width = 0;
      canvas.height = 0;
    },
  };
}
