// Names that Apertium's dictionary lacks -> names that it has, and back again: its rules know what to do around a name that they know. Pure.

/**
 * Towns that are the same in the languages of its pairs and that its dictionaries have as names. Around an unknown word "Danius worked" becomes
 * "Danius obrado" and "the Danius committee" "el Danius comité"; around one of these "obró" and "el comité de Danius".
 */
const NAMES = ['Toledo', 'Granada', 'Murcia', 'Alicante', 'Madrid', 'Barcelona'];

/** All stand-ins, as a text of their own. */
export const ALL_STAND_INS = NAMES.join(' ');

const NAME_WORD = String.raw`\p{Lu}[\p{L}\p{M}]*(?:['’-]\p{Lu}[\p{L}\p{M}]*)*`;

const RUN = new RegExp(String.raw`(?<![\p{L}\p{M}\p{N}])${NAME_WORD}(?: ${NAME_WORD})*(?![\p{L}\p{M}\p{N}])`, 'gu');

export interface StandIns {
  readonly text: string;
  /** What each stand-in stands for. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * Capitalised words of a text that are among the unknown ones, those in a row as one name. null: there are none, or the text is in
 * capitals throughout, where a capital says nothing. There are as many stand-ins as names above; further names stay as they are.
 */
export function withStandIns(text: string, unknown: ReadonlySet<string>): StandIns | null {
  if (unknown.size === 0 || !/\p{Ll}/u.test(text)) return null;
  const free = NAMES.filter((name) => !text.toLowerCase().includes(name.toLowerCase()));
  const names = new Map<string, string>();
  const standIn = (words: readonly string[]): string => {
    const name = free[names.size];
    if (name === undefined) return words.join(' ');
    names.set(name, words.join(' '));
    return name;
  };
  const replaced = text.replaceAll(RUN, (run) => {
    const parts: string[] = [];
    let waiting: string[] = [];
    const settle = (): void => {
      if (waiting.length > 0) parts.push(standIn(waiting));
      waiting = [];
    };
    for (const word of run.split(' ')) {
      if (unknown.has(word)) waiting.push(word);
      else {
        settle();
        parts.push(word);
      }
    }
    settle();
    return parts.join(' ');
  });
  return names.size === 0 ? null : { text: replaced, names };
}

/** A translation with the names in their places; null where a stand-in is not there exactly once as it was. */
export function takeStandInsBack(translation: string, { names }: StandIns): string | null {
  const found = new Set<string>();
  let isDamaged = false;
  const text = translation.replaceAll(/[\p{L}\p{M}]+/gu, (word) => {
    const name = names.get(word);
    if (name === undefined) return word;
    if (found.has(word)) isDamaged = true;
    found.add(word);
    return name;
  });
  return isDamaged || found.size !== names.size ? null : text;
}

/** What the first stage says of a text of stand-ins alone -> what it says of each; without those that it takes for something else. */
export function standInAnalyses(analysis: string): ReadonlyMap<string, string> {
  const analyses = new Map<string, string>();
  for (const [token, word] of analysis.matchAll(/\^([^\\/$^*]+)\/(?!\*)[^\\$^]+\$/g))
    if (word !== undefined && NAMES.includes(word)) analyses.set(word, token);
  return analyses;
}

/**
 * What the first stage says of a text -> what it would say of the same text with stand-ins, which it looks up word by word: each unknown name gives
 * way to what it says of its stand-in. null: it has divided a name otherwise, so that the text with stand-ins has to be looked up.
 */
export function withStandInsLookedUp(analysis: string, { names }: StandIns, analyses: ReadonlyMap<string, string>): string | null {
  const parts: string[] = [];
  let end = 0;
  for (const [standIn, name] of names) {
    const looked = name
      .split(' ')
      .map((word) => `^${word}/*${word}$`)
      .join(' ');
    const at = analysis.indexOf(looked, end);
    const known = analyses.get(standIn);
    if (at < 0 || known === undefined) return null;
    parts.push(analysis.slice(end, at), known);
    end = at + looked.length;
  }
  return `${parts.join('')}${analysis.slice(end)}`;
}
