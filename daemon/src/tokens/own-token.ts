// The daemon's own token: made once, kept in a file that its owner alone can read, for the commands of this machine.
import { randomBytes } from 'node:crypto';
import { link, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { SubcamError } from '@subcam/shared';
import { closeToOthers, isOpenedByAnother, makePrivateFolder, openNewPrivateFile } from '../lib/private-files.ts';

/** 256 bits, base64url. */
const TOKEN_BYTES = 32;

function isErrno(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}

async function readToken(file: string): Promise<string | null> {
  try {
    const token = (await readFile(file, 'utf8')).trim();
    if (token.length >= 16) return token;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw new SubcamError('configuration', `The token file ${file} cannot be read: give it to the user who runs the daemon.`, {
      cause: error,
    });
  }
  throw new SubcamError('configuration', `The token file ${file} holds no token: remove it, and the daemon makes a new one.`);
}

/** A link into place: of two daemons that start at once, both end with the token of one. */
async function createToken(file: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await makePrivateFolder(path.dirname(file));
    await writeDraft(draft);
    await link(draft, file);
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return;
    throw new SubcamError(
      'configuration',
      `The token file ${file} cannot be written: make its folder writable, or choose another with SUBCAM_HOME.`,
      {
        cause: error,
      },
    );
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeDraft(draft: string): Promise<void> {
  await using handle = await openNewPrivateFile(draft);
  await handle.writeFile(`${randomBytes(TOKEN_BYTES).toString('base64url')}\n`);
}

/**
 * The token in the file, which is made where it isn't there yet (mode 0600). One that another user has put there for others to read is no
 * secret and is refused. Rejects with `configuration`.
 */
export async function ensureToken(file: string): Promise<string> {
  const known = await readToken(file);
  if (known === null) await createToken(file);
  else closeToOthers(file);
  if (isOpenedByAnother(file)) {
    throw new SubcamError(
      'configuration',
      `The token file ${file} belongs to another user, and others can read it: remove it, and the daemon makes a new one.`,
    );
  }
  const token = known ?? (await readToken(file));
  if (token === null)
    throw new SubcamError('configuration', `The token file ${file} was removed while the daemon started: start it again.`);
  return token;
}
