// Text <-> what goes through Apertium, and the mending of what its rules leave: spaces, capitals, Spanish opening marks. Pure.
import { sameLanguage, type LanguageCode } from '@subcam/shared';

/** Signs that mean something in Apertium's stream format (lttoolbox). */
const SPECIAL = /[\\[\]{}^$@<>/]/g;

/** A sentence mark for the tagger, fenced off by empty blanks so that a last word isn't read as an abbreviation. */
const END = '[].[]';

/** Whitespace and control characters, NUL among them, which would end the text. */
const BLANKS = /[\s\p{Cc}]+/gu;

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

/** Prepared text as a stream. English "No." is the abbreviation of "number" to Apertium unless an empty blank parts word and full stop. */
export function toStream(prepared: string, sourceLanguage: LanguageCode): string {
  const escaped = prepared.replaceAll(SPECIAL, String.raw`\$&`);
  return `${sameLanguage(sourceLanguage, 'en') ? escaped.replaceAll(/\b(?<word>no)(?=\.)/gi, '$<word>[]') : escaped}${END}`;
}

/** The text of an answer: without its end mark, blanks and escapes. */
export function fromStream(stream: string): string {
  return stream
    .replace(/(?:\[\])?\.?\[\]\s*$/, '')
    .replaceAll(/(?<!\\)\[(?:\\.|[^\\\]])*\]/g, '')
    .replaceAll(/\\(?<sign>.)/gs, '$<sign>')
    .replaceAll(BLANKS, ' ')
    .trim();
}

/** Only what is certain is changed; see the functions below. `source` is the prepared text. */
export function mend(raw: string, source: string, targetLanguage: LanguageCode): string {
  const spaced = mendSpaces(raw);
  const cased = mendCapitals(spaced, source);
  return sameLanguage(targetLanguage, 'es') ? openMarks(singleWords(cased, source), source) : cased;
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
function mendCapitals(text: string, source: string): string {
  const sentences = (of: string): number => [...of.matchAll(SENTENCE_START)].length;
  const isParallel = sentences(text) === sentences(source);
  const started = isParallel ? text.replaceAll(SENTENCE_START, (letter) => letter.toUpperCase()) : text;
  const isLower = (letter: string): boolean => letter !== letter.toUpperCase();
  const [sourceFirst] = /\p{L}/u.exec(source) ?? [];
  const calm = !isParallel || hasInnerCapitals(source) ? started : lowerInnerCapitals(started, source);
  if (sourceFirst === undefined || /^\P{L}*\p{Lu}{2}/u.test(calm)) return calm;
  return calm.replace(/\p{L}/u, (letter) => (isLower(sourceFirst) ? letter.toLowerCase() : letter.toUpperCase()));
}

/** A capitalised word that neither begins the text nor follows the end of a sentence, a colon or a quotation mark. */
const INNER_CAPITALISED = /(?<=[\p{L}\p{N},;)\]%] +)\p{Lu}[\p{L}\p{N}'’]*/gu;

/** The English pronoun is no reason. */
function hasInnerCapitals(source: string): boolean {
  return [...source.matchAll(INNER_CAPITALISED)].some(([word]) => !/^I(?:'\p{L}+)?$/u.test(word));
}

function lowerInnerCapitals(text: string, source: string): string {
  const given = new Set(source.match(/[\p{L}\p{N}'’]+/gu));
  return text.replaceAll(INNER_CAPITALISED, (word) => (given.has(word) || /\p{Lu}.*\p{Lu}/u.test(word) ? word : word.toLowerCase()));
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
