// Text such as `en-pt` or `en-*` -> the languages between which a term counts, and how closely they are those of a translation. Pure.
import { baseLanguage, isLanguageCode, SubcamError, type LanguageCode } from '@subcam/shared';

/** In place of a language: each of them. */
const ANY = '*';

export interface TermPair {
  /** A code, or `*`. */
  readonly source: LanguageCode;
  readonly target: LanguageCode;
}

/** Throws `bad-request`. `all` is short for `*-*`. */
export function parsePair(text: string): TermPair {
  const given = text.trim();
  if (given === 'all' || given === ANY) return { source: ANY, target: ANY };
  const parts = given.split('-');
  // Codes with a region have hyphens themselves: `en-pt-BR`.
  const ways = parts.slice(1).map((_part, index) => [parts.slice(0, index + 1).join('-'), parts.slice(index + 1).join('-')] as const);
  const isSide = (side: string): boolean => side === ANY || (isLanguageCode(side) && side.length >= 2);
  const found = ways.find(([source, target]) => isSide(source) && isSide(target));
  if (found === undefined) {
    throw new SubcamError(
      'bad-request',
      `"${text}" is no pair of languages: it is written as en-pt, with * for any language (en-*, *-pt), or all.`,
    );
  }
  const [source, target] = found;
  if (source !== ANY && target !== ANY && baseLanguage(source) === baseLanguage(target)) {
    throw new SubcamError('bad-request', `"${text}" is one language twice: nothing is translated there.`);
  }
  return { source, target };
}

export function pairText({ source, target }: TermPair): string {
  return `${source}-${target}`;
}

/** How closely a pair means a translation: the higher, the closer; null: not at all. */
export function closeness(pair: TermPair, asked: TermPair): number | null {
  const [source, target] = [sideCloseness(pair.source, asked.source), sideCloseness(pair.target, asked.target)];
  // Of two that are equally close, the one that names the source more closely.
  return source === null || target === null ? null : (source + target) * 10 + source;
}

/** A code without a region means all regions; one with a region means those too that say nothing of theirs. */
function sideCloseness(code: LanguageCode, asked: LanguageCode): number | null {
  if (code === ANY) return 0;
  if (code.toLowerCase() === asked.toLowerCase()) return 3;
  if (baseLanguage(code) !== baseLanguage(asked)) return null;
  if (!code.includes('-')) return 2;
  return asked.includes('-') ? null : 1;
}
