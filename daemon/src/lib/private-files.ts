// Files and folders -> for their owner alone, whatever the umask; also those that were there before with a wider mode.
import { chmodSync, closeSync, fchmodSync, lstatSync, openSync, statSync, type Stats } from 'node:fs';
import { chmod, mkdir, open, type FileHandle } from 'node:fs/promises';

const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/** The rights of a file's group and of everybody else. */
const RIGHTS_OF_OTHERS = 0o077;

/** Makes a folder, and those above it that are missing, with mode 0700. One that is there stays as it is: others may have been let in. */
export async function makePrivateFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
  // The umask may have taken rights of the owner away. Where a file system has no modes, there is nothing to set.
  if (made !== undefined) await chmod(folder, OWNER_ONLY_FOLDER).catch(() => undefined);
}

/** Opens a file that must not be there yet, with mode 0600, for writing. Rejects as `open` with `wx` does. */
export async function openNewPrivateFile(file: string): Promise<FileHandle> {
  const handle = await open(file, 'wx', OWNER_ONLY_FILE);
  // As above.
  await handle.chmod(OWNER_ONLY_FILE).catch(() => undefined);
  return handle;
}

/**
 * Makes an empty file with mode 0600, or takes everybody else's rights to the one that is there away. Where that can't be done it does
 * nothing: whoever uses the file then says why. It is done at once and without opening a file that is there, since closing a file ends the
 * locks that the process holds on it.
 */
export function ensurePrivateFile(file: string): void {
  try {
    const descriptor = openSync(file, 'wx', OWNER_ONLY_FILE);
    try {
      fchmodSync(descriptor, OWNER_ONLY_FILE);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // It is there already, or it can't be made.
    closeToOthers(file);
  }
}

/**
 * Gives a file that others have rights to the mode 0600. Nothing happens where there is none, where it belongs to somebody else, or where
 * its file system has no modes. Through a symbolic link only if this user made the link: another's might point at anything.
 */
export function closeToOthers(file: string): void {
  // Windows has no such modes.
  if (process.platform === 'win32') return;
  try {
    const named = lstatSync(file, { throwIfNoEntry: false });
    if (named === undefined || (named.isSymbolicLink() && !isOwn(named))) return;
    const meant = named.isSymbolicLink() ? statSync(file) : named;
    if (meant.isFile() && (meant.mode & RIGHTS_OF_OTHERS) !== 0) chmodSync(file, OWNER_ONLY_FILE);
  } catch {
    // Somebody else's, or a file system that is read-only: "subcam doctor" and "subcam up" say what others can read.
  }
}

/** Whether a file is somebody else's, who lets others use it: what is in it is no secret, and not for this user to close. */
export function isOpenedByAnother(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return process.platform !== 'win32' && found !== undefined && !isOwn(found) && (found.mode & RIGHTS_OF_OTHERS) !== 0;
}

function isOwn({ uid }: Stats): boolean {
  return uid === process.geteuid?.();
}
