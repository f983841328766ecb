// A segment that is complete -> its reading, or why there is none: read again where the recogniser fails, hears nothing, or writes what nobody could have said.
import {
  SAMPLE_RATE_HZ,
  SubcamError,
  backoff,
  retry,
  toSubcamError,
  type Clock,
  type LanguageCode,
  type Omission,
  type OmissionReason,
  type Stt,
  type SttRequest,
  type SttResult,
} from '@subcam/shared';
import { ServiceRefusal } from '../lib/service-refusal.ts';
import type { SegmentSound } from '../segment/index.ts';
import { ANOTHER_LANGUAGE_BELOW, isSureOfWords, slower, whyNotRead, type ReadingSigns } from './another-language.ts';
import { spokenReading, type SpokenReading } from './hallucination-filter.ts';
import { openLanguageHearing, type LanguageHearing } from './language-hearing.ts';
import { joinReadings } from './join-readings.ts';
import { lettersOf, spokenUnitsOf } from './spoken-units.ts';

export interface ReadingDeps {
  readonly stt: Stt;
  readonly language: LanguageCode;
  readonly clock: Clock;
  /** As it is now; default: `ANOTHER_LANGUAGE_BELOW`. */
  readonly anotherLanguageBelow?: () => number;
  /** Told of each segment once for each reason, before its end is told. */
  readonly onOmission?: (omission: SegmentOmission) => void;
  /** Where the recogniser is to tell the language (`auto`). Left out: it reads what it is asked for. */
  readonly hearing?: LanguageHearing;
}

/** Something of a segment that is not shown. */
export type SegmentOmission = Omit<Omission, 'captureId'>;

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

/** What was read of a segment while it grew. */
export interface KnownReading {
  readonly next: Pick<SttRequest, 'beginning' | 'guess'>;
  /** A reading of the very same sound. */
  readonly known: SttResult | null;
}

export type FinalReading =
  /** `spoken`: what may be shown of it; `heard`: the sound that it is of, without what a segment shares at a cut where it was left out. */
  | (Omitting & { readonly status: 'spoken'; readonly read: SttResult; readonly spoken: string; readonly heard: SegmentSound })
  /** `refused`: the reading by which it is in a language that the session does not allow. */
  | (Omitting & { readonly status: 'quiet'; readonly refused?: SttResult })
  /** The engine failed, or wrote what nobody could have said in the time. */
  | (Omitting & { readonly status: 'unreadable' });

interface Omitting {
  /** Why something that was heard or written is not shown, each reason once. */
  readonly omitted: readonly OmissionReason[];
}

type Judging = Pick<ReadingDeps, 'stt' | 'anotherLanguageBelow' | 'hearing'>;

interface Heard {
  readonly sound: Float32Array;
  /** Of it from the beginning to the end of the speech. */
  readonly speechSamples: number;
}

function heardIn(segment: SegmentSound): Heard {
  const { firstSample, speechEndSample, soundBefore, soundAfter } = segment;
  return { sound: soundOf(segment), speechSamples: soundBefore.length + speechEndSample - firstSample + soundAfter.length };
}

/** What may be shown of a reading of a segment; without `deps` as far as its text tells. */
export function textOf(result: SttResult, segment: SegmentSound, deps: Judging | null = null): SpokenReading {
  const heard = heardIn(segment);
  const reading = spokenReading(result, { samples: heard.sound.length, speechSamples: heard.speechSamples });
  const reason = deps === null ? null : whyNotRead({ ...signsOf(result, heard, deps), text: reading.text });
  return reason === null ? reading : without(reading, reason);
}

function without(reading: SpokenReading, reason: OmissionReason): SpokenReading {
  return { ...reading, text: '', omitted: [...reading.omitted, reason] };
}

