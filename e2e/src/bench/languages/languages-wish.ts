// Flags -> which recordings are heard, by which recogniser, and which two languages by turns.
import path from 'node:path';
import { isLanguageCode, sameLanguage, SubcamError, type LanguageCode } from '@subcam/shared';

export interface LanguagesFlags {
  readonly dir?: string;
  readonly alternate?: string;
  readonly engine?: string;
  readonly limit?: string;
}

export interface LanguagesWish {
  /** A folder with a folder for each language; null: the bench's own recordings. */
  readonly dir: string | null;
  /** null: English and Spanish, where the recordings have both. */
  readonly alternate: readonly [LanguageCode, LanguageCode] | null;
  /** Recogniser. */
  readonly engine: string;
  /** Utterances of each language; null: all. */
  readonly limit: number | null;
  /** Of each sound in which nobody speaks. */
  readonly wordlessSeconds: number;
  /** One sound of each kind, and not all. */
  readonly isQuick: boolean;
}

/** It reads several languages and runs on this machine. */
export const DEFAULT_ENGINE = 'whisper';

/** Of each language, of the bench's own recordings. */
export const DEFAULT_UTTERANCES = 20;
const QUICK_UTTERANCES = 1;
const DEFAULT_WORDLESS_SECONDS = 10;
const QUICK_WORDLESS_SECONDS = 2;

function bad(message: string): SubcamError {
  return new SubcamError('configuration', `${message} See \`pnpm bench --help\`.`);
}

function pairIn(text: string): readonly [LanguageCode, LanguageCode] {
  const [one = '', other = '', ...more] = text.split(',').map((code) => code.trim());
  if (!isLanguageCode(one) || !isLanguageCode(other) || more.length > 0 || sameLanguage(one, other))
    throw bad(`--alternate takes two different languages such as en,es, not "${text}".`);
  return [one, other];
}

/** `minutes`: of each sound in which nobody speaks; null: the default. Throws `configuration` for what makes no sense. */
export function languagesWish(
  { dir, alternate, engine = DEFAULT_ENGINE, limit }: LanguagesFlags,
  { minutes, isQuick }: { readonly minutes: number | null; readonly isQuick: boolean },
): LanguagesWish {
  if (limit !== undefined && !/^[1-9]\d{0,5}$/.test(limit)) throw bad(`--limit takes a whole number above 0, not "${limit}".`);
  const own = dir === undefined ? DEFAULT_UTTERANCES : null;
  return {
    dir: dir === undefined ? null : path.resolve(dir),
    alternate: alternate === undefined ? null : pairIn(alternate),
    engine,
    limit: limit === undefined ? (isQuick ? QUICK_UTTERANCES : own) : Number(limit),
    wordlessSeconds: isQuick ? QUICK_WORDLESS_SECONDS : minutes === null ? DEFAULT_WORDLESS_SECONDS : minutes * 60,
    isQuick,
  };
}
