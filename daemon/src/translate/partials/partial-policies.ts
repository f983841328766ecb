// How a growing text is translated while it grows: what is asked for, and what is shown of the answers. Pure, one value for each way.
import { agreedLength } from './agreed-length.ts';
import { withFullStop } from './full-stop.ts';
import { textUnitsOf } from './text-units.ts';

/** A transcript that still grows. */
export interface SourceSoFar {
  /** The newest reading, with the full stop that the recogniser put at its end: what the final will be, if nothing more is said. */
  readonly asRead: string;
  /** What is shown of it, which keeps the words that earlier readings agreed on. */
  readonly text: string;
  /** UTF-16 length of the prefix that will stand. */
  readonly stableLength: number;
}

export const PARTIAL_POLICY_NAMES = ['every-word', 'every-third-word', 'finals-only'] as const;
export type PartialPolicyName = (typeof PARTIAL_POLICY_NAMES)[number];

export interface PartialPolicy {
  readonly name: PartialPolicyName;
  /** What is to be translated of `source`; null: nothing. `asked`: what was translated of it last. */
  readonly ask: (source: SourceSoFar, asked: string | null) => string | null;
  /** What is shown, given what is shown already. */
  readonly show: (translations: TranslationsSoFar, shown: string) => string;
}

export interface TranslationsSoFar {
  /** In their order, each of another text than the one before. */
  readonly texts: readonly string[];
  /** UTF-16 length of the beginning of the newest of which its engine is sure; null: it can't tell. */
  readonly sureLength: number | null;
}

/** Words that have to be new before a slow engine is asked again. */
export const WORDS_BETWEEN_REQUESTS = 3;

/** Words at the end of a translation that a slow engine's viewers are not shown: the next words change those most often. */
export const MASKED_WORDS = 2;

/** Translations in a row, each of another text than the one before, that have to begin with a word before it is shown. */
export const AGREEING_TRANSLATIONS = 3;

/** As many as that where the engine says how much of its translation is sure. */
export const AGREEING_SURE_TRANSLATIONS = 2;

/**
 * LocalAgreement (Liu, Spanakis, Niehues 2020): every reading is translated, and what the translations of several texts in a row begin with is shown.
 * Where the engine says of how much it is sure, two have to agree, nothing else is shown, and what is shown is replaced once two say
 * something else that is sure. Where it can't tell, three have to agree, since a translator that does not know the end of a sentence often begins
 * twice with the same wrong words, and what is shown only grows. The reading is translated as it was read: most finals are letter by letter the
 * last reading before them, and their translation is remembered then. One without a full stop gets one, as recognisers mostly write it: translations of
 * growing texts are more alike with it than without.
 */
const everyWord: PartialPolicy = {
  name: 'every-word',
  ask: ({ asRead }) => withFullStop(asRead),
  show: ({ texts, sureLength }, shown) => {
    const newest = texts.at(-1);
    const count = sureLength === null ? AGREEING_TRANSLATIONS : AGREEING_SURE_TRANSLATIONS;
    const others = texts.slice(-count, -1);
    if (newest === undefined || others.length < count - 1) return shown;
    const agreed = Math.min(...others.map((other) => agreedLength(other, newest)));
    if (sureLength === null) return extended(shown, newest.slice(0, agreed));
    return longerOrOther(shown, newest.slice(0, Math.min(agreed, wordsLength(newest, sureLength))));
  },
};

/**
 * Re-translation with a mask (Arivazhagan, Cherry, Macherey, Foster 2020): what is stable is translated at every third word, and the last
 * words of the translation are left out.
 */
const everyThirdWord: PartialPolicy = {
  name: 'every-third-word',
  ask: ({ text, stableLength }, asked) => {
    const stable = text.slice(0, stableLength);
    const isDue = textUnitsOf(stable).length >= textUnitsOf(asked ?? '').length + WORDS_BETWEEN_REQUESTS;
    return isDue ? stable : null;
  },
  show: ({ texts }, shown) => {
    const newest = texts.at(-1) ?? '';
    const end = textUnitsOf(newest).at(-MASKED_WORDS - 1)?.end ?? 0;
    return extended(shown, newest.slice(0, end));
  },
};

/** Wait-k (Ma et al. 2019) with no bound on k: a text is translated when all of it is there. */
const finalsOnly: PartialPolicy = { name: 'finals-only', ask: () => null, show: (_translations, shown) => shown };

export const PARTIAL_POLICIES: Readonly<Record<PartialPolicyName, PartialPolicy>> = {
  'every-word': everyWord,
  'every-third-word': everyThirdWord,
  'finals-only': finalsOnly,
};

/** What is shown only grows: words that one translation takes back are often in the next one again. Where they are wrong, the final says so. */
function extended(shown: string, text: string): string {
  const [before, after] = [textUnitsOf(shown), textUnitsOf(text)];
  return after.length > before.length && before.every(({ key }, index) => after[index]?.key === key) ? text : shown;
}

/** `text`, where it says more than what is shown, or something else; words that it has not reached stay. */
function longerOrOther(shown: string, text: string): string {
  const [before, after] = [textUnitsOf(shown), textUnitsOf(text)];
  const isOther = before.some(({ key }, index) => index < after.length && after[index]?.key !== key);
  return isOther || after.length > before.length ? text : shown;
}

/** UTF-16 length of the whole words within the first `length` of the text, without the punctuation after the last of them. */
function wordsLength(text: string, length: number): number {
  return textUnitsOf(text).findLast(({ bareEnd }) => bareEnd <= length)?.bareEnd ?? 0;
}
