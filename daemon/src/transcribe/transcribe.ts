// Segment -> Transcript: partials while it grows, one final of the whole, each with what of it will stand.
import {
  SAMPLE_RATE_HZ,
  SubcamError,
  backoff,
  retry,
  toSubcamError,
  type AudioGap,
  type Clock,
  type LanguageCode,
  type Progress,
  type Stt,
  type SttResult,
  type Transcript,
} from '@subcam/shared';
import { ServiceRefusal } from '../lib/engine-service.ts';
import { holdReading, type HeldReading, type SegmentEvent, type SegmentSound } from '../segment/index.ts';
import { agree, NO_AGREEMENT, type Agreement } from './agreement.ts';
import { spokenText } from './hallucination-filter.ts';
import { afterHeld, afterHeldMeasured, holdBack, restOf, sharedSamples } from './held-words.ts';
import { createSegmentQueue, type SegmentQueue } from './segment-queue.ts';

export type TranscribeEvent =
  | { readonly type: 'partial'; readonly transcript: Transcript }
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

/** Under a tenth of a second recognisers fail or invent. */
const MIN_SAMPLES = SAMPLE_RATE_HZ / 10;

/** Sound before the first words that a second reading leaves out: two thirds of the segmenter's pre-roll. */
const QUIET_LEAD_SAMPLES = SAMPLE_RATE_HZ / 5;

/** Pre-roll and 0.3 s of speech: less than that is a cough as often as a word. */
const MIN_SPEECH_TO_INSIST = 0.6 * SAMPLE_RATE_HZ;

/** A recogniser that is away is asked again after this, doubling up to the longest. */
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5000;

/** A segment that an engine fails on this often, for a reason that waiting can't mend, becomes a gap; at once where a service refuses it. */
const MAX_FAILURES = 3;

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

  const partial = async (segment: SegmentSound): Promise<Transcript | null> => {
    const result = await readWhileItGrows(segment, deps, { queue, signal: running });
    if (result === null) return null;
    // A full stop at the end of an open sentence is the recogniser's guess, gone with the next word.
    const spoken = textOf(result, segment).replace(/(?<![.…])[.…]+$/u, '');
    const text = held === null ? spoken : afterHeld(held, spoken, segment).text;
    if (text === '') return null;
    const known = revisions.get(segment.firstSample) ?? { revision: 0, agreement: NO_AGREEMENT };
    const { agreement, agreed } = agree(known.agreement, text);
    revisions.clear();
    revisions.set(segment.firstSample, { revision: known.revision + 1, agreement });
    return transcriptOf(segment, result, { status: 'partial', ...agreed, revision: known.revision + 1 });
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

  const final = async (segment: Extract<SegmentEvent, { readonly type: 'segment' }>): Promise<TranscribeEvent> => {
    const { progress } = segment;
    const { read, heard } = await readFinal(segment, deps, running);
    if (read instanceof SubcamError) {
      const { firstSample, samples } = segment;
      return release({ type: 'gap', gap: { firstSample, sampleCount: samples.length, reason: 'engine-unavailable' }, progress });
    }
    const spoken = textOf(read, heard);
    if (spoken === '') return release({ type: 'quiet', progress });
    const text = held === null ? spoken : await joinToHeld({ held, spoken, segment: heard }, deps, running);
    held = null;
    const settle = (told: string, settled: Progress): TranscribeEvent => {
      if (told === '') return { type: 'quiet', progress: settled };
      const revision = nextRevision(segment.firstSample);
      const transcript = transcriptOf(segment, read, { status: 'final', text: told, stableLength: told.length, revision });
      return { type: 'final', transcript, progress: settled };
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
          const transcript = await partial(event);
          if (transcript !== null) yield { type: 'partial', transcript };
          break;
        }
        case 'segment':
          yield await final(event);
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

/** What may be shown of a reading of a segment. */
function textOf(result: SttResult, segment: SegmentSound): string {
  const { firstSample, speechEndSample, soundBefore, soundAfter } = segment;
  const speechSamples = soundBefore.length + speechEndSample - firstSample + soundAfter.length;
  return spokenText(result, { samples: soundOf(segment).length, speechSamples });
}

/** All that is read of a segment: beyond a cut too. */
function soundOf({ soundBefore, samples, soundAfter }: SegmentSound): Float32Array {
  if (soundBefore.length === 0 && soundAfter.length === 0) return samples;
  const sound = new Float32Array(soundBefore.length + samples.length + soundAfter.length);
  sound.set(soundBefore);
  sound.set(samples, soundBefore.length);
  sound.set(soundAfter, soundBefore.length + samples.length);
  return sound;
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
  const sharedText = spokenText(read, { samples: shared.length, speechSamples: shared.length });
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

/** A reading, and the sound that it is of: what a segment shares at a cut may be left out. */
interface FinalReading {
  readonly read: SttResult | SubcamError;
  readonly heard: SegmentSound;
}

/**
 * A reading of the whole segment. One that hears nothing where the VAD heard speech is tried again without the sound that it shares at a cut,
 * and without the quiet before the words: Moonshine says nothing for some short utterances that begin with silence (seen: "ask not", 0.9 s of
 * it after 0.5 s of pre-roll), and for some long ones that it can read when they are a little shorter.
 */
async function readFinal(segment: SegmentSound, deps: TranscribeDeps, signal: AbortSignal): Promise<FinalReading> {
  const whole = await readWhole(soundOf(segment), deps, signal);
  if (whole instanceof SubcamError || textOf(whole, segment) !== '') return { read: whole, heard: segment };
  if (segment.speechEndSample - segment.firstSample < MIN_SPEECH_TO_INSIST) return { read: whole, heard: segment };
  const none = new Float32Array(0);
  const alone = { ...segment, soundBefore: none, soundAfter: none };
  const isShared = soundOf(segment).length > segment.samples.length;
  const sounds = [...(isShared ? [segment.samples] : []), segment.samples.subarray(QUIET_LEAD_SAMPLES)];
  for (const sound of sounds) {
    const again = await readWhole(sound, deps, signal);
    if (!(again instanceof SubcamError) && textOf(again, alone) !== '') return { read: again, heard: alone };
  }
  return { read: whole, heard: segment };
}

/** The reading, or why there will be none. Rejects only when the signal fires. */
async function readWhole(samples: Float32Array, deps: TranscribeDeps, signal: AbortSignal): Promise<SttResult | SubcamError> {
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
