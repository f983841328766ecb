// Between the participants' page and its worker that reads frames.

export type ToFrameWorker =
  | { readonly type: 'connect'; readonly framesUrl: string }
  | { readonly type: 'read'; readonly frames: ReadableStream<VideoFrame> }
  | { readonly type: 'count'; readonly ask: number };

export interface FrameCounts {
  readonly framesRead: number;
  readonly framesUnwatched: number;
  readonly framesUnsent: number;
}

export type FromFrameWorker =
  | { readonly type: 'connected' }
  | ({ readonly type: 'counts'; readonly ask: number } & FrameCounts)
  | { readonly type: 'failed'; readonly reason: string };

/** Text that Node writes on the frames' socket: whether anybody wants frames now. */
export const WATCH = { on: 'watch', off: 'rest' } as const;
