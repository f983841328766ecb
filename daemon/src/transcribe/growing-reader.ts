// A segment that grows -> readings of it, and what of each is shown. What is wrong with the engine is dealt with at the final.
import type { Clock, LanguageCode, Stt, SttResult, Transcript } from '@subcam/shared';
import { samplesBeforeAnyCut, type EndVerdict, type HeldReading, type SegmentEvent, type SegmentSound } from '../segment/index.ts';
import { agree, NO_AGREEMENT, type Agreement } from './agreement.ts';
import { openGrowingSegment, type GrowingSegment } from './growing-segment.ts';
import { afterHeld } from './held-words.ts';
import type { LanguageHearing } from './language-hearing.ts';
import { cutLoops } from './loops.ts';
import { isToBeRead, openPartialPace, pacedReading } from './partial-pace.ts';
import type { LeftOut } from './reading-load.ts';
import type { SegmentQueue } from './segment-queue.ts';
import { keepPromise, withoutOpenNumber } from './keep-promise.ts';
import { openQuickReadings } from './quick-readings.ts';
import type { PartialsOtherwise } from './two-speed-settings.ts';
import { openReadingAhead } from './reading-ahead.ts';
import { createShownPartials } from './shown-partials.ts';
import { keepBeginning } from './steady-words.ts';
import { isAsItMightEnd, soundOf, textOf, type KnownReading } from './read-final.ts';

export interface GrowingReaderDeps {
  readonly stt: Stt;
  readonly hearing: LanguageHearing;
  readonly language: LanguageCode;
  readonly clock: Clock;
  readonly anotherLanguageBelow?: () => number;
  readonly policy?: 'steady' | 'plain';
  readonly leftOut?: (endSample: number) => LeftOut;
  /** The engine that reads what grows is repeatable, and everything that it is given counts. */
  readonly isExact: boolean;
  /** What comes after what is being read. */
  readonly queue: Pick<SegmentQueue, 'isEmpty' | 'isSettling' | 'settling'>;
  /** See `TranscribeDeps`. */
  readonly partialsOtherwise?: PartialsOtherwise;
  readonly promisesWords?: boolean;
  readonly partialsPatienceMs?: number;
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
  /**
   * Of a segment that may be over, where not everything is read: its final is begun ahead, by an engine that reads ahead, unless another one waits or there is too
   * much to read.
   */
  mayBeOver(segment: SegmentSound): void;
  /** More is said of it. */
  goesOn(segment: Pick<SegmentSound, 'firstSample'>): void;
  /** For its final. At two speeds, and of an engine that reads ahead, `known` resolves as soon as the engine of the finals has read what was thought to be the segment. */
  knownOf(segment: SegmentSound): KnownOfSegment;
  /** What viewers saw last of the segment before this one: what goes on after a cut is shown after it until its own final is there. */
  seenBefore(segment: SegmentSound): HeldReading | null;
  /** Of a reading that is shown, and that nothing after it is held to. */
  provisionalRevision(firstSample: number): number;
  /** Of a final: its partials are over. */
  nextRevision(firstSample: number): number;
}

export interface KnownOfSegment extends Pick<KnownReading, 'next'> {
  readonly known: Promise<SttResult | null> | null;
  /** `known` is not wanted any more. */
  readonly giveUp: () => void;
  /** What the final must begin with, and the reading that begins with it. */
  readonly told: string;
  readonly toldOf: string;
  /** The last reading of which something was shown. */
  readonly last: SttResult | null;
}

