// A segment that is complete -> its reading, or why there is none: read again where the recogniser fails, hears nothing, or writes what nobody could have said.
import {
  SAMPLE_RATE_HZ,
  SubcamError,
  backoff,
  retry,
  toSubcamError,
  type Clock,
  type LanguageCode,
  type Stt,
  type SttResult,
} from '@subcam/shared';
import { ServiceRefusal } from '../lib/engine-service.ts';
import type { SegmentSound } from '../segment/index.ts';
import { spokenReading, type SpokenReading } from './hallucination-filter.ts';
import { joinReadings } from './join-readings.ts';
import { lettersOf, spokenUnitsOf } from './spoken-units.ts';

export interface ReadingDeps {
  readonly stt: Stt;
  readonly language: LanguageCode;
  readonly clock: Clock;
}

/** Under a tenth of a second recognisers fail or invent. */
export const MIN_SAMPLES = SAMPLE_RATE_HZ / 10;

/** Sound before the first words that a second reading leaves out: two thirds of the segmenter's pre-roll. */
const QUIET_LEAD_SAMPLES = SAMPLE_RATE_HZ / 5;

/** Pre-roll and 0.3 s of speech: less than that is a cough as often as a word. */
const MIN_SPEECH_TO_INSIST = 0.6 * SAMPLE_RATE_HZ;

/**
 * Pre-roll and 1.2 s of speech: what is shorter is more often a noise than words, and engines write a lot to a noise. Of what is longer, words are
 * missing when it can't be read.
 */
const MIN_SPEECH_TO_MISS = 1.5 * SAMPLE_RATE_HZ;

/** What is shorter is not read in halves: a recogniser falls into loops in long readings. */
const MIN_SAMPLES_TO_HALVE = 4 * SAMPLE_RATE_HZ;

/** The halves share so much on either side of the middle, as two segments do at a cut. */
const HALVES_OVERLAP = 1.25 * SAMPLE_RATE_HZ;

/** A recogniser that is away is asked again after this, doubling up to the longest. */
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5000;

/** A segment that an engine fails on this often, for a reason that waiting can't mend, becomes a gap; at once where a service refuses it. */
const MAX_FAILURES = 3;

export type FinalReading =
  /** `spoken`: what may be shown of it; `heard`: the sound that it is of, without what a segment shares at a cut where it was left out. */
  | { readonly status: 'spoken'; readonly read: SttResult; readonly spoken: string; readonly heard: SegmentSound }
  | { readonly status: 'quiet' }
  /** The engine failed, or wrote what nobody could have said in the time. */
  | { readonly status: 'unreadable' };

/** What may be shown of a reading of a segment. */
export function textOf(result: SttResult, segment: SegmentSound): SpokenReading {
  const { firstSample, speechEndSample, soundBefore, soundAfter } = segment;
  const speechSamples = soundBefore.length + speechEndSample - firstSample + soundAfter.length;
  return spokenReading(result, { samples: soundOf(segment).length, speechSamples });
}

/** All that is read of a segment: beyond a cut too. */
export function soundOf({ soundBefore, samples, soundAfter }: SegmentSound): Float32Array {
  if (soundBefore.length === 0 && soundAfter.length === 0) return samples;
  const sound = new Float32Array(soundBefore.length + samples.length + soundAfter.length);
  sound.set(soundBefore);
  sound.set(samples, soundBefore.length);
  sound.set(soundAfter, soundBefore.length + samples.length);
  return sound;
}

/**
 * A reading of the whole segment. One that hears nothing where the VAD heard speech is tried again without the sound that it shares at a cut,
 * and without the quiet before the words: Moonshine says nothing for some short utterances that begin with silence (seen: "ask not", 0.9 s of
 * it after 0.5 s of pre-roll), and for some long ones that it can read when they are a little shorter. One that nobody could have said is
 * tried in two halves first. Rejects only when the signal fires.
 */
export async function readFinal(segment: SegmentSound, deps: ReadingDeps, signal: AbortSignal): Promise<FinalReading> {
  const speech = segment.speechEndSample - segment.firstSample;
  const whole = await readWhole(soundOf(segment), deps, signal);
  if (whole instanceof SubcamError) return { status: 'unreadable' };
  let { text: spoken, isImpossible } = textOf(whole, segment);
  if (spoken !== '') return { status: 'spoken', read: whole, spoken, heard: segment };
  if (speech < MIN_SPEECH_TO_INSIST) return { status: 'quiet' };
  const halves = isImpossible ? await readInHalves(segment, deps, signal) : null;
  if (halves !== null) return halves;
  const none = new Float32Array(0);
  const alone = { ...segment, soundBefore: none, soundAfter: none };
  const isShared = soundOf(segment).length > segment.samples.length;
  const sounds = [...(isShared ? [segment.samples] : []), segment.samples.subarray(QUIET_LEAD_SAMPLES)];
  for (const sound of sounds) {
    const again = await readWhole(sound, deps, signal);
    if (again instanceof SubcamError) continue;
    const reading = textOf(again, alone);
    if (reading.text !== '') return { status: 'spoken', read: again, spoken: reading.text, heard: alone };
    isImpossible ||= reading.isImpossible;
  }
  return { status: isImpossible && speech >= MIN_SPEECH_TO_MISS ? 'unreadable' : 'quiet' };
}

/** null where one of the halves can't be read either. */
async function readInHalves(segment: SegmentSound, deps: ReadingDeps, signal: AbortSignal): Promise<FinalReading | null> {
  const sound = soundOf(segment);
  if (sound.length < MIN_SAMPLES_TO_HALVE) return null;
  const middle = Math.floor(sound.length / 2);
  const texts: string[] = [];
  const reads: SttResult[] = [];
  for (const half of [sound.subarray(0, middle + HALVES_OVERLAP), sound.subarray(middle - HALVES_OVERLAP)]) {
    const read = await readWhole(half, deps, signal);
    if (read instanceof SubcamError) return null;
    const { text, isImpossible } = spokenReading(read, { samples: half.length, speechSamples: half.length });
    if (isImpossible) return null;
    texts.push(text);
    reads.push(read);
  }
  const [read] = reads;
  const [first = '', second = ''] = texts;
  const letters = (lettersOf(spokenUnitsOf(first)) * 2 * HALVES_OVERLAP) / (middle + HALVES_OVERLAP);
  const { text: spoken } = joinReadings({ text: first, committedLength: 0 }, second, { letters, isMeasured: false });
  return read === undefined || spoken === '' ? null : { status: 'spoken', read, spoken, heard: segment };
}

/** The reading, or why there will be none. Rejects only when the signal fires. */
export async function readWhole(samples: Float32Array, deps: ReadingDeps, signal: AbortSignal): Promise<SttResult | SubcamError> {
  const silent: SttResult = { text: '', language: deps.language, confidence: null, engine: deps.stt.info };
  if (samples.length < MIN_SAMPLES) return silent;
  const request = { samples, language: deps.language, purpose: 'final' } as const;
  let failures = 0;
  try {
    return await retry(() => deps.stt.transcribe(request, signal), {
      clock: deps.clock,
      signal,
      waits: backoff({ firstMs: FIRST_RETRY_MS, maxMs: LONGEST_RETRY_MS }),
      failureCode: 'engine-failed',
      isWorthTrying: ({ retryable, cause }) => {
        if (!retryable) failures += cause instanceof ServiceRefusal ? MAX_FAILURES : 1;
        return failures < MAX_FAILURES;
      },
    });
  } catch (thrown) {
    signal.throwIfAborted();
    return toSubcamError(thrown, 'engine-failed');
  }
}
