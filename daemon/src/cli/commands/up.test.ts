// subcam up with settings under which it must not start.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../main.ts';
import { recordingTerminal } from '../testing/recording-terminal.ts';

test('another address without TLS is refused before anything is opened, with exit code 2 and what to do', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'subcam-up-'));
  try {
    const terminal = recordingTerminal({ HOME: home, SUBCAM_HOME: home, SUBCAM_SERVER_ADDRESS: '0.0.0.0' });
    expect(await runCli(['up', '--port', '0'], terminal)).toBe(2);
    expect(terminal.saidLines.join('\n')).toContain('set server.tls.cert and server.tls.key');
    expect(await readdir(home)).toEqual([]);
  } finally {
    await rm(home, { recursive: true });
  }
});
