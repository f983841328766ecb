// Camera source: the tile at one size and rate -> frames, for as long as a page holds a live track of it.
import { coverCrop } from './cover-crop.ts';
import { createFramePacer, type FramePacer } from './frame-pacer.ts';
import { openFrameSink, type FrameSink } from './frame-sink.ts';
import type { ShownCue, TilePainter } from './tile-painter.ts';
import type { VideoFormat } from './video-constraints.ts';

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
  /** A new live track of this source: what `handOut` makes of the platform's, by default a clone. Throws a NotReadableError. */
  openTrack(handOut?: (track: MediaStreamTrack) => MediaStreamTrack): MediaStreamTrack;
  /** Gives a track of its own up, frames and all. */
  closeTrack(track: MediaStreamTrack): void;
  /** Shows another source's track what this one draws from now on; false, and nothing is changed, where the platform can't. */
  takeTrack(track: MediaStreamTrack, from: CameraSource): boolean;
  /** For `takeTrack` of another source alone. */
  release(track: MediaStreamTrack): FrameSink | null;
  /** Frames that a track of this source was given. */
  framesOf(track: MediaStreamTrack): number;
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
  readonly painter: TilePainter;
  readonly format: VideoFormat;
  readonly backdrop: BackdropPictures | null;
  /** Wall clock, ms. */
  readonly nowMs: () => number;
  /** Monotonic, ms. */
  readonly monotonicMs: () => number;
  /** Default: the platform's. */
  readonly openSink?: (canvas: HTMLCanvasElement) => FrameSink;
}

/** What the canvas holds: right for this version of the letters and this picture, until the first of its cues goes (wall clock, ms). */
interface Drawn {
  readonly version: number;
  readonly untilMs: number;
  readonly cues: readonly ShownCue[];
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

const notReadable = (): DOMException => new DOMException('Could not start video source', 'NotReadableError');

function openPicture({ document, format }: CameraSourceOptions): { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D } {
  try {
    const canvas = document.createElement('canvas');
    canvas.width = format.width;
    canvas.height = format.height;
    // In the processor's memory: there a VideoFrame of it costs 0.1 ms, copied or not since the last one (measured).
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context !== null) return { canvas, context };
  } catch {
    // A page, an extension or a policy that forbids canvases, or no memory for one: the same to whoever asked for a camera.
  }
  throw notReadable();
}

/** Throws a NotReadableError when there is no canvas to be had, as a camera does that cannot be started. */
export function openCameraSource(options: CameraSourceOptions): CameraSource {
  const { painter, backdrop, nowMs, monotonicMs, openSink = openFrameSink } = options;
  const { canvas, context } = openPicture(options);
  /** Each track has its own, so that it can go to another source without the others. */
  const sinks = new Map<MediaStreamTrack, FrameSink>();
  let format = options.format;
  let pacer: FramePacer = createFramePacer(format.frameRate);
  let drawn: Drawn | null = null;
  /** Whether every track has what is drawn. */
  let sent = false;

  const textIsRight = (atMs: number): boolean => drawn !== null && drawn.version === painter.version && atMs < drawn.untilMs;

  const pictureNumber = (): number | null => (backdrop === null || backdrop.picture() === null ? null : backdrop.frameCount);

  /** Whether the canvas is no longer what is to be seen, for as far as can be told without drawing. */
  const isStale = (atMs: number): boolean => {
    if (drawn === null || !textIsRight(atMs)) return true;
    return drawn.pictureNumber !== pictureNumber();
  };

  const draw = (atMs: number): Drawn => {
    const picture = backdrop?.picture() ?? null;
    const isOver = picture !== null;
    const again = drawn !== null && textIsRight(atMs) && (drawn.pictureNumber !== null) === isOver;
    if (picture !== null) drawCovering(context, picture, format);
    const { width, height } = format;
    const painted = painter.paint(canvas, { width, height, nowMs: atMs, backdrop: isOver, again });
    if (!again && (drawn === null || !painted.onlyGrew)) pacer.hurry(monotonicMs());
    sent = false;
    const { version, cues, untilMs } = painted;
    return { version, untilMs: untilMs ?? Infinity, cues, pictureNumber: pictureNumber() };
  };

  return {
    get format() {
      return format;
    },
    openTrack(handOut = (track) => track.clone()) {
      let sink: FrameSink;
      try {
        sink = openSink(canvas);
      } catch {
        throw notReadable();
      }
      const track = handOut(sink.track);
      // A still picture is otherwise sent at half or a quarter of its size, and the letters blur.
      track.contentHint = 'text';
      sinks.set(track, sink);
      sent = false;
      return track;
    },
    closeTrack(track) {
      sinks.get(track)?.close();
      sinks.delete(track);
    },
    takeTrack(track, from) {
      const sink = from.release(track);
      if (sink === null) return false;
      sinks.set(track, sink);
      sent = false;
      return true;
    },
    release(track) {
      const sink = sinks.get(track);
      if (sink === undefined || !sink.takesAny) return null;
      sinks.delete(track);
      return sink;
    },
    framesOf: (track) => sinks.get(track)?.frameCount ?? 0,
    setFormat(given) {
      format = given;
      canvas.width = given.width;
      canvas.height = given.height;
      pacer = createFramePacer(given.frameRate);
      drawn = null;
    },
    refresh() {
      sent = false;
      pacer.hurry(monotonicMs());
    },
    step() {
      const stale = isStale(nowMs());
      if (!pacer.due(stale || !sent, monotonicMs())) return null;
      drawn = drawn === null || stale ? draw(nowMs()) : drawn;
      const atMs = nowMs();
      const taken = Array.from(sinks.values(), (sink) => sink.emit(canvas));
      if (!taken.includes(true)) return null;
      sent = !taken.includes(false);
      return { atMs, cues: drawn.cues };
    },
    nextStepMs() {
      const atMs = nowMs();
      if (drawn === null || isStale(atMs) || !sent) return pacer.nextDueMs(true);
      const expiryMs = monotonicMs() + (drawn.untilMs - atMs);
      return Math.min(pacer.nextDueMs(false), Math.max(pacer.nextDueMs(true), expiryMs));
    },
    close() {
      for (const sink of sinks.values()) sink.close();
      sinks.clear();
      canvas.width = 0;
      canvas.height = 0;
    },
  };
}
