// A segment that grows -> readings of it, and what of each is shown. What is wrong with the engine is dealt with at the final.
import {
  SAMPLE_RATE_HZ,
  SubcamError,
  type Clock,
  type LanguageCode,
  type Stt,
  type SttRequest,
  type SttResult,
  type Transcript,
} from '@subcam/shared';
import { samplesBeforeAnyCut, type EndVerdict, type HeldReading, type SegmentEvent, type SegmentSound } from '../segment/index.ts';
import { agree, NO_AGREEMENT, type Agreement } from './agreement.ts';
import { openGrowingSegment, type GrowingSegment } from './growing-segment.ts';
import { afterHeld } from './held-words.ts';
import { cutLoops } from './loops.ts';
import type { LeftOut } from './reading-load.ts';
import type { SegmentQueue } from './segment-queue.ts';
import { keepBeginning } from './steady-words.ts';
import { MIN_SAMPLES, soundOf, textOf, type KnownReading } from './read-final.ts';

export interface GrowingReaderDeps {
  readonly stt: Stt;
  readonly language: LanguageCode;
  readonly clock: Clock;
  readonly anotherLanguageBelow?: () => number;
  readonly policy?: 'steady' | 'plain';
  readonly leftOut?: (endSample: number) => LeftOut;
  /** The engine is repeatable, and everything that it is given counts. */
  readonly isExact: boolean;
  /** What comes after what is being read. */
  readonly queue: Pick<SegmentQueue, 'isEmpty' | 'isSettling' | 'settling'>;
}

export interface GrowingRead {
  readonly result: SttResult;
  readonly shown: Pick<Transcript, 'text' | 'stableLength' | 'revision'>;
  /** What the final will most often be if nothing more is said: for what is worked out ahead of it. */
  readonly asRead: string;
}

export interface GrowingReader {
  /** null where there is nothing to show: nothing was heard, or the reading failed, was given up for a final that waits, or left out under load. */
  growing(segment: SegmentSound, held: HeldReading | null): Promise<GrowingRead | null>;
  /** Answers the segmenter, whatever happens. */
  ending(segment: Extract<SegmentEvent, { readonly type: 'ending' }>, held: HeldReading | null): Promise<GrowingRead | null>;
  /** For its final. `told`: what it must begin with; `last`: the last reading of which something was shown. */
  knownOf(segment: SegmentSound): KnownReading & { readonly told: string; readonly last: SttResult | null };
  /** Of a final: its partials are over. */
  nextRevision(firstSample: number): number;
}

/**
 * Moonshine hears nothing in some sounds of about a second that begin with a pause, and words in the same with a third of the pre-roll left out. Where a
 * growing segment of at least pre-roll and half a second comes to nothing, it is asked for those.
 */
const LEFT_OUT_SAMPLES = SAMPLE_RATE_HZ / 10;
const MIN_SAMPLES_TO_ASK_AGAIN = 0.8 * SAMPLE_RATE_HZ;

