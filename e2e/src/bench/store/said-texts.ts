// A seed -> what is said in meetings of a bench, by its number, and what is looked for in it. Pure.
import { randomNumbers } from '@subcam/shared/testing';

export interface SaidText {
  readonly language: string;
  readonly text: string;
  /** Into which it is translated, and that translation. */
  readonly target: string;
  readonly translated: string;
}

export interface SaidTexts {
  /** The same for the same number. */
  at(index: number): SaidText;
  /** What people type: rare words, common ones, phrases, words without their accents, and parts of Chinese, Japanese and Korean. */
  queries(count: number, rows: number): readonly SoughtText[];
}

export type Sought = 'accent' | 'chinese' | 'common' | 'japanese' | 'korean' | 'phrase' | 'rare';

export interface SoughtText {
  readonly kind: Sought;
  readonly text: string;
}

const KINDS: readonly Sought[] = ['rare', 'common', 'phrase', 'accent', 'chinese', 'japanese', 'korean'];

/** Words of a language; the n-th is said 1/n as often as the first (Zipf 1949). */
const VOCABULARY = 20_000;
/** Beyond, a word is rare: in about one of a few thousand texts. */
const RARE_FROM = 3_000;
const COMMON_WORDS = 20;
/** Words, or twice as many signs, of a text: from five to fourteen. */
const LEAST_WORDS = 5;
const MORE_WORDS = 10;

const ONSETS = ['b', 'c', 'd', 'f', 'g', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'st', 'tr', 'pl'] as const;
const VOWELS = ['a', 'e', 'i', 'o', 'u'] as const;
const ACCENTED = ['á', 'é', 'í', 'ó', 'ú'] as const;

/** Of the thousand signs that are used most, so many stand for all. */
const SIGNS = 800;
const SIGNS_FROM = { zh: 0x4e_00, ja: 0x30_41, ko: 0xac_00 } as const;
/** Hiragana, and then signs of Chinese writing. */
const HIRAGANA = 80;

type Unspaced = keyof typeof SIGNS_FROM;

function wordAt(rank: number, vowels: readonly string[]): string {
  let [rest, word] = [rank, ''];
  do {
    word += `${ONSETS[rest % ONSETS.length] ?? ''}${vowels[Math.floor(rest / ONSETS.length) % vowels.length] ?? ''}`;
    rest = Math.floor(rest / (ONSETS.length * vowels.length));
  } while (rest > 0);
  return `${word}n`;
}

/** The words that are said more often are nearly all of what is said: that rank of which so much of all is said before. */
function rankOf(share: number): number {
  return Math.floor(Math.exp(share * Math.log(VOCABULARY + 1))) - 1;
}

function signAt(language: Unspaced, share: number): string {
  const rank = Math.floor(Math.exp(share * Math.log(SIGNS + 1))) - 1;
  if (language === 'ja' && rank >= HIRAGANA) return String.fromCodePoint(SIGNS_FROM.zh + rank);
  // Far from each other in the table, as those of a language are.
  return String.fromCodePoint(SIGNS_FROM[language] + rank * (language === 'ja' ? 1 : 7));
}

export function saidTexts(seed: number): SaidTexts {
  const english = Array.from({ length: VOCABULARY }, (_, rank) => wordAt(rank, VOWELS));
  const spanish = Array.from({ length: VOCABULARY }, (_, rank) => wordAt(rank, rank % 3 === 0 ? ACCENTED : VOWELS));

  const at = (index: number): SaidText => {
    const random = randomNumbers(Math.imul(index + 1, 2_654_435_761) ^ seed);
    const kind = random();
    const words = (vocabulary: readonly string[]): string => {
      const count = LEAST_WORDS + Math.floor(random() * MORE_WORDS);
      const said = Array.from({ length: count }, () => vocabulary[rankOf(random())] ?? '').join(' ');
      return `${said[0]?.toUpperCase() ?? ''}${said.slice(1)}.`;
    };
    const signs = (language: Unspaced): string => {
      const count = 2 * (LEAST_WORDS + Math.floor(random() * MORE_WORDS));
      return `${Array.from({ length: count }, () => signAt(language, random())).join('')}。`;
    };
    if (kind < 0.7) return { language: 'en', text: words(english), target: 'es', translated: words(spanish) };
    if (kind < 0.82) return { language: 'es', text: words(spanish), target: 'en', translated: words(english) };
    const unspaced = kind < 0.88 ? 'zh' : kind < 0.94 ? 'ja' : 'ko';
    return { language: unspaced, text: signs(unspaced), target: 'en', translated: words(english) };
  };

  const queries: SaidTexts['queries'] = (count, rows) => {
    const random = randomNumbers(seed + 1);
    /** A text of this language, and a word or a part of it. */
    const partOf = (language: string, length: number): string => {
      for (;;) {
        const said = at(Math.floor(random() * rows));
        if (said.language !== language) continue;
        if (language in SIGNS_FROM) {
          const from = Math.floor(random() * (said.text.length - 1 - length));
          return said.text.slice(from, from + length);
        }
        const words = said.text.replace('.', '').split(' ');
        const from = Math.floor(random() * (words.length - length));
        return words.slice(from, from + length).join(' ');
      }
    };
    const one: Readonly<Record<Sought, () => string>> = {
      rare: () => english[RARE_FROM + Math.floor(random() * (VOCABULARY - RARE_FROM))] ?? '',
      common: () => english[Math.floor(random() * COMMON_WORDS)] ?? '',
      phrase: () => `"${partOf('en', 2 + Math.floor(random() * 2))}"`,
      accent: () => partOf('es', 1).normalize('NFD').replace(/\p{M}/gu, ''),
      chinese: () => partOf('zh', 1 + Math.floor(random() * 3)),
      japanese: () => partOf('ja', 1 + Math.floor(random() * 3)),
      korean: () => partOf('ko', 1 + Math.floor(random() * 3)),
    };
    return Array.from({ length: count }, (_, index) => {
      const kind = KINDS[index % KINDS.length] ?? 'common';
      return { kind, text: one[kind]() };
    });
  };
  return { at, queries };
}
