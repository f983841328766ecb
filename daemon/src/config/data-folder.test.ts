// Who else may use the data folder, in a sentence, with the command that closes it.
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modeOf } from '../testing/open-umask.ts';
import { examineDataFolder } from './data-folder.ts';

let home: string;
let dataDir: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'subcam-folder-'));
  dataDir = path.join(home, "Ana's data");
  await mkdir(dataDir);
});

afterEach(() => rm(home, { recursive: true }));

describe('a data folder', () => {
  it.each([
    [0o755, 'every user of this machine can look into it', false],
    [0o750, 'every user in its group can look into it', false],
    [0o711, 'every user of this machine can look into it', false],
    [0o704, 'every user of this machine can look into it', false],
    [0o777, 'every user of this machine can put files of their own in the place of', true],
    [0o1777, 'every user of this machine can put files of their own in the place of', true],
    [0o775, 'every user in its group can put files of their own in the place of', true],
    [0o702, 'every user of this machine can put files of their own in the place of', true],
  ])('of mode %i is told: %s', async (mode, who, isWritable) => {
    await chmod(dataDir, mode);
    const open = await examineDataFolder({ dataDir });
    const shown = (mode & 0o777).toString(8);
    expect(open).toMatchObject({ isWritable, mode: shown });
    expect(open?.problem).toContain(`The data folder ${dataDir} has mode ${shown}: ${who}`);
    expect(await modeOf(dataDir)).toBe(shown);
  });

  it.each([0o700, 0o500])('of mode %i is its owner’s alone', async (mode) => {
    await chmod(dataDir, mode);
    expect(await examineDataFolder({ dataDir })).toBeNull();
  });

  it('is closed by the command that is told, whatever its name', async () => {
    await chmod(dataDir, 0o777);
    const open = await examineDataFolder({ dataDir });
    await promisify(execFile)('sh', ['-c', open?.mend ?? '']);
    expect(await modeOf(dataDir)).toBe('700');
    expect(await examineDataFolder({ dataDir })).toBeNull();
  });

  it('that can be looked into is told with the files that can be read in it', async () => {
    await chmod(dataDir, 0o755);
    for (const [name, mode] of [
      ['old.srt', 0o644],
      ['closed', 0o600],
      ['group', 0o640],
    ] as const) {
      await writeFile(path.join(dataDir, name), 'said');
      await chmod(path.join(dataDir, name), mode);
    }
    expect((await examineDataFolder({ dataDir }))?.problem).toMatch(/, and read in it: group, old\.srt$/);
  });

  it('behind a link counts as what it is', async () => {
    await chmod(dataDir, 0o755);
    await symlink(dataDir, path.join(home, 'link'));
    expect(await examineDataFolder({ dataDir: path.join(home, 'link') })).toMatchObject({ mode: '755' });
  });

  it('that is not there, or is no folder, is not told', async () => {
    await writeFile(path.join(home, 'file'), '');
    for (const name of ['none', 'file']) expect(await examineDataFolder({ dataDir: path.join(home, name) })).toBeNull();
  });
});
