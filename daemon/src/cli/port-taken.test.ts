// Commands and a port that another program has: nothing secret is told to it, and each command says what is the matter.
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lookForDaemon } from './running-daemon.ts';
import { runCli } from './main.ts';
import { answerIdentityOf } from '../testing/identity-answer.ts';
import { wavBytes } from '../testing/wav-bytes.ts';
import { recordingTerminal, type RecordingTerminal } from './testing/recording-terminal.ts';

const TOKEN = 'the-token-that-nobody-else-may-read';
const NOWHERE = { daemon: undefined, 'token-file': undefined };

let home: string;
let other: Server;
let port: number;
let heard: string[];
let answer: string;
let terminal: RecordingTerminal;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'subcam-taken-'));
  heard = [];
  answer = '{"status":"ok"}';
  other = createServer((request, response) => {
    void (async () => {
      const body = await readText(request);
      heard.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)} ${body}`);
      response.end(answer);
    })();
  });
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  ({ port } = other.address() as AddressInfo);
  await writeFile(path.join(home, 'token'), `${TOKEN}\n`, { mode: 0o600 });
  terminal = recordingTerminal({ HOME: home, PATH: '', SUBCAM_HOME: home, SUBCAM_PORT: String(port) });
});

afterEach(async () => {
  other.closeAllConnections();
  other.close();
  await rm(home, { recursive: true, force: true });
});

test.each([
  ['pair'],
  ['record', '--latest', '--out', '-'],
  ['join', 'https://meet.google.com/abc-defg-hij'],
  ['config', 'list', '--daemon', 'the other program'],
  ['transcribe', 'file', '--daemon', 'the other program'],
])('subcam %s says that another program has the port, and tells it nothing', async (...argv) => {
  const sound = path.join(home, 'speech.wav');
  await writeFile(sound, wavBytes({ encoding: 'integer', channels: [Array.from({ length: 320 }, () => 0)], bitsPerSample: 16 }));
  const real = argv.map((arg) => (arg === 'file' ? sound : arg === 'the other program' ? `http://127.0.0.1:${port}` : arg));
  expect(await runCli(real, terminal)).toBe(2);
  expect(terminal.saidLines.at(-1)).toContain('taken by another program');
  expect(heard.length).toBeGreaterThan(0);
  expect(heard.join()).not.toContain(TOKEN);
});

test('subcam config without a running daemon of its own shows the settings of the next start', async () => {
  expect(await runCli(['config', 'get', 'port'], terminal)).toBe(0);
  expect(terminal.outLines).toEqual([String(port)]);
  expect(heard.join()).not.toContain(TOKEN);
});

test('subcam doctor says so on the line of the daemon', async () => {
  await runCli(['doctor'], terminal);
  expect(terminal.outLines.find((line) => line.startsWith('daemon'))).toContain('that port is taken by another program');
});

test.each(['<html>', '["ok"]', '{"proof":5}', `{"proof":"${'0'.repeat(64)}"}`])(
  'a program that answers %s is no daemon of ours',
  async (given) => {
    answer = given;
    expect(await lookForDaemon(NOWHERE, terminal)).toMatchObject({ status: 'other' });
  },
);

test('a daemon that has never run with these data is not taken for another program either', async () => {
  await rm(path.join(home, 'token'));
  expect(await lookForDaemon(NOWHERE, terminal)).toMatchObject({ status: 'other' });
  await expect(lookForDaemon({ ...NOWHERE, daemon: `http://127.0.0.1:${port}` }, terminal)).rejects.toMatchObject({ code: 'unauthorized' });
});

test('the daemon of these data is found, also by the name localhost', async () => {
  other.removeAllListeners('request');
  other.on('request', (request, response) => void answerIdentityOf(TOKEN, request, response));
  const url = `http://127.0.0.1:${port}`;
  const expected = { status: 'ours', daemon: { url, token: TOKEN } };
  expect(await lookForDaemon(NOWHERE, terminal)).toMatchObject(expected);
  expect(
    await lookForDaemon({ ...NOWHERE, daemon: `http://localhost:${port}`, 'token-file': path.join(home, 'token') }, terminal),
  ).toMatchObject(expected);
});

test('nobody is nobody', async () => {
  other.close();
  await once(other, 'close');
  expect(await lookForDaemon(NOWHERE, terminal)).toMatchObject({ status: 'none' });
});
