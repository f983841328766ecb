// What was said in a capture -> what came before a text of it, so that a translator understands it.
import { MAX_CONTEXT_CHARACTERS, MAX_CONTEXT_TEXTS } from '@subcam/shared';

export interface SpokenBefore {
  /** A final, in the order in which they are said. */
  add(text: string): void;
  /** The finals before this one, the latest last; of a text that is no final yet, the latest ones. See `TranslateRequest.before`. */
  before(text: string): readonly string[];
}

/** Finals that are remembered: translations may come that much later than what was said. */
export const MOST_REMEMBERED = 200;

export function createSpokenBefore(): SpokenBefore {
  const said: string[] = [];
  return {
    add: (text) => {
      if (text.trim() === '') return;
      said.push(text);
      if (said.length > MOST_REMEMBERED) said.shift();
    },
    before: (text) => {
      const at = said.lastIndexOf(text);
      const before: string[] = [];
      let characters = 0;
      for (const one of said.slice(0, at === -1 ? said.length : at).toReversed()) {
        characters += one.length;
        if (before.length === MAX_CONTEXT_TEXTS || characters > MAX_CONTEXT_CHARACTERS) break;
        before.unshift(one);
      }
      return before;
    },
  };
}
