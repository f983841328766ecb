// The list of texts of a package of telephone prompts -> the prompts that are sentences, and some of them. Pure.

export interface Prompt {
  /** Path of the sound in the package's folder, without its ending: `conf-full`, `dictate/paused`. */
  readonly name: string;
  readonly text: string;
}

/** What is said in a prompt is not known where it is described (`[tone]`), where figures and keys may be read in several ways, or where a letter is broken. */
const NOT_AS_SAID = /[[\](){}<>0-9*#_\uFFFD]|\p{L}\?\p{L}|\? \p{Ll}| \?$/u;

/** A sentence has so many words that are longer than a letter: what is spelt is in no language. */
const LEAST_WORDS = 3;
const WORD = /\p{L}{2,}/gu;

/** `name: text`, one a line, after a semicolon a remark. Each text once. */
export function parsePromptTexts(list: string): readonly Prompt[] {
  const prompts = new Map<string, Prompt>();
  for (const line of list.replace(/^\uFEFF/u, '').split(/\r?\n/u)) {
    const [, name, text = ''] = /^([\w/-]+):\s*(.+?)\s*$/u.exec(line) ?? [];
    if (name === undefined || NOT_AS_SAID.test(text) || (text.match(WORD)?.length ?? 0) < LEAST_WORDS) continue;
    const key = text.toLowerCase();
    if (!prompts.has(key)) prompts.set(key, { name, text });
  }
  return [...prompts.values()];
}

/** `count` of them, from the whole length of the list; all, where there are no more. */
export function spreadOver<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]).filter(
    (item) => item !== undefined,
  );
}
