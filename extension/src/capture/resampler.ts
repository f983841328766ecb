// Float samples at the device's rate -> float samples at 16 kHz: a linear-phase low-pass, exact counts, no drift, no dependence on chunks.
import { SAMPLE_RATE_HZ, SubcamError } from '@subcam/shared';

/** Everything below is kept within a fraction of a decibel; speech recognisers read little above it. */
const PASSBAND_EDGE_HZ = 7_150;

/** Everything from here on is at least STOPBAND_DB down, so that nothing folds back below half of the output rate. */
const STOPBAND_EDGE_HZ = SAMPLE_RATE_HZ / 2;

/** What a 16-bit recogniser cannot tell from silence, with a margin over the promised 60 dB. */
const STOPBAND_DB = 80;

/** Rates that audio devices run at lie well within. */
const MIN_INPUT_RATE_HZ = 8_000;
const MAX_INPUT_RATE_HZ = 384_000;

export interface Resampler {
  /**
   * Output that this input completes. Output sample n lies at the instant of input sample n · inputRate / 16000: the filter
   * delays nothing, but an output appears only when half the filter's length of input behind its instant is there.
   */
  push(input: Float32Array): Float32Array;
  /** The rest, as if silence followed: in all exactly ceil(inputs · 16000 / inputRate) outputs. Nothing may be pushed afterwards. */
  flush(): Float32Array;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

interface FilterBank {
  /** Input samples on either side of an output's instant that it reads. */
  readonly halfLength: number;
  readonly tapsPerPhase: number;
  /** `phases` rows of `tapsPerPhase` weights, each row with a sum of 1. */
  readonly weights: Float32Array;
}

/** A Kaiser-windowed sinc (Kaiser 1974: beta and length from attenuation and transition width), one row for each fraction of a sample. */
function designFilterBank(inputRateHz: number, phases: number): FilterBank {
  const stopbandHz = Math.min(STOPBAND_EDGE_HZ, inputRateHz / 2);
  const passbandHz = Math.min(PASSBAND_EDGE_HZ, 0.9 * stopbandHz);
  const transition = (2 * Math.PI * (stopbandHz - passbandHz)) / inputRateHz;
  const halfLength = Math.ceil((STOPBAND_DB - 7.95) / (2.285 * transition) / 2);
  const beta = 0.1102 * (STOPBAND_DB - 8.7);
  const cutoff = (stopbandHz + passbandHz) / inputRateHz;
  const tapsPerPhase = 2 * halfLength;
  const weights = new Float32Array(phases * tapsPerPhase);
  for (let phase = 0; phase < phases; phase += 1) {
    const row = new Float64Array(tapsPerPhase);
    let sum = 0;
    for (let tap = 0; tap < tapsPerPhase; tap += 1) {
      const distance = tap - halfLength + 1 - phase / phases;
      const window = besselI0(beta * Math.sqrt(Math.max(0, 1 - (distance / halfLength) ** 2))) / besselI0(beta);
      const weight = sinc(distance * cutoff) * window;
      row[tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < tapsPerPhase; tap += 1) weights[phase * tapsPerPhase + tap] = (row[tap] ?? 0) / sum;
  }
  return { halfLength, tapsPerPhase, weights };
}

/** Opens a resampler of one contiguous stream. Throws `sample-rate` for a rate that is not a whole number of 8000–384000 Hz. */
export function createResampler(inputRateHz: number): Resampler {
  if (!Number.isInteger(inputRateHz) || inputRateHz < MIN_INPUT_RATE_HZ || inputRateHz > MAX_INPUT_RATE_HZ) {
    throw new SubcamError('sample-rate', `A sound source at ${inputRateHz} Hz cannot be read: choose a device at 8000 to 384000 Hz.`);
  }
  const divisor = greatestCommonDivisor(inputRateHz, SAMPLE_RATE_HZ);
  const phases = SAMPLE_RATE_HZ / divisor;
  const inputsPerCycle = inputRateHz / divisor;
  const bank = designFilterBank(inputRateHz, phases);

  // `pending` holds input from `pendingStart` on; input before 0 is silence. The next output reads around nextInput + nextPhase / phases.
  let pending = new Float32Array(bank.halfLength);
  let pendingStart = -bank.halfLength;
  let inputCount = 0;
  let nextInput = 0;
  let nextPhase = 0;

  function advance(): void {
    nextPhase += inputsPerCycle;
    nextInput += Math.floor(nextPhase / phases);
    nextPhase %= phases;
  }

  function dotProduct(): number {
    const from = nextInput - bank.halfLength + 1 - pendingStart;
    const row = nextPhase * bank.tapsPerPhase;
    let sum = 0;
    for (let tap = 0; tap < bank.tapsPerPhase; tap += 1) sum += (pending[from + tap] ?? 0) * (bank.weights[row + tap] ?? 0);
    return sum;
  }

  /** Outputs whose whole neighbourhood is there, as long as they lie before the input's end `limit`. */
  function drain(limit: number): Float32Array {
    const available = pendingStart + pending.length;
    const outputs: number[] = [];
    while (nextInput + bank.halfLength < available && nextInput < limit) {
      outputs.push(dotProduct());
      advance();
    }
    const keepFrom = Math.min(pending.length, Math.max(0, nextInput - bank.halfLength + 1 - pendingStart));
    pending = pending.slice(keepFrom);
    pendingStart += keepFrom;
    return Float32Array.from(outputs);
  }

  function append(input: Float32Array): void {
    const joined = new Float32Array(pending.length + input.length);
    joined.set(pending);
    joined.set(input, pending.length);
    pending = joined;
  }

  return {
    push(input) {
      append(input);
      inputCount += input.length;
      return drain(Infinity);
    },
    flush() {
      append(new Float32Array(bank.halfLength + 1));
      return drain(inputCount);
    },
  };
}
