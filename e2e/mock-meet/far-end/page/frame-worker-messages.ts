// Between the participants' page and its worker that reads frames.

export type ToFrameWorker =
  | { readonly type: 'connect'; readonly framesUrl: string }
  | { readonly type: 'read'; readonly frames: ReadableStream<VideoFrame> }
  | { readonly type: 'count'; readonly ask: number }
  /** What was observed before is forgotten. */
  | { readonly type: 'observe'; readonly crop: FrameCrop | null }
  | { readonly type: 'observed'; readonly ask: number };

/** A part of the picture, px; even, since chroma is half as large. */
export interface FrameCrop {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Of one decoded frame: no picture, so that looking costs next to nothing. */
export interface ObservedFrame {
  /** Wall clock at which the decoder handed it over, ms. */
  readonly atMs: number;
  /** The sender's clock in its packets, 90 kHz, modulo 2^32; null where the browser does not tell. */
  readonly rtpTimestamp: number | null;
  readonly width: number;
  readonly height: number;
  /** Mean of luma over the crop; null without a crop, or when the picture has another size than when the observation began. */
  readonly luma: number | null;
}

export interface FrameCounts {
  readonly framesRead: number;
  readonly framesUnwatched: number;
  readonly framesUnsent: number;
}

export type FromFrameWorker =
  | { readonly type: 'connected' }
  | { readonly type: 'observed'; readonly ask: number; readonly frames: readonly ObservedFrame[] }
  | ({ readonly type: 'counts'; readonly ask: number } & FrameCounts)
  | { readonly type: 'failed'; readonly reason: string };

/** Text that Node writes on the frames' socket: whether anybody wants frames now. */
export const WATCH = { on: 'watch', off: 'rest' } as const;
