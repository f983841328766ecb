// Segment -> Transcript: partials while it grows, one final of the whole, each with what of it will stand.
import {
  SubcamError,
  msToSamples,
  type AudioGap,
  type Clock,
  type LanguageCode,
  type Progress,
  type Stt,
  type SttResult,
  type Transcript,
} from '@subcam/shared';
import { followingController } from '../lib/following-controller.ts';
import { withRead, type HeldReading, type MarkReached, type SegmentEvent, type SegmentSound } from '../segment/index.ts';
import { openGrowingReader, type GrowingReader, type KnownOfSegment } from './growing-reader.ts';
import { DEFAULT_TWO_SPEEDS, type PartialsOtherwise } from './two-speed-settings.ts';
import { spokenReading } from './hallucination-filter.ts';
import { afterHeld, afterHeldMeasured, holdBack, restOf, sharedSamples } from './held-words.ts';
import { openLanguageHearing, type LanguageHearing, type SpokenLanguages } from './language-hearing.ts';
import { readFinal, readWhole, soundLengthOf, soundOf, type FinalReading, type SegmentOmission } from './read-final.ts';
import { readFinalOrStandIn } from './stand-in.ts';
import { keepPromise } from './keep-promise.ts';
import { readProvisional } from './read-provisional.ts';
import type { LeftOut, ReadingProgress } from './reading-load.ts';
import { createSegmentQueue, type SegmentQueue } from './segment-queue.ts';
import { createSettleLane, type SettleLane } from './settle-lane.ts';

export type TranscribeEvent =
  /** `asRead`: the text with the full stop that the recogniser put at its end, if any: if nothing more is said, the final will most often be that. */
  | { readonly type: 'partial'; readonly transcript: Transcript; readonly asRead: string }
  /** `gap`: sound after that of the transcript that could not be read, told in the same commit. */
  | { readonly type: 'final'; readonly transcript: Transcript; readonly progress: Progress; readonly gap?: AudioGap }
  | { readonly type: 'quiet'; readonly progress: Progress }
  | { readonly type: 'gap'; readonly gap: AudioGap; readonly progress: Progress }
  /** Everything before it was told. `provisional`: what is still being said, read as if it ended here, which binds the final to nothing. */
  | { readonly type: 'mark'; readonly provisional: Transcript | null; readonly reached: MarkReached };

type Span = Pick<SegmentSound, 'firstSample' | 'endSample' | 'speechEndSample'>;
type ReadBy = Pick<SttResult, 'language' | 'confidence' | 'engine'>;
type Shown = Pick<Transcript, 'status' | 'text' | 'stableLength' | 'revision'>;
type SettledEvent = Exclude<TranscribeEvent, { readonly type: 'partial' | 'mark' }>;

export interface TranscribeDeps {
  readonly stt: Stt;
  readonly captureId: string;
  /** What is asked for; `auto` with `spoken`. */
  readonly language: LanguageCode;
  /** What may be spoken where the recogniser is to tell the language; null: it reads what it is asked for. */
  readonly spoken?: SpokenLanguages | null;
  /** `file`: finals only. */
  readonly pace: 'live' | 'file';
  readonly clock: Clock;
  /**
   * `steady` (default): words are shown when they will probably stay, and what is called stable never changes. `plain`: everything that is read is shown, to
   * compare with.
   */
  readonly policy?: 'steady' | 'plain';
  /** Asked of each state of a growing segment, by one past its last sample; left out: nothing is left out. */
  readonly leftOut?: (endSample: number) => LeftOut;
  /** Told how far it has come. */
  readonly progress?: ReadingProgress;
  /** Events of the segmenter that may wait before it has to; default `DEFAULT_MAX_WAITING`. */
  readonly maxWaiting?: () => number;
  /** What the last commit of an earlier run has held back. */
  readonly held?: HeldReading | null;
  /** See `ReadingDeps`. */
  readonly anotherLanguageBelow?: () => number;
  readonly onOmission?: (omission: SegmentOmission) => void;
  /**
   * At two speeds (`Stt.partials`): what shows words that the engine for what grows does not read. Default: the engine of the finals. Whether its words may be
   * promised at all: not where other languages than its own may be spoken, of which it makes words too. Default: yes. How long one of its readings is
   * waited for. How much sound of segments that are
   * over may wait for the engine of the finals while what is said after them is still shown, in samples. And who is told of each segment whose final is
   * still to come when something after it may be shown.
   */
  readonly partialsOtherwise?: PartialsOtherwise;
  readonly promisesWords?: boolean;
  readonly partialsPatienceMs?: number;
  readonly maxWaitingSamples?: number;
  /**
   * So long after a segment is over the engine for partials gives its final in place of the other one, where words may be promised; null or left out: never. And who
   * is told of each final that is read while that may happen.
   */
  readonly standInAfterMs?: number | null;
  readonly onFinalRead?: (final: { readonly isStandIn: boolean }) => void;
  readonly onFinalWaits?: (segment: Pick<SegmentSound, 'firstSample'>) => void;
}

