// Reference and hypothesis -> word error rate, blind to case, punctuation, contractions and how small numbers are written. Pure.

export interface WordErrorRate {
  /** Substitutions, deletions and insertions of the shortest edit. */
  readonly errors: number;
  /** Words of the reference, normalised. */
  readonly words: number;
  /** errors / words; 0 of an empty reference. */
  readonly wer: number;
}

/** Written short and long for the same sound: neither is an error. */
const LONG_FORMS: Readonly<Record<string, string>> = {
  "won't": 'will not',
  "can't": 'can not',
  cannot: 'can not',
  "let's": 'let us',
  "i'm": 'i am',
  ok: 'okay',
  mr: 'mister',
  mrs: 'missus',
  dr: 'doctor',
};

const LONG_ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/n't$/u, ' not'],
  [/'re$/u, ' are'],
  [/'ve$/u, ' have'],
  [/'ll$/u, ' will'],
];

/** `it's`, `that's`: is, unlike a possessive. */
const IS_CONTRACTION = /^(it|that|there|what|where|who|how|here|he|she)'s$/u;

const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

/** 0–999 in words; larger numbers stay digits. */
function numberWords(digits: string): string {
  const value = Number(digits);
  if (!Number.isSafeInteger(value) || value > 999) return digits;
  if (value < 20) return ONES[value] ?? digits;
  if (value < 100) return [TENS[Math.floor(value / 10)], ...(value % 10 === 0 ? [] : [ONES[value % 10]])].join(' ');
  const rest = value % 100;
  return [`${ONES[Math.floor(value / 100)]} hundred`, ...(rest === 0 ? [] : [numberWords(String(rest))])].join(' ');
}

function longForm(word: string): string {
  const known = LONG_FORMS[word];
  if (known !== undefined) return known;
  if (IS_CONTRACTION.test(word)) return word.replace(/'s$/u, ' is');
  for (const [ending, long] of LONG_ENDINGS) if (ending.test(word)) return word.replace(ending, long);
  return word;
}

/** The words of a text as they are compared: lower case, without punctuation, contractions and numbers up to 999 written out. */
export function normalizedWords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .replaceAll(/[’‘]/gu, "'")
    .replaceAll('%', ' percent ')
    .replaceAll(/(\d)[,](\d{3})\b/gu, '$1$2')
    .replaceAll(/\d+/gu, (digits) => ` ${numberWords(digits)} `)
    .replaceAll(/[^\p{L}\p{N}' ]/gu, ' ')
    .split(/\s+/u)
    .map((word) => word.replaceAll(/^'+|'+$/gu, ''))
    .filter((word) => word !== '')
    .flatMap((word) => longForm(word).split(' '))
    .map((word) => word.replaceAll("'", ''));
}

/** Levenshtein distance over normalised words. */
export function wordErrorRate(reference: string, hypothesis: string): WordErrorRate {
  const said = normalizedWords(reference);
  const heard = normalizedWords(hypothesis);
  let previous = Array.from({ length: heard.length + 1 }, (_, index) => index);
  for (const [i, word] of said.entries()) {
    const current = [i + 1];
    for (const [j, other] of heard.entries()) {
      const substituted = (previous[j] ?? 0) + (word === other ? 0 : 1);
      current.push(Math.min(substituted, (previous[j + 1] ?? 0) + 1, (current[j] ?? 0) + 1));
    }
    previous = current;
  }
  const errors = previous[heard.length] ?? 0;
  return { errors, words: said.length, wer: said.length === 0 ? 0 : errors / said.length };
}
