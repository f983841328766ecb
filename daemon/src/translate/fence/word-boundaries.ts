// Text -> where words begin and end in it, whatever its script: what a term of a glossary may not cut through. Pure.
import type { LanguageCode } from '@subcam/shared';

export interface WordBoundaries {
  /** Whether a word may begin at this UTF-16 offset. */
  mayBegin(at: number): boolean;
  /** Whether a word may end before this UTF-16 offset. */
  mayEnd(at: number): boolean;
}

/** Letters, their marks, figures, and the signs that join parts of a word without being seen. */
const OF_A_WORD = /^[\p{L}\p{M}\p{N}_\u200C\u200D]/u;

/** Scripts that have no spaces between words. */
const UNSPACED = /^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\p{sc=Tibetan}]/u;

/** `C#` and `C++` are no `C`. */
const SIGN_OF_A_WORD = /^(?:#|\+\+)/;

/** `.NET` in `ASP.NET` and `C++` in `C++11` are parts of another word. */
const SIGN = /^[\p{P}\p{S}]/u;

const HANGUL_RUN = /^\p{sc=Hangul}+/u;

/** Korean writes these behind a noun without a space; those of a copula too. */
const KOREAN_PARTICLE =
  /^(?:은|는|이|가|을|를|의|에|에서|에게|에게서|께|께서|한테|로|으로|로서|으로서|로써|으로써|와|과|랑|이랑|하고|도|만|까지|부터|마다|처럼|보다|밖에|조차|마저|이나|나|이라고|라고|이라는|라는|이란|란|이야|야|이에요|예요|입니다|입니까|이다|다|인|이고|이며|이면|이라면|라면|에는|에도|에서는|에서도|으로는|로는|으로도|로도|들|들이|들은|들을|들의)$/u;

const characterAt = (text: string, at: number): string => String.fromCodePoint(text.codePointAt(at) ?? 32);

function characterBefore(text: string, at: number): string {
  const isPair = at > 1 && /[\uDC00-\uDFFF]/.test(text.charAt(at - 1)) && /[\uD800-\uDBFF]/.test(text.charAt(at - 2));
  return text.slice(at - (isPair ? 2 : 1), at);
}

/** `language`: of the text; it tells the words of scripts without spaces. */
export function wordBoundaries(text: string, language: LanguageCode): WordBoundaries {
  let dividing: ReadonlySet<number> | null = null;
  /** By the platform's dictionaries, which are asked only where no space tells. */
  const isDivided = (at: number): boolean => {
    dividing ??= new Set(Array.from(new Intl.Segmenter(localeOf(language), { granularity: 'word' }).segment(text), ({ index }) => index));
    return dividing.has(at);
  };
  const isWithinWord = (at: number): boolean => {
    if (at <= 0 || at >= text.length) return false;
    const [before, after] = [characterBefore(text, at), characterAt(text, at)];
    if (/^\p{M}/u.test(after)) return true;
    if (!OF_A_WORD.test(before) || !OF_A_WORD.test(after)) return false;
    const [isUnspacedBefore, isUnspacedAfter] = [UNSPACED.test(before), UNSPACED.test(after)];
    if (isUnspacedBefore && isUnspacedAfter) return !isDivided(at);
    return !isUnspacedBefore && !isUnspacedAfter;
  };
  const isSpaced = (character: string): boolean => OF_A_WORD.test(character) && !UNSPACED.test(character);
  return {
    mayBegin: (at) => !isWithinWord(at) && !(at > 0 && isSpaced(characterBefore(text, at)) && SIGN.test(characterAt(text, at))),
    mayEnd: (at) => {
      if (at > 0 && at < text.length && SIGN.test(characterBefore(text, at)) && isSpaced(characterAt(text, at))) return false;
      const rest = text.slice(at, at + 20);
      if (SIGN_OF_A_WORD.test(rest) && at > 0 && OF_A_WORD.test(characterBefore(text, at))) return false;
      if (!isWithinWord(at)) return true;
      const run = HANGUL_RUN.exec(rest)?.[0];
      return run !== undefined && KOREAN_PARTICLE.test(run);
    },
  };
}

/** undefined for `auto` and what else is no language of the platform: its own default then decides. */
function localeOf(language: LanguageCode): string | undefined {
  try {
    return Intl.Segmenter.supportedLocalesOf(language)[0];
  } catch {
    return undefined;
  }
}
