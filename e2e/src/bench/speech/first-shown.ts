// Texts of cues as they stood on the tile -> when each word of the finals was there for the first time, and when it was stable. Pure.
import type { CueText, CueUpdate } from '@subcam/shared';
import { normalizedWords } from '../../word-error-rate.ts';
import { alignWords } from './align-words.ts';
import type { HeardWords } from './heard-words.ts';

export interface FirstInstants {
  /** By place in the row of heard words. Monotonic, ms. */
  readonly shownAtMs: ReadonlyMap<number, number>;
  readonly stableAtMs: ReadonlyMap<number, number>;
}

/**
 * A cue shows a word of the row when the two stand for each other in the best alignment of its text with the row, from the first word of
 * its final on; so does a cue that shows what belongs to the final after it. Whether the word goes away again afterwards makes no difference.
 */
export function firstInstants(
  tile: readonly { readonly atMs: number; readonly update: CueUpdate }[],
  { finals, row }: Pick<HeardWords, 'finals' | 'row'>,
): FirstInstants {
  const instants = { shownAtMs: new Map<number, number>(), stableAtMs: new Map<number, number>() };
  /** Where the cue of a sample begins in the row; undefined after the last final. */
  const placeOf = (firstSample: number): number | undefined =>
    finals.find(({ transcript }) => transcript.firstSample >= firstSample)?.firstPlace;

  const note = (first: Map<number, number>, text: string, { from, atMs }: { readonly from: number; readonly atMs: number }): void => {
    const shown = normalizedWords(text);
    // An alignment that reaches further would leave out more than all of them.
    const heard = row.slice(from, from + 2 * shown.length);
    const { places } = alignWords(shown, heard, { isEndOpen: true });
    for (const [index, word] of shown.entries()) {
      const place = places[index] ?? -1;
      if (heard[place] === word && !first.has(from + place)) first.set(from + place, atMs);
    }
  };

  const last = new Map<string, CueText>();
  for (const { atMs, update } of tile) {
    if (update.type === 'remove') continue;
    const { cueId, firstSample, original } = update.cue;
    const before = last.get(cueId);
    if (before?.text === original.text && before.stableLength === original.stableLength) continue;
    last.set(cueId, original);
    const from = placeOf(firstSample);
    if (from === undefined) continue;
    note(instants.shownAtMs, original.text, { from, atMs });
    note(instants.stableAtMs, original.text.slice(0, original.stableLength), { from, atMs });
  }
  return instants;
}
