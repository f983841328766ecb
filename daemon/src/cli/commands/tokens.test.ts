// subcam tokens without a daemon: made, listed, revoked in the file, and what is refused before anything is changed.
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TOKEN_SCOPES } from '@subcam/shared/http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '../main.ts';
import { recordingTerminal } from '../testing/recording-terminal.ts';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'subcam-tokens-command-'));
});

afterEach(() => rm(home, { recursive: true }));

async function run(...argv: readonly string[]) {
  // A port on which nobody listens: the discard service's.
  const terminal = recordingTerminal({ HOME: home, SUBCAM_HOME: home, SUBCAM_PORT: '9' });
  const code = await runCli(['tokens', ...argv], terminal);
  return { code, out: terminal.outLines.join('\n'), said: terminal.saidLines.join('\n') };
}

const file = (): string => path.join(home, 'tokens.json');

test('a token is shown once, listed without its secret, and revoked', async () => {
  expect(await run()).toMatchObject({ code: 0, out: '', said: expect.stringContaining('tokens create') as string });
  const made = await run('create', 'wall screen', '--scope', 'read', '--expires', '30d');
  expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^subcam_[a-z0-9]{12}_[\w-]{43}$/) as string });
  expect(made.said).toContain('the only time');
  const [, id = '', ...secret] = made.out.split('_');
  expect((await run('list')).out).toMatch(new RegExp(`^${id}  read  until .*wall screen$`));
  expect(await readFile(file(), 'utf8')).not.toContain(secret.join('_'));
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  expect(await run('revoke', id)).toEqual({ code: 0, out: 'Revoked: wall screen (read)', said: '' });
  expect(JSON.parse((await run('list', '--json')).out)).toEqual({ daemonUrl: null, tokens: [] });
});

test('what a program reads is JSON', async () => {
  const made = JSON.parse(
    (await run('create', 'a link', '--scope', 'read', '--session', 's-1', '--expires', '90m', '--json')).out,
  ) as object;
  expect(made).toMatchObject({ token: expect.any(String) as string, name: 'a link', scopes: ['read'], sessionId: 's-1', expired: false });
  const both = JSON.parse((await run('create', 'both', '--scope', 'read,capture', '--json')).out) as object;
  expect(both).toMatchObject({ scopes: ['capture', 'read'], expiresAtMs: null });
});

test.each([
  [['create', 'x', '--scope', 'everything'], '--scope is one or more of capture, read, operate, admin, metrics, not "everything"'],
  [['create', 'x'], '--scope is one or more of'],
  [['create', ' ', '--scope', 'read'], 'A name has 1 to 100 characters'],
  [['create', 'x', '--scope', 'read', '--expires', '5 days'], '--expires is a time such as 30d'],
  [['create', 'x', '--scope', 'read', '--expires', '0h'], '--expires is a time such as 30d'],
  [['create', 'x', '--scope', 'read', '--expires', '999999d'], '--expires is at most 3650d'],
  [['create', 'x', '--scope', 'admin', '--session', 's', '--expires', '1h'], 'A token for one session may read it'],
  [['create', 'x', '--scope', 'read', '--session', 's'], 'A token for one session expires'],
  [['create', 'x', '--scope', 'read', '--session', 's', '--expires', '2d'], 'raise limits.maxLinkMs'],
  [['revoke', 'nobodyhasthis'], 'There is no token of this id'],
  [['revoke', 'own'], 'the daemon’s own token'],
  [['revoke', 'A!'], 'An id has small letters'],
])('%j is refused with exit code 2: %s', async (argv, said) => {
  const refused = await run(...argv);
  expect(refused.code).toBe(2);
  expect(refused.said).toContain(said);
  await expect(stat(file())).rejects.toMatchObject({ code: 'ENOENT' });
});

test('the help says of every scope what it allows', async () => {
  const overview = (await run('--help')).out;
  const help = (await run('create', '--help')).out;
  for (const scope of TOKEN_SCOPES) {
    expect(overview).toContain(`${scope} (`);
    expect(help).toContain(`${scope} (`);
  }
});
