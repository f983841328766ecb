// Text -> the names of people in it: those of people in the meeting, and what stands after a title. Pure.
import { ordinaryName, roomNames, roomSpans, type RoomName } from './room-names.ts';
import { withoutOverlaps, type Span } from './span.ts';

/** Before a surname, in the languages in which these are capitalised. The title itself is translated. */
const TITLES: ReadonlySet<string> = new Set(
  (
    'mr mrs ms miss mx dr prof professor doctor sir madam lord lady judge senator president minister captain colonel general inspector ' +
    'rev reverend capt col gen sgt sergeant lt lieutenant maj hon bishop ' +
    'sr sra srta señor señora señorita don doña herr frau monsieur madame mademoiselle mme mlle signor signora sig dott senhor senhora dona'
  ).split(' '),
);

/** Titles that their languages write in small letters too: "el señor Blanco". None of them is a word of English. */
const SMALL_TITLES: ReadonlySet<string> = new Set(
  (
    'señor señora señorita doña senyor senyora monsieur madame mademoiselle signor signora signorina senhor senhora dona doutor doutora ' +
    'doctora profesor profesora professora docteur professeur dottor dottoressa'
  ).split(' '),
);

/** Titles that are surnames too: after another title they are its name. "Mrs. Bishop". */
const SURNAMES: ReadonlySet<string> = new Set(['bishop', 'lord']);

/** Within a name. */
const PARTICLES: ReadonlySet<string> = new Set('van von de der den del della di da dos du la le al bin ibn ter ten'.split(' '));

/** Capitalised in English wherever they stand: alone they are a name only where somebody is addressed. */
const CALENDAR: ReadonlySet<string> = new Set(
  (
    'monday tuesday wednesday thursday friday saturday sunday ' +
    'january february march april may june july august september october november december'
  ).split(' '),
);

/** Words that begin sentences, and are names too: at a sentence's beginning, alone, they are a name only where somebody is addressed. */
const COMMON_WORDS: ReadonlySet<string> = new Set(
  (
    'i a an the and but or so do no not yes in on at to of by my our your he she it we you they this that these those there here what when ' +
    'where who why how can will let if as is are was were be been has have had please'
  ).split(' '),
);

/** Names that are verbs too: at a sentence's beginning, before what a verb has for its object, they are a request. "Mark the date." */
const VERBS: ReadonlySet<string> = new Set(
  'mark grant bill chase sue rob pat jack hope skip nick lance pierce wade harry josh bob chuck dot chip tip ward hunt rock cash trace'.split(
    ' ',
  ),
);
const OBJECTS: ReadonlySet<string> = new Set(
  'the a an this that these those my your our his her its their me you him it us them everyone everybody all one'.split(' '),
);

