// subcam webhooks against a whole daemon and a receiver that refuses until it is told otherwise: made, tried, given up, sent again, deleted.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startDaemon, type Daemon } from '../../compose.ts';
import { loadConfig } from '../../config/index.ts';
import { silentLog } from '../../telemetry/index.ts';
import { json, startScriptedService, type ScriptedService } from '../../testing/scripted-service.ts';
import { startSteadyClient } from '../../testing/steady-client.ts';
import { runCli } from '../main.ts';
import { recordingTerminal } from '../testing/recording-terminal.ts';

let home: string;
let daemon: Daemon;
let receiver: ScriptedService;
let status = 500;
const received: { readonly type: string; readonly id: string }[] = [];

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'subcam-webhooks-command-'));
  receiver = await startScriptedService(({ body }) => {
    received.push(JSON.parse(body) as (typeof received)[number]);
    return json({}, status);
  });
  const env = {
    HOME: home,
    SUBCAM_HOME: path.join(home, 'data'),
    SUBCAM_MODELS: process.env['SUBCAM_MODELS'],
    XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? path.join(process.env['HOME'] ?? '', '.cache'),
    PATH: process.env['PATH'],
    SUBCAM_STT: 'whisper-service',
    SUBCAM_TRANSLATOR: 'none',
    SUBCAM_WEBHOOKS_ALLOWED_TARGETS: '127.0.0.1',
    SUBCAM_WEBHOOKS_MAX_ATTEMPTS: '1',
    SUBCAM_WEBHOOKS_MAX_WEBHOOKS: '2',
  };
  daemon = await startDaemon(await loadConfig(env, { port: 0 }), { log: silentLog });
});

afterAll(async () => {
  await daemon.close();
  receiver.close();
  await rm(home, { recursive: true });
});

async function run(...argv: readonly string[]) {
  const terminal = recordingTerminal({ HOME: home, SUBCAM_HOME: path.join(home, 'data'), SUBCAM_PORT: String(daemon.port) });
  const code = await runCli(['webhooks', ...argv], terminal);
  return { code, out: terminal.outLines.join('\n'), said: terminal.saidLines.join('\n') };
}

const dataOf = async (...argv: readonly string[]): Promise<Record<string, unknown>> =>
  JSON.parse((await run(...argv, '--json')).out) as Record<string, unknown>;

/** A session begins and ends: two events of the topic `session`. */
async function meet(sessionId: string): Promise<void> {
  const { url, token } = daemon;
  const client = { url: () => url, token, sessionId, sound: new Int16Array(3_200), speed: 20, targetLanguages: [] };
  await startSteadyClient(client).account;
}

