// Segment -> Transcript: partials while it grows, one final of the whole, each with what of it will stand.
import {
  SubcamError,
  type AudioGap,
  type Clock,
  type LanguageCode,
  type Progress,
  type Stt,
  type SttResult,
  type Transcript,
} from '@subcam/shared';
import { holdReading, type HeldReading, type SegmentEvent, type SegmentSound } from '../segment/index.ts';
import { openGrowingReader, type GrowingReader } from './growing-reader.ts';
import { spokenReading } from './hallucination-filter.ts';
import { afterHeld, afterHeldMeasured, holdBack, restOf, sharedSamples } from './held-words.ts';
import { readFinal, readWhole, soundOf, type SegmentOmission } from './read-final.ts';
import { keepBeginning } from './steady-words.ts';
import type { LeftOut, ReadingProgress } from './reading-load.ts';
import { createSegmentQueue, type SegmentQueue } from './segment-queue.ts';

export type TranscribeEvent =
  /** `asRead`: the text with the full stop that the recogniser put at its end, if any: if nothing more is said, the final will most often be that. */
  | { readonly type: 'partial'; readonly transcript: Transcript; readonly asRead: string }
  /** `gap`: sound after that of the transcript that could not be read, told in the same commit. */
  | { readonly type: 'final'; readonly transcript: Transcript; readonly progress: Progress; readonly gap?: AudioGap }
  | { readonly type: 'quiet'; readonly progress: Progress }
  | { readonly type: 'gap'; readonly gap: AudioGap; readonly progress: Progress };

export interface TranscribeDeps {
  readonly stt: Stt;
  readonly captureId: string;
  readonly language: LanguageCode;
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
}

/**
 * Order of settling events is kept. A final is read until it is read: while the engine is away the sound waits upstream, which bounds it. Rejects
 * with the signal's reason.
 *
 * A repeatable engine reads every state of a growing segment that it is given, in order, so that what was promised of it, and with it the final, depends
 * on the sound alone. It reads the segment as it would end while the silence is still being waited for; that reading is the final, when the end
 * comes, and says whether the words are complete. Of other engines, a reading of a growing segment is replaced by a newer one that waits, and given up when
 * the final waits; their finals are made to begin with what was promised.
 *
 * A segment that ends at a cut is read beyond it, and its last words are held back: the next segment is read from before the cut, and its
 * final says them, joined by agreement. Its commit stores them. When nothing comes of the next segment they are a final of their own.
 */