/**
 * Order of settling events is kept. A final is read until it is read: while the engine is away the sound waits upstream, which bounds it. Rejects
 * with the signal's reason.
 *
 * A repeatable engine reads every state of a growing segment that it is given, in order, so that what was promised of it, and with it the final, depends
 * on the sound alone. It reads the segment as it would end while the silence is still being waited for; that reading is the final, when the end
 * comes, and says whether the words are complete. At two speeds the engine of the finals reads that state too, and finals are made one after another
 * while what is said after them is shown. Of other engines, a reading of a growing segment is replaced by a newer one that waits, and given up when
 * the final waits; their finals are made to begin with what was promised, and one that reads ahead begins with them while the silence is still being waited for.
 *
 * A segment that ends at a cut is read beyond it, and its last words are held back: the next segment is read from before the cut, and its
 * final says them, joined by agreement. Its commit stores them. When nothing comes of the next segment they are a final of their own.
 */
export async function* transcribe(
  input: AsyncIterable<SegmentEvent>,
  deps: TranscribeDeps,
  signal: AbortSignal,
): AsyncIterable<TranscribeEvent> {
  const stop = followingController(signal);
  const running = stop.signal;
  const isExact = readsEverything(deps);
  const { maxWaiting } = deps;
  const queue = createSegmentQueue({ keepsAll: isExact, ...(maxWaiting === undefined ? {} : { maxWaiting }) });
  const onAbort = (): void => queue.fail(running.reason);
  running.addEventListener('abort', onAbort, { once: true });
  if (running.aborted) onAbort();
  const hearing = openLanguageHearing(deps.stt, deps.spoken ?? null);
  const reader = openGrowingReader({ ...deps, hearing, isExact, queue }, running);
  // Ends with the input, the signal, or the first event that nobody wants any more; what it fails on is the queue's to tell.
  void fill(input, { ...deps, queue, isExact, reader });
  const { maxWaitingSamples: maxSamples = msToSamples(DEFAULT_TWO_SPEEDS.maxWaitingForFinalsMs) } = deps;
  const lane = isAtTwoSpeeds(deps) ? createSettleLane<TranscribeEvent>({ maxSamples, signal: running }) : null;
  let held = deps.held ?? null;

  const transcriptOf = (segment: Span, result: ReadBy, part: Shown): Transcript => ({
    captureId: deps.captureId,
    ...spanOf(segment),
    ...readBy(result),
    ...part,
  });

  const partial = (segment: SegmentSound, read: Awaited<ReturnType<GrowingReader['growing']>>): TranscribeEvent | null =>
    read === null
      ? null
      : { type: 'partial', transcript: transcriptOf(segment, read.result, { status: 'partial', ...read.shown }), asRead: read.asRead };

  /** What was held back, where nothing more comes of the next segment; without words to tell, `otherwise`. */
  const release = (otherwise: Extract<TranscribeEvent, { readonly type: 'quiet' | 'gap' }>, told: string): SettledEvent => {
    const before = held;
    held = null;
    const text = before === null ? '' : keepPromise(told, told, restOf(before));
    if (before === null || text === '') return otherwise;
    const { endSample } = before;
    const part = { status: 'final', text, stableLength: text.length, revision: reader.nextRevision(before.firstSample) } as const;
    const transcript = transcriptOf({ ...before, speechEndSample: endSample }, before, part);
    const { progress } = otherwise;
    const gap = otherwise.type === 'gap' ? gapAfter(otherwise.gap, endSample) : null;
    return { type: 'final', transcript, progress, ...(gap === null ? {} : { gap }) };
  };

  const finalOf = async (
    segment: SegmentSound,
    { next, known, giveUp }: Pick<KnownOfSegment, 'next' | 'known' | 'giveUp'>,
    dueAtMs: number | null,
  ): Promise<FinalReading> => {
    const { stt, clock } = deps;
    if (dueAtMs === null || stt.partials === undefined) return readFinal(segment, { ...deps, hearing, next, known: await known }, running);
    const standIn = { quick: stt.partials, clock, dueAtMs, giveUp };
    const { final, isStandIn } = await readFinalOrStandIn(segment, { deps: { ...deps, hearing }, next, known, standIn }, running);
    deps.onFinalRead?.({ isStandIn });
    return final;
  };

  const settled = async (
    segment: Extract<SegmentEvent, { readonly type: 'segment' }>,
    { told, toldOf, last, ...ahead }: KnownOfSegment,
    dueAtMs: number | null = null,
  ): Promise<SettledEvent> => {
    const { progress } = segment;
    const final = await finalOf(segment, ahead, dueAtMs);
    hearing.settle(final);
    if (final.status === 'unreadable') {
      const { firstSample, samples } = segment;
      return release({ type: 'gap', gap: { firstSample, sampleCount: samples.length, reason: 'engine-unavailable' }, progress }, told);
    }
    // What was promised is said, even where the whole comes to nothing.
    const promised = last === null || told === '' ? null : { read: last, spoken: told, heard: segment };
    const said = final.status === 'spoken' ? final : promised;
    if (said === null) return release({ type: 'quiet', progress }, told);
    const { read, spoken, heard } = said;
    const joined =
      held === null ? spoken : await joinToHeld({ held, spoken, segment: heard }, { ...deps, language: languageOf(read, deps) }, running);
    const text = keepPromise(told, toldOf, joined);
    held = null;
    const settle = (words: string, through: Progress): SettledEvent => {
      if (words === '') return { type: 'quiet', progress: through };
      const revision = reader.nextRevision(segment.firstSample);
      const transcript = transcriptOf(segment, read, { status: 'final', text: words, stableLength: words.length, revision });
      return { type: 'final', transcript, progress: through };
    };
    if (segment.soundAfter.length === 0) return settle(text, progress);
    const back = holdBack(text, { ...read, spoken }, { heard, overlapSamples: segment.soundAfter.length, toldLength: told.length });
    held = back.held;
    return settle(back.committed, withRead(progress, { held: back.held }));
  };

  const mark = async ({ open, reached }: Extract<SegmentEvent, { readonly type: 'mark' }>): Promise<TranscribeEvent> => {
    const read = open === null ? null : await readProvisional(open, { ...deps, hearing, held }, running);
    if (read === null) return { type: 'mark', provisional: null, reached };
    const shown = { ...read.shown, revision: reader.provisionalRevision(read.open.firstSample) };
    return { type: 'mark', provisional: transcriptOf(read.open, read.result, shown), reached };
  };

  const settleNext = async (
    event: Exclude<SegmentEvent, { readonly type: 'growing' | 'ending' | 'mark' }>,
  ): Promise<TranscribeEvent | null> => {
    if (event.type !== 'segment') {
      if (lane === null) return remembering(release(event, ''), hearing);
      await lane.add(0, () => Promise.resolve(remembering(release(event, ''), hearing)));
      return null;
    }
    // As it is now: the next segment may grow while this one is read.
    const known = reader.knownOf(event);
    if (lane === null) return remembering(await settled(event, known), hearing);
    deps.onFinalWaits?.(event);
    const { standInAfterMs = null, promisesWords } = deps;
    const dueAtMs = standInAfterMs === null || promisesWords === false ? null : deps.clock.monotonicMs() + standInAfterMs;
    await lane.add(soundLengthOf(event), async () => remembering(await settled(event, known, dueAtMs), hearing));
    return null;
  };

  /** Works on the next event; null: nothing is to be told of it. */
  const take = async (): Promise<TranscribeEvent | null | 'over'> => {
    if (queue.isEmpty) deps.progress?.reads(null);
    const event = await queue.take();
    if (event === null) return 'over';
    if ('endSample' in event) deps.progress?.reads(event.endSample);
    if (event.type === 'mark') {
      if (lane === null) return mark(event);
      await lane.add(0, () => mark(event));
      return null;
    }
    if (event.type !== 'growing' && event.type !== 'ending') return settleNext(event);
    const before = lane === null || lane.isIdle ? held : reader.seenBefore(event);
    const read = await (event.type === 'growing' ? reader.growing(event, before) : reader.ending(event, before));
    running.throwIfAborted();
    return partial(event, read);
  };

  try {
    if (lane === null) {
      for (let told = await take(); told !== 'over'; told = await take()) if (told !== null) yield told;
    } else yield* asTheyCome(take, lane);
    signal.throwIfAborted();
  } finally {
    running.removeEventListener('abort', onAbort);
    stop.abort(new SubcamError('aborted', 'Nobody reads these transcripts any more.'));
    queue.end();
  }
}

