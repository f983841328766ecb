// A text in any language -> its words as they are compared: without case, marks and accents. Pure.
import type { LanguageCode } from '@subcam/shared';
import { normalizedWords } from '../../word-error-rate.ts';
import { alignWords } from '../speech/align-words.ts';

/** Of scripts without spaces too. English has its contractions and small numbers written out. */
export function comparedWords(text: string, language: LanguageCode): readonly string[] {
  if (/^en\b/iu.test(language)) return normalizedWords(text);
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').normalize('NFC').toLowerCase();
  const spaced = plain.replaceAll(/[’'ʼ`-]/gu, ' ');
  return [...new Intl.Segmenter(language, { granularity: 'word' }).segment(spaced)]
    .filter(({ isWordLike }) => isWordLike === true)
    .map(({ segment }) => segment);
}

export interface WordErrors {
  /** Substitutions, deletions and insertions of the shortest edit. */
  readonly errors: number;
  /** Of what is said. */
  readonly words: number;
}

export function wordErrorsOf(said: string, heard: string, language: LanguageCode): WordErrors {
  const words = comparedWords(said, language);
  return { errors: alignWords(words, comparedWords(heard, language)).errors, words: words.length };
}
