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
import type { SegmentEvent, SegmentSound } from '../segment/index.ts';
import { agree, NO_AGREEMENT, type Agreement } from './agreement.ts';
import { spokenText } from './hallucination-filter.ts';
import { createSegmentQueue, type SegmentQueue } from './segment-queue.ts';

export type TranscribeEvent =
  | { readonly type: 'partial'; readonly transcript: Transcript }
  | { readonly type: 'final'; readonly transcript: Transcript; readonly progress: Progress }
  | { readonly type: 'quiet'; readonly progress: Progress }
  | { readonly type: 'gap'; readonly gap: AudioGap; readonly progress: Progress };

export interface TranscribeDeps {
  readonly stt: Stt;
  readonly captureId: string;
  readonly language: LanguageCode;
  /** `file`: finals only. */
  readonly pace: 'live' | 'file';
  readonly clock: Clock;
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
    const text = textOf(result, segment).replace(/(?<![.…])[.…]+$/u, '');
    if (text === '') return null;
    const known = revisions.get(segment.firstSample) ?? { revision: 0, agreement: NO_AGREEMENT };
    const { agreement, agreed } = agree(known.agreement, text);
    revisions.clear();
    revisions.set(segment.firstSample, { revision: known.revision + 1, agreement });
    return transcriptOf(segment, result, { status: 'partial', ...agreed, revision: known.revision + 1 });
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
        case 'segment': {
          const read = await readFinal(event, deps, running);
          const revision = (revisions.get(event.firstSample)?.revision ?? 0) + 1;
          revisions.delete(event.firstSample);
          if (read instanceof SubcamError) {
            const gap: AudioGap = { firstSample: event.firstSample, sampleCount: event.samples.length, reason: 'engine-unavailable' };
            yield { type: 'gap', gap, progress: event.progress };
            break;
          }
          const text = textOf(read, event);
          if (text === '') yield { type: 'quiet', progress: event.progress };
          else {
            const transcript = transcriptOf(event, read, { status: 'final', text, stableLength: text.length, revision });
            yield { type: 'final', transcript, progress: event.progress };
          }
          break;
        }
        case 'quiet':
        case 'gap':
          yield event;
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
function textOf(result: SttResult, { firstSample, speechEndSample, samples }: SegmentSound): string {
  return spokenText(result, { samples: samples.length, speechSamples: speechEndSample - firstSample });
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
  if (segment.samples.length < MIN_SAMPLES) return null;
  const giveUp = new AbortController();
  const request = { samples: segment.samples, language: deps.language, purpose: 'partial' } as const;
  const reading = deps.stt
    .transcribe(request, AbortSignal.any([signal, giveUp.signal]))
    // A partial may vanish; what is wrong with the engine is dealt with at the final.
    .catch(() => null);
  const result = await Promise.race([reading, queue.settling().then(() => null)]);
  giveUp.abort(new SubcamError('aborted', 'A final of this segment is due.'));
  signal.throwIfAborted();
  return result;
}

/**
 * A reading of the whole segment. One that hears nothing where the VAD heard speech is tried again without the quiet before the words:
 * Moonshine says nothing for some short utterances that begin with silence (seen: "ask not", 0.9 s of it after 0.5 s of pre-roll).
 */
async function readFinal(segment: SegmentSound, deps: TranscribeDeps, signal: AbortSignal): Promise<SttResult | SubcamError> {
  const whole = await readWhole(segment, deps, signal);
  if (whole instanceof SubcamError || textOf(whole, segment) !== '') return whole;
  if (segment.speechEndSample - segment.firstSample < MIN_SPEECH_TO_INSIST) return whole;
  const again = await readWhole({ ...segment, samples: segment.samples.subarray(QUIET_LEAD_SAMPLES) }, deps, signal);
  return again instanceof SubcamError ? whole : again;
}

/** The reading, or why there will be none. Rejects only when the signal fires. */
async function readWhole(segment: SegmentSound, deps: TranscribeDeps, signal: AbortSignal): Promise<SttResult | SubcamError> {
  const silent: SttResult = { text: '', language: deps.language, confidence: null, engine: deps.stt.info };
  if (segment.samples.length < MIN_SAMPLES) return silent;
  const request = { samples: segment.samples, language: deps.language, purpose: 'final' } as const;
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
