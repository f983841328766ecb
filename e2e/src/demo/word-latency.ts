// Reference words with their times + revisions of cues -> when each word was first read on the tile. Pure.
import type { CueUpdate, TileReport } from '@subcam/shared';
import { normalizedWords } from '../word-error-rate.ts';

export interface SpokenWord {
  readonly text: string;
  /** Wall clock at which its sound ended on the speaker's side, ms. */
  readonly endedAtMs: number;
}

interface CueHistory {
  /** Revision -> normalised words of its original. */
  readonly revisions: Map<number, readonly string[]>;
  /** Revision -> wall clock at which the tile first painted it, ms. */
  readonly painted: Map<number, number>;
  readonly firstSample: number;
}

/** Pairs of equal words of two texts in order: the longest common subsequence. */
function commonWords(reference: readonly string[], heard: readonly string[]): readonly (readonly [number, number])[] {
  const width = heard.length + 1;
  const lengths = new Uint16Array((reference.length + 1) * width);
  for (let i = reference.length - 1; i >= 0; i -= 1) {
    for (let j = heard.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        reference[i] === heard[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  const pairs: (readonly [number, number])[] = [];
  let i = 0;
  let j = 0;
  while (i < reference.length && j < heard.length) {
    if (reference[i] === heard[j]) {
      pairs.push([i, j]);
      i += 1;
      j += 1;
    } else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i += 1;
    else j += 1;
  }
  return pairs;
}

/**
 * Word end -> first shown, ms, for every reference word that stands in a final: the first painted revision of its cue that has the word
 * at its final place. Words that were misheard, or whose times are not exact, measure nothing.
 */
export function wordLatencies(
  spoken: readonly SpokenWord[],
  updates: readonly CueUpdate[],
  reports: readonly TileReport[],
): readonly number[] {
  const histories = new Map<string, CueHistory>();
  for (const update of updates) {
    if (update.type !== 'upsert') continue;
    const { cue } = update;
    const history = histories.get(cue.cueId) ?? { revisions: new Map(), painted: new Map(), firstSample: cue.firstSample };
    history.revisions.set(cue.revision, normalizedWords(cue.original.text));
    histories.set(cue.cueId, history);
  }
  for (const report of reports)
    for (const { cueId, revision, paintedAtMs } of report.painted) histories.get(cueId)?.painted.set(revision, paintedAtMs);

  const heard: { readonly word: string; readonly history: CueHistory; readonly place: number }[] = [];
  for (const history of [...histories.values()].toSorted((a, b) => a.firstSample - b.firstSample)) {
    const last = history.revisions.get(Math.max(...history.revisions.keys())) ?? [];
    for (const [place, word] of last.entries()) heard.push({ word, history, place });
  }
  const reference = spoken.flatMap((word) => normalizedWords(word.text).map((text) => ({ text, endedAtMs: word.endedAtMs })));
  const pairs = commonWords(
    reference.map((word) => word.text),
    heard.map((word) => word.word),
  );
  const latencies: number[] = [];
  for (const [referenceIndex, heardIndex] of pairs) {
    const said = reference[referenceIndex];
    const read = heard[heardIndex];
    if (said === undefined || read === undefined) continue;
    const instants = [...read.history.painted]
      .filter(([revision]) => read.history.revisions.get(revision)?.[read.place] === read.word)
      .map(([, atMs]) => atMs);
    if (instants.length > 0) latencies.push(Math.min(...instants) - said.endedAtMs);
  }
  return latencies;
}
