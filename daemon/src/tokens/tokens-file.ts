// tokens.json -> the tokens that were made, and back: of each its hash and what it allows, nothing that lets anybody in.
import { readFile } from 'node:fs/promises';
import { SubcamError } from '@subcam/shared';
import { TOKEN_SCOPES } from '@subcam/shared/http';
import * as z from 'zod';
import { closeToOthers } from '../lib/private-files.ts';
import { replaceFile } from '../lib/replace-file.ts';

const record = z.strictObject({
  id: z.string().regex(/^[a-z0-9]{12}$/),
  name: z.string(),
  scopes: z.array(z.enum(TOKEN_SCOPES)).min(1),
  /** The only session that it is for; null: all. */
  sessionId: z.string().nullable(),
  /** The bot with which it ends; null: none. */
  botId: z.string().nullable(),
  /** Wall clock, as the next. */
  createdAtMs: z.number(),
  /** null: it does not expire. */
  expiresAtMs: z.number().nullable(),
  /** SHA-256 of the whole token in hexadecimal digits. A token has 256 random bits: nothing slower is needed. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type TokenRecord = Readonly<z.infer<typeof record>>;

const contents = z.strictObject({ version: z.literal(1), tokens: z.array(record) });

/** In the order in which they were made; none where there is no file. Rejects with `configuration` for a damaged one, `storage` for one that can't be read. */
export async function readTokensFile(file: string): Promise<readonly TokenRecord[]> {
  closeToOthers(file);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new SubcamError('storage', `The tokens in ${file} can't be read: give the file to the user who runs the daemon.`, {
      cause: error,
    });
  }
  try {
    return contents.parse(JSON.parse(text)).tokens;
  } catch (error) {
    throw new SubcamError(
      'configuration',
      `The file ${file} is damaged: mend it, or move it away, and make new tokens with "subcam tokens create".`,
      { cause: error },
    );
  }
}

/** Mode 0600. Rejects with `storage`; the file is then as it was. */
export async function writeTokensFile(file: string, tokens: readonly TokenRecord[]): Promise<void> {
  const text = `${JSON.stringify({ version: 1, tokens: [...tokens] } satisfies z.input<typeof contents>, null, 2)}\n`;
  await replaceFile(file, text).catch((error: unknown) => {
    throw new SubcamError('storage', `The tokens could not be written to ${file}: look for space and rights there.`, { cause: error });
  });
}
