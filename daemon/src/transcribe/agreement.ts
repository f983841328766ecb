// Consecutive readings of a growing segment -> how much of the newest will stand (LocalAgreement-2, Liu et al. 2020). Pure.
import { wordsOf, type Word } from './words.ts';

/** What has been agreed on so far; the words as they were last written. */
export interface Agreement {
  readonly previous: readonly Word[];
  readonly stable: readonly Word[];
}

export interface AgreedText {
  readonly text: string;
  /** UTF-16 length of the prefix that two readings in a row agreed on. Never shorter than in the reading before, in words. */
  readonly stableLength: number;
}

export const NO_AGREEMENT: Agreement = { previous: [], stable: [] };

function commonPrefix(a: readonly Word[], b: readonly Word[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a[count]?.key === b[count]?.key) count += 1;
  return count;
}

/**
 * The next reading: its text keeps the words that were agreed on before, even where this reading hears something else (the final may
 * still correct them); what it adds to them is agreed on when the reading before had it too.
 */
export function agree(agreement: Agreement, reading: string): { readonly agreement: Agreement; readonly agreed: AgreedText } {
  const words = wordsOf(reading);
  const kept = agreement.stable;
  const holds = commonPrefix(kept, words) === kept.length;
  const spoken = holds ? words : [...kept, ...words.slice(kept.length)];
  const stableCount = Math.max(kept.length, Math.min(commonPrefix(agreement.previous, words), words.length));
  const stable = spoken.slice(0, stableCount);
  const stableText = stable.map((word) => word.text).join(' ');
  const text = spoken.map((word) => word.text).join(' ');
  return { agreement: { previous: words, stable }, agreed: { text, stableLength: stableText.length } };
}
