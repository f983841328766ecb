// Who else may use the configuration file, in a sentence, with the command that closes it.
import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modeOf } from '../testing/open-umask.ts';
import { examineConfigFile } from './config-file.ts';

let home: string;
let file: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'subcam-config-'));
  file = path.join(home, "Ana's settings.json");
  await writeFile(file, '{"engines":{"stt":{"whisper-service":{"url":"https://ana:secret@example.org"}}}}');
});

afterEach(() => rm(home, { recursive: true }));

describe('a configuration file', () => {
  it.each([
    [0o644, 'every user of this machine can read it, with every key and password in it', false],
    [0o604, 'every user of this machine can read it', false],
    [0o640, 'every user in its group can read it', false],
    [0o666, 'every user of this machine can change it', true],
    [0o664, 'every user in its group can change it', true],
    [0o602, 'every user of this machine can change it', true],
  ])('of mode %i is told: %s', async (mode, who, isWritable) => {
    await chmod(file, mode);
    const open = await examineConfigFile({ SUBCAM_CONFIG: file });
    const shown = mode.toString(8);
    expect(open).toMatchObject({ isWritable, mode: shown });
    expect(open?.problem).toContain(`The configuration file ${file} has mode ${shown}: ${who}`);
    expect(open?.problem).not.toContain('secret');
    expect(await modeOf(file)).toBe(shown);
  });

  it.each([0o600, 0o400])('of mode %i is its owner’s alone', async (mode) => {
    await chmod(file, mode);
    expect(await examineConfigFile({ SUBCAM_CONFIG: file })).toBeNull();
  });

  it('is closed by the command that is told, whatever its name', async () => {
    await chmod(file, 0o644);
    const open = await examineConfigFile({ SUBCAM_CONFIG: file });
    await promisify(execFile)('sh', ['-c', open?.mend ?? '']);
    expect(await modeOf(file)).toBe('600');
    expect(await examineConfigFile({ SUBCAM_CONFIG: file })).toBeNull();
  });

  it('is the one that the flag names, then the variable, then that of the platform’s place', async () => {
    const usual = path.join(home, 'subcam', 'config.json');
    await mkdir(path.dirname(usual));
    await writeFile(usual, '{}');
    for (const one of [file, usual]) await chmod(one, 0o644);
    const env = { HOME: home, XDG_CONFIG_HOME: home };
    expect((await examineConfigFile(env))?.problem).toContain(usual);
    expect((await examineConfigFile({ ...env, SUBCAM_CONFIG: file }))?.problem).toContain(file);
    expect((await examineConfigFile({ ...env, SUBCAM_CONFIG: file }, { config: usual }))?.problem).toContain(usual);
  });

  it('behind a link counts as what it is', async () => {
    await chmod(file, 0o644);
    await symlink(file, path.join(home, 'link'));
    expect(await examineConfigFile({ SUBCAM_CONFIG: path.join(home, 'link') })).toMatchObject({ mode: '644' });
  });

  it.runIf(process.geteuid?.() === 0)(
    'that another user keeps for several to read is theirs to open; one that anybody may change is told',
    async () => {
      await chown(file, 12_345, 12_345);
      await chmod(file, 0o644);
      expect(await examineConfigFile({ SUBCAM_CONFIG: file })).toBeNull();
      await chmod(file, 0o646);
      expect((await examineConfigFile({ SUBCAM_CONFIG: file }))?.mend).toContain('chmod go-w ');
    },
  );

  it('that is not there, or is no file, is not told', async () => {
    await chmod(home, 0o755);
    for (const one of [path.join(home, 'none'), home]) expect(await examineConfigFile({ SUBCAM_CONFIG: one })).toBeNull();
  });
});
