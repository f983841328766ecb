// subcam config and a daemon that runs: it is asked, a change reaches it at once, and what it was started with stays.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SettingRow } from '@subcam/shared/http';
import { openFileCapture, type FileCapture } from './client.ts';
import { runCli } from './main.ts';
import { recordingTerminal } from './testing/recording-terminal.ts';

const PROGRAM = path.join(import.meta.dirname, '..', '..', 'bin', 'subcam.mjs');

let folder: string;
let env: Record<string, string>;
let daemon: ChildProcess;
let url: string;
let port: number;
let token: string;
let logLines: string[];

/** Engines that need neither a model of their own nor a program: nothing is transcribed here. */
async function startDaemon(): Promise<void> {
  const engines = ['--stt', 'whisper-service', '--translator', 'none'];
  daemon = spawn(process.execPath, [PROGRAM, 'up', '--json', '--port', '0', ...engines], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (daemon.stdout === null || daemon.stderr === null) throw new Error('The daemon was started without its streams.');
  createInterface({ input: daemon.stderr }).on('line', (line) => logLines.push(line));
  const [ready] = (await once(createInterface({ input: daemon.stdout }), 'line')) as [string];
  ({ url, port } = JSON.parse(ready) as { url: string; port: number });
  token = (await readFile(path.join(folder, 'home', 'token'), 'utf8')).trim();
}

async function stopDaemon(): Promise<void> {
  daemon.kill('SIGTERM');
  await once(daemon, 'exit');
}

beforeEach(async () => {
  logLines = [];
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-config-'));
  env = { SUBCAM_HOME: path.join(folder, 'home'), XDG_CONFIG_HOME: path.join(folder, 'config') };
  await startDaemon();
});

afterEach(async () => {
  await stopDaemon();
  await rm(folder, { recursive: true, force: true });
});

async function config(...argv: string[]): Promise<{ readonly code: number; readonly out: string; readonly said: string }> {
  const terminal = recordingTerminal({ HOME: folder, ...env });
  const code = await runCli(['config', ...argv], terminal);
  return { code, out: terminal.outLines.join('\n'), said: terminal.saidLines.join('\n') };
}

function openSession(sessionId: string): Promise<FileCapture> {
  return openFileCapture({
    address: { url, token },
    hello: { sessionId, captureId: `${sessionId}-sound`, startedAtMs: 0, sourceLanguage: 'en', targetLanguages: [], pace: 'live' },
    signal: new AbortController().signal,
    onEvent: () => undefined,
  });
}

/** A request that is refused, which the daemon notes as a warning. */
/** From an address of its own each time: of one address a refusal is told once a minute. */
async function beRefused(localAddress: string): Promise<void> {
  const asked = request(`${url}/api/config`, { localAddress, headers: { authorization: 'Bearer wrong' } });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  expect(response.statusCode).toBe(401);
  response.resume();
}

test('the running daemon tells what is in force, with the flags that it was started with, which can’t be changed', async () => {
  const { settings } = JSON.parse((await config('list', '--json', '--daemon', url)).out) as { settings: SettingRow[] };
  const byKey = new Map(settings.map((row) => [row.key, row]));
  expect(byKey.get('stt.engine')).toMatchObject({ value: 'whisper-service', source: { layer: 'flag', name: '--stt' } });
  expect(byKey.get('dataDir')).toMatchObject({ value: env['SUBCAM_HOME'], source: { layer: 'environment', name: 'SUBCAM_HOME' } });
  expect(await config('set', 'stt.engine', 'moonshine', '--daemon', url)).toMatchObject({
    code: 2,
    said: 'stt.engine is fixed by --stt: change it there.',
  });
});

test('a change reaches the running daemon at once: its limits, what it logs', async () => {
  expect(await config('set', 'limits.maxSessions', '1', '--daemon', url)).toMatchObject({ code: 0 });
  expect(await config('set', 'tile.theme', 'light', '--daemon', url)).toMatchObject({ code: 0 });
  const first = await openSession('one');
  try {
    expect(first.welcome.tile).toMatchObject({ theme: 'light' });
    await expect(openSession('two')).rejects.toMatchObject({ code: 'session-limit' });
    expect(await config('unset', 'limits.maxSessions', '--daemon', url)).toMatchObject({
      code: 0,
      out: 'limits.maxSessions  100  default',
    });
    (await openSession('three')).close();
  } finally {
    first.close();
  }

  await beRefused('127.0.0.2');
  await expect.poll(() => logLines.filter((line) => line.includes('A request is refused.')).length).toBeGreaterThan(0);
  await config('set', 'log.level', 'error', '--daemon', url);
  const before = logLines.length;
  await beRefused('127.0.0.3');
  await config('set', 'log.level', 'warn', '--daemon', url);
  await beRefused('127.0.0.4');
  // The second one alone.
  await expect.poll(() => logLines.length).toBe(before + 1);
});

test('a daemon with other data is left alone: the settings of those data are changed', async () => {
  env = { ...env, SUBCAM_PORT: String(port) };
  expect(await config('set', 'tile.theme', 'light')).toMatchObject({ code: 0, said: '' });
  const other = path.join(folder, 'other');
  expect(await config('set', 'tile.theme', 'minimal', '--data-dir', other)).toMatchObject({ code: 0, said: '' });
  expect(JSON.parse(await readFile(path.join(other, 'settings.json'), 'utf8'))).toEqual({ tile: { theme: 'minimal' } });
  expect((await config('get', 'tile.theme')).out).toBe('light');
  const named = await config('get', 'tile.theme', '--data-dir', other, '--daemon', url);
  expect(named).toMatchObject({ code: 2, said: expect.stringContaining('token') as string });
});

test('a change of another setting waits for the next start, and all of them are there then', async () => {
  await config('set', 'tile.theme', 'light', '--daemon', url);
  const { out } = await config('set', 'engines.stt.whisper-service.timeoutMs', '5000', '--daemon', url);
  expect(out).toContain('60000 (at the next start 5000)');
  await stopDaemon();
  await startDaemon();
  expect((await config('get', 'engines.stt.whisper-service.timeoutMs', '--daemon', url)).out).toBe('5000');
  expect((await config('get', 'tile.theme', '--daemon', url)).out).toBe('light');
  await expect(openSession('four').then((capture) => capture.close())).resolves.toBeUndefined();
});
