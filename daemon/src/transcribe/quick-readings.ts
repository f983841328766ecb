// States of a growing segment -> readings of them by the engine that reads what is still being said; null where it failed.
import { SAMPLE_RATE_HZ, type Clock, type LanguageCode, type Stt, type SttRequest, type SttResult } from '@subcam/shared';
import type { SegmentSound } from '../segment/index.ts';
import type { GrowingSegment } from './growing-segment.ts';
import { patientTranscribe } from './patient-stt.ts';
import type { LanguageHearing } from './language-hearing.ts';
import { MIN_SAMPLES, soundOf } from './read-final.ts';

/**
 * Moonshine hears nothing in some sounds of about a second that begin with a pause, and words in the same with a third of the pre-roll left out. Where a
 * growing segment of at least pre-roll and 0.3 s comes to nothing, it is asked for those, without quiet after them: first words that come of so little sound are seldom right.
 */
const LEFT_OUT_SAMPLES = SAMPLE_RATE_HZ / 10;
const MIN_SAMPLES_TO_ASK_AGAIN = 0.6 * SAMPLE_RATE_HZ;

/**
 * What still grows is read with so much quiet after it. A word that ends where the sound does is as if it were cut: Moonshine leaves it out, or makes another word of
 * it. With less quiet, words of synthetic voices are wrong, with more, words that go on are taken for whole ones.
 */
const QUIET_AFTER_SAMPLES = SAMPLE_RATE_HZ / 10;

export interface QuickReadingDeps {
  readonly quick: Stt;
  readonly hearing: LanguageHearing;
  /** Finals are read by another engine, and don't wait for one that hangs. */
  readonly isTwoSpeeds: boolean;
  readonly isExact: boolean;
  readonly language: LanguageCode;
  readonly clock: Clock;
  readonly partialsPatienceMs?: number;
  readonly growingOf: (firstSample: number) => Pick<GrowingSegment, 'next' | 'told'>;
}

type Read = (segment: SegmentSound, purpose: 'partial' | 'final', stop: AbortSignal) => Promise<SttResult | null>;

/** `read` asks again for some of the sound where it came to nothing. Neither rejects. */
export function openQuickReadings(deps: QuickReadingDeps): { readonly read: Read; readonly readOnce: Read } {
  const { quick, isTwoSpeeds, clock, partialsPatienceMs: patienceMs, growingOf } = deps;
  const patient = isTwoSpeeds ? { ...quick, transcribe: patientTranscribe(quick, { clock, patienceMs }) } : quick;

  const ask = (
    segment: SegmentSound,
    samples: Float32Array,
    { purpose, stop }: { readonly purpose: 'partial' | 'final'; readonly stop: AbortSignal },
  ): Promise<SttResult | null> => {
    if (samples.length < MIN_SAMPLES) return Promise.resolve(null);
    const next: Partial<SttRequest> = deps.isExact ? growingOf(segment.firstSample).next : {};
    const { stt } = deps.hearing.of(segment, patient);
    return stt.transcribe({ samples, language: deps.language, purpose, ...next }, stop).catch(() => null);
  };

  const readOnce: Read = (segment, purpose, stop) => ask(segment, soundOf(segment), { purpose, stop });

  /** Of engines that are not repeatable nobody measured what quiet does. */
  const askGrowing: typeof ask = (segment, samples, options) => ask(segment, deps.isExact ? withQuietAfter(samples) : samples, options);

  /** Whether it is asked again depends on the sound and the words alone, as all that may be promised does. */
  const read: Read = async (segment, purpose, stop) => {
    const result = await askGrowing(segment, soundOf(segment), { purpose, stop });
    const isFirst = deps.isExact && segment.soundBefore.length === 0 && growingOf(segment.firstSample).told === '';
    const isAskedAgain = isFirst && result?.text === '' && segment.samples.length >= MIN_SAMPLES_TO_ASK_AGAIN;
    return isAskedAgain ? ask(segment, segment.samples.subarray(LEFT_OUT_SAMPLES), { purpose, stop }) : result;
  };

  return { read, readOnce };
}

function withQuietAfter(samples: Float32Array): Float32Array {
  const sound = new Float32Array(samples.length + QUIET_AFTER_SAMPLES);
  sound.set(samples);
  return sound;
}
