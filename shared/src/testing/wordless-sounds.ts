// Kinds of sound in which nobody says a word, made by the same seed alike each time: what a recogniser must not answer with words.
import { SAMPLE_RATE_HZ } from '../audio/audio-frame.ts';
import { bandPass, lowPass, pinkNoise, randomNumbers, type Signal } from './sound-signals.ts';

/** One of several of its kind. */
export interface WordlessSound {
  /** `silence`, `white noise`, `hum`, `music`, `hold music`, `touch tones`, `keyboard`. */
  readonly kind: string;
  /** What distinguishes it from the others of its kind. */
  readonly variant: string;
  /** 16 kHz mono s16. */
  readonly make: (seconds: number, seed: number) => Int16Array;
}

const TURN = 2 * Math.PI;

const amplitudeOf = (db: number): number => 10 ** (db / 20);

/** `signal`: about −1…1 at each instant in seconds; its root mean square is brought to `rmsDb` below full scale, and what is beyond that is clipped. */
function sound(seconds: number, rmsDb: number, signal: Signal): Int16Array {
  const samples = Float64Array.from({ length: Math.round(seconds * SAMPLE_RATE_HZ) }, (_, index) => signal(index / SAMPLE_RATE_HZ));
  const rms = Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / Math.max(1, samples.length));
  const gain = rms === 0 ? 0 : (32_768 * amplitudeOf(rmsDb)) / rms;
  return Int16Array.from(samples, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value * gain))));
}

/** Loudness that rises and falls as that of syllables: 4 a second, with a pause of 0.7 s after every 3 s. */
const syllables = (t: number): number => (t % 3.7 > 3 ? 0.02 : 0.15 + 0.85 * Math.sin(Math.PI * ((t * 4) % 1)) ** 2);

const slowly =
  (perSecond: number, depth: number): Signal =>
  (t) =>
    1 - depth * (0.5 + 0.5 * Math.sin(TURN * perSecond * t));

const noise = (seed: number): Signal => {
  const random = randomNumbers(seed);
  return () => 2 * random() - 1;
};

/** Mains and its harmonics, as a bad cable has them: even ones weaker. */
const mains =
  (hz: number, harmonics: number): Signal =>
  (t) => {
    let sum = 0;
    for (let n = 1; n <= harmonics; n += 1) sum += ((n % 2 === 1 ? 1 : 0.4) / n) * Math.sin(TURN * hz * n * t + n);
    return sum;
  };

const SCALE = [0, 2, 4, 7, 9, 12, 14, 16] as const;
const CHORDS = [
  [0, 4, 7],
  [-3, 0, 4],
  [-7, -3, 0],
  [-5, -1, 2],
] as const;

const hzOf = (semitones: number, baseHz: number): number => baseHz * 2 ** (semitones / 12);

interface Instrument {
  /** Amplitude of each harmonic, of a tone that is so many Hz high. */
  readonly harmonics: (hz: number) => readonly number[];
  /** Loudness at so many seconds after the tone began, which lasts so long. */
  readonly envelope: (t: number, lastsS: number) => number;
  readonly vibratoHz: number;
}

const plucked: Instrument = {
  harmonics: () => [1, 0.5, 0.33, 0.2, 0.12, 0.08],
  envelope: (t) => Math.min(1, t / 0.005) * Math.exp(-3 * t),
  vibratoHz: 0,
};

const organ: Instrument = {
  harmonics: () => [1, 0.7, 0.2, 0.5, 0, 0.3, 0, 0.25],
  envelope: (t, lastsS) => Math.min(1, t / 0.03, Math.max(0, (lastsS - t) / 0.03)),
  vibratoHz: 0,
};

/** Where a vowel is loud, Hz and how wide: /a/. */
const VOWEL = [
  [730, 90],
  [1090, 110],
  [2440, 160],
] as const;

/** A synthesiser's choir: the vowel of a voice, without a word. */
const choir: Instrument = {
  harmonics: (hz) =>
    Array.from({ length: Math.floor(4000 / hz) }, (_, n) =>
      VOWEL.reduce((sum, [formantHz, width]) => sum + 1 / (1 + (((n + 1) * hz - formantHz) / width) ** 2), 0.02),
    ),
  envelope: (t, lastsS) => Math.min(1, t / 0.08, Math.max(0, (lastsS - t) / 0.12)),
  vibratoHz: 5.5,
};

