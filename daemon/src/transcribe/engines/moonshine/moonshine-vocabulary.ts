// Token ids of Moonshine <-> words. Pure.
import type { SttWord } from '@subcam/shared';

/** Begins every reading, and is followed by `END` when all was said. */
export const START = 1;
export const END = 2;

/** Pieces of Llama's SentencePiece vocabulary; the ids after them are special tokens that are not written. */
const LLAMA_PIECES = 32_000;

/** SentencePiece's mark for the space before a word. */
const SPACE = '\u2581';

export interface ReadToken {
  readonly id: number;
  /** Natural logarithm of its probability. */
  readonly logProbability: number;
}

export interface Vocabulary {
  readonly size: number;
  /** By token id: 1 where the token begins a word. */
  readonly beginsWord: Uint8Array;
  /** Tokens that are not written are left out; those of a space alone belong to the word after it. */
  words(tokens: readonly ReadToken[]): SttWord[];
}

/** `lines`: what `moonshineTokens` made. */
export function readVocabulary(lines: string): Vocabulary {
  const pieces = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Buffer.from(line.slice(0, line.indexOf('\t')), 'base64'));
  const space = Buffer.from(SPACE);
  const beginsWord = Uint8Array.from(pieces, (bytes, id) => (id < LLAMA_PIECES && bytes.subarray(0, space.length).equals(space) ? 1 : 0));
  return {
    size: pieces.length,
    beginsWord,
    words: (tokens) => {
      const words: { bytes: Buffer[]; logProbability: number; tokens: number[] }[] = [];
      for (const { id, logProbability } of tokens) {
        const bytes = pieces[id];
        if (bytes === undefined || id <= END || id >= LLAMA_PIECES) continue;
        const open = words.at(-1);
        const isNew = open === undefined || (beginsWord[id] === 1 && Buffer.concat(open.bytes).length > space.length);
        if (isNew) words.push({ bytes: [bytes], logProbability, tokens: [id] });
        else {
          open.bytes.push(bytes);
          open.tokens.push(id);
          open.logProbability = Math.min(open.logProbability, logProbability);
        }
      }
      return words
        .map((word) => ({ ...word, text: Buffer.concat(word.bytes).toString('utf8').replaceAll(SPACE, ' ').trim() }))
        .filter(({ text }) => text !== '')
        .map(({ text, logProbability, tokens: own }) => ({ text, logProbability, tokens: own }));
    },
  };
}