/** Without signs where the engine reads several languages, or does not say which: then nothing is doubted. */
function signsOf({ text, pieces }: SttResult, { sound, speechSamples }: Heard, { stt, anotherLanguageBelow }: Judging): ReadingSigns {
  const [language = 'auto', ...others] = stt.languages ?? [];
  const isOfOne = others.length === 0 && language !== 'auto';
  return {
    text,
    pieces: isOfOne ? pieces : undefined,
    sound,
    speechSamples,
    language: isOfOne ? language : 'auto',
    below: anotherLanguageBelow?.() ?? ANOTHER_LANGUAGE_BELOW,
  };
}

/**
 * What may be shown of a reading: nothing of one by an engine of one language that was not of that language. Before that is said, the same
 * sound is read once more, a little slower; where that fails, the first reading is believed.
 */
async function judged(result: SttResult, heard: Heard, { deps, signal }: Asking): Promise<SpokenReading> {
  if (deps.hearing?.isRefused(result) === true) return REFUSED;
  const isHeardElsewhere = deps.hearing?.isHeardElsewhere(result) === true;
  const reading = spokenReading({ ...result, isHeardElsewhere }, { samples: heard.sound.length, speechSamples: heard.speechSamples });
  const reason = whyNotRead({ ...signsOf(result, heard, deps), text: reading.text });
  if (reason === null) return reading;
  // What is cut off is not there more slowly either.
  if (reason === 'clipped') return without(reading, reason);
  const sound = slower(heard.sound);
  const second = await readWhole(sound, deps, signal);
  if (second instanceof SubcamError) return reading;
  const { text } = spokenReading(second, { samples: sound.length, speechSamples: sound.length });
  return isSureOfWords({ ...signsOf(second, heard, deps), text }) ? reading : without(reading, reason);
}

/** What is read of speech in a language that the session does not allow. */
const REFUSED: SpokenReading = { text: '', isImpossible: false, omitted: ['another-language'] };

interface Asking {
  readonly deps: ReadingDeps;
  readonly signal: AbortSignal;
}

/** How many samples `soundOf` has. */
export function soundLengthOf({ soundBefore, samples, soundAfter }: Pick<SegmentSound, 'soundBefore' | 'samples' | 'soundAfter'>): number {
  return soundBefore.length + samples.length + soundAfter.length;
}

/** Whether a segment is, sample for sample, what was read when it might have been over: with nothing after it, and as much before it. */
export function isAsItMightEnd(segment: SegmentSound, ending: SegmentSound): boolean {
  return (
    ending.firstSample === segment.firstSample &&
    ending.endSample === segment.endSample &&
    ending.soundBefore.length === segment.soundBefore.length &&
    segment.soundAfter.length === 0
  );
}

