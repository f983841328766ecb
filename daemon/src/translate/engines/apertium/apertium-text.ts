// Text <-> what goes through Apertium, its marks for words that it lacks, and the mending of what its rules leave: spaces, capitals, Spanish opening marks. Pure.
import { sameLanguage, type LanguageCode, type LanguagePair } from '@subcam/shared';
import { inOtherWords } from './english.ts';
import { mendFromPortuguese } from './spanish-from-portuguese.ts';
import { mendSpanish } from './spanish.ts';

/** Signs that mean something in Apertium's stream format (lttoolbox). */
const SPECIAL = /[\\[\]{}^$<>/]/g;

/** A sentence mark for the tagger, fenced off by empty blanks so that a last word isn't read as an abbreviation. */
const END = '[].[]';

/** Whitespace and control characters, NUL among them, which would end the text. */
const BLANKS = /[\s\p{Cc}\uE000-\uE002]+/gu;

/**
 * The text as Apertium reads it best: one line, single spaces, straight apostrophes; for English also a capital I, which its dictionary
 * insists on, and `okay` for `OK`, whose capitals would be carried over.
 */
export function prepare(text: string, sourceLanguage: LanguageCode): string {
  const plain = text.normalize('NFC').replaceAll(BLANKS, ' ').replaceAll(/[‘’]/g, "'").replaceAll(/[“”]/g, '"').trim();
  if (!sameLanguage(sourceLanguage, 'en')) return plain;
  return plain
    .replaceAll(/(?<![\p{L}\p{N}'.])i(?=(?:'(?:m|ll|ve|d))?(?![\p{L}\p{N}'.]))/gu, 'I')
    .replaceAll(/\bOK\b/g, (_match, offset: number) => (offset === 0 ? 'Okay' : 'okay'));
}

/** Of a prepared text, what the pair of its languages always takes for something else, in other words. */
export function inPlainWords(prepared: string, { sourceLanguage, targetLanguage }: LanguagePair): string {
  return sameLanguage(sourceLanguage, 'en') && sameLanguage(targetLanguage, 'es') ? inOtherWords(prepared) : prepared;
}

/** Marks before words of an answer that its dictionaries lack, or can't inflect. In a text they are written as signs that nobody writes. */
const OWN_SIGNS: ReadonlyMap<string, string> = new Map([
  ['*', '\uE000'],
  ['#', '\uE001'],
  ['@', '\uE002'],
]);
const WRITTEN: ReadonlyMap<string, string> = new Map([...OWN_SIGNS].map(([sign, own]) => [own, sign]));

/** Stands for a hyphen between the parts of a compound, so that its parts are read as words of their own. */
const PARTED = '[-]';

const COMPOUND = /(?<![\p{L}\p{N}-])[\p{L}\p{N}]+(?:-\p{L}+)+(?![\p{L}\p{N}-])/gu;

/**
 * Prepared text as a stream. English "No." is the abbreviation of "number" to Apertium unless an empty blank parts word and full stop.
 * `parted`: compounds whose parts are read as words of their own.
 */
export function toStream(prepared: string, sourceLanguage: LanguageCode, parted: readonly string[] = []): string {
  const escaped = prepared.replaceAll(SPECIAL, String.raw`\$&`).replaceAll(/[*#@]/g, (sign) => OWN_SIGNS.get(sign) ?? sign);
  const stream = escaped.replaceAll(COMPOUND, (compound) => (parted.includes(compound) ? compound.replaceAll('-', PARTED) : compound));
  return `${sameLanguage(sourceLanguage, 'en') ? stream.replaceAll(/\b(?<word>no)(?=\.)/gi, '$<word>[]') : stream}${END}`;
}

/** What the first stage says of the words of a text -> the text, with the mark before each word that the dictionary lacks. */
export function asText(analysis: string): string {
  return analysis.replaceAll(/\^(?<word>(?:\\.|[^\\/$^])*)\/(?<mark>\*?)(?:\\.|[^\\$])*\$/gs, (...found) => {
    const { word = '', mark = '' } = found.at(-1) as Record<string, string>;
    return `${mark}${word}`;
  });
}

/** Words of an answer that its dictionaries lack. */
export function unknownWords(stream: string): ReadonlySet<string> {
  return new Set(Array.from(stream.matchAll(/(?<!\\)\*(?<word>\p{L}[\p{L}\p{M}'’-]*)/gu), ({ groups }) => groups?.['word'] ?? ''));
}

/** The text of an answer: without its end mark, blanks, marks and escapes. */
export function fromStream(stream: string): string {
  return (
    stream
      .replace(/(?:\[\])?\.?\[\]\s*$/, '')
      .replaceAll(PARTED, ' ')
      // It moves blanks about, and an empty one may have taken the place of a space.
      .replaceAll(/(?<=\p{L})\[\](?=\p{L})/gu, ' ')
      .replaceAll(/(?<!\\)\[(?:\\.|[^\\\]])*\]/g, '')
      .replaceAll(/\\?@|\\(?<sign>.)|[*#]/gs, (_match, sign: string | undefined) => sign ?? '')
      .replaceAll(/[\uE000-\uE002]/g, (own) => WRITTEN.get(own) ?? own)
      .replaceAll(BLANKS, ' ')
      .trim()
  );
}

/** Compounds of the source that are not in the text: their words may have run together ("contratodeplazo"), or are one of the other language. */
export function lostCompounds(text: string, source: string): readonly string[] {
  return [...new Set(source.match(COMPOUND))].filter((compound) => !text.includes(compound));
}

/** Whether two texts have the same letters in the same order: "contratodeplazo" and "contrato de plazo". */
export function hasSameLetters(one: string, other: string): boolean {
  const letters = (of: string): string => of.replaceAll(/[\s-]+/g, '').toLowerCase();
  return letters(one) === letters(other);
}

/** Only what is certain is changed; see the functions below. `source` is the prepared text, `unknown` its words that the dictionaries lack. */
export function mend(
  raw: string,
  source: string,
  { sourceLanguage, targetLanguage, unknown = new Set() }: LanguagePair & { readonly unknown?: ReadonlySet<string> },
): string {
  const spaced = mendSpaces(raw);
  const cased = smallAfterNames(mendCapitals(spaced, source, targetLanguage), source, targetLanguage);
  if (!sameLanguage(targetLanguage, 'es')) return cased;
  const spanish = sameLanguage(sourceLanguage, 'en')
    ? mendSpanish(cased, source)
    : sameLanguage(sourceLanguage, 'pt')
      ? mendFromPortuguese(cased, source, unknown)
      : cased;
  return openMarks(marksAfterQuotes(singleWords(spanish, source)), source);
}

/** Single spaces, none before closing marks or after opening ones; straight quotation marks count as opening and closing in turn. */
function mendSpaces(text: string): string {
  const closed = text
    .replaceAll(BLANKS, ' ')
    .replaceAll(/ +(?=[,;:.!?…)\]}»]+(?:[\s)\]}»"']|$))/gu, '')
    .replaceAll(/(?<=[([{«¿¡]) +/gu, '')
    .trim();
  let isOpen = false;
  return closed.replaceAll(/(?<before> ?)"(?<after> ?)/g, (_match, before: string, after: string) => {
    isOpen = !isOpen;
    return isOpen ? `${before}"` : `"${after}`;
  });
}

const SENTENCE_START = /(?<=[.!?…]["')\]»]? +["'([«¿¡]?)\p{L}/gu;

/**
 * The first letter is written as in the source. After a full stop there is a capital, where the text has as many sentences as the
 * source. Then, too, a capital in the middle of a sentence goes that the source has no reason for: it has none there, and not this word.
 */
function mendCapitals(text: string, source: string, targetLanguage: LanguageCode): string {
  const sentences = (of: string): number => [...of.matchAll(SENTENCE_START)].length;
  const isParallel = sentences(text) === sentences(source);
  const started = isParallel ? text.replaceAll(SENTENCE_START, (letter) => letter.toUpperCase()) : text;
  const isLower = (letter: string): boolean => letter !== letter.toUpperCase();
  const [sourceFirst] = /\p{L}/u.exec(source) ?? [];
  const calm = !isParallel || hasInnerCapitals(source) ? started : lowerInnerCapitals(started, source, targetLanguage);
  if (sourceFirst === undefined || /^\P{L}*\p{Lu}{2}/u.test(calm)) return calm;
  return calm.replace(/\p{L}/u, (letter) => (isLower(sourceFirst) ? letter.toLowerCase() : letter.toUpperCase()));
}

const WORDS = /[\p{L}\p{N}'’]+/gu;

/** A capitalised word that neither begins the text nor follows the end of a sentence, a colon or a quotation mark. */
const INNER_CAPITALISED = /(?<=[\p{L}\p{N},;)\]%] +)\p{Lu}[\p{L}\p{N}'’]*/gu;

/** The English pronoun is no reason. */
function hasInnerCapitals(source: string): boolean {
  return [...source.matchAll(INNER_CAPITALISED)].some(([word]) => !/^I(?:'\p{L}+)?$/u.test(word));
}

/** Capitalised in English, and in no other language of its pairs. */
const CALENDAR =
  /^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|January|February|March|April|May|June|July|August|September|October|November|December)$/u;

/**
 * A capital that it gives to the word after a name ("Rose Parker Movió") goes, where every word of the source after that name is small, and no
 * other name of the source can have become this word.
 */
function smallAfterNames(text: string, source: string, targetLanguage: LanguageCode): string {
  if (sameLanguage(targetLanguage, 'en')) return text;
  const given = new Set(source.match(WORDS));
  const kept = new Set(text.match(WORDS));
  const mayBeTranslated = [...source.matchAll(INNER_CAPITALISED)].some(([word]) => !kept.has(word) && word !== 'I' && !CALENDAR.test(word));
  if (mayBeTranslated) return text;
  return text.replaceAll(/(?<=(?<name>\p{Lu}[\p{L}\p{M}'’-]*) )(?<next>\p{Lu}\p{Ll}+)(?![\p{L}\p{N}'’-])/gu, (...found) => {
    const { name = '', next = '' } = found.at(-1) as Record<string, string>;
    const after = source.split(`${name} `).slice(1);
    const isSmall = after.length > 0 && given.has(name) && !given.has(next) && after.every((rest) => /^\p{Ll}/u.test(rest));
    return isSmall ? next.toLowerCase() : next;
  });
}

/** Words that English writes in small letters wherever they stand. Of others it capitalises more than other languages do: days, months, nationalities, "I". */
const SMALL_IN_ENGLISH: ReadonlySet<string> = new Set(
  (
    'a an the and or but nor so as at by for from in into of on off onto out over to up with without about after before under this that these those ' +
    'my your his her its our their all both each every some any no not be been is are was were has have had do does did will would can could'
  ).split(' '),
);

function lowerInnerCapitals(text: string, source: string, targetLanguage: LanguageCode): string {
  const given = new Set(source.match(WORDS));
  const isEnglish = sameLanguage(targetLanguage, 'en');
  return text.replaceAll(INNER_CAPITALISED, (word) => {
    const lower = word.toLowerCase();
    if (given.has(word) || /\p{Lu}.*\p{Lu}/u.test(word) || (isEnglish && !SMALL_IN_ENGLISH.has(lower))) return word;
    return lower;
  });
}

/** Spanish writes commas and full stops after a closing quotation mark, where English writes them before it. */
function marksAfterQuotes(text: string): string {
  return text.replaceAll(/(?<=[\p{L}\p{N}])(?<mark>[,.])"(?=$|[\s)])/gu, '"$<mark>');
}

const DOUBLED = /(?<![\p{L}\p{N}])(?<word>\p{L}+) \k<word>(?![\p{L}\p{N}])/giu;

/** Spanish says no word twice in a row, unless the source did. */
function singleWords(text: string, source: string): string {
  return source.search(DOUBLED) >= 0 ? text : text.replaceAll(DOUBLED, '$<word>');
}

/**
 * ¿ and ¡ at the beginning of a sentence that ends with ? or !, when it is clear where the question begins: there is nothing before it
 * in the sentence that a comma, colon, dash or quotation mark sets off; and when the text asks as often as the source.
 */
function openMarks(text: string, source: string): string {
  const count = (of: string, mark: string): number => of.split(mark).length - 1;
  const marks = [
    ['?', '¿'],
    ['!', '¡'],
  ] as const;
  return marks.reduce((marked, [close, open]) => {
    if (count(marked, close) !== count(source, close) || marked.includes(open)) return marked;
    const sentence = new RegExp(String.raw`(?<=^|[.!?…] +)[^.!?…,;:"«»()¿¡–—]+(?=[${close}]+(?:\s|$))`, 'gu');
    return marked.replaceAll(sentence, (whole) => whole.replace(/\S/u, String.raw`${open}$&`));
  }, text);
}
