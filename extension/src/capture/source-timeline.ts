// Timestamps of captured pieces -> how much sound the source skipped before each of them, and where sample 0 lies on the wall clock.

/** A piece later than the pieces before it account for by more than this is a gap; a smaller difference is the timestamps' own noise. */
const GAP_THRESHOLD_US = 2_000;

/** Pieces (10 ms each in Chrome) over which the smallest delay between capture and arrival is sought: 0.2 s. */
export const WALL_CLOCK_PIECES = 20;

export interface SourcePiece {
  /** Microseconds on the source's own clock, of the piece's first frame. */
  readonly timestampUs: number;
  readonly frameCount: number;
  readonly rateHz: number;
}

export interface SourceTimeline {
  /** Frames of silence, at the piece's rate, that belong before the piece so that media time keeps up with the source's clock. */
  accept(piece: SourcePiece): number;
  /** Pieces whose timestamp lay before the end of what came before by more than the threshold: never cut, only counted. */
  readonly overlaps: number;
}

/**
 * Follows the source's clock. The expected timestamp of a piece is that of the last anchor plus what was received or filled
 * since; small differences move the anchor with them, so that a slow drift never adds up to a gap.
 */
export function createSourceTimeline(): SourceTimeline {
  let expectedUs: number | null = null;
  let overlaps = 0;
  return {
    accept(piece) {
      const latenessUs = expectedUs === null ? 0 : piece.timestampUs - expectedUs;
      expectedUs = piece.timestampUs + (piece.frameCount * 1e6) / piece.rateHz;
      if (latenessUs < -GAP_THRESHOLD_US) overlaps += 1;
      return latenessUs > GAP_THRESHOLD_US ? Math.round((latenessUs * piece.rateHz) / 1e6) : 0;
    },
    get overlaps() {
      return overlaps;
    },
  };
}

export interface WallClockStamp {
  /** Notes one arrival; returns the wall clock of sample 0 (ms) once enough pieces have come, the same value ever after. */
  arrived(piece: SourcePiece, arrivedAtMs: number): number | null;
}

/**
 * Where sample 0 lies on the wall clock. The source's clock counts from an unknown origin, so the offset between the two is
 * taken from arrivals: a piece cannot arrive before its last frame was captured, hence arrival − (timestamp + duration) is the
 * offset plus a delay that is never negative, and the smallest over the first pieces is the offset plus the least delay (about
 * a millisecond). Later pieces don't change it: it is stamped once.
 */
export function createWallClockStamp(): WallClockStamp {
  let firstTimestampUs: number | null = null;
  let leastOffsetMs = Infinity;
  let pieces = 0;
  let stampedMs: number | null = null;
  return {
    arrived(piece, arrivedAtMs) {
      if (stampedMs !== null) return stampedMs;
      firstTimestampUs ??= piece.timestampUs;
      const endMs = piece.timestampUs / 1000 + (piece.frameCount * 1000) / piece.rateHz;
      leastOffsetMs = Math.min(leastOffsetMs, arrivedAtMs - endMs);
      pieces += 1;
      if (pieces === WALL_CLOCK_PIECES) stampedMs = firstTimestampUs / 1000 + leastOffsetMs;
      return stampedMs;
    },
  };
}
