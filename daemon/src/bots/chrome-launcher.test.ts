// Chrome's switches, and the profiles that killed runners left behind.
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { chromeArguments, removeStaleProfiles } from './chrome-launcher.ts';

describe('chromeArguments', () => {
  const base = { extensionId: 'a'.repeat(32), extraArgs: ['--host-resolver-rules=MAP x y'] };

  it('turns the sandbox off for root alone', () => {
    expect(chromeArguments({ ...base, root: true })).toContain('--no-sandbox');
    expect(chromeArguments({ ...base, root: false })).not.toContain('--no-sandbox');
  });

  it('allow-lists the extension, pins English, passes on what it is given, and opens no debugging port', () => {
    const args = chromeArguments({ ...base, root: false });
    expect(args).toContain(`--allowlisted-extension-id=${'a'.repeat(32)}`);
    expect(args).toContain('--lang=en-US');
    expect(args).toContain('--accept-lang=en-US,en');
    expect(args.at(-1)).toBe('--host-resolver-rules=MAP x y');
    expect(args.filter((arg) => arg.startsWith('--remote-debugging'))).toEqual([]);
  });
});

describe('removeStaleProfiles', () => {
  it('removes the profiles of processes that are gone and leaves all others', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'subcam-stale-test-'));
    try {
      const gonePid = spawnSync(process.execPath, ['-e', '']).pid;
      const kept = [`subcam-bot-${process.pid}-abc`, 'subcam-bot-x-abc', 'somebody-elses'];
      for (const name of [...kept, `subcam-bot-${gonePid}-abc`]) await mkdir(path.join(folder, name, 'Default'), { recursive: true });
      expect(await removeStaleProfiles(folder)).toBe(1);
      expect((await readdir(folder)).toSorted()).toEqual(kept.toSorted());
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
