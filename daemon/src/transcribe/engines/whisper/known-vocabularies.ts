// The words and syllables that Whisper models write with -> whether a file has them unchanged. Pure.
import { createHash } from 'node:crypto';

/** Tokens that every model of a language group has alike. What follows them (`<|endoftext|>`, signs of the model) is never written, and not the same in each converter's files. */
export const WRITTEN_TOKENS = 50_256;

/** SHA-256, in hex, of a vocabulary: its first `WRITTEN_TOKENS` tokens as they stand in a file of whisper.cpp, each after its length. */
export interface KnownVocabularies {
  readonly multilingual: string;
  readonly english: string;
}

/**
 * There are two, whatever the size of the model: OpenAI's `multilingual.tiktoken` and `gpt2.tiktoken`. The hashes are of two files of whisper.cpp whose own
 * SHA-256 is the published one: `ggml-base.bin` and `ggml-tiny.en.bin`.
 */
export const WHISPER_VOCABULARIES: KnownVocabularies = {
  multilingual: '186cc782b0bbf16992f4d892918d1dc26232974a2c9b886d8cbac9fe49febde6',
  english: '7cff19521369c7f5f5ed77ed7b730e7491800afb47d01d341e12b3ca740d8543',
};

/** As in `KnownVocabularies`; `block`: the tokens' bytes, each after its length. */
export function vocabularyHash(block: Uint8Array): string {
  return createHash('sha256').update(block).digest('hex');
}
