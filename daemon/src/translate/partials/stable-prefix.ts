// Translations of a growing text -> the beginning of them that never changes, and any later translation made to begin with it. Pure.
import { agreedLength } from './agreed-length.ts';
import { textUnitsOf, type TextUnit } from './text-units.ts';

export const STABLE_UNITS = ['final', 'sentence', 'word'] as const;

/** What becomes stable at once: nothing before the final, whole sentences, or every word that two translations agree on. */
export type StableUnit = (typeof STABLE_UNITS)[number];

/** Translations of different texts in a row that have to begin with the same sentences, letter by letter. */
export const SENTENCE_AGREEMENT = 3;

/** Where a sentence ends and another one follows. */
const SENTENCE_END = /[.!?\u2026]["'”’»)\]]*(?=\s)|[。！？][」』）]*/gu;

/** Beyond so many words more than it repeats, no translation says again what is stable. */
const MOST_EXTRA_WORDS = 16;

/**
 * The stable prefix after another translation: `before`, or longer. `translations`: of the growing text, oldest first, each of another state of
 * it; the newest begins with `before`.
 */
export function grownStable(before: string, translations: readonly string[], unit: StableUnit): string {
  if (unit === 'final') return before;
  const newest = translations.at(-1) ?? '';
  const length = unit === 'sentence' ? sentencesLength(translations) : agreedLength(translations.at(-2) ?? '', newest);
  return newest.slice(0, Math.max(before.length, length));
}

/** UTF-16 length of the sentences that all of the latest translations begin with, and after which each says something more. */
function sentencesLength(translations: readonly string[]): number {
  const latest = translations.slice(-SENTENCE_AGREEMENT);
  if (latest.length < SENTENCE_AGREEMENT) return 0;
  const newest = latest.at(-1) ?? '';
  const ends = Array.from(newest.matchAll(SENTENCE_END), ({ 0: mark, index }) => index + mark.length);
  const alike = Math.min(...latest.map((text) => alikeLength(text, newest)));
  return ends.findLast((end) => end <= alike && latest.every((text) => text.trimEnd().length > end)) ?? 0;
}

/** UTF-16 length of what both begin with. */
function alikeLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

/**
 * `text` as it goes on from `stable`, letter by letter. Where it says the same words with other case or punctuation, they stay as they are in
 * `stable`; where it says others, its words are laid beside those of `stable` so that the fewest differ, and what comes after these follows. After
 * whole sentences, whole sentences follow: where only a part of one was said, all of it is said, rather twice than not at all.
 */
export function continuing(stable: string, text: string): string {
  if (stable === '' || isContinued(stable, text)) return text;
  const kept = textUnitsOf(stable);
  const units = textUnitsOf(text);
  const isOver = endsSentence(stable);
  const mayFollow = (at: number): boolean => !isOver || at === 0 || at === units.length || endsSentence(text.slice(0, units[at - 1]?.end));
  const from = placeAfter(kept, units, mayFollow);
  const [last, before] = [kept.at(-1), units[from - 1]];
  if (last !== undefined && before?.key === last.key && last.bareEnd === stable.length) return stable + text.slice(before.bareEnd);
  const rest = text.slice(before?.end ?? 0);
  // Where the words before the rest were other ones, it may have followed them without a space.
  return isContinued(stable, stable + rest) ? stable + rest : `${stable} ${rest}`;
}

/** Whether `text` begins with `stable`, and goes on there with punctuation or another word. */
function isContinued(stable: string, text: string): boolean {
  if (!text.startsWith(stable)) return false;
  return textUnitsOf(text).every(({ start, bareEnd }) => bareEnd <= stable.length || start >= stable.length);
}

function endsSentence(text: string): boolean {
  const last = Array.from(`${text} `.matchAll(SENTENCE_END)).at(-1);
  return last !== undefined && last.index + last[0].length === text.length;
}

/**
 * How many of `units` say what `kept` says: the alignment of all of `kept` with a beginning of `units` that changes the fewest words.
 * `mayFollow`: whether what comes after so many of them may follow `kept`.
 */
function placeAfter(kept: readonly TextUnit[], units: readonly TextUnit[], mayFollow: (at: number) => boolean): number {
  const most = Math.min(units.length, kept.length + MOST_EXTRA_WORDS);
  // costs[at]: of the words of `kept` so far, laid beside the first `at` of `units`.
  let costs = Array.from({ length: most + 1 }, (_, at) => at);
  for (const [row, { key }] of kept.entries()) {
    const next = [row + 1];
    for (let at = 1; at <= most; at += 1) {
      const beside = (costs[at - 1] ?? 0) + (units[at - 1]?.key === key ? 0 : 1);
      next.push(Math.min(beside, (costs[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    costs = next;
  }
  const possible = [...costs.keys()].filter((at) => mayFollow(at));
  const best = Math.min(...possible.map((at) => costs[at] ?? Number.POSITIVE_INFINITY));
  const places = possible.filter((at) => costs[at] === best);
  // Of several, the one that leaves as many words behind as there are in `kept`: that loses and repeats the least.
  return places.reduce((a, b) => (Math.abs(a - kept.length) <= Math.abs(b - kept.length) ? a : b), places[0] ?? 0);
}