/** Rejects never; what was asked for is given up when the signal fires. */
export function openGrowingReader(deps: GrowingReaderDeps, signal: AbortSignal): GrowingReader {
  const isPlain = deps.policy === 'plain';
  let segmentNow: GrowingSegment | null = null;
  let revision = { firstSample: -1, count: 0 };
  let plain: Agreement = NO_AGREEMENT;
  let last: SttResult | null = null;
  /** What was read of the segment as it would end. */
  let ready: { readonly sound: SegmentSound; readonly result: SttResult } | null = null;

  const growingOf = (firstSample: number): GrowingSegment => {
    if (segmentNow?.firstSample !== firstSample) {
      segmentNow = openGrowingSegment(firstSample);
      plain = NO_AGREEMENT;
      last = null;
    }
    return segmentNow;
  };

  const readOnce = (segment: SegmentSound, purpose: 'partial' | 'final', stop: AbortSignal): Promise<SttResult | null> =>
    ask(segment, soundOf(segment), { purpose, stop });

  const ask = (
    { firstSample }: SegmentSound,
    samples: Float32Array,
    { purpose, stop }: { readonly purpose: 'partial' | 'final'; readonly stop: AbortSignal },
  ): Promise<SttResult | null> => {
    if (samples.length < MIN_SAMPLES) return Promise.resolve(null);
    const next: Partial<SttRequest> = deps.isExact ? growingOf(firstSample).next : {};
    return deps.stt.transcribe({ samples, language: deps.language, purpose, ...next }, stop).catch(() => null);
  };

  /** Whether it is asked again depends on the sound and the words alone, as all that may be promised does. */
  const read = async (segment: SegmentSound, purpose: 'partial' | 'final', stop: AbortSignal): Promise<SttResult | null> => {
    const result = await readOnce(segment, purpose, stop);
    const isFirst = deps.isExact && segment.soundBefore.length === 0 && growingOf(segment.firstSample).told === '';
    const isAskedAgain = isFirst && result?.text === '' && segment.samples.length >= MIN_SAMPLES_TO_ASK_AGAIN;
    return isAskedAgain ? ask(segment, segment.samples.subarray(LEFT_OUT_SAMPLES), { purpose, stop }) : result;
  };

  const shownOf = (
    segment: SegmentSound,
    result: SttResult,
    { held, isEnding }: { readonly held: HeldReading | null; readonly isEnding: boolean },
  ): { readonly read: GrowingRead | null; readonly verdict: EndVerdict } => {
    const { text } = textOf(result, segment, deps);
    const joined = (spoken: string): string => (held === null ? spoken : afterHeld(held, spoken, segment).text);
    const told = (shown: Pick<Transcript, 'text' | 'stableLength'>, asRead: string): GrowingRead | null => {
      if (shown.text === '') return null;
      const { firstSample } = segment;
      last = result;
      revision = { firstSample, count: revision.firstSample === firstSample ? revision.count + 1 : 1 };
      return { result, shown: { text: shown.text, stableLength: shown.stableLength, revision: revision.count }, asRead };
    };
    const growing = growingOf(segment.firstSample);
    if (isPlain) {
      // A full stop at the end of an open sentence is the recogniser's guess, gone with the next word.
      const spoken = text.replace(/(?<![.\u2026])[.\u2026]+$/u, '');
      const { agreement, agreed } = agree(plain, joined(spoken));
      plain = agreement;
      return { read: told(agreed, `${agreed.text}${text.slice(spoken.length)}`), verdict: null };
    }
    // Half a sentence is sometimes read as a loop, which is gone with the next word.
    if (text === '' || cutLoops(text).length < text.length) return { read: null, verdict: null };
    const whole = joined(text);
    const { isComplete, ...shown } = growing.read({
      words: text === result.text ? (result.words ?? null) : null,
      text: whole,
      isEnding,
      mayStay: segment.endSample - segment.firstSample <= samplesBeforeAnyCut(),
    });
    const isAllShown = isEnding || !/[\p{L}\p{N}]/u.test(whole.startsWith(shown.text) ? whole.slice(shown.text.length) : 'other');
    return {
      read: told(shown, isAllShown ? keepBeginning(growing.told, whole) : shown.text),
      verdict: isComplete ? 'complete' : 'incomplete',
    };
  };

  return {
    growing: async (segment, held) => {
      const { queue } = deps;
      const leftOut = deps.leftOut?.(segment.endSample) ?? 'nothing';
      if (leftOut === 'all' || (leftOut === 'older' && !queue.isEmpty)) return null;
      const giveUp = new AbortController();
      // A final that comes after it waits for it: it must not wait behind the finals of others for longer than that one would (priority inheritance).
      const givesWay = !deps.isExact || leftOut === 'older';
      const purpose = !givesWay && queue.isSettling ? 'final' : 'partial';
      const reading = read(segment, purpose, AbortSignal.any([signal, giveUp.signal]));
      const result = await (givesWay ? Promise.race([reading, queue.settling().then(() => null)]) : reading);
      giveUp.abort(new SubcamError('aborted', 'A final of this segment is due.'));
      return result === null ? null : shownOf(segment, result, { held, isEnding: false }).read;
    },
    ending: async (segment, held) => {
      let verdict: EndVerdict = null;
      try {
        const result = await readOnce(segment, 'final', signal);
        if (result === null) return null;
        ready = { sound: segment, result };
        const shown = shownOf(segment, result, { held, isEnding: true });
        verdict = shown.verdict;
        return shown.read;
      } finally {
        segment.answer(verdict);
      }
    },
    knownOf: (segment) => {
      const growing = growingOf(segment.firstSample);
      const isSame = ready !== null && ready.sound.firstSample === segment.firstSample && ready.sound.endSample === segment.endSample;
      const isWhole = segment.soundAfter.length === 0 && segment.soundBefore.length === ready?.sound.soundBefore.length;
      const known = isSame && isWhole ? (ready?.result ?? null) : null;
      ready = null;
      return { last, told: growing.told, next: deps.isExact ? growing.next : {}, known };
    },
    nextRevision: (firstSample) => (revision.firstSample === firstSample ? revision.count : 0) + 1,
  };
}
