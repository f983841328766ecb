// The program `subcam` as a person starts it: a daemon that comes up and goes down in order, and a spoken file that comes back as words.
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';

const PROGRAM = path.join(import.meta.dirname, '..', '..', 'bin', 'subcam.mjs');
const SENTENCES = ['Good morning everyone.', 'The meeting starts at ten o’clock.', 'We have to find a new house for the office.'];

let folder: string;
let sound: string;
let env: NodeJS.ProcessEnv;

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly said: string;
}

function subcam(...args: string[]): Promise<Ended> {
  return subcamGiven(null, ...args);
}

/** `input`: a file that the program gets as its standard input; null for none. */
function subcamGiven(input: string | null, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const program = execFile(process.execPath, [PROGRAM, ...args], { env }, (error, out, said) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 128), out, said });
    });
    if (program.stdin === null) return;
    if (input === null) program.stdin.end();
    else createReadStream(input).pipe(program.stdin);
  });
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-program-'));
  sound = path.join(folder, 'speech.wav');
  // Port 9 is where nobody listens: no daemon of this machine is taken for one of this test.
  env = { ...process.env, SUBCAM_HOME: path.join(folder, 'home'), SUBCAM_PORT: '9' };
  const flite = spawn('flite', ['-voice', 'slt', '-t', SENTENCES.join(' '), '-o', path.join(folder, 'flite.wav')]);
  expect(await once(flite, 'exit')).toEqual([0, null]);
  // As a recorder of another kind would have written it: 44.1 kHz, stereo, 24 bits.
  const ffmpeg = spawn('ffmpeg', [
    '-loglevel',
    'error',
    '-i',
    path.join(folder, 'flite.wav'),
    '-ar',
    '44100',
    '-ac',
    '2',
    '-c:a',
    'pcm_s24le',
    sound,
  ]);
  expect(await once(ffmpeg, 'exit')).toEqual([0, null]);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z]+/g) ?? [];

/** The share of the spoken words that are among those that were read, in any order: enough to tell reading from guessing. */
function shareRead(text: string): number {
  const read = new Set(wordsOf(text));
  const spoken = wordsOf(SENTENCES.join(' '));
  return spoken.filter((word) => read.has(word)).length / spoken.length;
}

test('a file is read and translated by a daemon that is started for it, and the line says so', async () => {
  const { code, out, said } = await subcam('transcribe', sound, '--to', 'es', '--json');
  expect(said).toContain('No daemon runs; one was started for this file');
  expect(said).toContain('moonshine');
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { startMs: number; endMs: number; text: string; translations: { es?: string } });
  expect(shareRead(lines.map((line) => line.text).join(' '))).toBeGreaterThan(0.8);
  for (const [index, line] of lines.entries()) {
    expect(line.endMs).toBeGreaterThan(line.startMs);
    expect(line.startMs).toBeGreaterThanOrEqual(lines[index - 1]?.endMs ?? 0);
    expect(line.translations.es).toMatch(/\p{L}/u);
  }
  expect(
    lines
      .map((line) => line.translations.es)
      .join(' ')
      .toLowerCase(),
  ).toContain('casa');
  expect(code).toBe(0);
});

