// Text read and text meant -> how many characters were read right.

export interface CharacterCount {
  /** Of the text that was meant. */
  readonly characters: number;
  /** Characters to insert, delete or replace until what was read is what was meant. */
  readonly edits: number;
}

const normalise = (text: string): string[] => Array.from(text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim());

/** Levenshtein distance by code points, white space counted as one blank and none at the ends. */
export function countCharacters(meant: string, read: string): CharacterCount {
  const [wanted, got] = [normalise(meant), normalise(read)];
  let row = Array.from({ length: got.length + 1 }, (_, index) => index);
  for (const [index, character] of wanted.entries()) {
    const next = [index + 1];
    for (const [at, other] of got.entries()) {
      next.push(Math.min((row[at] ?? 0) + (character === other ? 0 : 1), (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return { characters: wanted.length, edits: row.at(-1) ?? 0 };
}

/** Share of characters read right over several texts, never below 0; 1 where nothing was meant. */
export function characterAccuracy(counts: readonly CharacterCount[]): number {
  const characters = counts.reduce((sum, count) => sum + count.characters, 0);
  const edits = counts.reduce((sum, count) => sum + count.edits, 0);
  return characters === 0 ? 1 : Math.max(0, 1 - edits / characters);
}
