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
  /** The reader can do nothing with sound before it has all up to here: it is not woken for less. Everything else wakes it. */
  needs(endSample: number): void;
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
  return new OpenIngest(options);
}

/** A class, since V8 looks a property of an object up anew that was written with getters of its own, fifty times a second for each stream. */
class OpenIngest implements Ingest {
  readonly #options: IngestOptions;
  readonly #waiting: IngestItem[] = [];
  readonly #maxItems: number;
  #receivedThrough: number;
  #backlogSamples = 0;
  #isFull = false;
  #isEnded = false;
  #reader: ItemReader<IngestItem> | null = null;
  #neededThrough = 0;

  constructor(options: IngestOptions) {
    this.#options = options;
    this.#maxItems = Math.max(MIN_ITEMS, options.maxBacklogSamples / SHORT_FRAME_SAMPLES);
    this.#receivedThrough = options.resumeFromSample;
  }

  get receivedThrough(): number {
    return this.#receivedThrough;
  }

  get backlogSamples(): number {
    return this.#backlogSamples;
  }

  push(frame: AudioFrame): void {
    const endSample = frame.firstSample + frame.samples.length;
    if (!this.#expect(frame.firstSample, endSample)) return;
    const firstSample = this.#receivedThrough;
    // A part of a frame would keep all of it in memory.
    const taken =
      frame.firstSample === firstSample ? frame : { firstSample, samples: frame.samples.slice(firstSample - frame.firstSample) };
    const { samples } = taken;
    this.#receivedThrough = endSample;
    const { maxBacklogSamples, share, onFull, onDrop } = this.#options;
    const room = this.#isFull ? ROOM_AGAIN_SHARE : 1;
    const isOwnFull = this.#backlogSamples + samples.length > maxBacklogSamples * room || this.#waiting.length >= this.#maxItems * room;
    const wasFull = this.#isFull;
    this.#isFull = isOwnFull || share?.take(bytesOf(taken)) === false;
    if (this.#isFull) {
      const gap = { firstSample, sampleCount: samples.length, reason: 'engine-unavailable' } as const;
      this.#putGap(gap);
      const full = isOwnFull ? 'own' : 'all';
      if (!wasFull) onFull?.(full);
      onDrop?.(gap, full);
      return;
    }
    this.#backlogSamples += samples.length;
    this.#put({ type: 'audio', frame: taken });
  }

  pushGap(gap: AudioGap): void {
    const endSample = gap.firstSample + gap.sampleCount;
    if (!this.#expect(gap.firstSample, endSample)) return;
    const firstSample = this.#receivedThrough;
    this.#receivedThrough = endSample;
    this.#putGap({ ...gap, firstSample, sampleCount: endSample - firstSample });
  }

  mark(reached: MarkReached): void {
    this.#checkOpen();
    this.#put({ type: 'mark', reached });
  }

  end(nextSample: number): void {
    if (this.#isEnded) return;
    if (nextSample > this.#receivedThrough) {
      throw new SubcamError(
        'frame-out-of-order',
        `The capture is said to end at sample ${nextSample}, but only ${this.#receivedThrough} samples came.`,
      );
    }
    this.#isEnded = true;
    this.#put({ type: 'end', nextSample: this.#receivedThrough });
  }

  needs(endSample: number): void {
    this.#neededThrough = endSample;
  }

  items(signal: AbortSignal): AsyncIterable<IngestItem> {
    const reader = openItemReader({ take: () => this.#take(), isLast: ({ type }: IngestItem) => type === 'end' }, signal);
    return {
      [Symbol.asyncIterator]: () => {
        this.#reader = reader;
        return reader;
      },
    };
  }

  #put(item: IngestItem): void {
    this.#waiting.push(item);
    if (item.type !== 'audio' || this.#receivedThrough >= this.#neededThrough) this.#reader?.wake();
  }

  #take(): IngestItem | undefined {
    const item = this.#waiting.shift();
    if (item?.type === 'audio') {
      this.#backlogSamples -= item.frame.samples.length;
      this.#options.share?.give(bytesOf(item.frame));
    }
    return item;
  }

  /** Gaps that follow one another for the same reason are one. */
  #putGap(gap: AudioGap): void {
    const last = this.#waiting.at(-1);
    if (last?.type === 'gap' && last.gap.reason === gap.reason && last.gap.firstSample + last.gap.sampleCount === gap.firstSample) {
      this.#waiting[this.#waiting.length - 1] = { type: 'gap', gap: { ...last.gap, sampleCount: last.gap.sampleCount + gap.sampleCount } };
    } else this.#put({ type: 'gap', gap });
  }

  #checkOpen(): void {
    if (this.#isEnded) throw new SubcamError('bad-request', 'This capture has ended; no more sound can be added to it.');
  }

  /** Whether any of it is new. */
  #expect(firstSample: number, endSample: number): boolean {
    this.#checkOpen();
    if (endSample <= this.#receivedThrough) return false;
    if (firstSample > this.#receivedThrough) {
      throw new SubcamError(
        'frame-out-of-order',
        `Sample ${this.#receivedThrough} was expected, ${firstSample} came. Send what is between, or say that it is a gap.`,
      );
    }
    return true;
  }
}
