// Every file of the database is its owner's alone: SQLite's own, those of an older database, and those that a crash left.
import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { modeOf, openUmask } from '../testing/open-umask.ts';
import { closeFilesToOthers } from './database-files.ts';
import { openStore } from './index.ts';
import { capture, finalOf, session } from './testing/rows.ts';

let folder: string;
let umask: Disposable;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-rights-'));
  await mkdir(path.join(folder, 'data'));
  await chmod(path.join(folder, 'data'), 0o755);
  umask = openUmask();
});

afterEach(async () => {
  umask[Symbol.dispose]();
  await rm(folder, { recursive: true });
});

/** Name and mode of every file of a folder. */
async function modesIn(where: string): Promise<Readonly<Record<string, string>>> {
  const names = await readdir(path.join(folder, where));
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await modeOf(path.join(folder, where, name))] as const)));
}

const ALL_CLOSED = { 'subcam.db': '600', 'subcam.db-shm': '600', 'subcam.db-wal': '600' };

it('a new one, also after a checkpoint and when it is opened again', async () => {
  const file = path.join(folder, 'data', 'subcam.db');
  for (let opening = 1; opening <= 2; opening += 1) {
    const store = await openStore({ file });
    await store.openCapture(session, capture({ connectionEpoch: opening }));
    await store.commitFinal(finalOf(opening));
    expect(await modesIn('data')).toEqual(ALL_CLOSED);
    const other = new Database(file);
    other.pragma('wal_checkpoint(TRUNCATE)');
    other.close();
    await store.commitFinal(finalOf(opening + 10));
    expect(await modesIn('data')).toEqual(ALL_CLOSED);
    await store.close();
    expect(await modesIn('data')).toEqual({ 'subcam.db': '600' });
  }
});

it('one that a crash left open to all, with its write-ahead log', async () => {
  const before = await openStore({ file: path.join(folder, 'data', 'subcam.db') });
  await before.openCapture(session, capture());
  await before.commitFinal(finalOf(0));
  await mkdir(path.join(folder, 'crashed'));
  for (const name of await readdir(path.join(folder, 'data'))) {
    const copy = path.join(folder, 'crashed', name);
    await copyFile(path.join(folder, 'data', name), copy);
    await chmod(copy, 0o666);
  }
  await before.close();
  expect(await modesIn('crashed')).toEqual({ 'subcam.db': '666', 'subcam.db-shm': '666', 'subcam.db-wal': '666' });

  const store = await openStore({ file: path.join(folder, 'crashed', 'subcam.db') });
  expect(await modesIn('crashed')).toEqual(ALL_CLOSED);
  expect(await store.transcripts('session-1')).toHaveLength(1);
  await store.close();
});

/** What another process is told that wants to write. */
async function writeFromOutside(file: string): Promise<string> {
  const program = 'const D = require("better-sqlite3"); new D(process.argv[1], { timeout: 0 }).exec("begin immediate");';
  const daemon = path.join(import.meta.dirname, '..', '..');
  return promisify(execFile)(process.execPath, ['-e', program, file], { cwd: daemon }).then(
    () => 'it may write',
    (error: unknown) => String((error as { stderr?: string }).stderr),
  );
}

it('one that this process writes to keeps its locks, which closing any of its files would end', async () => {
  const file = path.join(folder, 'data', 'subcam.db');
  const store = await openStore({ file });
  const writer = new Database(file);
  writer.exec('begin immediate');
  for (const name of await readdir(path.join(folder, 'data'))) await chmod(path.join(folder, 'data', name), 0o644);
  closeFilesToOthers(file);
  expect(await writeFromOutside(file)).toContain('SQLITE_BUSY');
  expect(await modesIn('data')).toEqual(ALL_CLOSED);
  writer.exec('rollback');
  expect(await writeFromOutside(file)).toBe('it may write');
  writer.close();
  await store.close();
});

it('one behind a symbolic link, beside which SQLite keeps the rest, whether it is there already or not', async () => {
  await mkdir(path.join(folder, 'big-disk'));
  await symlink(path.join(folder, 'big-disk', 'subcam.db'), path.join(folder, 'data', 'subcam.db'));
  for (let opening = 1; opening <= 2; opening += 1) {
    const store = await openStore({ file: path.join(folder, 'data', 'subcam.db') });
    await store.openCapture(session, capture({ connectionEpoch: opening }));
    expect(await modesIn('big-disk')).toEqual(ALL_CLOSED);
    await store.close();
    await chmod(path.join(folder, 'big-disk', 'subcam.db'), 0o644);
  }
});
