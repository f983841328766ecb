// Source text of llama-tokenizer-js -> the tokens file that Moonshine's reader takes its vocabulary from.
import { SubcamError } from '@subcam/shared';

/** Pieces of Llama's SentencePiece vocabulary, which Moonshine shares (its tokenizer.json). */
const LLAMA_PIECES = 32_000;

/** Size of Moonshine's output layer; the ids after Llama's are its special tokens `<<ST_0>>` … */
const MOONSHINE_TOKENS = 32_768;

const VOCABULARY = /const llama_vocab_base64 = "([A-Za-z0-9+/=]+)"/;
const BYTE_PIECE = /^<0x([0-9A-F]{2})>$/;

/**
 * One line an id: base64 of the token's bytes, a tab, the id. The module's text is read as data, never run.
 * Throws `model-corrupt` when the text holds no vocabulary of the expected size.
 */
export function moonshineTokens(source: Uint8Array): Uint8Array {
  const encoded = VOCABULARY.exec(Buffer.from(source).toString('utf8'))?.[1];
  if (encoded === undefined) throw unreadable('holds no vocabulary');
  const pieces = Buffer.from(encoded, 'base64').toString('utf8').split('\n');
  if (pieces.length !== LLAMA_PIECES) throw unreadable(`holds ${pieces.length} pieces instead of ${LLAMA_PIECES}`);
  const lines: string[] = [];
  for (let id = 0; id < MOONSHINE_TOKENS; id += 1) {
    lines.push(`${tokenBytes(pieces[id] ?? `<<ST_${id - LLAMA_PIECES}>>`).toString('base64')}\t${id}\n`);
  }
  return Buffer.from(lines.join(''), 'utf8');
}

/** `<0x0A>` stands for that single byte, anything else for its UTF-8. */
function tokenBytes(piece: string): Buffer {
  const byte = BYTE_PIECE.exec(piece)?.[1];
  return byte === undefined ? Buffer.from(piece, 'utf8') : Buffer.from([Number.parseInt(byte, 16)]);
}

function unreadable(what: string): SubcamError {
  return new SubcamError(
    'model-corrupt',
    `The package that brings the recogniser's vocabulary ${what}: run "subcam models install" again.`,
  );
}
