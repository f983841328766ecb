// Two translations in a row of a growing text -> how much of the newer one will probably stand (LocalAgreement-2, Liu et al. 2020). Pure.

/**
 * UTF-16 length of the prefix of `text` whose words the translation before began with too. Case and the punctuation after a word may
 * still change, so they don't count as disagreement, and the punctuation after the last agreed word is left out.
 *
 * What was agreed on before is not held on to: a translation may put words in front when the sentence goes on, and a text that is
 * half of one translation and half of another reads worse than a change.
 */
export function agreedLength(before: string, text: string): number {
  const earlier = wordsOf(before);
  let length = 0;
  for (const [index, word] of wordsOf(text).entries()) {
    if (earlier[index]?.key !== word.key) break;
    length = word.end;
  }
  return length;
}

/** Words as letters, digits and signs within them; `end` is the offset after the last of these. */
function wordsOf(text: string): readonly { readonly key: string; readonly end: number }[] {
  return [...text.matchAll(/\S+/gu)].map(({ 0: word, index }) => {
    const bare = word.replace(/[\p{P}\p{S}]+$/u, '');
    const kept = bare === '' ? word : bare;
    return { key: kept.toLowerCase(), end: index + kept.length };
  });
}