/** All that is read of a segment: beyond a cut too. */
export function soundOf({ soundBefore, samples, soundAfter }: SegmentSound): Float32Array {
  if (soundBefore.length === 0 && soundAfter.length === 0) return samples;
  const sound = new Float32Array(soundLengthOf({ soundBefore, samples, soundAfter }));
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
export async function readFinal(segment: SegmentSound, deps: ReadingDeps & KnownReading, signal: AbortSignal): Promise<FinalReading> {
  const final = await readSegment(segment, deps, signal);
  const { firstSample, samples } = segment;
  for (const reason of final.omitted) {
    const language = reason === 'another-language' && final.status === 'quiet' ? final.refused?.language : undefined;
    deps.onOmission?.({ firstSample, sampleCount: samples.length, reason, ...(language === undefined ? {} : { language }) });
  }
  return final;
}

async function readSegment(
  segment: SegmentSound,
  { next, known, ...given }: ReadingDeps & KnownReading,
  signal: AbortSignal,
): Promise<FinalReading> {
  const speech = segment.speechEndSample - segment.firstSample;
  const { hearing = openLanguageHearing(given.stt, null) } = given;
  const own = hearing.of(segment, given.stt);
  const ask: Stt['transcribe'] =
    known === null ? (...request) => own.stt.transcribe(...request) : (...request) => own.confirm(known, ...request);
  const whole = await readWhole(soundOf(segment), { ...given, next, ask }, signal);
  if (whole instanceof SubcamError) return { status: 'unreadable', omitted: [] };
  // Whatever else is read of the segment is in the language of the whole.
  const language = given.language === 'auto' ? whole.language : given.language;
  const deps = { ...given, stt: own.stt, hearing, language };
  let { text: spoken, isImpossible, omitted } = await judged(whole, heardIn(segment), { deps, signal });
  if (spoken !== '') return { status: 'spoken', read: whole, spoken, heard: segment, omitted };
  // That something is no reading of this sound is the answer; another try would only be another invention.
  if (hearing.isRefused(whole)) return { status: 'quiet', omitted, refused: whole };
  // Read in parts, it would be asked for in the same language, and nothing would be heard that casts doubt on a stock phrase.
  const isInvented = hearing.isHeardElsewhere(whole) && omitted.includes('stock-phrase');
  if (speech < MIN_SPEECH_TO_INSIST || isInvented || isUnread(omitted)) return { status: 'quiet', omitted };
  const halves = isImpossible ? await readInHalves(segment, deps, signal) : null;
  if (halves !== null) return halves;
  const none = new Float32Array(0);
  const alone = { ...segment, soundBefore: none, soundAfter: none };
  const isShared = soundLengthOf(segment) > segment.samples.length;
  const sounds = [...(isShared ? [segment.samples] : []), segment.samples.subarray(QUIET_LEAD_SAMPLES)];
  for (const sound of sounds) {
    const again = await readWhole(sound, deps, signal);
    if (again instanceof SubcamError) continue;
    const reading = await judged(again, heardIn(alone), { deps, signal });
    if (reading.text !== '') return { status: 'spoken', read: again, spoken: reading.text, heard: alone, omitted: reading.omitted };
    isImpossible ||= reading.isImpossible;
    omitted = [...new Set([...omitted, ...reading.omitted])];
  }
  if (omitted.length === 0) omitted = ['no-words'];
  return { status: isImpossible && speech >= MIN_SPEECH_TO_MISS ? 'unreadable' : 'quiet', omitted };
}

const UNREAD: ReadonlySet<OmissionReason> = new Set<OmissionReason>(['another-language', 'noise', 'clipped']);
const isUnread = (omitted: readonly OmissionReason[]): boolean => omitted.some((reason) => UNREAD.has(reason));

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
    const { text, isImpossible, omitted } = await judged(read, { sound: half, speechSamples: half.length }, { deps, signal });
    if (isUnread(omitted)) return { status: 'quiet', omitted };
    if (isImpossible) return null;
    texts.push(text);
    reads.push(read);
  }
  const [read] = reads;
  const [first = '', second = ''] = texts;
  const letters = (lettersOf(spokenUnitsOf(first)) * 2 * HALVES_OVERLAP) / (middle + HALVES_OVERLAP);
  const { text: spoken } = joinReadings({ text: first, committedLength: 0 }, second, { letters, isMeasured: false });
  return read === undefined || spoken === '' ? null : { status: 'spoken', read, spoken, heard: segment, omitted: [] };
}

/** The reading, or why there will be none. `ask`: who is asked for it; default: `stt`. Rejects only when the signal fires. */
export async function readWhole(
  samples: Float32Array,
  {
    next = {},
    ask = (...request) => deps.stt.transcribe(...request),
    ...deps
  }: ReadingDeps & Partial<Pick<KnownReading, 'next'>> & { readonly ask?: Stt['transcribe'] },
  signal: AbortSignal,
): Promise<SttResult | SubcamError> {
  const silent: SttResult = { text: '', language: deps.language, confidence: null, engine: deps.stt.info };
  if (samples.length < MIN_SAMPLES) return silent;
  const request = { samples, language: deps.language, purpose: 'final', ...next } as const;
  let failures = 0;
  try {
    return await retry(() => ask(request, signal), {
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
