// What the bench can ask of the meeting page's own scripts: `window.subcamBench`.

export interface VideoSize {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
}

export type SenderKind =
  /** The call sends sound alone. */
  | 'none'
  /** The extension's camera, as Meet asks for one. */
  | 'ours'
  /** The usual way: a repaint at each requestAnimationFrame on a canvas of the page, and its captureStream(30). */
  | 'naive'
  /** A MediaStreamTrackGenerator that is given a frame at each tick of a worker in an extension's frame, and nothing else. */
  | 'bare';

export interface PainterTimes {
  readonly p50: number;
  readonly p95: number;
  readonly n: number;
}

export interface BenchPage {
  /** Replaces what the camera's sender carries. */
  send(kind: SenderKind, size: VideoSize): Promise<void>;
  /** Takes the page's own view of its camera away, until the next `send`. */
  hideSelfView(): void;
  /** The naive sender's picture: someone talks, from now on, or the tile is empty. */
  naiveTalks(talks: boolean): void;
  /** A revision of the naive sender's blinking cue. */
  naiveBlinks(revision: number): void;
  /** Paints the talking scene at this size, revision by revision, on a canvas of its own. Milliseconds a frame. */
  paint(size: VideoSize, frames: number): PainterTimes;
  visibility(): DocumentVisibilityState;
}
