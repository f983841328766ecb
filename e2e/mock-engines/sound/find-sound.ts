// A piece of sound -> where in a recording it is heard, if it is, whatever a call did to it on its way.
import { SAMPLE_RATE_HZ } from '@subcam/shared';
import { bandLevels, BANDS, HOP_MS, type BandLevels } from './band-levels.ts';

export interface SoundSpan {
  /** Time in the recording, ms; before 0 or past its end where the piece holds more than the recording. */
  readonly startMs: number;
  readonly endMs: number;
  /** Normalised cross-correlation of the band levels, 0–1. */
  readonly correlation: number;
}

export interface SoundFinder {
  /** The span of the recording that `samples` (16 kHz mono, −1…1) are, or null: silence, noise, or sound that isn't in it. */
  find(samples: Float32Array): SoundSpan | null;
}

/** Silence of this length is thought before and after the recording: a piece may begin in the pause before it. */
const MARGIN_FRAMES = 200;

/** Shorter pieces fit in many places: at 300 ms another sentence reaches a correlation of 0.97. */
const SHORTEST_MS = 400;

/** A piece none of whose 10 ms is louder than this (−60 dBFS) is silent. */
const SILENT_LEVEL = 0.001;

/**
 * Least correlation of a match, by the length of the piece. Measured on the default conversation, coded once more by Opus at 20 kbit/s:
 * what belongs there has over 0.97 at any length; another sentence by the same voices at most 0.89 at 0.5 s, 0.71 at 1 s, 0.56 at 1.5 s
 * and 0.34 at 4 s. What a live call adds (lost packets, stretched sound) needs the room between.
 */
function leastCorrelation(frames: number): number {
  if (frames < 70) return 0.93;
  if (frames < 100) return 0.88;
  if (frames < 150) return 0.82;
  return frames < 300 ? 0.72 : 0.6;
}

/** Pieces longer than this are searched by means over this many frames first. */
const DIRECT_FRAMES = 150;
const COARSE_FRAMES = 4;
const COARSE_CANDIDATES = 12;

/** A jitter buffer stretches sound by some 100 ms in seconds, so the two ends of a long piece are found by themselves. */
const END_FRAMES = 200;
const END_REACH_FRAMES = 20;

interface Place {
  readonly lag: number;
  readonly correlation: number;
}

/** A recording and the running sums that make correlation at any lag cheap. */
class Reference {
  readonly frames: number;
  readonly #levels: Float32Array;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;

  constructor({ frames, levels }: BandLevels) {
    this.frames = frames;
    this.#levels = levels;
    this.#sums = new Float64Array((frames + 1) * BANDS);
    this.#squares = new Float64Array(frames + 1);
    for (let frame = 0; frame < frames; frame += 1) {
      let square = 0;
      for (let band = 0; band < BANDS; band += 1) {
        const level = levels[frame * BANDS + band] ?? 0;
        square += level * level;
        this.#sums[(frame + 1) * BANDS + band] = (this.#sums[frame * BANDS + band] ?? 0) + level;
      }
      this.#squares[frame + 1] = (this.#squares[frame] ?? 0) + square;
    }
  }

