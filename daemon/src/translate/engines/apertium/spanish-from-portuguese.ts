// Apertium's Spanish out of Portuguese -> Spanish without what it always gets wrong. Pure.

/** Portuguese spelling, and what Spanish writes for it. Only of words that came through untranslated. */
const SPELLING: readonly (readonly [RegExp, string])[] = [
  [/ções$/gu, 'ciones'],
  [/ção$/gu, 'ción'],
  [/sões$/gu, 'siones'],
  [/são$/gu, 'sión'],
  [/ões$/gu, 'ones'],
  [/ão$/gu, 'ón'],
  [/agem$/gu, 'aje'],
  [/agens$/gu, 'ajes'],
  [/dade(?=s?$)/gu, 'dad'],
  [/dads$/gu, 'dades'],
  [/ável$/gu, 'able'],
  [/ível$/gu, 'ible'],
  [/(?<=graf|log|nom|metr|pat)ia(?=s?$)/gu, 'ía'],
  [/nh/gu, 'ñ'],
  [/ç(?=[aouáóú])/gu, 'z'],
  [/â/gu, 'á'],
  [/ê/gu, 'é'],
  [/ô/gu, 'ó'],
  [/ss/gu, 's'],
];

const ARTICLES: Readonly<Record<string, string>> = { lo: 'el', Lo: 'El', uno: 'un', Uno: 'Un' };

/** After these, "A" at the beginning of a sentence is a preposition. */
const AFTER_PREPOSITION =
  'partir|fim|pesar|cada|favor|respeito|propósito|princípio|longo|curto|médio|tempo|caminho|pé|sós|seguir|isso|isto|ele|ela|mim';

/** "mais do que", word by word; with the word after it. */
const COMPARED = /(?<=(?<!\p{L})(?:más|menos|mejor|peor|mayor|menor|antes|mejores|mayores|peores)(?: \p{L}+){0,3} )del que \p{L}+/giu;
const NOUN_FOLLOWS =
  /^del que (?:el|la|los|las|un|una|mi|tu|su|mis|sus|nuestr[oa]s?|est[ea]s?|es[ea]s?|otr[oa]s?|yo|él|ella|ell[oa]s|nosotros|ayer|hoy|antes|ahora|nunca)$/iu;

/** "1o" and "1a", for it a figure and an article: "en el 1el piso", "de la 1la vez". Only those that the source has as ordinals. */
const ORDINAL = /(?<![\p{L}\p{N}.,:/-])(?<number>\d{1,3})(?<ending>lo|el|o|la|a)(?![\p{L}\p{N}])/gu;

/** Of the words before an ordinal those that it takes for others. */
const BEFORE_ORDINAL: Readonly<Record<string, string>> = { ...ARTICLES, pelo: 'por el', pela: 'por la', Pelo: 'Por el', Pela: 'Por la' };

function withOrdinals(text: string, source: string): string {
  const given = new Set(source.match(/(?<![\p{L}\p{N}.,:/-])\d{1,3}[oa](?![\p{L}\p{N}])/gu));
  if (given.size === 0) return text;
  return text
    .replaceAll(ORDINAL, (...found) => {
      const [match] = found;
      const { number = '', ending = '' } = found.at(-1) as Record<string, string>;
      const letter = ending.endsWith('a') ? 'a' : 'o';
      return given.has(`${number}${letter}`) ? `${number}.${letter === 'a' ? 'ª' : 'º'}` : match;
    })
    .replaceAll(/(?<!\p{L})(?:lo|uno|pel[oa])(?= \d{1,3}\.[ºª])/giu, (word) => BEFORE_ORDINAL[word] ?? word);
}

/** `source`: the Portuguese. `unknown`: its words that came through untranslated; of an article before one of them it makes a pronoun. */
export function mendFromPortuguese(text: string, source: string, unknown: ReadonlySet<string>): string {
  const isArticleFirst = /^A (?=\p{L})/u.test(source) && !new RegExp(String.raw`^A (?:${AFTER_PREPOSITION})\b`, 'u').test(source);
  return withOrdinals(text, source)
    .replaceAll(/(?<!\p{L})(?<article>lo|uno) (?<word>\p{L}[\p{L}\p{M}'’-]*)/giu, (match, article: string, word: string) =>
      unknown.has(word) ? `${ARTICLES[article] ?? article} ${word}` : match,
    )
    .replace(/^A (?<word>\p{L}[\p{L}\p{M}'’-]*)/u, (match, word: string) => (isArticleFirst && unknown.has(word) ? `La ${word}` : match))
    .replaceAll(COMPARED, (than) => (NOUN_FOLLOWS.test(than) ? than.replace('del que', 'que') : than.replace('del que', 'de lo que')))
    .replaceAll(/(?<=(?<!\p{L})(?:el|del|al) )leíste(?!\p{L})/gu, 'este')
    .replaceAll(/(?<!\p{L})(?<first>[Dd])espués que(?!\p{L})/gu, '$<first>espués de que')
    .replaceAll(/(?<!\p{L})EUA(?!\p{L})/gu, 'EE.UU.')
    .replaceAll(/(?<!\p{L})\p{Ll}{4,}(?!\p{L})/gu, (word) =>
      unknown.has(word) ? SPELLING.reduce((before, [pattern, spelling]) => before.replaceAll(pattern, spelling), word) : word,
    );
}
