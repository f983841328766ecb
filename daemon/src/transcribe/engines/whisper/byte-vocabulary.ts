// A tokenizer's JSON -> the bytes of each token, in order. The JSON writes each byte as a letter that can be printed (GPT-2's alphabet of bytes). Pure.
import { SubcamError } from '@subcam/shared';
import * as z from 'zod';

const tokenizer = z.object({ model: z.object({ vocab: z.record(z.string(), z.int().min(0)) }) });

/** Letters of the bytes that are printed as themselves; the others are the letters from U+0100 on, in the order of the bytes. */
const PRINTED = [
  [0x21, 0x7e],
  [0xa1, 0xac],
  [0xae, 0xff],
] as const;

function alphabet(): ReadonlyMap<string, number> {
  const letters = new Map<string, number>();
  let other = 0x100;
  for (let byte = 0; byte < 256; byte += 1) {
    const isPrinted = PRINTED.some(([first, last]) => byte >= first && byte <= last);
    letters.set(String.fromCodePoint(isPrinted ? byte : other++), byte);
  }
  return letters;
}

/** The first `count` tokens. Throws `model-corrupt` for a text that is no such tokenizer, or has not so many. */
export function byteVocabulary(json: string, count: number): readonly Buffer[] {
  const letters = alphabet();
  const tokens: Buffer[] = [];
  for (const [text, id] of Object.entries(vocabularyIn(json))) {
    if (id >= count) continue;
    tokens[id] = Buffer.from(
      Array.from(text, (letter) => {
        const byte = letters.get(letter);
        if (byte === undefined) throw new SubcamError('model-corrupt', `The tokenizer's token ${id} has a letter that stands for no byte.`);
        return byte;
      }),
    );
  }
  for (let id = 0; id < count; id += 1)
    if (tokens[id] === undefined) throw new SubcamError('model-corrupt', `The tokenizer has no token ${id}.`);
  return tokens;
}

function vocabularyIn(json: string): Readonly<Record<string, number>> {
  try {
    return tokenizer.parse(JSON.parse(json)).model.vocab;
  } catch (error) {
    throw new SubcamError('model-corrupt', 'The tokenizer of the package is none that can be read.', { cause: error });
  }
}
