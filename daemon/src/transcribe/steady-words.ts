// Consecutive readings of a growing segment -> what of them is agreed on and stays, and what is shown. Pure.
import type { SttWord } from '@subcam/shared';

/** A word of a reading. Where the engine tells nothing of it, `logProbability` is null. */
export type ReadWord = Pick<SttWord, 'text'> & { readonly logProbability: number | null };

/** What is remembered of the readings so far. */
export interface Agreement<Word extends ReadWord> {
  readonly previous: readonly Word[];
  readonly beforePrevious: readonly Word[];
  /** Every later text begins with them, letter by letter. */
  readonly agreed: readonly Word[];
}

/**
 * What decides, tried on 120 s of English (Moonshine, a reading each 192 to 448 ms) and chosen on the line that trades words taken back for the time
 * until a word is first shown.
 */
export interface SteadyPolicy {
  /** A word that two readings agree on stays when the newer one gives it at least this; below, three have to agree. Natural logarithm. */
  readonly agreedLogProbability: number;
  /**
   * The same of the word and the next one together, which is the word's context: what is misheard seldom goes well with what follows. Below, three readings
   * have to agree, so many words have to follow, and together the two need at least this.
   */
  readonly pairLogProbability: number;
  readonly doubtfulFollowers: number;
  readonly doubtfulPairLogProbability: number;
  /** A word that one reading gives at least this stays when another word follows it. */
  readonly sureLogProbability: number;
  /** A word that another one follows is shown at once from this on, else when two readings agree on it. */
  readonly shownLogProbability: number;
  /** The same of the last word, whose sound may still be going on. */
  readonly lastLogProbability: number;
  /** The same of the first word, until more is known: to take back a single word costs a viewer little, to wait for the first one costs most. */
  readonly firstLogProbability: number;
  /** A word about which readings differ is settled by vote when so many words follow it, of which the next has at least this probability, … */
  readonly settledFollowers: number;
  /** The same of the first word, which has no words before it. */
  readonly settledFollowersOfFirst: number;
  readonly nextLogProbability: number;
  /** … and so many of the last three readings have the same next word. */
  readonly settlingReadings: number;
  /** What stands on the tile has so much more of the vote (a probability): to change it costs all words after it. */
  readonly shownVote: number;
  /** A word that is not likely is shown for the sake of those after it when so many of them have at least this probability, and the next one is likely. */
  readonly carryingWords: number;
  readonly carryingLogProbability: number;
}

export const STEADY_POLICY: SteadyPolicy = {
  agreedLogProbability: -0.5,
  pairLogProbability: -0.5,
  doubtfulFollowers: 3,
  doubtfulPairLogProbability: -1.2,
  sureLogProbability: -0.05,
  shownLogProbability: -0.35,
  lastLogProbability: -0.2,
  firstLogProbability: -1,
  settledFollowers: 3,
  settledFollowersOfFirst: 5,
  nextLogProbability: -0.3,
  settlingReadings: 2,
  shownVote: 0.3,
  carryingWords: 2,
  carryingLogProbability: -0.3,
};

export function noAgreement<Word extends ReadWord>(): Agreement<Word> {
  return { previous: [], beforePrevious: [], agreed: [] };
}

/** Punctuation that the end of the sound suggests, and the next word takes back. */
const LAST_MARKS = /[.,!?;:\u2026]+$/u;

