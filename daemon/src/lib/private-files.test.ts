// Files for their owner alone, under every umask, and also those that were there before.
import { chmod, lchown, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modeOf, openUmask } from '../testing/open-umask.ts';
import { closeToOthers, ensurePrivateFile, makePrivateFolder, openNewPrivateFile } from './private-files.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-private-'));
});

afterEach(() => rm(folder, { recursive: true }));

const at = (name: string): string => path.join(folder, name);

describe.each([0o000, 0o022, 0o077, 0o277])('under the umask %i', (umask) => {
  it('new files have mode 600 and new folders 700', async () => {
    {
      using _open = openUmask(umask);
      await makePrivateFolder(at('data'));
      await (await openNewPrivateFile(at('data/new'))).close();
      ensurePrivateFile(at('data/ensured'));
    }
    expect(await modeOf(at('data'))).toBe('700');
    expect(await modeOf(at('data/new'))).toBe('600');
    expect(await modeOf(at('data/ensured'))).toBe('600');
  });
});

it('folders above a new one that are missing are made for their owner alone too', async () => {
  using _open = openUmask();
  await makePrivateFolder(at('one/two/three'));
  for (const made of ['one', 'one/two', 'one/two/three']) expect([made, await modeOf(at(made))]).toEqual([made, '700']);
});

describe('what was there before', () => {
  it('keeps its content and loses the rights of others', async () => {
    for (const mode of [0o644, 0o666, 0o640, 0o604, 0o755]) {
      await writeFile(at('words'), 'said');
      await chmod(at('words'), mode);
      ensurePrivateFile(at('words'));
      expect(await modeOf(at('words'))).toBe('600');
      expect(await readFile(at('words'), 'utf8')).toBe('said');
    }
  });

  it('is not opened to its owner where its owner has closed it', async () => {
    await writeFile(at('words'), 'said', { mode: 0o400 });
    closeToOthers(at('words'));
    expect(await modeOf(at('words'))).toBe('400');
  });

  it('stays as it is where it is a folder', async () => {
    await mkdir(at('shared'));
    await chmod(at('shared'), 0o755);
    closeToOthers(at('shared'));
    await makePrivateFolder(at('shared'));
    expect(await modeOf(at('shared'))).toBe('755');
  });

  it('is not replaced by a new file', async () => {
    await writeFile(at('words'), 'said');
    await expect(openNewPrivateFile(at('words'))).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readFile(at('words'), 'utf8')).toBe('said');
  });
});

describe('a symbolic link', () => {
  it("of this user's is followed", async () => {
    await writeFile(at('elsewhere'), 'said');
    await chmod(at('elsewhere'), 0o644);
    await symlink(at('elsewhere'), at('words'));
    closeToOthers(at('words'));
    expect(await modeOf(at('elsewhere'))).toBe('600');
  });

  // Only root can make a link that is somebody else's.
  it.runIf(process.getuid?.() === 0)("of somebody else's is not: it could point at anything", async () => {
    await writeFile(at('elsewhere'), 'said');
    await chmod(at('elsewhere'), 0o644);
    await symlink(at('elsewhere'), at('words'));
    await lchown(at('words'), 12_345, 12_345);
    closeToOthers(at('words'));
    expect(await modeOf(at('elsewhere'))).toBe('644');
  });

  it('that points at nothing is left alone', async () => {
    await symlink(at('nowhere'), at('words'));
    expect(() => closeToOthers(at('words'))).not.toThrow();
    expect(() => closeToOthers(at('nothing'))).not.toThrow();
  });
});