/** A melody over chords, at random from a scale. */
function tune(seed: number, { lead, beatS }: { readonly lead: Instrument; readonly beatS: number }): Signal {
  const random = randomNumbers(seed);
  const melody = Array.from({ length: 64 }, () => SCALE[Math.floor(random() * SCALE.length)] ?? 0);
  const harmonicsOf = new Map<string, readonly number[]>();
  const tone = (instrument: Instrument, hz: number, [t, lastsS]: readonly [number, number]): number => {
    const { envelope, vibratoHz } = instrument;
    const key = `${instrument === lead ? 'lead' : 'chord'} ${hz}`;
    let harmonics = harmonicsOf.get(key);
    if (harmonics === undefined) {
      harmonics = instrument.harmonics(hz);
      harmonicsOf.set(key, harmonics);
    }
    const phase = TURN * hz * t + (vibratoHz === 0 ? 0 : 0.25 * (hz / 220) * Math.sin(TURN * vibratoHz * t));
    let sum = 0;
    for (const [n, amplitude] of harmonics.entries()) if ((n + 1) * hz < 7500) sum += amplitude * Math.sin((n + 1) * phase);
    return sum * envelope(t, lastsS);
  };
  return (t) => {
    const [beat, bar] = [Math.floor(t / beatS), Math.floor(t / (4 * beatS))];
    const sinceBeat = t - beat * beatS;
    const sinceBar = t - bar * 4 * beatS;
    let sum = tone(lead, hzOf(melody[beat % melody.length] ?? 0, 262), [sinceBeat, beatS]);
    for (const step of CHORDS[bar % CHORDS.length] ?? []) sum += 0.4 * tone(plucked, hzOf(step, 131), [sinceBar, 4 * beatS]);
    return sum;
  };
}

function drums(seed: number, beatS: number): Signal {
  const hiss = noise(seed);
  return (t) => {
    const beat = Math.floor(t / beatS);
    const since = t - beat * beatS;
    const kick = beat % 2 === 0 ? Math.sin(TURN * (50 + 80 * Math.exp(-30 * since)) * since) * Math.exp(-12 * since) : 0;
    const snare = beat % 2 === 1 ? hiss(t) * Math.exp(-18 * since) : 0;
    return kick + 0.7 * snare + 0.2 * hiss(t) * Math.exp(-60 * (t % (beatS / 2)));
  };
}

/** As a telephone carries it: 300–3400 Hz, in the 255 steps of µ-law. */
function telephone(signal: Signal): Signal {
  const band = bandPass(signal, 300, 3400);
  return (t) => {
    const value = Math.max(-1, Math.min(1, band(t) / 4));
    const level = Math.round((127 * Math.log1p(255 * Math.abs(value))) / Math.log(256));
    return Math.sign(value) * ((256 ** (level / 127) - 1) / 255);
  };
}

const LOW_HZ = [697, 770, 852, 941] as const;
const HIGH_HZ = [1209, 1336, 1477, 1633] as const;

function touchTones(seed: number, { onS, offS }: { readonly onS: number; readonly offS: number }): Signal {
  const random = randomNumbers(seed);
  const keys = Array.from(
    { length: 97 },
    () => [LOW_HZ[Math.floor(random() * 4)] ?? 697, HIGH_HZ[Math.floor(random() * 4)] ?? 1209] as const,
  );
  return (t) => {
    const key = Math.floor(t / (onS + offS));
    const since = t - key * (onS + offS);
    const [low, high] = keys[key % keys.length] ?? [697, 1209];
    // A number has ten keys, then somebody thinks.
    return since > onS || key % 13 > 9 ? 0 : Math.sin(TURN * low * t) + Math.sin(TURN * high * t);
  };
}

/** Tones of exchanges: 425 Hz, so long on and so long off. */
const exchange =
  (onS: number, offS: number): Signal =>
  (t) =>
    t % (onS + offS) < onS ? Math.sin(TURN * 425 * t) : 0;

/** Keys that go down and come up again, in bursts. `thump`: how much of the case resounds. */
function keyboard(seed: number, { perSecond, thump }: { readonly perSecond: number; readonly thump: number }): Signal {
  const random = randomNumbers(seed);
  const strokes: { readonly atS: number; readonly loud: number; readonly hz: number }[] = [];
  const hiss = noise(seed + 1);
  let [atS, next] = [0, 0];
  return (t) => {
    while (atS < t + 0.3) {
      atS += (random() < 0.08 ? 1.2 : 0.5 / perSecond) + random() / perSecond;
      const stroke = { atS, loud: 0.4 + 0.6 * random(), hz: 140 + 160 * random() };
      strokes.push(stroke, { ...stroke, atS: atS + 0.06 + 0.05 * random(), loud: 0.4 * stroke.loud });
      strokes.sort((a, b) => a.atS - b.atS);
    }
    while ((strokes[next]?.atS ?? t) < t - 0.15) next += 1;
    let sum = 0.002 * hiss(t);
    for (let at = next; at < strokes.length; at += 1) {
      const stroke = strokes[at];
      if (stroke === undefined || stroke.atS > t) break;
      const since = t - stroke.atS;
      sum += stroke.loud * (hiss(t) * Math.exp(-since / 0.004) + thump * Math.sin(TURN * stroke.hz * since) * Math.exp(-since / 0.025));
    }
    return sum;
  };
}

