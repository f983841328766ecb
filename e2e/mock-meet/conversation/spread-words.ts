// Transcript lines + spans of sound -> utterances with estimated times: lines part at pauses, words spread over the sound.
import type { SpokenWord } from './conversation.ts';
import type { SoundSpan } from './sound-spans.ts';
import type { TranscriptLine } from './transcript-text.ts';
import { bareWords } from './words.ts';

export interface TimedLine {
  readonly line: TranscriptLine;
  readonly startMs: number;
  readonly endMs: number;
  readonly words: readonly SpokenWord[];
}

/** A pause longer than this is no better a place to part two lines than one of this length. */
const LONG_PAUSE_MS = 1500;

/** Letters take time; each word also takes a little for itself. */
function weight(words: readonly string[]): number {
  return words.reduce((sum, word) => sum + word.length + 1, 0);
}

/** Sound with its pauses taken out: maps time of sound to conversation time and back. */
class SoundTimeline {
  readonly totalMs: number;
  readonly #spans: readonly SoundSpan[];
  /** Sound before each span, ms. */
  readonly #before: readonly number[];

  constructor(spans: readonly SoundSpan[]) {
    this.#spans = spans;
    let sum = 0;
    this.#before = spans.map(({ startMs, endMs }) => {
      const before = sum;
      sum += endMs - startMs;
      return before;
    });
    this.totalMs = sum;
  }

  before(span: number): number {
    return this.#before[span] ?? this.totalMs;
  }

  pauseBeforeMs(span: number): number {
    return (this.#spans[span]?.startMs ?? 0) - (this.#spans[span - 1]?.endMs ?? 0);
  }

  /** Where sound time falls; on a pause, its end for a `start` and its beginning for an `end`. */
  at(soundMs: number, edge: 'start' | 'end'): number {
    for (const [index, span] of this.#spans.entries()) {
      const into = soundMs - this.before(index);
      const length = span.endMs - span.startMs;
      if (edge === 'start' ? into < length : into <= length) return span.startMs + Math.max(0, into);
    }
    return this.#spans.at(-1)?.endMs ?? 0;
  }
}

/**
 * For each line but the first, the span that it begins with: as near as can be to where its share of the letters says, a long pause making up
 * for being further off. Every line gets a span at least. Wants as many spans as lines.
 */
function firstSpans(timeline: SoundTimeline, spanCount: number, startsMs: readonly number[]): number[] {
  const chosen: number[][] = [];
  let costs: number[] = Array.from({ length: spanCount }, (_value, span) => (span === 0 ? 0 : Number.POSITIVE_INFINITY));
  for (const [line, wantedMs] of startsMs.entries()) {
    if (line === 0) continue;
    const next: number[] = [];
    const from: number[] = [];
    let best = Number.POSITIVE_INFINITY;
    let bestSpan = -1;
    for (let span = 0; span < spanCount; span += 1) {
      const pauseMs = Math.min(LONG_PAUSE_MS, timeline.pauseBeforeMs(span));
      const leaves = spanCount - span >= startsMs.length - line;
      next.push(leaves ? best + Math.abs(timeline.before(span) - wantedMs) - pauseMs : Number.POSITIVE_INFINITY);
      from.push(bestSpan);
      const cost = costs[span] ?? Number.POSITIVE_INFINITY;
      if (cost < best) {
        best = cost;
        bestSpan = span;
      }
    }
    chosen.push(from);
    costs = next;
  }
  let span = costs.indexOf(Math.min(...costs));
  const spans = [span];
  for (const from of chosen.toReversed()) {
    span = from[span] ?? 0;
    spans.push(span);
  }
  return spans.toReversed();
}

/** `spans` must not be empty. Lines come out in order and do not overlap. */
export function spreadWords(lines: readonly TranscriptLine[], spans: readonly SoundSpan[]): TimedLine[] {
  const timeline = new SoundTimeline(spans);
  const lineWords = lines.map(({ text }) => bareWords(text));
  const totalWeight = weight(lineWords.flat());
  let sum = 0;
  const startsMs = lineWords.map((words) => {
    const startMs = (sum / totalWeight) * timeline.totalMs;
    sum += weight(words);
    return startMs;
  });
  const parted =
    spans.length >= lines.length ? firstSpans(timeline, spans.length, startsMs).map((span) => timeline.before(span)) : startsMs;
  return lines.map((line, index) => {
    const fromMs = parted[index] ?? 0;
    const toMs = parted[index + 1] ?? timeline.totalMs;
    const texts = lineWords[index] ?? [];
    const lineWeight = weight(texts);
    let done = 0;
    const words = texts.map((text): SpokenWord => {
      const startMs = timeline.at(fromMs + (done / lineWeight) * (toMs - fromMs), 'start');
      done += weight([text]);
      return { text, startMs, endMs: Math.max(startMs, timeline.at(fromMs + (done / lineWeight) * (toMs - fromMs), 'end')) };
    });
    return {
      line,
      startMs: words[0]?.startMs ?? timeline.at(fromMs, 'start'),
      endMs: words.at(-1)?.endMs ?? timeline.at(toMs, 'end'),
      words,
    };
  });
}