/** What the next utterances are weighed with is stored with each commit. */
function remembering(event: SettledEvent, { memory }: LanguageHearing): SettledEvent {
  return memory === null ? event : { ...event, progress: withRead(event.progress, { spoken: memory }) };
}

function spanOf({ firstSample, endSample, speechEndSample }: Span): Span {
  return { firstSample, endSample, speechEndSample };
}

function readBy({ language, confidence, engine }: ReadBy): ReadBy {
  return { language, confidence, engine };
}

/** Whatever else is read of a segment is in the language of its reading. */
function languageOf({ language }: SttResult, deps: Pick<TranscribeDeps, 'language'>): LanguageCode {
  return deps.language === 'auto' ? language : deps.language;
}

/** Whether every state of a growing segment is read. */
function readsEverything({ policy, stt, pace }: Pick<TranscribeDeps, 'policy' | 'stt' | 'pace'>): boolean {
  return policy !== 'plain' && (stt.partials ?? stt).isRepeatable === true && pace === 'live';
}

/** Whether the segmenter is to tell a segment as it would end, so that it can be read before it is known whether it does. */
export function asksAtEndings(deps: Pick<TranscribeDeps, 'policy' | 'stt' | 'pace'>): boolean {
  const { policy, stt, pace } = deps;
  return readsEverything(deps) || (policy !== 'plain' && stt.readsAhead === true && pace === 'live');
}

