// Frames as a client pushes them -> one contiguous run of sound and gaps, pulled: nothing twice, nothing out of order, never without bound.
import { SubcamError, type AudioFrame, type AudioGap, type LanguageCode, type Transcript, type Translation } from '@subcam/shared';
import type { BacklogShare } from './backlog.ts';
import { openItemReader, type ItemReader } from './item-reader.ts';

export type IngestItem =
  | { readonly type: 'audio'; readonly frame: AudioFrame }
  | { readonly type: 'gap'; readonly gap: AudioGap }
  /** Whoever put it here is told when everything before it has been dealt with. */
  | { readonly type: 'mark'; readonly reached: MarkReached }
  | { readonly type: 'end'; readonly nextSample: number };

/** What is still being said where a mark stands, as it is read and translated so far. */
export interface Provisional {
  readonly transcript: Transcript;
  readonly translations: readonly Translation[];
  /** Why there is none, by language. */
  readonly failures: Readonly<Record<LanguageCode, string>>;
}

/** null: nothing is being said there. */
export type MarkReached = (provisional: Provisional | null) => void;

export interface IngestOptions {
  /** The first sample that is taken; anything before it is trimmed. */
  readonly resumeFromSample: number;
  /** Sound that may wait to be read; what comes past it becomes a gap `engine-unavailable`. */
  readonly maxBacklogSamples: number;
  /** Of what all captures may hold together; where nothing is left in it, the backlog is full too. Whoever opened it closes it. */
  readonly share?: BacklogShare;
  /** Told of every stretch that the full backlog turned into a gap, and whether it was full by its own limit or by that of all. */
  readonly onDrop?: (gap: AudioGap, full: FullBacklog) => void;
  /** Told once when it becomes full, before the first such stretch; and again when it was not meanwhile. */
  readonly onFull?: (full: FullBacklog) => void;
}

export type FullBacklog = 'own' | 'all';

export interface Ingest {
  /** Overlap with what was already taken is trimmed silently. Throws `frame-out-of-order` on a hole, `bad-request` after the end. */
  push(frame: AudioFrame): void;
  /** Sound that will not come. Overlap is trimmed; throws as `push` does. */
  pushGap(gap: AudioGap): void;
  /** After what has been taken so far. Throws `bad-request` after the end. */
  mark(reached: MarkReached): void;
  /** No sound at or after `nextSample` will come. Throws `frame-out-of-order` when sound before it was never pushed. */
  end(nextSample: number): void;
  /** One past the last sample taken. */
  readonly receivedThrough: number;
  readonly backlogSamples: number;
  /** For one reader, once. Throws the signal's reason when it fires. */
  items(signal: AbortSignal): AsyncIterable<IngestItem>;
}

/** A full backlog takes sound again once it has come down to this share of its limit: one long gap, not a shred for each frame read. */
const ROOM_AGAIN_SHARE = 0.9;

/** 5 ms: a backlog of frames that are shorter than this on average is full by their number, since each of them takes room of its own. */
const SHORT_FRAME_SAMPLES = 80;

/** What a frame takes in memory beside its samples, about. */
const FRAME_BYTES = 300;

function bytesOf({ samples }: AudioFrame): number {
  return FRAME_BYTES + samples.byteLength;
}

/** However small the backlog may be in samples. */
const MIN_ITEMS = 100;

/** Opens an ingest. Pushing never waits: what the reader doesn't take in time is bounded by `maxBacklogSamples`. */
export function openIngest(options: IngestOptions): Ingest {
  const waiting: IngestItem[] = [];
  const maxItems = Math.max(MIN_ITEMS, options.maxBacklogSamples / SHORT_FRAME_SAMPLES);
  let receivedThrough = options.resumeFromSample;
  let backlogSamples = 0;
  let isFull = false;
  let ended = false;
  let reader: ItemReader<IngestItem> | null = null;

  const put = (item: IngestItem): void => {
    waiting.push(item);
    reader?.wake();
  };

  const take = (): IngestItem | undefined => {
    const item = waiting.shift();
    if (item?.type === 'audio') {
      backlogSamples -= item.frame.samples.length;
      options.share?.give(bytesOf(item.frame));
    }
    return item;
  };

  /** Gaps that follow one another for the same reason are one. */
  const putGap = (gap: AudioGap): void => {
    const last = waiting.at(-1);
    if (last?.type === 'gap' && last.gap.reason === gap.reason && last.gap.firstSample + last.gap.sampleCount === gap.firstSample) {
      waiting[waiting.length - 1] = { type: 'gap', gap: { ...last.gap, sampleCount: last.gap.sampleCount + gap.sampleCount } };
    } else put({ type: 'gap', gap });
  };

  const checkOpen = (): void => {
    if (ended) throw new SubcamError('bad-request', 'This capture has ended; no more sound can be added to it.');
  };

  const expect = (firstSample: number, endSample: number): boolean => {
    checkOpen();
    if (endSample <= receivedThrough) return false;
    if (firstSample > receivedThrough) {
      throw new SubcamError(
        'frame-out-of-order',
        `Sample ${receivedThrough} was expected, ${firstSample} came. Send what is between, or say that it is a gap.`,
      );
    }
    return true;
  };

  return {
    get receivedThrough() {
      return receivedThrough;
    },
    get backlogSamples() {
      return backlogSamples;
    },
    push: (frame) => {
      const endSample = frame.firstSample + frame.samples.length;
      if (!expect(frame.firstSample, endSample)) return;
      const isWhole = frame.firstSample === receivedThrough;
      // A part of a frame would keep all of it in memory.
      const samples = isWhole ? frame.samples : frame.samples.slice(receivedThrough - frame.firstSample);
      const firstSample = receivedThrough;
      const taken = { firstSample, samples };
      receivedThrough = endSample;
      const share = isFull ? ROOM_AGAIN_SHARE : 1;
      const isOwnFull = backlogSamples + samples.length > options.maxBacklogSamples * share || waiting.length >= maxItems * share;
      const wasFull = isFull;
      isFull = isOwnFull || options.share?.take(bytesOf(taken)) === false;
      if (isFull) {
        const gap = { firstSample, sampleCount: samples.length, reason: 'engine-unavailable' } as const;
        putGap(gap);
        const full = isOwnFull ? 'own' : 'all';
        if (!wasFull) options.onFull?.(full);
        options.onDrop?.(gap, full);
        return;
      }
      backlogSamples += samples.length;
      put({ type: 'audio', frame: taken });
    },
    pushGap: (gap) => {
      const endSample = gap.firstSample + gap.sampleCount;
      if (!expect(gap.firstSample, endSample)) return;
      const trimmed = { ...gap, firstSample: receivedThrough, sampleCount: endSample - receivedThrough };
      receivedThrough = endSample;
      putGap(trimmed);
    },
    mark: (reached) => {
      checkOpen();
      put({ type: 'mark', reached });
    },
    end: (nextSample) => {
      if (ended) return;
      if (nextSample > receivedThrough) {
        throw new SubcamError(
          'frame-out-of-order',
          `The capture is said to end at sample ${nextSample}, but only ${receivedThrough} samples came.`,
        );
      }
      ended = true;
      put({ type: 'end', nextSample: receivedThrough });
    },
    items: (signal) => ({
      [Symbol.asyncIterator]: () => {
        reader = openItemReader({ take, isLast: ({ type }) => type === 'end' }, signal);
        return reader;
      },
    }),
  };
}
