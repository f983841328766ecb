// Which recordings the bench of honesty takes, and what it says where there are none.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { languageFoldersIn, recordingsIn } from './honesty-wish.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-recordings-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('sound files of a folder are recordings, in order, and nothing else is', async () => {
  for (const name of ['b.wav', 'a.FLAC', 'notes.txt', 'c.ogg']) await writeFile(path.join(folder, name), '');
  expect((await recordingsIn(folder)).map((file) => path.basename(file))).toEqual(['a.FLAC', 'b.wav', 'c.ogg']);
});

test('folders in a folder are languages; a folder without any is one itself', async () => {
  expect(await languageFoldersIn(folder)).toEqual([folder]);
  for (const name of ['fr', 'es']) await mkdir(path.join(folder, name));
  expect((await languageFoldersIn(folder)).map((one) => path.basename(one))).toEqual(['es', 'fr']);
});

test('a folder without recordings, or that is none, is refused with what to name', async () => {
  await expect(recordingsIn(folder)).rejects.toMatchObject({ code: 'configuration', message: expect.stringContaining('no recordings') });
  await expect(recordingsIn(path.join(folder, 'none'))).rejects.toMatchObject({ message: expect.stringContaining('take folders') });
  await expect(languageFoldersIn(path.join(folder, 'none'))).rejects.toMatchObject({ code: 'configuration' });
});
