// What was called stable of each cue, and what its later texts were -> how many times it was changed after all. Pure.

/** One text of a cue, in the order in which readers were told. */
export interface ToldText {
  readonly cueId: string;
  /** '' where the cue was taken away, or its text was, although it was not final. */
  readonly text: string;
  /** UTF-16 length of the beginning that is called stable; all of a final, and of a packet. */
  readonly stableLength: number;
}

interface Committed {
  readonly text: string;
  /** Whether its last word was whole: the text at that time did not go on with a letter. */
  readonly isWhole: boolean;
}

/** What makes another word of the one before it, in scripts that have spaces between words: `storm` and `storms`, `it` and `it's`. */
const GOES_ON = /^['’]?[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]/u;

const ENDS_IN_WORD = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]$/u;

function isKept(committed: Committed, text: string): boolean {
  if (!text.startsWith(committed.text)) return false;
  return !(committed.isWhole && ENDS_IN_WORD.test(committed.text) && GOES_ON.test(text.slice(committed.text.length)));
}

/**
 * How many times a text did not begin, letter by letter, with what had been called stable of its cue before, or went on in the last word of it
 * (`storm`, `storms`). After each time the new text counts, so that one change is counted once, however often it is repeated.
 */
export function committedChanges(told: Iterable<ToldText>): number {
  const ofCues = new Map<string, Committed>();
  let changes = 0;
  for (const { cueId, text, stableLength } of told) {
    const before = ofCues.get(cueId) ?? { text: '', isWhole: false };
    const stable = text.slice(0, stableLength);
    const after = { text: stable, isWhole: !GOES_ON.test(text.slice(stableLength)) };
    const isSame = isKept(before, text);
    if (!isSame) changes += 1;
    ofCues.set(cueId, isSame && before.text.length > stable.length ? before : after);
  }
  return changes;
}
