// A meeting in pieces through a real daemon with its own recogniser: out of order, twice, in three formats; its timeline has each word once.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDaemonProcess, type DaemonProcess } from '../chain/daemon-process.ts';
import { readTimeline, uploadChunk } from './contract-client.ts';

const run = promisify(execFile);
const SPOKEN = 'Good morning everyone, and welcome to the meeting. We talk about the new house today. The garden is not finished.';
const PIECE_SECONDS = 2;
const FORMATS = ['wav', 'ogg', 'flac'] as const;

let folder: string;
let daemon: DaemonProcess;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-contract-client-'));
  daemon = await startDaemonProcess({
    home: path.join(folder, 'home'),
    port: 0,
    env: { SUBCAM_UPLOADS_CLOSE_AFTER_MS: '500', SUBCAM_TRANSLATOR: 'none' },
  });
});

afterAll(async () => {
  await daemon.stop();
  await rm(folder, { recursive: true });
});

/** Sound files of two seconds each, in formats by turns, the last one as long as is left. */
async function pieces(whole: string): Promise<readonly string[]> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', whole]);
  const count = Math.ceil(Number(stdout) / PIECE_SECONDS);
  const files = Array.from({ length: count }, (_, index) =>
    path.join(folder, `piece-${index}.${FORMATS[index % FORMATS.length] ?? 'wav'}`),
  );
  for (const [index, file] of files.entries()) {
    await run('ffmpeg', ['-loglevel', 'error', '-ss', String(index * PIECE_SECONDS), '-t', String(PIECE_SECONDS), '-i', whole, file]);
  }
  return files;
}

const wordsOf = (texts: readonly string[]): readonly string[] =>
  texts
    .join(' ')
    .toLowerCase()
    .match(/[a-z']+/g) ?? [];

test('a meeting that comes in pieces, out of order and twice, in three formats, is in its timeline, each word once', async () => {
  const whole = path.join(folder, 'whole.wav');
  await run('flite', ['-voice', 'slt', '-t', SPOKEN, '-o', whole]);
  const files = await pieces(whole);
  expect(files.length).toBeGreaterThanOrEqual(3);
  const sessionId = 'meeting-in-pieces';
  const upload = (index: number) => uploadChunk(daemon, { sessionId, chunkId: `chunk-${index}`, index, file: files[index] ?? '' });
  const order = [...files.keys()].toReversed();
  const answers = await Promise.all([...order, ...order].map(upload));
  expect(answers.slice(order.length)).toEqual(answers.slice(0, order.length));
  await expect
    .poll(async () => wordsOf(await readTimeline(daemon, sessionId)), { timeout: 20_000, interval: 200 })
    .toEqual(wordsOf([SPOKEN]));
});