  /** Pearson's correlation of `piece` (each band centred by `centred`) with the frames from `lag` on, each band centred likewise. */
  correlation(piece: BandLevels, norm: number, lag: number): number {
    const length = piece.frames * BANDS;
    const from = lag * BANDS;
    let product = 0;
    for (let i = 0; i < length; i += 1) product += (piece.levels[i] ?? 0) * (this.#levels[from + i] ?? 0);
    let variance = (this.#squares[lag + piece.frames] ?? 0) - (this.#squares[lag] ?? 0);
    for (let band = 0; band < BANDS; band += 1) {
      const sum = (this.#sums[(lag + piece.frames) * BANDS + band] ?? 0) - (this.#sums[from + band] ?? 0);
      variance -= (sum * sum) / piece.frames;
    }
    // Silence is like nothing, not like everything.
    return variance <= 1e-6 * piece.frames || norm === 0 ? 0 : product / (norm * Math.sqrt(variance));
  }

  best(piece: BandLevels, fromLag: number, endLag: number): Place[] {
    const centredPiece = centred(piece);
    const norm = Math.sqrt(centredPiece.levels.reduce((sum, level) => sum + level * level, 0));
    const places: Place[] = [];
    for (let lag = Math.max(0, fromLag); lag < Math.min(endLag, this.frames - piece.frames + 1); lag += 1)
      places.push({ lag, correlation: this.correlation(centredPiece, norm, lag) });
    return places.toSorted((a, b) => b.correlation - a.correlation);
  }
}

function centred({ frames, levels }: BandLevels): BandLevels {
  const means = new Float64Array(BANDS);
  for (const [index, level] of levels.entries()) means[index % BANDS] = (means[index % BANDS] ?? 0) + level / frames;
  return { frames, levels: levels.map((level, index) => level - (means[index % BANDS] ?? 0)) };
}

function slice({ levels }: BandLevels, from: number, end: number): BandLevels {
  return { frames: end - from, levels: levels.subarray(from * BANDS, end * BANDS) };
}

function coarse({ frames, levels }: BandLevels): BandLevels {
  const rows = Math.floor(frames / COARSE_FRAMES);
  const means = new Float32Array(rows * BANDS);
  for (let row = 0; row < rows * COARSE_FRAMES; row += 1) {
    const at = Math.floor(row / COARSE_FRAMES) * BANDS;
    for (let band = 0; band < BANDS; band += 1)
      means[at + band] = (means[at + band] ?? 0) + (levels[row * BANDS + band] ?? 0) / COARSE_FRAMES;
  }
  return { frames: rows, levels: means };
}

/** Each band's share made even: divided by how much it varies in the recording. */
function bandScales({ frames, levels }: BandLevels): Float64Array {
  const squares = new Float64Array(BANDS);
  const { levels: deviations } = centred({ frames, levels });
  for (const [index, deviation] of deviations.entries()) squares[index % BANDS] = (squares[index % BANDS] ?? 0) + deviation * deviation;
  return squares.map((square) => (square === 0 ? 0 : 1 / Math.sqrt(square / frames)));
}

function isSilent(samples: Float32Array): boolean {
  const hop = (SAMPLE_RATE_HZ * HOP_MS) / 1000;
  for (let at = 0; at < samples.length; at += hop) {
    const part = samples.subarray(at, at + hop);
    if (Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length) > SILENT_LEVEL) return false;
  }
  return true;
}

/** `recording`: 16 kHz mono, −1…1; read once. */
export function openSoundFinder(recording: Float32Array): SoundFinder {
  const heard = bandLevels(recording);
  const scales = bandScales(heard);
  const scaled = ({ frames, levels }: BandLevels): BandLevels => ({
    frames,
    levels: levels.map((level, index) => level * (scales[index % BANDS] ?? 0)),
  });
  const padded = new Float32Array((heard.frames + 2 * MARGIN_FRAMES) * BANDS);
  padded.set(scaled(heard).levels, MARGIN_FRAMES * BANDS);
  const all: BandLevels = { frames: padded.length / BANDS, levels: padded };
  const fine = new Reference(all);
  const rough = new Reference(coarse(all));

  const place = (piece: BandLevels): Place | undefined => {
    if (piece.frames <= DIRECT_FRAMES) return fine.best(piece, 0, Infinity)[0];
    return rough
      .best(coarse(piece), 0, Infinity)
      .slice(0, COARSE_CANDIDATES)
      .flatMap(({ lag }) => fine.best(piece, (lag - 1) * COARSE_FRAMES, (lag + 2) * COARSE_FRAMES).slice(0, 1))
      .toSorted((a, b) => b.correlation - a.correlation)[0];
  };
  /** The lag of frames `from` to `end` of the piece near the whole's, or the whole's where they hold too little to tell. */
  const endLag = (piece: BandLevels, whole: Place, span: readonly [from: number, end: number]): number => {
    const part = slice(piece, ...span);
    const near = whole.lag + span[0];
    const [found] = fine.best(part, near - END_REACH_FRAMES, near + END_REACH_FRAMES + 1);
    return found === undefined || found.correlation < leastCorrelation(part.frames) ? whole.lag : found.lag - span[0];
  };

  return {
    find: (samples) => {
      const durationMs = (samples.length / SAMPLE_RATE_HZ) * 1000;
      if (durationMs < SHORTEST_MS || isSilent(samples)) return null;
      const piece = scaled(bandLevels(samples));
      const whole = place(piece);
      if (whole === undefined || whole.correlation < leastCorrelation(piece.frames)) return null;
      const isLong = piece.frames >= 2 * END_FRAMES;
      const firstLag = isLong ? endLag(piece, whole, [0, END_FRAMES]) : whole.lag;
      const lastLag = isLong ? endLag(piece, whole, [piece.frames - END_FRAMES, piece.frames]) : whole.lag;
      return {
        startMs: (firstLag - MARGIN_FRAMES) * HOP_MS,
        endMs: (lastLag - MARGIN_FRAMES) * HOP_MS + durationMs,
        correlation: whole.correlation,
      };
    },
  };
}
