// The glossary's file: JSON that a person can read, replaced in one piece.
import { readFile } from 'node:fs/promises';
import { SubcamError } from '@subcam/shared';
import type { GlossaryRow } from '@subcam/shared/http';
import * as z from 'zod';
import { closeToOthers } from '../lib/private-files.ts';
import { replaceFile } from '../lib/replace-file.ts';

const FORMAT = 1;

const document = z.object({
  version: z.literal(FORMAT),
  terms: z.array(z.strictObject({ pair: z.string(), source: z.string(), target: z.string().nullable(), caseSensitive: z.boolean() })),
});

/** None where there is no file. Rejects with `configuration` for one that is damaged, and `storage` for one that can't be read. */
export async function readGlossaryFile(file: string): Promise<readonly GlossaryRow[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new SubcamError('storage', `The glossary ${file} can't be read: mend the permissions of that file.`, { cause: error });
  }
  closeToOthers(file);
  try {
    return document.parse(JSON.parse(text)).terms;
  } catch {
    // Not word by word: a glossary may be confidential.
    throw new SubcamError(
      'configuration',
      `The glossary ${file} is damaged, or of another version of Subcam: mend it, or move it away to begin with an empty one.`,
    );
  }
}

/** Rejects with `storage`. */
export async function writeGlossaryFile(file: string, terms: readonly GlossaryRow[]): Promise<void> {
  await replaceFile(file, `${JSON.stringify({ version: FORMAT, terms }, null, 2)}\n`).catch((error: unknown) => {
    throw new SubcamError(
      'storage',
      `The glossary can't be written to ${file}: make its folder writable and see that the disk isn't full.`,
      { cause: error },
    );
  });
}
