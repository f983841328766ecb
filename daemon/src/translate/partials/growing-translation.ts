// Translations of one growing text, as they come -> what is shown of them and what of that never changes. Pure.
import { carriedLength } from '../sure-length.ts';
import { withoutFullStop } from './full-stop.ts';
import { AGREEING_TRANSLATIONS, type PartialPolicy } from './partial-policies.ts';
import { continuing, grownStable, SENTENCE_AGREEMENT, type StableUnit } from './stable-prefix.ts';

/** Of one segment in one target language. `shown` begins with `stable`. */
export interface GrowingTranslation {
  /** What was translated last; null before the first translation. */
  readonly asked: string | null;
  /** The newest translations, oldest first, each of another text than the one before, and made to begin with what was stable then. */
  readonly translations: readonly string[];
  readonly shown: string;
  readonly stable: string;
}

export const NO_TRANSLATION: GrowingTranslation = { asked: null, translations: [], shown: '', stable: '' };

export interface NewTranslation {
  /** What was translated. */
  readonly asked: string;
  readonly text: string;
  /** UTF-16 length of the beginning of `text` of which the engine is sure; null: it can't tell. */
  readonly sureLength: number | null;
  /** Whether all of what was translated will be in the segment's final: only then may more of it become stable. */
  readonly isKept: boolean;
}

/**
 * `stable` is as before, or longer and begins with what it was; whatever comes. Where the engine can't tell of how much it is sure, the words of
 * `shown` are as before, or more; only what becomes stable can change them.
 */
export function grown(
  before: GrowingTranslation,
  { asked, text, sureLength, isKept }: NewTranslation,
  { policy, stableUnit }: { readonly policy: PartialPolicy; readonly stableUnit: StableUnit },
): GrowingTranslation {
  const newest = continuing(before.stable, text);
  // The same text once more, or the same with a full stop, says nothing about what the next words will change.
  const isSame = before.asked !== null && withoutFullStop(asked) === withoutFullStop(before.asked);
  const earlier = isSame ? before.translations.slice(0, -1) : before.translations;
  const translations = [...earlier, newest].slice(-Math.max(SENTENCE_AGREEMENT, AGREEING_TRANSLATIONS));
  const carried = sureLength === null ? null : carriedLength(text, newest, sureLength);
  const shown = policy.show({ texts: translations, sureLength: carried }, before.shown);
  const stable = isKept ? grownStable(before.stable, translations, stableUnit) : before.stable;
  return { asked, translations, shown: continuing(stable, shown), stable };
}

/** The final translation of the segment, beginning with what was said to be stable. */
export function settled({ stable }: GrowingTranslation, text: string): string {
  return continuing(stable, text);
}
