// Finals of a session -> their words in one row, and which of the words that were said each of them is. Pure.
import { cueIdOf, samplesToMs, type Transcript } from '@subcam/shared';
import { normalizedWords } from '../../word-error-rate.ts';
import { alignWords } from './align-words.ts';
import type { HeardSession, SentWord, ToldMessage } from './heard-session.ts';

export interface HeardFinal {
  readonly cueId: string;
  readonly transcript: Transcript;
  readonly atMs: number;
  /** Place of its first word in the row of all words of all finals. */
  readonly firstPlace: number;
  /** Place after its last word; the same as the first where it has none. */
  readonly endPlace: number;
}

export interface HeardWords {
  /** In the order of the sound. */
  readonly finals: readonly HeardFinal[];
  /** Of all finals, as they are compared: without case and punctuation, contractions and small numbers in words. */
  readonly row: readonly string[];
  /** Of each word that was said, the places of what was heard right of it in the row; empty where any of it was not. */
  readonly rightPlaces: readonly (readonly number[])[];
  /** Of each final, the last word that was said in it; −1: it is of none. */
  readonly lastWords: readonly number[];
}

const finalsOf = (told: readonly ToldMessage[]): readonly { readonly transcript: Transcript; readonly atMs: number }[] =>
  told
    .flatMap((message) =>
      message.type === 'event' && message.event.type === 'final' ? [{ transcript: message.event.transcript, atMs: message.atMs }] : [],
    )
    .toSorted((a, b) => a.transcript.firstSample - b.transcript.firstSample);

/** In the middle of the word its final had not ended yet. */
const isBeforeEnd = ({ startMs, endMs }: SentWord, { speechEndSample }: Transcript): boolean =>
  (startMs + endMs) / 2 < samplesToMs(speechEndSample);

/**
 * The last word of a final is the last word that was said for which it has a word, right or wrong; then those after it for which no final has
 * one, as far as they are in its sound.
 */
export function hearWords({ words, told }: Pick<HeardSession, 'words' | 'told'>): HeardWords {
  const row: string[] = [];
  const finals = finalsOf(told).map(({ transcript, atMs }): HeardFinal => {
    const firstPlace = row.length;
    row.push(...normalizedWords(transcript.text));
    return { cueId: cueIdOf(transcript.captureId, transcript.firstSample), transcript, atMs, firstPlace, endPlace: row.length };
  });
  const spoken = words.flatMap(({ text }, word) => normalizedWords(text).map((token) => ({ token, word })));
  const { places } = alignWords(
    spoken.map(({ token }) => token),
    row,
  );
  const rightPlaces = words.map((): number[] => []);
  const wrong = new Set<number>();
  const wordAt = new Map<number, number>();
  for (const [index, { token, word }] of spoken.entries()) {
    const place = places[index] ?? -1;
    if (place >= 0) wordAt.set(place, word);
    if (row[place] === token) rightPlaces[word]?.push(place);
    else wrong.add(word);
  }
  const standsFor = new Set(wordAt.values());
  const lastWords = finals.map(({ firstPlace, endPlace, transcript }) => {
    let last = -1;
    for (let place = firstPlace; place < endPlace; place += 1) last = wordAt.get(place) ?? last;
    if (last < 0) return last;
    for (
      let next = words[last + 1];
      next !== undefined && !standsFor.has(last + 1) && isBeforeEnd(next, transcript);
      next = words[last + 1]
    )
      last += 1;
    return last;
  });
  return { finals, row, rightPlaces: rightPlaces.map((found, word) => (wrong.has(word) ? [] : found)), lastWords };
}
