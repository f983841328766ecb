// Apertium's Spanish out of English -> Spanish without what it always gets wrong. Pure.
import { asks, tellsWhatHappened } from './english.ts';

/** Before a person whom a clause is about: "a quien". */
const PREPOSITIONS: ReadonlySet<string> = new Set(['a', 'al', 'con', 'de', 'en', 'para', 'por', 'sin', 'sobre']);

/** Of statements, where "who", "when" and "which" join clauses, but are written as if they asked. */
function relatives(text: string): string {
  return text
    .replaceAll(/(?<before>(?<!\p{L})\p{L}+,?) quién(?<several>es)?(?= \p{L})/gu, (_match, before: string, several = '') =>
      PREPOSITIONS.has(before.toLowerCase()) ? `${before} quien${several}` : `${before} que`,
    )
    .replaceAll(/(?<!\p{L})(?<first>[Cc])uándo(?!\p{L})/gu, '$<first>uando')
    .replaceAll(/(?<=\p{L},?) qué(?= \p{L})/gu, ' que');
}

const PARTICIPLE = String.raw`\p{L}+(?:[aeiíou]d|ch|st|rt|uest|ript|rit)[oa]s?(?!\p{L})`;

/** "was", as how something was. */
const WAS = new RegExp(String.raw`(?<!\p{L})(?<first>[Ee])stuv(?<many>o|ieron)(?= ${PARTICIPLE})`, 'gu');

/** The same, and by whom: that happened. */
const WAS_BY = new RegExp(String.raw`${WAS.source}(?= ${PARTICIPLE}(?: \p{L}+){0,2} por )`, 'gu');

/** "on" before a noun, taken for "on top". */
const ON = /(?<=\p{L})(?<!por) encima (?=\p{L})(?!(?:de|del|lo|la|los|las|el)\b)/gu;

/** "to work", taken for "to do a deed": both verbs have the same endings. Not the noun, "la obra". */
const WORK =
  /(?<before>(?<!\p{L})\p{L}+ )?(?<!\p{L})(?<first>[Oo])br(?<ending>ad[oa]s?|ando|ar(?:é|á[ns]?|emos|éis|ías?|íamos|ían)?|o|ó|é|aste|aron|an|amos|aba[ns]?|ábamos|en?|emos|a)(?!\p{L})/gu;
const BEFORE_NOUN = /^(?:la|una|su|mi|tu|esta|esa|otra|nuestra|vuestra|cada|de|en|con|por|para|sin|primera|última|gran|buena) $/i;

/** "please", taken for the verb. */
function please(text: string): string {
  return text
    .replaceAll(/(?<!\p{L})(?:te )?(?<first>[Cc])omplacer(?!\p{L})/gu, (_match, first: string) =>
      first === 'C' ? 'Por favor' : 'por favor',
    )
    .replaceAll(/(?<=^|[.!?] )Por favor(?= \p{L})/gu, 'Por favor,');
}

/** `source`: the English. */
export function mendSpanish(text: string, source: string): string {
  const joined = asks(source) ? text : relatives(text);
  const asked = /\bplease\b/i.test(source) ? please(joined) : joined;
  return asked
    .replaceAll(/(?<=^|[.!?] )Cuándo(?= [^.!?]*(?:[.!]|$))/gu, 'Cuando')
    .replaceAll(/(?<!\p{L})(?<first>[Ll])osiento(?!\p{L})/gu, '$<first>o siento')
    .replaceAll(/(?<!\p{L})(?<first>[Ee])l (?=otros\b|tod?os los\b)/gu, (_match, first: string) => (first === 'E' ? 'Los ' : 'los '))
    .replaceAll(/(?<!\p{L})(?:(?:el|los) )?(?<decade>\d{3}0)s(?!\p{L})/gu, (match, decade: string) =>
      match.startsWith(decade) ? `años ${decade}` : `los años ${decade}`,
    )
    .replaceAll(
      /(?<!\p{L})(?<number>\d+|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez) más (?<noun>\p{L}{3,}s)(?!\p{L})/gu,
      '$<number> $<noun> más',
    )
    .replaceAll(/(?<!\p{L})aproximadamente lo(?=[.,;:!?]|$)/gu, 'sobre eso')
    .replaceAll(/(?<!\p{L})aproximadamente (?=si |\p{L}+(?:ar|er|ir)(?!\p{L}))/gu, 'sobre ')
    .replaceAll(/(?<!\p{L})encima lo(?=[.,;:!?]|$)/gu, 'en eso')
    .replaceAll(/(?<=\p{L}, )el cual(?= \p{L})/gu, 'que')
    .replaceAll(
      tellsWhatHappened(source) ? WAS : WAS_BY,
      (_match, first: string, many: string) => `${first === 'E' ? 'F' : 'f'}ue${many === 'o' ? '' : 'ron'}`,
    )
    .replaceAll(ON, ' en ')
    .replaceAll(/(?<!\p{L})(?<first>[Aa])quello(?!\p{L})/gu, (_match, first: string) => (first === 'A' ? 'Eso' : 'eso'))
    .replaceAll(WORK, (...found) => {
      const { before = '', first, ending } = found.at(-1) as { before?: string; first: string; ending: string };
      if (ending === 'a' && BEFORE_NOUN.test(before)) return found[0];
      return `${before}${first === 'O' ? 'T' : 't'}rabaj${ending}`;
    });
}