const WORD = /[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*/gu;

const POSSESSIVE = /['’]s?$/u;

/** Names with more words are sentences. */
const MAX_NAME_WORDS = 5;

/** For comparison: in lower case, with one kind of apostrophe. */
function keyOf(word: string): string {
  return word.toLowerCase().replaceAll('’', "'");
}

interface Word extends Span {
  /** Without the ending of a possessive. */
  readonly text: string;
  readonly key: string;
  readonly isCapitalised: boolean;
  /** Whether a sentence begins with it. */
  readonly isFirst: boolean;
  /** What stands between the word before and this one. */
  readonly gap: string;
}

function wordsOf(text: string): readonly Word[] {
  let end = 0;
  return Array.from(text.matchAll(WORD), (match) => {
    const bare = match[0].replace(POSSESSIVE, '');
    const gap = text.slice(end, match.index);
    const isFirst = end === 0 || /[.!?…:¿¡"“«]/u.test(gap);
    end = match.index + match[0].length;
    const start = match.index;
    return { text: bare, key: keyOf(bare), start, end: start + bare.length, isCapitalised: /^\p{Lu}/u.test(bare), isFirst, gap };
  });
}

function isTitle({ key, isCapitalised }: Word): boolean {
  return SMALL_TITLES.has(key) || (isCapitalised && TITLES.has(key));
}

/** A capitalised word that can be one of a name. */
function isNameWord(word: Word): boolean {
  return word.isCapitalised && !COMMON_WORDS.has(word.key) && !CALENDAR.has(word.key) && !isTitle(word);
}

/** The last word of the name that begins at `first`, or null. Initials and particles are of it. */
function endOfName(words: readonly Word[], first: number): number | null {
  let last: number | null = null;
  for (let at = first; at < words.length && at < first + MAX_NAME_WORDS; at += 1) {
    const word = words[at];
    if (word === undefined) break;
    const previous = words[at - 1];
    const isJoined = at === first || /^[ -]$/u.test(word.gap) || (previous?.text.length === 1 && /^\. ?$/u.test(word.gap));
    if (!isJoined) break;
    if (isNameWord(word) || (at === first && word.isCapitalised && SURNAMES.has(word.key))) last = at;
    else if (!PARTICLES.has(word.key)) break;
  }
  return last;
}

/** A list of names, as it is looked for in texts. */
interface PreparedNames {
  /** Words of the names of people. */
  readonly words: ReadonlySet<string>;
  /** Whole names in scripts without capitals. */
  readonly wholes: readonly string[];
  readonly rooms: readonly RoomName[];
}

/** Each list is taken apart once: it stays the same list until somebody else comes. */
const prepared = new WeakMap<readonly string[], PreparedNames>();

function prepare(names: readonly string[]): PreparedNames {
  const known = prepared.get(names);
  if (known !== undefined) return known;
  const words = new Set<string>();
  const wholes: string[] = [];
  for (const name of names) {
    if (/[\p{Lu}\p{Ll}]/u.test(name)) {
      for (const [written] of name.matchAll(WORD)) {
        const part = written.replace(POSSESSIVE, '');
        if (part.length > 1 && !PARTICLES.has(part.toLowerCase()) && !ordinaryName(name, part)) words.add(keyOf(part));
      }
    } else if (name.trim().length > 1) wholes.push(name.trim());
  }
  const made: PreparedNames = { words, wholes, rooms: roomNames(names) };
  prepared.set(names, made);
  return made;
}

/** As `nameSpans`; none overlap: of two that do, the longer one counts. */
export function peopleSpans(text: string, names: readonly string[]): readonly Span[] {
  return withoutOverlaps(nameSpans(text, names).toSorted((a, b) => b.end - b.start - (a.end - a.start)));
}

/** `names`: of people in the meeting; what stands after a title is one too, whoever it is. In no particular order; spans may overlap. */
export function nameSpans(text: string, names: readonly string[]): readonly Span[] {
  const people = prepare(names);
  const words = wordsOf(text);
  const spans: Span[] = [...roomSpans(text, people.rooms)];
  const isKnown = ({ key, isCapitalised }: Word): boolean =>
    isCapitalised && (people.words.has(key) || (key.includes('-') && key.split('-').every((part) => people.words.has(part))));
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined) break;
    if (isTitle(word) && /^\.? $/u.test(words[at + 1]?.gap ?? '')) {
      const last = endOfName(words, at + 1);
      const [from, to] = [words[at + 1], last === null ? undefined : words[last]];
      if (from === undefined || to === undefined || last === null) continue;
      spans.push({ start: from.start, end: to.end });
      at = last;
      continue;
    }
    if (!isKnown(word)) continue;
    // The rest of a name of several words.
    let last = at;
    for (let next = words[last + 1]; next !== undefined && isKnown(next) && /^[ -]$/u.test(next.gap); next = words[last + 1]) last += 1;
    const to = words[last] ?? word;
    const isAlone = last === at;
    const isAddressed = (words[last + 1]?.gap ?? text.slice(to.end)).startsWith(',') || word.gap.startsWith(', ');
    // "Will you" is of nobody, and "in May" of a month.
    const isOrdinary = CALENDAR.has(word.key) || (COMMON_WORDS.has(word.key) && word.isFirst);
    const next = words[last + 1];
    const isRequest = word.isFirst && VERBS.has(word.key) && next?.gap === ' ' && OBJECTS.has(next.key);
    if (isAlone && (isOrdinary || isRequest) && !isAddressed) continue;
    spans.push({ start: word.start, end: to.end });
    at = last;
  }
  for (const whole of people.wholes) {
    for (let start = text.indexOf(whole); start >= 0; start = text.indexOf(whole, start + whole.length)) {
      spans.push({ start, end: start + whole.length });
    }
  }
  return spans;
}