const keyOf = ({ text }: Pick<ReadWord, 'text'>): string => text.toLowerCase().replaceAll(/[^\p{L}\p{M}\p{N}']/gu, '') || text;

const isSame = (one: ReadWord | undefined, other: ReadWord | undefined): boolean =>
  one !== undefined && other !== undefined && keyOf(one) === keyOf(other);

/**
 * Whether a reading has the word at `index`, with its case and marks, which are known once another word follows. Of an engine that tells nothing of its
 * words, whose readings are rarer, the last word counts too, without the marks after it.
 */
function has(words: readonly ReadWord[], index: number, word: ReadWord): boolean {
  const other = words[index];
  if (other === undefined) return false;
  if (index < words.length - 1) return other.text === word.text;
  return word.logProbability === null && other.text.replace(LAST_MARKS, '') === word.text;
}

/** Of a word that the engine tells nothing of, nothing is likely. */
const atLeast = (word: ReadWord | undefined, logProbability: number): boolean =>
  word !== undefined && (word.logProbability ?? Number.NEGATIVE_INFINITY) >= logProbability;

interface ReadPlace {
  readonly words: readonly ReadWord[];
  readonly index: number;
  /** The last three readings have the word. */
  readonly isInThree: boolean;
}

/** Whether a word and the next one go together too badly for the word to stay. Of an engine that tells nothing of its words, none does. */
function isDoubtful({ words, index, isInThree }: ReadPlace, policy: SteadyPolicy): boolean {
  const together = (words[index]?.logProbability ?? 0) + (words[index + 1]?.logProbability ?? 0);
  if (together >= policy.pairLogProbability) return false;
  return !isInThree || words.length - 1 - index < policy.doubtfulFollowers || together < policy.doubtfulPairLogProbability;
}

interface Vote<Word extends ReadWord> {
  /** Of the newest reading, and of the two before it. */
  readonly readings: readonly [newest: readonly Word[], ...before: (readonly Word[])[]];
  readonly index: number;
  readonly shown: readonly string[];
}

/**
 * The word at a place where readings differ, by the sum of its probabilities in those that agree on what comes next; null while that is open. With words
 * after it the sound of a word is as clear as it will be, and which of two ("four", "4") a reading has is chance: one of them has to stay, and all
 * that is known of what comes after it can be shown.
 */
function settledWord<Word extends ReadWord>({ readings, index, shown }: Vote<Word>, policy: SteadyPolicy): Word | null {
  const [newest] = readings;
  const next = newest[index + 1];
  const followers = index === 0 ? policy.settledFollowersOfFirst : policy.settledFollowers;
  if (newest.length - 1 - index < followers || !atLeast(next, policy.nextLogProbability)) return null;
  const voting = readings.filter((words) => isSame(words[index + 1], next)).flatMap((words) => words[index] ?? []);
  if (voting.length < policy.settlingReadings) return null;
  const probabilityOf = ({ logProbability }: Word): number => Math.exp(logProbability ?? Number.NEGATIVE_INFINITY);
  const stands = keyOf({ text: shown[index] ?? '' });
  const votes = new Map<string, { readonly sum: number; readonly word: Word }>();
  for (const word of voting) {
    const before = votes.get(keyOf(word));
    const sum = probabilityOf(word) + (before?.sum ?? (keyOf(word) === stands ? policy.shownVote : 0));
    const isBetter = before === undefined || probabilityOf(word) > probabilityOf(before.word);
    votes.set(keyOf(word), { sum, word: isBetter ? word : before.word });
  }
  return [...votes.values()].reduce((most, vote) => (vote.sum > most.sum ? vote : most)).word;
}

/**
 * The next reading: agreement as in LocalAgreement-2 (Liu et al. 2020), of words that another word follows, with the probabilities of the newer reading;
 * where it does not come about, the readings vote. `shown`: what stands on the tile. An engine that goes on from what was agreed on gives it again; of
 * every other one, the agreed words stand in place of what it gives there.
 */
export function agreeOn<Word extends ReadWord>(
  { previous, beforePrevious, agreed }: Agreement<Word>,
  reading: readonly Word[],
  { shown = [], policy = STEADY_POLICY }: { readonly shown?: readonly string[]; readonly policy?: SteadyPolicy } = {},
): { readonly agreement: Agreement<Word>; readonly words: readonly Word[] } {
  const words = [...agreed, ...reading.slice(agreed.length)];
  let count = agreed.length;
  for (; count < words.length - 1; count += 1) {
    const word = words[count];
    if (word === undefined) break;
    const isInThree = has(beforePrevious, count, word);
    const isLikely = word.logProbability === null || atLeast(word, policy.agreedLogProbability);
    const isAgreed = has(previous, count, word) && (isLikely || isInThree) && !isDoubtful({ words, index: count, isInThree }, policy);
    if (isAgreed || atLeast(word, policy.sureLogProbability)) continue;
    const settled = settledWord({ readings: [words, previous, beforePrevious], index: count, shown }, policy);
    if (settled === null) break;
    words[count] = settled;
  }
  return { agreement: { previous: words, beforePrevious: previous, agreed: words.slice(0, count) }, words };
}

export interface ShownReading {
  readonly words: readonly ReadWord[];
  /** Of the reading before. */
  readonly previous: readonly ReadWord[];
  /** The first so many of `words` stay. */
  readonly agreedCount: number;
  /** What stands on the tile. */
  readonly shown: readonly string[];
  /** Nobody speaks any more: the last word is whole. */
  readonly isEnding: boolean;
  /** Of an engine that tells nothing of its words: the last one, whose sound may be cut, is shown when two readings have it. */
  readonly isLastHeldBack?: boolean;
}

/**
 * How many of the words, the first `count`, end with something that is said twice in a row; 0: none. An unsure recogniser repeats itself ("line widgets, which
 * line widgets"); what a person says twice is shown a little later, when it is agreed on.
 */
function repeatedAtEnd(words: readonly ReadWord[], count: number): number {
  for (let length = 1; 2 * length <= count; length += 1) {
    const isRepeated = Array.from({ length }, (_, back) => count - 1 - back).every((at) => isSame(words[at], words[at - length]));
    if (isRepeated) return length;
  }
  return 0;
}

function leastToShow(index: number, isLast: boolean, policy: SteadyPolicy): number {
  if (index === 0) return policy.firstLogProbability;
  return isLast ? policy.lastLogProbability : policy.shownLogProbability;
}

/**
 * What stands on the tile after a reading, word by word. What stood there before is changed only when two readings agree on something else: most of what one
 * reading takes back, the next one brings again. Of an engine that tells nothing of its words all are shown.
 */
export function wordsToShow(
  { words, previous, agreedCount, shown, isEnding, isLastHeldBack = false }: ShownReading,
  policy: SteadyPolicy = STEADY_POLICY,
): readonly string[] {
  const next = words.slice(0, agreedCount).map(({ text }) => text);
  const isCarried = (index: number): boolean =>
    atLeast(words[index + 1], policy.shownLogProbability) &&
    words.slice(index + 1).filter((word) => atLeast(word, policy.carryingLogProbability)).length >= policy.carryingWords;
  for (let index = agreedCount; index < words.length; index += 1) {
    const word = words[index];
    if (word === undefined) break;
    const repeated = word.logProbability === null ? 0 : repeatedAtEnd(words, index + 1);
    if (repeated > 0) {
      next.length = Math.max(agreedCount, index + 1 - repeated);
      break;
    }
    const isLast = index === words.length - 1;
    const isSeenTwice = isSame(word, previous[index]);
    const isLikely = word.logProbability === null ? !(isLast && isLastHeldBack) : atLeast(word, leastToShow(index, isLast, policy));
    if (!isSeenTwice && !isLikely && !isCarried(index) && !(isLast && isEnding)) break;
    next.push(isLast ? word.text.replace(LAST_MARKS, '') : word.text);
  }
  const isSameAt = (index: number): boolean => keyOf({ text: shown[index] ?? '' }) === keyOf({ text: next[index] ?? '' });
  let same = agreedCount;
  while (same < Math.min(shown.length, next.length) && isSameAt(same)) same += 1;
  if (same >= shown.length) return next;
  const word = words[same];
  const isTakenBack = isSame(word, previous[same]) && word !== undefined && keyOf(word) !== keyOf({ text: shown[same] ?? '' });
  if (isTakenBack) return next;
  const kept = [...next.slice(0, same), ...shown.slice(same)];
  // A single word that is read in two ways by turns holds up nothing that comes after it.
  const isOneWord = next.length > shown.length && kept.every((_, index) => index <= same || isSameAt(index));
  return isOneWord ? [...kept, ...next.slice(shown.length)] : kept;
}

/**
 * The text with what was promised at its beginning. As many of its words give way as fit `told` best, letter by letter (Levenshtein); in doubt fewer,
 * so that a word may stand twice and none is lost.
 */
export function keepBeginning(told: string, text: string): string {
  if (told === '' || text === told || text.startsWith(`${told} `)) return text;
  const words = text.split(/\s+/u).filter((word) => word !== '');
  const kept = lettersOf(told);
  /** Distances of what is read so far to each beginning of what is kept. */
  let row = Array.from({ length: kept.length + 1 }, (_, length) => length);
  let [least, place] = [kept.length, 0];
  for (const [index, word] of words.entries()) {
    for (const letter of lettersOf(word)) {
      const next = [(row[0] ?? 0) + 1];
      for (const [at, other] of kept.entries())
        next.push(Math.min((row[at] ?? 0) + (letter === other ? 0 : 1), (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
      row = next;
    }
    const distance = row[kept.length] ?? 0;
    if (distance < least) [least, place] = [distance, index + 1];
  }
  return [told, ...words.slice(place)].join(' ');
}

function lettersOf(text: string): readonly string[] {
  return Array.from(text.toLowerCase().replaceAll(/[^\p{L}\p{M}\p{N}]/gu, ''));
}

/** Whether the words of a segment that may be over are a whole sentence, as its recogniser writes it. */
export function isComplete(words: readonly ReadWord[]): boolean {
  const last = words.at(-1);
  return (
    last !== undefined && /[.!?\u2026][\p{Pe}\p{Pf}"']*$/u.test(last.text) && (last.logProbability ?? Number.NEGATIVE_INFINITY) >= COMPLETE
  );
}

/** Of the least probable part of the last word, its full stop included. Natural logarithm. */
const COMPLETE = -0.3;