export async function* transcribe(
  input: AsyncIterable<SegmentEvent>,
  deps: TranscribeDeps,
  signal: AbortSignal,
): AsyncIterable<TranscribeEvent> {
  const stop = new AbortController();
  const running = AbortSignal.any([signal, stop.signal]);
  const isExact = readsEverything(deps);
  const { maxWaiting } = deps;
  const queue = createSegmentQueue({ keepsAll: isExact, ...(maxWaiting === undefined ? {} : { maxWaiting }) });
  const onAbort = (): void => queue.fail(running.reason);
  running.addEventListener('abort', onAbort, { once: true });
  if (running.aborted) onAbort();
  // Ends with the input, the signal, or the first event that nobody wants any more; what it fails on is the queue's to tell.
  void fill(input, queue, { pace: deps.pace, isExact, speaks: (isSpeaking) => deps.progress?.speaks(isSpeaking) });
  const reader = openGrowingReader({ ...deps, isExact, queue }, running);
  let held = deps.held ?? null;

  const transcriptOf = (
    segment: SegmentSound,
    result: SttResult,
    part: Pick<Transcript, 'status' | 'text' | 'stableLength' | 'revision'>,
  ): Transcript => ({
    captureId: deps.captureId,
    firstSample: segment.firstSample,
    endSample: segment.endSample,
    speechEndSample: segment.speechEndSample,
    language: result.language,
    confidence: result.confidence,
    engine: result.engine,
    ...part,
  });

  const partial = (segment: SegmentSound, read: Awaited<ReturnType<GrowingReader['growing']>>): TranscribeEvent | null =>
    read === null
      ? null
      : { type: 'partial', transcript: transcriptOf(segment, read.result, { status: 'partial', ...read.shown }), asRead: read.asRead };

  /** What was held back, where nothing more comes of the next segment; without words to tell, `otherwise`. */
  const release = (otherwise: Extract<TranscribeEvent, { readonly type: 'quiet' | 'gap' }>, told: string): TranscribeEvent => {
    const before = held;
    held = null;
    const text = before === null ? '' : keepBeginning(told, restOf(before));
    if (before === null || text === '') return otherwise;
    const { firstSample, endSample, language, confidence, engine } = before;
    const transcript: Transcript = {
      captureId: deps.captureId,
      firstSample,
      endSample,
      speechEndSample: endSample,
      language,
      confidence,
      engine,
      status: 'final',
      text,
      stableLength: text.length,
      revision: reader.nextRevision(firstSample),
    };
    const { progress } = otherwise;
    const gap = otherwise.type === 'gap' ? gapAfter(otherwise.gap, endSample) : null;
    return { type: 'final', transcript, progress, ...(gap === null ? {} : { gap }) };
  };

  const settled = async (segment: Extract<SegmentEvent, { readonly type: 'segment' }>): Promise<TranscribeEvent> => {
    const { progress } = segment;
    const { told, next, known, last } = reader.knownOf(segment);
    const final = await readFinal(segment, { ...deps, next, known }, running);
    if (final.status === 'unreadable') {
      const { firstSample, samples } = segment;
      return release({ type: 'gap', gap: { firstSample, sampleCount: samples.length, reason: 'engine-unavailable' }, progress }, told);
    }
    // What was promised is said, even where the whole comes to nothing.
    const promised = last === null || told === '' ? null : { read: last, spoken: told, heard: segment };
    const said = final.status === 'spoken' ? final : promised;
    if (said === null) return release({ type: 'quiet', progress }, told);
    const { read, spoken, heard } = said;
    const joined = held === null ? spoken : await joinToHeld({ held, spoken, segment: heard }, deps, running);
    const text = keepBeginning(told, joined);
    held = null;
    const settle = (words: string, through: Progress): TranscribeEvent => {
      if (words === '') return { type: 'quiet', progress: through };
      const revision = reader.nextRevision(segment.firstSample);
      const transcript = transcriptOf(segment, read, { status: 'final', text: words, stableLength: words.length, revision });
      return { type: 'final', transcript, progress: through };
    };
    if (segment.soundAfter.length === 0) return settle(text, progress);
    const back = holdBack(text, { ...read, spoken }, { heard, overlapSamples: segment.soundAfter.length, toldLength: told.length });
    held = back.held;
    return settle(back.committed, holdReading(progress, back.held));
  };

  try {
    for (;;) {
      if (queue.isEmpty) deps.progress?.reads(null);
      const event = await queue.take();
      if (event === null) break;
      if ('endSample' in event) deps.progress?.reads(event.endSample);
      switch (event.type) {
        case 'growing':
        case 'ending': {
          const read = await (event.type === 'growing' ? reader.growing(event, held) : reader.ending(event, held));
          running.throwIfAborted();
          const shown = partial(event, read);
          if (shown !== null) yield shown;
          break;
        }
        case 'segment':
          yield await settled(event);
          break;
        case 'quiet':
        case 'gap':
          yield release(event, '');
          break;
      }
    }
    signal.throwIfAborted();
  } finally {
    running.removeEventListener('abort', onAbort);
    stop.abort(new SubcamError('aborted', 'Nobody reads these transcripts any more.'));
    queue.end();
  }
}

/** Whether every state of a growing segment is read, and the segmenter is to ask at endings. */
export function readsEverything({ policy, stt, pace }: Pick<TranscribeDeps, 'policy' | 'stt' | 'pace'>): boolean {
  return policy !== 'plain' && stt.isRepeatable === true && pace === 'live';
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

/** Whoever waits for what is said of an ending that nobody will read is answered at once. */
async function fill(
  input: AsyncIterable<SegmentEvent>,
  queue: SegmentQueue,
  { pace, isExact, speaks }: { readonly pace: 'live' | 'file'; readonly isExact: boolean; readonly speaks: ReadingProgress['speaks'] },
): Promise<void> {
  try {
    for await (const event of input) {
      speaks(event.type === 'growing');
      if (event.type === 'growing' && pace === 'file') continue;
      if (event.type === 'ending' && !isExact) {
        event.answer(null);
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
