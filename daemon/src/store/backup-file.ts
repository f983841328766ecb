// Where what was said is kept -> a backup of it, and back: one file of SQLite whatever the database, with its SHA-256 beside it.
import { copyFile, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import Client from 'better-sqlite3';
import { SubcamError } from '@subcam/shared';
import { fileSha256 } from '../lib/file-sha256.ts';
import { makePrivateFolder, openNewPrivateFile } from '../lib/private-files.ts';
import { replaceFile } from '../lib/replace-file.ts';
import { copyRows, emptied, isEmpty } from './copy-rows.ts';
import { lockForDaemon } from './daemon-lock.ts';
import { lookInto, openSqlite } from './sqlite-store.ts';
import { storageError } from './storage-error.ts';
import type { StoreLimits } from './store-options.ts';

/** Of the file beside a backup. */
export const SEAL_SUFFIX = '.sha256';

export interface Place {
  readonly file: string;
  /** `postgres://…`: the server has it instead of the file. */
  readonly url: string | null;
}

export interface BackupOptions {
  readonly place: Place;
  /** The backup; must not be there yet. */
  readonly out: string;
  readonly signal: AbortSignal;
  /** Of a server: called when a table is in the backup. */
  readonly onTable?: (table: string, rows: number) => void;
}

export interface MadeBackup {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * A daemon may be at work: the backup is of one moment. Rejects with `storage`, `configuration` where the file is there already, with the
 * signal's reason; nothing is left behind then.
 */
export async function makeBackup({ place, out, signal, onTable }: BackupOptions): Promise<MadeBackup> {
  const making = `${out}.making`;
  try {
    await makePrivateFolder(path.dirname(out));
    if (await isThere(out)) throw new SubcamError('configuration', `${out} is there already: name another file with --out.`);
    await rm(making, { force: true });
    // Made before SQLite writes to it, so that nobody else can ever read it.
    await (await openNewPrivateFile(making)).close();
    if (place.url === null) await copyDatabase(place.file, making);
    else await copyServer(place.url, making, { signal, ...(onTable === undefined ? {} : { onTable }) });
    signal.throwIfAborted();
    asOneFile(making);
    await onDisk(making);
    await rename(making, out);
    const sha256 = await sealBackup(out);
    return { file: out, bytes: (await stat(out)).size, sha256 };
  } catch (error) {
    await removeDatabase(making);
    signal.throwIfAborted();
    throw storageError(error, 'a backup was made');
  }
}

/** Writes the SHA-256 of a backup beside it, as `sha256sum` does, and resolves with it. */
export async function sealBackup(file: string): Promise<string> {
  const sha256 = (await fileSha256(file)) ?? '';
  await replaceFile(`${file}${SEAL_SUFFIX}`, `${sha256}  ${path.basename(file)}\n`);
  return sha256;
}

/** As it is at this moment, without the pages of what was deleted. */
async function copyDatabase(file: string, out: string): Promise<void> {
  await lookInto(file);
  const client = new Client(file, { readonly: true, timeout: 5_000 });
  try {
    client.prepare('vacuum into ?').run(out);
  } finally {
    client.close();
  }
}

async function copyServer(url: string, out: string, how: Pick<BackupOptions, 'onTable' | 'signal'>): Promise<void> {
  const { openSnapshot } = await import('./postgres-snapshot.ts');
  const source = await openSnapshot(url);
  try {
    const target = await openSqlite({ file: out });
    try {
      await copyRows({ source, target, other: 'The backup has other rows in {table} than the server: make it again.', ...how });
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Nothing lies beside it, and nothing is made beside it when it is read. */
function asOneFile(file: string): void {
  const client = new Client(file);
  try {
    client.pragma('journal_mode = DELETE');
  } finally {
    client.close();
  }
}

async function onDisk(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function removeDatabase(file: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm', '-journal']) await rm(`${file}${suffix}`, { force: true });
}

export interface RestoreOptions {
  readonly place: Place;
  readonly backup: string;
  /** What is there is replaced; without it, there must be nothing. */
  readonly replace: boolean;
  readonly limits: StoreLimits;
  readonly signal: AbortSignal;
  readonly onTable?: (table: string, rows: number) => void;
}

/**
 * Resolves when it is there. Rejects with `storage`, and nothing has been touched, where a daemon is at work, the backup is damaged or of a newer
 * version, or there is something already and it is not to be replaced. The backup stays as it is.
 */
export async function restoreBackup(options: RestoreOptions): Promise<void> {
  const { backup, place, signal } = options;
  try {
    await examineBackup(backup);
    await makePrivateFolder(path.dirname(place.file));
    if (place.url === null) await restoreFile(options);
    else await restoreServer(options, place.url);
  } catch (error) {
    signal.throwIfAborted();
    throw storageError(error, 'a backup was restored');
  }
}

async function examineBackup(file: string): Promise<void> {
  if (!(await isThere(file))) throw new SubcamError('configuration', `There is no backup ${file}: name one that "subcam db backup" made.`);
  const sealed = await readFile(`${file}${SEAL_SUFFIX}`, 'utf8').catch(() => null);
  if (sealed !== null && sealed.slice(0, 64) !== (await fileSha256(file))) {
    throw new SubcamError(
      'storage',
      `${file} is not as it was made (its SHA-256 is another): take another backup. Nothing has been changed.`,
    );
  }
  if ((await lookInto(file)) === null)
    throw new SubcamError('storage', `${file} is no backup of Subcam: name one that "subcam db backup" made. Nothing has been changed.`);
  const client = new Client(file, { readonly: true });
  try {
    if (client.pragma('quick_check(1)', { simple: true }) !== 'ok')
      throw new SubcamError('storage', `${file} is damaged: take another backup. Nothing has been changed.`);
  } finally {
    client.close();
  }
}

function notEmpty(where: string): SubcamError {
  return new SubcamError(
    'storage',
    `There are meetings in ${where} already: --replace takes the backup's in their place; "subcam db backup" keeps them first. Nothing has been changed.`,
  );
}

async function restoreFile({ place: { file }, backup, replace }: RestoreOptions): Promise<void> {
  using _daemon = lockForDaemon(file);
  if (!replace && (await hasMeetings(file))) throw notEmpty(file);
  const coming = `${file}.restoring`;
  await removeDatabase(coming);
  await (await openNewPrivateFile(coming)).close();
  try {
    await copyFile(backup, coming);
    await onDisk(coming);
    // The log of the old one must never be taken for that of the new one.
    for (const suffix of ['-wal', '-shm', '-journal']) await rm(`${file}${suffix}`, { force: true });
    await rename(coming, file);
  } catch (error) {
    await removeDatabase(coming);
    throw error;
  }
  // Brought up to date, as at a start.
  await (await openSqlite({ file })).close();
}

async function hasMeetings(file: string): Promise<boolean> {
  if ((await lookInto(file)) === null) return false;
  const there = await openSqlite({ file });
  try {
    return !(await isEmpty(there));
  } finally {
    await there.close();
  }
}

async function restoreServer({ place, backup, replace, limits, signal, onTable }: RestoreOptions, url: string): Promise<void> {
  const { openPostgres } = await import('./postgres-store.ts');
  const target = await openPostgres({ file: place.file, url, limits, isDaemon: true });
  const copy = `${backup}.reading`;
  try {
    if (!(await isEmpty(target))) {
      if (!replace) throw notEmpty('this database');
      await target.write('what was there was removed', emptied);
    }
    // Opening an older one brings it up to date; the backup itself stays as it is.
    await removeDatabase(copy);
    await (await openNewPrivateFile(copy)).close();
    await copyFile(backup, copy);
    const source = await openSqlite({ file: copy });
    try {
      const other = 'The server has rows in {table} that are not those of the backup: restore once more, with --replace.';
      await copyRows({ source, target, signal, other, ...(onTable === undefined ? {} : { onTable }) });
    } finally {
      await source.close();
    }
  } finally {
    await removeDatabase(copy);
    await target.close();
  }
}
