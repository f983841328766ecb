// Readings of one segment as it grows -> what viewers see of it, what of that stays, and what the next reading begins with. Pure but for its memory.
import type { SttRequest, SttWord, Transcript } from '@subcam/shared';
import { agreeOn, isComplete, noAgreement, wordsToShow, type ReadWord } from './steady-words.ts';

export interface GrowingReading {
  /** What the engine gave word by word, where that is what may be shown. */
  readonly words: readonly SttWord[] | null;
  /** What may be shown of it, joined to what was held back at a cut before. */
  readonly text: string;
  /** Nobody speaks any more. */
  readonly isEnding: boolean;
  /** Words of this reading may be promised: none of its sound can become the next segment's. */
  readonly mayStay: boolean;
  /** See `ShownReading`. */
  readonly isLastHeldBack?: boolean;
}

export interface GrowingSegment {
  readonly firstSample: number;
  /** What the next reading begins with, and what will probably follow. */
  readonly next: Pick<SttRequest, 'beginning' | 'guess'>;
  /** What viewers were promised: every later text of the segment begins with it. */
  readonly told: string;
  /** What viewers see now. */
  read(reading: GrowingReading): Pick<Transcript, 'text' | 'stableLength'> & { readonly isComplete: boolean };
}

export function openGrowingSegment(firstSample: number): GrowingSegment {
  /** Of what the engine gave. */
  let heard = noAgreement<SttWord>();
  /** Of what is shown: the same, but where a reading is joined to the one before a cut. */
  let agreement = noAgreement<ReadWord>();
  let shown: readonly string[] = [];
  const told = (): string => textOf(agreement.agreed);
  return {
    firstSample,
    get next() {
      const { agreed, previous } = heard;
      return { beginning: agreed, guess: previous.slice(agreed.length) };
    },
    get told() {
      return told();
    },
    read: ({ words, text, isEnding, mayStay, isLastHeldBack = false }) => {
      const joined = withProbabilities(text, words ?? []);
      // What was held back at a cut stands before the engine's words.
      const shownOfHeard = shown.slice(Math.max(0, joined.length - (words?.length ?? 0)));
      heard = words === null ? { ...heard, previous: [], beforePrevious: [] } : agreeOn(heard, words, { shown: shownOfHeard }).agreement;
      const before = agreement;
      const read = agreeOn(before, joined, { shown });
      agreement = mayStay ? read.agreement : { ...read.agreement, agreed: before.agreed };
      const agreedCount = agreement.agreed.length;
      shown = wordsToShow({ words: read.words, previous: before.previous, agreedCount, shown, isEnding, isLastHeldBack });
      return { text: shown.join(' '), stableLength: told().length, isComplete: isComplete(read.words) };
    },
  };
}

const textOf = (words: readonly ReadWord[]): string => words.map(({ text }) => text).join(' ');

/** Words of a text, each with what the engine says of it. Those at the beginning may be of an earlier reading, of which nothing is known any more. */
function withProbabilities(text: string, words: readonly SttWord[]): readonly ReadWord[] {
  const texts = text.split(/\s+/u).filter((word) => word !== '');
  let same = 0;
  while (same < Math.min(texts.length, words.length) && texts[texts.length - 1 - same] === words[words.length - 1 - same]?.text) same += 1;
  return texts.map((word, index) => ({
    text: word,
    logProbability: index < texts.length - same ? null : (words[index - texts.length + words.length]?.logProbability ?? null),
  }));
}