const times =
  (a: Signal, b: Signal): Signal =>
  (t) =>
    a(t) * b(t);

const plus =
  (a: Signal, b: Signal): Signal =>
  (t) =>
    a(t) + b(t);

/** Several kinds, several of each: levels from barely there to clipped, with and without the rhythm of syllables. */
export const WORDLESS_SOUNDS: readonly WordlessSound[] = [
  { kind: 'silence', variant: 'zeros', make: (seconds) => sound(seconds, -90, () => 0) },
  { kind: 'silence', variant: 'dither', make: (seconds, seed) => sound(seconds, -94, noise(seed)) },
  { kind: 'silence', variant: 'a quiet room', make: (seconds, seed) => sound(seconds, -66, pinkNoise(seed)) },
  { kind: 'white noise', variant: 'quiet', make: (seconds, seed) => sound(seconds, -50, noise(seed)) },
  { kind: 'white noise', variant: 'loud', make: (seconds, seed) => sound(seconds, -14, noise(seed)) },
  { kind: 'white noise', variant: 'in syllables', make: (seconds, seed) => sound(seconds, -26, times(noise(seed), syllables)) },
  {
    kind: 'white noise',
    variant: 'of the width of a voice, in syllables',
    make: (seconds, seed) => sound(seconds, -26, times(bandPass(noise(seed), 300, 3000), syllables)),
  },
  {
    kind: 'white noise',
    variant: 'pink, swelling',
    make: (seconds, seed) => sound(seconds, -24, times(pinkNoise(seed), slowly(0.3, 0.9))),
  },
  { kind: 'white noise', variant: 'brown', make: (seconds, seed) => sound(seconds, -20, lowPass(noise(seed), 150)) },
  { kind: 'hum', variant: '50 Hz', make: (seconds) => sound(seconds, -30, mains(50, 1)) },
  { kind: 'hum', variant: '60 Hz with harmonics', make: (seconds) => sound(seconds, -24, mains(60, 20)) },
  { kind: 'hum', variant: '120 Hz, buzzing in syllables', make: (seconds) => sound(seconds, -20, times(mains(120, 30), syllables)) },
  {
    kind: 'hum',
    variant: 'a fan',
    make: (seconds, seed) => sound(seconds, -32, plus(times(mains(87, 6), slowly(1.1, 0.4)), lowPass(noise(seed), 400))),
  },
  { kind: 'music', variant: 'plucked', make: (seconds, seed) => sound(seconds, -22, tune(seed, { lead: plucked, beatS: 0.4 })) },
  {
    kind: 'music',
    variant: 'organ and drums',
    make: (seconds, seed) => sound(seconds, -18, plus(tune(seed, { lead: organ, beatS: 0.5 }), drums(seed, 0.5))),
  },
  { kind: 'music', variant: 'a synthetic choir', make: (seconds, seed) => sound(seconds, -22, tune(seed, { lead: choir, beatS: 0.6 })) },
  {
    kind: 'music',
    variant: 'organ in syllables, quiet',
    make: (seconds, seed) => sound(seconds, -42, times(tune(seed, { lead: organ, beatS: 0.9 }), syllables)),
  },
  {
    kind: 'hold music',
    variant: 'plucked, by telephone',
    make: (seconds, seed) => sound(seconds, -22, telephone(tune(seed, { lead: plucked, beatS: 0.35 }))),
  },
  {
    kind: 'hold music',
    variant: 'choir by telephone, with a beep',
    make: (seconds, seed) =>
      sound(
        seconds,
        -20,
        plus(telephone(tune(seed, { lead: choir, beatS: 0.7 })), (t) => (t % 15 < 0.3 ? 2 * Math.sin(TURN * 1400 * t) : 0)),
      ),
  },
  { kind: 'touch tones', variant: 'slow', make: (seconds, seed) => sound(seconds, -18, touchTones(seed, { onS: 0.25, offS: 0.2 })) },
  {
    kind: 'touch tones',
    variant: 'fast, quiet',
    make: (seconds, seed) => sound(seconds, -38, touchTones(seed, { onS: 0.07, offS: 0.07 })),
  },
  { kind: 'touch tones', variant: 'engaged', make: (seconds) => sound(seconds, -16, exchange(0.48, 0.48)) },
  { kind: 'touch tones', variant: 'ringing', make: (seconds) => sound(seconds, -20, exchange(1, 4)) },
  { kind: 'keyboard', variant: 'fast', make: (seconds, seed) => sound(seconds, -34, keyboard(seed, { perSecond: 8, thump: 0.3 })) },
  {
    kind: 'keyboard',
    variant: 'slow, on a hollow table',
    make: (seconds, seed) => sound(seconds, -24, keyboard(seed, { perSecond: 3, thump: 1.5 })),
  },
];