/** Rejects never; what was asked for is given up when the signal fires. */
export function openGrowingReader(deps: GrowingReaderDeps, signal: AbortSignal): GrowingReader {
  const isPlain = deps.policy === 'plain';
  const quick = deps.stt.partials ?? deps.stt;
  const isTwoSpeeds = quick !== deps.stt;
  const ahead = isTwoSpeeds || (deps.stt.readsAhead === true && !deps.isExact) ? openReadingAhead(deps, signal) : null;
  const quickPace = openPartialPace(quick.partialShare ?? null, deps.clock);
  /** Of the engine of the finals, where it shows what the quick one does not read. */
  const otherPace = openPartialPace(deps.stt.partialShare ?? null, deps.clock);
  let segmentNow: GrowingSegment | null = null;
  const partials = createShownPartials();
  /** The segment of which the quick engine said that it does not read it. */
  let unreadSample = -1;
  let plain: Agreement = NO_AGREEMENT;
  let toldOf = '';
  /** What was read of the segment as it would end. */
  let ready: { readonly sound: SegmentSound; readonly result: SttResult } | null = null;
  const growingOf = (firstSample: number): GrowingSegment => {
    if (segmentNow?.firstSample !== firstSample) {
      segmentNow = openGrowingSegment(firstSample);
      plain = NO_AGREEMENT;
      toldOf = '';
      partials.begin();
    }
    return segmentNow;
  };

  const { read, readOnce } = openQuickReadings({ ...deps, quick, isTwoSpeeds, growingOf });

  /** At two speeds the final may have the number at its end in other words, and what is held back at a cut comes with the final before it. */
  const toldIn = (growing: GrowingSegment): string => (isTwoSpeeds ? withoutOpenNumber(growing.told) : growing.told);

  const mayStay = ({ firstSample, endSample, soundBefore }: SegmentSound, result: SttResult): boolean =>
    deps.hearing.mayPromise(result) &&
    endSample - firstSample <= samplesBeforeAnyCut() &&
    !(isTwoSpeeds && (soundBefore.length > 0 || deps.promisesWords === false));

  const told = (
    segment: SegmentSound,
    result: SttResult,
    { text, stableLength, asRead }: Pick<Transcript, 'text' | 'stableLength'> & Pick<GrowingRead, 'asRead'>,
  ): GrowingRead | null => {
    const shown = partials.tell(segment, result, { text, stableLength });
    return shown === null ? null : { result, shown, asRead };
  };

  const shownOf = (
    segment: SegmentSound,
    result: SttResult,
    { held, isEnding }: { readonly held: HeldReading | null; readonly isEnding: boolean },
  ): { readonly read: GrowingRead | null; readonly verdict: EndVerdict } => {
    const { text, omitted } = textOf(result, segment, { ...deps, stt: quick });
    if (isTwoSpeeds && omitted.includes('another-language')) unreadSample = segment.firstSample;
    const joined = (spoken: string): string => (held === null ? spoken : afterHeld(held, spoken, segment).text);
    const growing = growingOf(segment.firstSample);
    if (isPlain) {
      // A full stop at the end of an open sentence is the recogniser's guess, gone with the next word.
      const spoken = text.replace(/(?<![.\u2026])[.\u2026]+$/u, '');
      const { agreement, agreed } = agree(plain, joined(spoken));
      plain = agreement;
      return { read: told(segment, result, { ...agreed, asRead: `${agreed.text}${text.slice(spoken.length)}` }), verdict: null };
    }
    // Half a sentence is sometimes read as a loop, which is gone with the next word.
    if (text === '' || cutLoops(text).length < text.length) return { read: null, verdict: null };
    const whole = joined(text);
    const { isComplete, ...shown } = growing.read({
      words: text === result.text ? (result.words ?? null) : null,
      text: whole,
      isEnding,
      isLastHeldBack: quick.partialShare !== undefined,
      mayStay: mayStay(segment, result),
    });
    const isAllShown = isEnding || !/[\p{L}\p{N}]/u.test(whole.startsWith(shown.text) ? whole.slice(shown.text.length) : 'other');
    toldOf = keepBeginning(growing.told, whole);
    const asRead = isAllShown ? toldOf : shown.text;
    return {
      read: told(segment, result, { ...shown, stableLength: toldIn(growing).length, asRead }),
      verdict: isComplete ? 'complete' : 'incomplete',
    };
  };

  /** At two speeds the engine of the finals reads it, on its own terms; where it has failed, nothing is shown. */
  const shownOtherwise = async (segment: SegmentSound, held: HeldReading | null): Promise<GrowingRead | null> => {
    if (deps.partialsOtherwise === 'none' || !deps.queue.isEmpty || !isToBeRead(segment, otherPace, deps.stt)) return null;
    const { stt } = deps.hearing.of(segment);
    const request = { samples: soundOf(segment), language: deps.language, purpose: 'partial' } as const;
    const result = await pacedReading(otherPace, (stop) => stt.transcribe(request, stop).catch(() => null), {
      signal,
      settling: deps.queue.settling(),
    });
    if (result === null) return null;
    const { text } = textOf(result, segment, deps);
    const promised = toldIn(growingOf(segment.firstSample));
    const whole = keepPromise(promised, toldOf, held === null ? text : afterHeld(held, text, segment).text);
    return told(segment, result, { text: whole, stableLength: promised.length, asRead: whole });
  };

  return {
    growing: async (segment, held) => {
      // Of others it was given up when more was said: this state may be older than that.
      if (deps.isExact) ahead?.goesOn(segment);
      const { queue } = deps;
      const leftOut = deps.leftOut?.(segment.endSample) ?? 'nothing';
      if (leftOut === 'all' || (leftOut === 'older' && !queue.isEmpty)) return null;
      prepareFinal(segment, deps);
      if (!deps.isExact && !isToBeRead(segment, quickPace, quick)) return null;
      // A final that comes after it waits for it: it must not wait behind the finals of others for longer than that one would (priority inheritance).
      const givesWay = !deps.isExact || leftOut === 'older';
      const purpose = !givesWay && queue.isSettling ? 'final' : 'partial';
      const result = await pacedReading(quickPace, (stop) => read(segment, purpose, stop), {
        signal,
        settling: givesWay ? queue.settling() : null,
      });
      if (result === null) return null;
      const shown = shownOf(segment, result, { held, isEnding: false }).read;
      return unreadSample === segment.firstSample ? shownOtherwise(segment, held) : shown;
    },
    ending: async (segment, held) => {
      let verdict: EndVerdict = null;
      ahead?.begin(segment);
      try {
        const result = await readOnce(segment, 'final', signal);
        if (result === null) return null;
        ready = { sound: segment, result };
        const shown = shownOf(segment, result, { held, isEnding: true });
        verdict = shown.verdict;
        return unreadSample === segment.firstSample ? null : shown.read;
      } finally {
        segment.answer(verdict);
      }
    },
    mayBeOver: (segment) => {
      if (!isPlain && hasTimeToReadAhead(segment, deps)) ahead?.begin(segment);
    },
    goesOn: (segment) => ahead?.goesOn(segment),
    knownOf: (segment) => {
      const growing = growingOf(segment.firstSample);
      const about = { last: partials.last, told: toldIn(growing), toldOf };
      if (ahead !== null) return { ...about, next: {}, ...ahead.take(segment) };
      const known = ready !== null && isAsItMightEnd(segment, ready.sound) ? Promise.resolve(ready.result) : null;
      ready = null;
      return { ...about, next: deps.isExact ? growing.next : {}, known, giveUp: () => undefined };
    },
    seenBefore: ({ firstSample }) => {
      growingOf(firstSample);
      return partials.seenBefore(firstSample);
    },
    provisionalRevision: (firstSample) => partials.provisionalRevision(firstSample),
    nextRevision: (firstSample) => partials.nextRevision(firstSample),
  };
}

/** What the engine of the finals may work out ahead; with the plain policy nothing is. */
function prepareFinal(segment: SegmentSound, { stt, hearing, language, policy }: GrowingReaderDeps): void {
  if (policy === 'plain' || stt.prepareFinal === undefined) return;
  hearing.of(segment).stt.prepareFinal?.({ samples: soundOf(segment), language });
}

/** What waits is read first: a reading that may be of no use would keep the engine from it. */
function hasTimeToReadAhead({ endSample }: SegmentSound, { queue, leftOut }: Pick<GrowingReaderDeps, 'queue' | 'leftOut'>): boolean {
  return !queue.isSettling && (leftOut?.(endSample) ?? 'nothing') === 'nothing';
}
