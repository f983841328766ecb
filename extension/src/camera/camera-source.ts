// Camera source: the tile at one size and rate -> frames, for as long as a page holds a live track of it.
import { paintLayout, paintTile, type TileLayout, type TileModel } from '@subcam/shared/paint';
import { coverCrop } from './cover-crop.ts';
import { createFramePacer, type FramePacer } from './frame-pacer.ts';
import { openFrameSink, type FrameSink } from './frame-sink.ts';
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

/** A picture that lies under the subtitles. */
export interface BackdropPicture {
  readonly image: CanvasImageSource;
  /** Of the image, px. */
  readonly width: number;
  readonly height: number;
  /** Turned left to right; the letters never are. */
  readonly mirror: boolean;
}

/** What a camera source takes of the person's own camera. */
export interface BackdropPictures {
  /** The newest picture, or null for the plain tile. Valid until the next call. */
  picture(): BackdropPicture | null;
  /** Counts pictures: the same number, the same picture. */
  readonly frameCount: number;
}

export interface CameraSource {
  readonly format: VideoFormat;
  /** A new live track of this source. */
  openTrack(): MediaStreamTrack;
  /** Another size or rate from the next frame on. */
  setFormat(format: VideoFormat): void;
  /** What is drawn goes out once more at the next step, with the frames that follow a change: somebody new is to see it. */
  refresh(): void;
  /** Draws if anything has changed and hands a frame over if one is due; null when none was. */
  step(): EmittedFrame | null;
  /** The earliest instant (monotonic, ms) at which `step` can have something to do, if nothing comes from outside. */
  nextStepMs(): number;
  close(): void;
}

export interface CameraSourceOptions {
  readonly document: Pick<Document, 'createElement'>;
  readonly model: TileModel;
  readonly format: VideoFormat;
  readonly backdrop: BackdropPictures | null;
  /** Wall clock, ms. */
  readonly nowMs: () => number;
  /** Monotonic, ms. */
  readonly monotonicMs: () => number;
  /** Default: the platform's. */
  readonly openSink?: (canvas: HTMLCanvasElement) => FrameSink;
}

/** What the canvas holds: right for this version of the model and this picture, until the first of its cues goes (wall clock, ms). */
interface Drawn {
  readonly version: number;
  readonly untilMs: number;
  readonly layout: TileLayout;
  /** null: the plain tile. */
  readonly pictureNumber: number | null;
}

function drawCovering(context: CanvasRenderingContext2D, picture: BackdropPicture, format: VideoFormat): void {
  const { x, y, width, height } = coverCrop(picture, format);
  context.globalAlpha = 1;
  if (picture.mirror) context.setTransform(-1, 0, 0, 1, format.width, 0);
  context.drawImage(picture.image, x, y, width, height, 0, 0, format.width, format.height);
  context.setTransform(1, 0, 0, 1, 0, 0);
}

function openPicture(options: CameraSourceOptions): { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D; sink: FrameSink } {
  const { document, format, openSink = openFrameSink } = options;
  try {
    const canvas = document.createElement('canvas');
    canvas.width = format.width;
    canvas.height = format.height;
    // In the processor's memory: there a VideoFrame of it costs 0.1 ms, copied or not since the last one (measured).
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context !== null) return { canvas, context, sink: openSink(canvas) };
  } catch {
    // A page, an extension or a policy that forbids canvases, or no memory for one: the same to whoever asked for a camera.
  }
  throw new DOMException('Could not start video source', 'NotReadableError');
}

/** Throws a NotReadableError when there is no canvas to be had, as a camera does that cannot be started. */
export function openCameraSource(options: CameraSourceOptions): CameraSource {
  const { model, backdrop, nowMs, monotonicMs } = options;
  const { canvas, context, sink } = openPicture(options);
  let format = options.format;
  let pacer: FramePacer = createFramePacer(format.frameRate);
  let drawn: Drawn | null = null;
  /** Whether the platform has what is drawn. */
  let sent = false;

  const textIsRight = (atMs: number): boolean => drawn !== null && drawn.version === model.version && atMs < drawn.untilMs;

  const pictureNumber = (): number | null => (backdrop === null || backdrop.picture() === null ? null : backdrop.frameCount);

  /** Whether the canvas is no longer what is to be seen, for as far as can be told without drawing. */
  const isStale = (atMs: number): boolean => {
    if (drawn === null || !textIsRight(atMs)) return true;
    return drawn.pictureNumber !== pictureNumber();
  };

  const draw = (atMs: number): Drawn => {
    const { version } = model;
    const picture = backdrop?.picture() ?? null;
    const kept = drawn !== null && textIsRight(atMs) && (drawn.layout.background === null) === (picture !== null) ? drawn : null;
    if (picture !== null) drawCovering(context, picture, format);
    if (kept !== null) paintLayout(context, kept.layout);
    const layout = kept?.layout ?? paintTile(context, { ...model.input(format, atMs), backdrop: picture !== null });
    sent = false;
    return {
      version,
      untilMs: kept?.untilMs ?? model.nextExpiryMs(atMs) ?? Infinity,
      layout,
      pictureNumber: pictureNumber(),
    };
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
    refresh() {
      sent = false;
    },
    step() {
      const stale = isStale(nowMs());
      if (!pacer.due(stale || !sent, monotonicMs())) return null;
      drawn = drawn === null || stale ? draw(nowMs()) : drawn;
      const atMs = nowMs();
      if (!sink.emit()) return null;
      sent = true;
      return { atMs, cues: drawn.layout.cues };
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
