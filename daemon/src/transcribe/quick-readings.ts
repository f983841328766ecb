// States of a growing segment -> readings of them by the engine that reads what is still being said; null where it failed.
import { SAMPLE_RATE_HZ, type Clock, type LanguageCode, type Stt, type SttRequest, type SttResult } from '@subcam/shared';
import type { SegmentSound } from '../segment/index.ts';
import type { GrowingSegment } from './growing-segment.ts';
import { patientTranscribe } from './patient-stt.ts';
import type { LanguageHearing } from './language-hearing.ts';
import { MIN_SAMPLES, soundOf } from './read-final.ts';

/**
 * Moonshine hears nothing in some sounds of about a second that begin with a pause, and words in the same with a third of the pre-roll left out. Where a
 * growing segment of at least pre-roll and half a second comes to nothing, it is asked for those.
 */
const LEFT_OUT_SAMPLES = SAMPLE_RATE_HZ / 10;
const MIN_SAMPLES_TO_ASK_AGAIN = 0.8 * SAMPLE_RATE_HZ;

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

  /** Whether it is asked again depends on the sound and the words alone, as all that may be promised does. */
  const read: Read = async (segment, purpose, stop) => {
    const result = await readOnce(segment, purpose, stop);
    const isFirst = deps.isExact && segment.soundBefore.length === 0 && growingOf(segment.firstSample).told === '';
    const isAskedAgain = isFirst && result?.text === '' && segment.samples.length >= MIN_SAMPLES_TO_ASK_AGAIN;
    return isAskedAgain ? ask(segment, segment.samples.subarray(LEFT_OUT_SAMPLES), { purpose, stop }) : result;
  };

  return { read, readOnce };
}
