// A file that somebody names on the command line -> its text.
import { readFile } from 'node:fs/promises';
import type { SubcamError } from '@subcam/shared';

/** Throws what `bad` makes of a sentence, where it can't be read or is not UTF-8. */
export async function readText(file: string, bad: (message: string, cause?: unknown) => SubcamError): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown): never => {
    throw bad(`${file} can't be read.`, error);
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw bad(`${file} is not text in UTF-8.`, error);
  }
}
