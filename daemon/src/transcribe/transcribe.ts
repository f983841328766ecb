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
import { agree, NO_AGREEMENT, type Agreement } from './agreement.ts';
import { spokenReading } from './hallucination-filter.ts';
import { afterHeld, afterHeldMeasured, holdBack, restOf, sharedSamples } from './held-words.ts';
import { MIN_SAMPLES, readFinal, readWhole, soundOf, textOf } from './read-final.ts';
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
  /** What the last commit of an earlier run has held back. */
  readonly held?: HeldReading | null;
}

/**
 * Order of settling events is kept. A reading of a growing segment is given up when its final waits; a final is read until it is read:
 * while the engine is away the sound waits upstream, which bounds it. Rejects with the signal's reason.
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
  const queue = createSegmentQueue();
  const onAbort = (): void => queue.fail(running.reason);
  running.addEventListener('abort', onAbort, { once: true });
  if (running.aborted) onAbort();
  // Ends with the input, the signal, or the first event that nobody wants any more; what it fails on is the queue's to tell.
  void fill(input, queue, deps.pace);
  const revisions = new Map<number, { revision: number; agreement: Agreement }>();
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

  const partial = async (segment: SegmentSound): Promise<Extract<TranscribeEvent, { readonly type: 'partial' }> | null> => {
    const result = await readWhileItGrows(segment, deps, { queue, signal: running });
    if (result === null) return null;
    // A full stop at the end of an open sentence is the recogniser's guess, gone with the next word.
    const reading = textOf(result, segment).text;
    const spoken = reading.replace(/(?<![.…])[.…]+$/u, '');
    const text = held === null ? spoken : afterHeld(held, spoken, segment).text;
    if (text === '') return null;
    const known = revisions.get(segment.firstSample) ?? { revision: 0, agreement: NO_AGREEMENT };
    const { agreement, agreed } = agree(known.agreement, text);
    revisions.clear();
    revisions.set(segment.firstSample, { revision: known.revision + 1, agreement });
    const transcript = transcriptOf(segment, result, { status: 'partial', ...agreed, revision: known.revision + 1 });
    return { type: 'partial', transcript, asRead: `${text}${reading.slice(spoken.length)}` };
  };

  /** What was held back, where nothing more comes of the next segment; without words to tell, `otherwise`. */
  const release = (otherwise: Extract<TranscribeEvent, { readonly type: 'quiet' | 'gap' }>): TranscribeEvent => {
    const before = held;
    held = null;
    const text = before === null ? '' : restOf(before);
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
      revision: nextRevision(firstSample),
    };
    const { progress } = otherwise;
    const gap = otherwise.type === 'gap' ? gapAfter(otherwise.gap, endSample) : null;
    return { type: 'final', transcript, progress, ...(gap === null ? {} : { gap }) };
  };

  const nextRevision = (firstSample: number): number => {
    const revision = (revisions.get(firstSample)?.revision ?? 0) + 1;
    revisions.delete(firstSample);
    return revision;
  };

  const settled = async (segment: Extract<SegmentEvent, { readonly type: 'segment' }>): Promise<TranscribeEvent> => {
    const { progress } = segment;
    const final = await readFinal(segment, deps, running);
    if (final.status === 'unreadable') {
      const { firstSample, samples } = segment;
      return release({ type: 'gap', gap: { firstSample, sampleCount: samples.length, reason: 'engine-unavailable' }, progress });
    }
    if (final.status === 'quiet') return release({ type: 'quiet', progress });
    const { read, spoken, heard } = final;
    const text = held === null ? spoken : await joinToHeld({ held, spoken, segment: heard }, deps, running);
    held = null;
    const settle = (told: string, through: Progress): TranscribeEvent => {
      if (told === '') return { type: 'quiet', progress: through };
      const revision = nextRevision(segment.firstSample);
      const transcript = transcriptOf(segment, read, { status: 'final', text: told, stableLength: told.length, revision });
      return { type: 'final', transcript, progress: through };
    };
    if (segment.soundAfter.length === 0) return settle(text, progress);
    const back = holdBack(text, { ...read, spoken }, { heard, overlapSamples: segment.soundAfter.length });
    held = back.held;
    return settle(back.committed, holdReading(progress, back.held));
  };

  try {
    for (;;) {
      const event = await queue.take();
      if (event === null) break;
      switch (event.type) {
        case 'growing': {
          const read = await partial(event);
          if (read !== null) yield read;
          break;
        }
        case 'segment':
          yield await settled(event);
          break;
        case 'quiet':
        case 'gap':
          yield release(event);
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

async function fill(input: AsyncIterable<SegmentEvent>, queue: SegmentQueue, pace: 'live' | 'file'): Promise<void> {
  try {
    for await (const event of input) {
      if (event.type === 'growing' && pace === 'file') continue;
      if (!(await queue.put(event))) return;
    }
    queue.end();
  } catch (error) {
    queue.fail(error);
  }
}

/** null when the reading failed or was given up for a final that waits: the next one is only a moment away. */
async function readWhileItGrows(
  segment: SegmentSound,
  deps: TranscribeDeps,
  { queue, signal }: { readonly queue: SegmentQueue; readonly signal: AbortSignal },
): Promise<SttResult | null> {
  const samples = soundOf(segment);
  if (samples.length < MIN_SAMPLES) return null;
  const giveUp = new AbortController();
  const request = { samples, language: deps.language, purpose: 'partial' } as const;
  const reading = deps.stt
    .transcribe(request, AbortSignal.any([signal, giveUp.signal]))
    // A partial may vanish; what is wrong with the engine is dealt with at the final.
    .catch(() => null);
  const result = await Promise.race([reading, queue.settling().then(() => null)]);
  giveUp.abort(new SubcamError('aborted', 'A final of this segment is due.'));
  signal.throwIfAborted();
  return result;
}
