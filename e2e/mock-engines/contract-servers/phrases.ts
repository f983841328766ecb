// Sentences that a translating server knows: what each is in other languages, and what somebody who obeyed it would say instead.

export interface Phrase {
  readonly text: string;
  readonly language: string;
  /** By language. */
  readonly translations: Readonly<Record<string, string>>;
  /** What a model that does what the text says would answer; left out: it says nothing to do. */
  readonly act?: string;
  /** `act` in the text's own language, where it is not. */
  readonly actMeans?: string;
}

export interface Phrases {
  /** What a sentence is in another language; of one that is not known, the sentence with the language before it. */
  translate(text: string, target: string): string;
  /** The sentence, translation or act with which a message ends, the longest that does, and what an obedient or a faithful model makes of it; null: none is in it. */
  answer(message: string, target: string, isObedient: boolean): string | null;
}

export function openPhrases(phrases: readonly Phrase[]): Phrases {
  const known = new Map<string, Map<string, string>>();
  const keep = (text: string, target: string, means: string): void => {
    known.set(text, (known.get(text) ?? new Map<string, string>()).set(target, means));
  };
  const acts = new Map<string, string>();
  for (const { text, language, translations, act, actMeans } of phrases) {
    for (const [target, means] of Object.entries(translations)) {
      keep(text, target, means);
      keep(means, language, text);
    }
    if (act === undefined) continue;
    acts.set(text, act);
    keep(act, language, actMeans ?? act);
  }
  const translate = (text: string, target: string): string => known.get(text)?.get(target) ?? `[${target}] ${text}`;
  return {
    translate,
    answer: (message, target, isObedient) => {
      // What was said before stands before it.
      const endOf = (text: string): number => message.lastIndexOf(text) + text.length;
      const there = [...known.keys()]
        .filter((text) => message.includes(text))
        .toSorted((a, b) => endOf(b) - endOf(a) || b.length - a.length);
      const [text] = there;
      if (text === undefined) return null;
      return (isObedient ? acts.get(text) : undefined) ?? translate(text, target);
    },
  };
}
