// Channels of one source -> one channel: silent channels are left out, and channels in opposite phase don't cancel each other.

export interface ChannelMixer {
  /**
   * One output sample for each input sample, at once, −1…1. `channels`: the samples of each channel (−1…1), all of the same length; as many
   * channels as the mixer was made for. How the input is cut into calls makes no difference to the output.
   */
  push(channels: readonly Float32Array[]): Float32Array<ArrayBuffer>;
}

export interface ChannelMixerOptions {
  readonly channels: number;
  readonly rateHz: number;
}

/** Blocks a second: levels are measured over a block, and weights go in a straight line from each block to the next. */
const BLOCKS_PER_SECOND = 100;

/** Blocks over which levels are averaged: 100 ms, less than the pre-roll that the segmenter keeps before the first word. */
const WINDOW_BLOCKS = 10;

/**
 * Hum of the mains and a constant offset lie below it, most of a voice above. They are taken out of what is measured (not of what is heard),
 * so that a channel that hums is not taken for the one in which somebody speaks.
 */
const MEASURED_FROM_HZ = 300;

/** Mean square of −90 dB of full scale: channels as quiet as this are equally silent. */
const SILENCE = 1e-9;

/** dB below the loudest channel at which a channel begins to be left out, and at which it is left out. */
const FAINT_DB = -20;
const DEAD_DB = -30;

/**
 * Energy of the sum of all channels, as a share of what it would be if they had nothing to do with one another (1; in phase more; in
 * opposite phase 0). Below the first the best channel begins to take the sum's place, below the second it is heard alone.
 */
const WEAKENED_SHARE = 0.4;
const CANCELLED_SHARE = 0.15;

/** How much louder (in mean square) another channel has to be before it is taken for the best one. */
const BETTER_BY = 2;

interface Window {
  add(value: number): void;
  readonly sum: number;
}

/** The sum of the last WINDOW_BLOCKS values. */
function createWindow(): Window {
  const values: number[] = [];
  return {
    add: (value) => {
      values.push(value);
      if (values.length > WINDOW_BLOCKS) values.shift();
    },
    get sum() {
      return values.reduce((total, value) => total + value, 0);
    },
  };
}

const between = (value: number, zeroAt: number, oneAt: number): number => Math.min(1, Math.max(0, (value - zeroAt) / (oneAt - zeroAt)));

/**
 * Weights of a sum as loud as its loudest channel: each channel keeps its loudness relative to the others, and those that are dead have
 * none. `powers`: mean square of each channel.
 */
function sumWeights(powers: readonly number[]): readonly number[] {
  const loudest = Math.max(...powers);
  const shares = powers.map((power) => between(10 * Math.log10(power / loudest), DEAD_DB, FAINT_DB));
  const total = powers.reduce((sum, power, channel) => sum + (shares[channel] ?? 0) * Math.sqrt(power / loudest), 0);
  return shares.map((share) => share / total);
}

/**
 * A mixer of one source from its first sample. It looks only back: a channel that begins to speak after silence is heard with the weight of
 * a plain mean for at most 20 ms. One channel, and channels that are all the same, come out as they went in.
 */
export function createChannelMixer({ channels, rateHz }: ChannelMixerOptions): ChannelMixer {
  if (channels === 1) return { push: ([only]) => Float32Array.from(only ?? [], clipped) };
  const blockSamples = Math.max(1, Math.round(rateHz / BLOCKS_PER_SECOND));
  const smoothing = 1 - Math.exp((-2 * Math.PI * MEASURED_FROM_HZ) / rateHz);
  const each = <T>(make: () => T): T[] => Array.from({ length: channels }, make);
  const lowPassed = new Float64Array(channels);
  const energies = new Float64Array(channels);
  const energyWindows = each(createWindow);
  const sumWindow = createWindow();
  const unrelatedWindow = createWindow();
  let sumEnergy = 0;
  /** Of the plain sum, without the best channel in its place. */
  let plain: readonly number[] = each(() => 1 / channels);
  let from: readonly number[] = plain;
  let to: readonly number[] = plain;
  let best = 0;
  let filled = 0;
  let blocks = 0;

  const endBlock = (): void => {
    blocks += 1;
    const windowSamples = Math.min(blocks, WINDOW_BLOCKS) * blockSamples;
    const unrelated = plain.reduce((sum, weight, channel) => sum + weight * weight * (energies[channel] ?? 0), 0);
    sumWindow.add(sumEnergy);
    unrelatedWindow.add(unrelated);
    const powers = energyWindows.map((window, channel) => {
      const energy = energies[channel] ?? 0;
      window.add(energy);
      // A voice that begins counts at once; one that ends fades from the window.
      return SILENCE + Math.max(energy / blockSamples, window.sum / windowSamples);
    });
    plain = sumWeights(powers);
    const loudest = powers.indexOf(Math.max(...powers));
    if ((powers[loudest] ?? 0) > BETTER_BY * (powers[best] ?? 0)) best = loudest;
    const kept = unrelatedWindow.sum === 0 ? 1 : sumWindow.sum / unrelatedWindow.sum;
    const alone = between(kept, WEAKENED_SHARE, CANCELLED_SHARE);
    from = to;
    to = plain.map((weight, channel) => (1 - alone) * weight + (channel === best ? alone : 0));
    energies.fill(0);
    sumEnergy = 0;
    filled = 0;
  };

  return {
    push: (given) => {
      const length = given[0]?.length ?? 0;
      const mixed = new Float32Array(length);
      for (let index = 0; index < length; index += 1) {
        const along = filled / blockSamples;
        let heard = 0;
        let sum = 0;
        for (let channel = 0; channel < channels; channel += 1) {
          const sample = given[channel]?.[index] ?? 0;
          const [start, end] = [from[channel] ?? 0, to[channel] ?? 0];
          heard += (start + (end - start) * along) * sample;
          const low = (lowPassed[channel] ?? 0) + smoothing * (sample - (lowPassed[channel] ?? 0));
          lowPassed[channel] = low;
          const measured = sample - low;
          energies[channel] = (energies[channel] ?? 0) + measured * measured;
          sum += (plain[channel] ?? 0) * measured;
        }
        sumEnergy += sum * sum;
        mixed[index] = clipped(heard);
        filled += 1;
        if (filled === blockSamples) endBlock();
      }
      return mixed;
    },
  };
}

function clipped(sample: number): number {
  return Math.min(1, Math.max(-1, sample));
}
