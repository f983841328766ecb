// The stored conversation in two languages, as Whisper and the translators that come with Subcam hear it: its sound is what its text says.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { subcamProgram } from '../../src/chain/daemon-process.ts';
import { wordErrorRate } from '../../src/word-error-rate.ts';
import { loadConversation } from './load-conversation.ts';

const run = promisify(execFile);

/** One sentence of each language. */
const UTTERANCES = 2;
const MAX_WRONG_WORDS = 0.1;

interface Heard {
  readonly text: string;
  readonly language: string;
  readonly translations: Readonly<Record<string, string>>;
}

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'subcam-stored-conversation-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('is heard sentence by sentence in the language that it is spoken in, and translated into the other', async () => {
  const { audioPath, utterances } = await loadConversation('en-es');
  const said = utterances.slice(0, UTTERANCES);
  const untilMs = ((said.at(-1)?.endMs ?? 0) + (utterances[UTTERANCES]?.startMs ?? 0)) / 2;
  const wav = path.join(folder, 'beginning.wav');
  await run('ffmpeg', ['-v', 'error', '-i', audioPath, '-t', String(untilMs / 1000), '-ar', '16000', wav]);
  const args = ['transcribe', wav, '--between', 'en,es', '--stt', 'whisper', '--json', '--log-level', 'error'];
  const { stdout } = await run(process.execPath, [subcamProgram, ...args], { env: { ...process.env, SUBCAM_HOME: folder } });
  const heard = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Heard);
  expect(heard.map(({ language }) => language)).toEqual(said.map(({ language }) => language));
  expect(heard.map(({ translations }) => Object.keys(translations))).toEqual([['es'], ['en']]);
  for (const [index, { text }] of said.entries()) {
    expect(wordErrorRate(text, heard[index]?.text ?? '').wer, text).toBeLessThanOrEqual(MAX_WRONG_WORDS);
  }
});