describe('subcam webhooks', () => {
  it(
    'makes one whose secret is shown once, tries it, lists what it was not told, sends that again, and deletes it',
    { timeout: 20_000 },
    async () => {
      expect(await run()).toMatchObject({ code: 0, out: '', said: expect.stringContaining('webhooks create') as string });
      const made = await run('create', receiver.url, '--events', 'session');
      expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^whsec_[\w+/=]{40,}$/) as string });
      expect(made.said).toContain('the only time');
      const [row] = (await dataOf('list'))['webhooks'] as [{ id: string; url: string }];
      expect(row).toMatchObject({ topics: ['session'], pending: 0, dead: 0 });
      expect((await run('list')).out).toBe(`${row.id}  session  0 waiting  0 given up  ${row.url}`);
      expect(JSON.stringify([await run('list'), await dataOf('list')])).not.toContain(made.out);

      expect(await run('test', row.id)).toEqual({ code: 1, out: 'Not taken: It answered 500.', said: '' });
      expect(await run('test', row.id, '--json')).toMatchObject({ code: 1, out: '{"delivered":false,"problem":"It answered 500."}' });
      expect(await run('dead', row.id)).toMatchObject({ code: 0, out: '', said: 'None was given up.' });

      await meet('standup');
      await vi.waitFor(async () => expect((await dataOf('dead', row.id))['dead']).toHaveLength(2), { timeout: 10_000 });
      const lines = (await run('dead', row.id)).out.split('\n');
      expect(lines[0]).toMatch(/^\d+ +session\.started +.* +1 attempts +It answered 500\.$/);
      const [first] = (await dataOf('dead', row.id))['dead'] as [{ deliveryId: number; eventId: string }];

      status = 204;
      expect(await run('test', row.id)).toEqual({ code: 0, out: 'Taken.', said: '' });
      received.length = 0;
      expect(await run('resend', row.id, '--delivery', String(first.deliveryId))).toEqual({ code: 0, out: 'Sent again: 1', said: '' });
      await vi.waitFor(() => expect(received).toMatchObject([{ type: 'session.started', id: first.eventId }]), { timeout: 10_000 });
      expect(await run('resend', row.id, '--json')).toMatchObject({ code: 0, out: '{"resent":1}' });
      await vi.waitFor(() => expect(received).toMatchObject([{}, { type: 'session.ended' }]), { timeout: 10_000 });
      expect((await dataOf('list'))['webhooks']).toMatchObject([{ dead: 0 }]);

      expect(await run('delete', row.id)).toEqual({ code: 0, out: `Deleted: ${row.id}`, said: '' });
      expect(await run('delete', row.id)).toMatchObject({
        code: 2,
        said: expect.stringContaining('There is no webhook of this id') as string,
      });
      expect(await dataOf('list')).toEqual({ webhooks: [] });
    },
  );

  it.each([
    [['create'], 'URL'],
    [['create', 'not an address'], 'one such as https://receiver.example/subcam'],
    [['create', 'http://127.0.0.2/a'], 'webhooks.allowedTargets'],
    [['create', 'https://10.0.0.1/a'], 'webhooks.allowedTargets'],
    [
      ['create', 'https://receiver.example/a', '--events', 'everything'],
      '--events is one or more of session, transcript, translation, bot, not "everything"',
    ],
    [['create', 'https://receiver.example/a', '--events', ''], '--events needs a value'],
    [['test', 'nobodyhasthis'], 'There is no webhook of this id'],
    [['dead', 'A!'], 'An id has small letters and digits'],
    [['resend', 'abc', '--delivery', 'first'], '--delivery is a number'],
    [['forget', 'abc'], '"forget" is none of create, list, test, delete, dead, resend'],
    [['list', '--loud'], '--loud'],
  ])('refuses %j with exit code 2, and says: %s', async (argv, said) => {
    const refused = await run(...argv);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.said).toContain(said);
  });

  it('refuses one more than there may be with exit code 1, and names the setting', async () => {
    const made: string[] = [];
    for (const name of ['a', 'b']) made.push(((await dataOf('create', `https://receiver.example/${name}`))['id'] as string) ?? '');
    expect(await run('create', 'https://receiver.example/c')).toMatchObject({
      code: 1,
      said: expect.stringContaining('webhooks.maxWebhooks') as string,
    });
    for (const id of made) expect(await run('delete', id)).toMatchObject({ code: 0 });
  });

  it('explains itself, and each of its commands', async () => {
    const overview = await run('--help');
    expect(overview.code).toBe(0);
    for (const name of ['create', 'list', 'test', 'delete', 'dead', 'resend', 'SUBCAM_WEBHOOKS_ALLOWED_TARGETS'])
      expect(overview.out).toContain(name);
    for (const name of ['create', 'list', 'test', 'delete', 'dead', 'resend']) {
      const help = await run(name, '--help');
      expect(help.code).toBe(0);
      expect(help.out).toContain('--json');
    }
  });

  it('says how a daemon is started where none runs, with exit code 2', async () => {
    const terminal = recordingTerminal({ HOME: home, SUBCAM_HOME: path.join(home, 'data'), SUBCAM_PORT: '9' });
    expect(await runCli(['webhooks', 'list'], terminal)).toBe(2);
    expect(terminal.saidLines.join('\n')).toContain('subcam up');
  });
});