test('a daemon comes up, pairs, serves a file, keeps its token to itself, and ends in order', { timeout: 120_000 }, async () => {
  const database = path.join(folder, 'home', 'subcam.db');
  const kept = await readFile(database).catch(() => null);
  const daemon = spawn(process.execPath, [PROGRAM, 'up', '--json', '--port', '0', '--no-store'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const ready = JSON.parse(await firstLine(daemon)) as { url: string; port: number; pid: number; engines: { stt: { name: string } } };
    expect(ready).toMatchObject({ url: `http://127.0.0.1:${ready.port}`, pid: daemon.pid, engines: { stt: { name: 'moonshine' } } });
    const tokenFile = path.join(folder, 'home', 'token');
    expect((await stat(tokenFile)).mode & 0o077).toBe(0);

    const paired = JSON.parse((await subcam('pair', '--json', '--daemon', ready.url)).out) as { code: string };
    const exchange = await fetch(`${ready.url}/api/pair`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: paired.code }),
    });
    const { token } = (await exchange.json()) as { token: string };
    const asks = (): Promise<Response> => fetch(`${ready.url}/api/engines`, { headers: { authorization: `Bearer ${token}` } });
    expect((await asks()).status).toBe(200);
    const revoked = await subcam('tokens', 'revoke', token.split('_')[1] ?? '', '--daemon', ready.url);
    expect(revoked.out).toContain('Revoked: paired with a code (capture)');
    expect((await asks()).status).toBe(401);

    const vtt = await subcam('transcribe', sound, '--daemon', ready.url, '--to', 'es', '--format', 'vtt');
    expect(vtt.said).not.toContain('was started for this file');
    expect(vtt.out).toMatch(/^WEBVTT/);
    expect(shareRead(vtt.out)).toBeGreaterThan(0.8);
    expect(vtt.code).toBe(0);
    // With --no-store its words are found in memory, and no file has them.
    expect(ready).toMatchObject({ storeMode: 'memory' });
    expect((await subcam('sessions', 'search', 'meeting', '--daemon', ready.url)).out).toContain('file-');
    expect(await readFile(database).catch(() => null)).toEqual(kept);
    await expect(stat(`${database}-wal`)).rejects.toThrow('ENOENT');

    // As streaming services pack it, one channel the opposite of the other, from a pipe.
    const packed = path.join(folder, 'packed.ogg');
    const opposite = ['-af', 'pan=stereo|c0=c0|c1=-1*c0', '-c:a', 'libopus', packed];
    expect(await once(spawn('ffmpeg', ['-loglevel', 'error', '-i', sound, ...opposite]), 'exit')).toEqual([0, null]);
    const piped = await subcamGiven(packed, 'transcribe', '-', '--daemon', ready.url);
    expect(shareRead(piped.out)).toBeGreaterThan(0.8);
    expect(piped).toMatchObject({ code: 0, said: '' });

    const silent = path.join(folder, 'silent.wav');
    expect(await once(spawn('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-t', '3', '-i', 'anullsrc', silent]), 'exit')).toEqual([
      0,
      null,
    ]);
    for (const format of ['txt', 'jsonl', 'srt']) {
      const nothing = await subcam('transcribe', silent, '--daemon', ready.url, '--format', format);
      expect(nothing).toEqual({ code: 0, out: '', said: `In ${silent} no speech was found: every sample is zero.\n` });
    }

    const taken = await subcam('up', '--port', String(ready.port), '--data-dir', path.join(folder, 'another home'));
    expect(taken).toMatchObject({ code: 2, said: expect.stringContaining(String(ready.port)) as string });
  } finally {
    daemon.kill('SIGTERM');
  }
  expect(await once(daemon, 'exit')).toEqual([0, null]);
});

test('Ctrl-C in mid-file ends the file and the daemon that was started for it', async () => {
  const program = spawn(process.execPath, [PROGRAM, 'transcribe', sound, '--realtime'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(program, 'exit');
  const said: string[] = [];
  for await (const line of createInterface({ input: program.stderr })) {
    said.push(line);
    // The last line of what is said about the engines: from here on sound is streamed for seven seconds.
    if (line.includes('translation')) program.kill('SIGINT');
  }
  expect(await exited).toEqual([130, null]);
  expect(said.at(-1)).toBe('The work was cancelled.');
});

test('without models the daemon does not start, and says how to get them without a stack', async () => {
  const { code, said } = await subcam('up', '--port', '0', '--models-dir', path.join(folder, 'none'));
  expect(code).toBe(2);
  expect(said).toContain('subcam models install');
  expect(said).not.toMatch(/\n\s+at /);
});

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no standard output');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('the daemon ended without a word');
}
