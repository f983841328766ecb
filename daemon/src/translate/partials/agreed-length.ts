// Two translations of a growing text -> how much of the newer one both begin with (LocalAgreement, Liu et al. 2020). Pure.
import { textUnitsOf } from './text-units.ts';

/**
 * UTF-16 length of the prefix of `text` whose words an earlier translation, `before`, began with too. Case and the punctuation after a word may
 * still change, so they don't count as disagreement, and the punctuation after the last agreed word is left out.
 */
export function agreedLength(before: string, text: string): number {
  const earlier = textUnitsOf(before);
  let length = 0;
  for (const [index, { bareEnd, key }] of textUnitsOf(text).entries()) {
    if (earlier[index]?.key !== key) break;
    length = bareEnd;
  }
  return length;
}
