// How a growing text is translated while it grows: what is asked for, and what is shown of the answers. Pure, one value for each way.
import { agreedLength } from './agreed-length.ts';
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
  /** What is shown, given what is shown already and the translations so far, in their order, each of another text than the one before. */
  readonly show: (translations: readonly string[], shown: string) => string;
}

/** Words that have to be new before a slow engine is asked again. */
export const WORDS_BETWEEN_REQUESTS = 3;

/** Words at the end of a translation that a slow engine's viewers are not shown: the next words change those most often. */
export const MASKED_WORDS = 2;

/** Translations in a row, each of another text than the one before, that have to begin with a word before it is shown. */
export const AGREEING_TRANSLATIONS = 3;

/**
 * LocalAgreement (Liu, Spanakis, Niehues 2020) of three: every reading is translated, and what the translations of three texts in a row begin
 * with is shown. Two agree too easily: a translator that does not know the end of a sentence often begins twice with the same wrong words. The
 * reading is translated as it was read: most finals are letter by letter the last reading before them, and their translation is remembered then.
 */
const everyWord: PartialPolicy = {
  name: 'every-word',
  ask: ({ asRead }) => asRead,
  show: (translations, shown) => {
    const newest = translations.at(-1);
    const others = translations.slice(-AGREEING_TRANSLATIONS, -1);
    if (newest === undefined || others.length < AGREEING_TRANSLATIONS - 1) return shown;
    return extended(shown, newest.slice(0, Math.min(...others.map((other) => agreedLength(other, newest)))));
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
  show: (translations, shown) => {
    const newest = translations.at(-1) ?? '';
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