/** What is taken and what the lane makes of it, each as soon as it is there; ends when both are over. */
async function* asTheyCome(
  take: () => Promise<TranscribeEvent | null | 'over'>,
  lane: SettleLane<TranscribeEvent>,
): AsyncIterable<TranscribeEvent> {
  let taking: Promise<TranscribeEvent | null | 'over'> | null = null;
  let isOver = false;
  while (!isOver || lane.hasMore) {
    if (!isOver && taking === null) {
      taking = take();
      // Whoever reads may be busy when it fails; it is told when it is looked at.
      void Promise.allSettled([taking]);
    }
    const made = lane.next().then((event) => ({ isMade: true, event }) as const);
    void Promise.allSettled([made]);
    const next = await (taking === null ? made : Promise.race([made, taking.then((event) => ({ isMade: false, event }) as const)]));
    if (next.isMade) {
      lane.taken();
      yield next.event;
      continue;
    }
    taking = null;
    if (next.event === 'over') isOver = true;
    else if (next.event !== null) yield next.event;
  }
}

/** Whether finals are read by another engine than what grows, and neither waits for the other. */
function isAtTwoSpeeds({ policy, stt, pace }: Pick<TranscribeDeps, 'policy' | 'stt' | 'pace'>): boolean {
  return policy !== 'plain' && stt.partials !== undefined && pace === 'live';
}

/** What of a gap comes after `sample`; null when nothing does. */
function gapAfter({ firstSample, sampleCount, reason }: AudioGap, sample: number): AudioGap | null {
  const [from, end] = [Math.max(firstSample, sample), firstSample + sampleCount];
  return from < end ? { firstSample: from, sampleCount: end - from, reason } : null;
}

/** Where agreement alone does not tell where the two are to be joined, the shared sound is read by itself. */
async function joinToHeld(
  { held, spoken, segment }: { readonly held: HeldReading; readonly spoken: string; readonly segment: SegmentSound },
  deps: TranscribeDeps,
  signal: AbortSignal,
): Promise<string> {
  const guess = afterHeld(held, spoken, segment);
  if (guess.isCertain) return guess.text;
  const shared = soundOf(segment).subarray(0, sharedSamples(held, segment));
  const read = await readWhole(shared, deps, signal);
  if (read instanceof SubcamError) return guess.text;
  const { text: sharedText } = spokenReading(read, { samples: shared.length, speechSamples: shared.length });
  return (afterHeldMeasured(held, spoken, sharedText) ?? guess).text;
}

interface FillDeps extends Pick<TranscribeDeps, 'pace' | 'progress'> {
  readonly queue: SegmentQueue;
  readonly isExact: boolean;
  readonly reader: Pick<GrowingReader, 'mayBeOver' | 'goesOn'>;
}

/** Whoever waits for what is said of an ending of which nobody will say anything is answered at once. */
async function fill(input: AsyncIterable<SegmentEvent>, { queue, pace, isExact, reader, progress }: FillDeps): Promise<void> {
  try {
    for await (const event of input) {
      progress?.speaks(event.type === 'growing');
      if (event.type === 'growing' && pace === 'file') continue;
      if (event.type === 'growing' && !isExact) reader.goesOn(event);
      if (event.type === 'ending' && !isExact) {
        event.answer(null);
        reader.mayBeOver(event);
        continue;
      }
      if (await queue.put(event)) continue;
      if (event.type === 'ending') event.answer(null);
      return;
    }
    queue.end();
  } catch (error) {
    queue.fail(error);
  }
}
