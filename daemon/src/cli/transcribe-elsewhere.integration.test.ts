// subcam transcribe with recognisers that run elsewhere: files and standard input, and to whom the sound goes.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startContractServer, type ContractServer } from '../testing/contract-server.ts';
import { join, pause, speak } from '../testing/spoken-text.ts';

const PROGRAM = path.join(import.meta.dirname, '..', '..', 'bin', 'subcam.mjs');
const SENTENCES = ['Good morning everyone.', 'Shall we begin now?'];

/** 16 kHz, mono, 16 bits, sample by sample as it is: the servers know words by their bytes. */
function wavOf(samples: Int16Array): Uint8Array {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(16_000, 24);
  header.writeUInt32LE(32_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)]);
}

let folder: string;
let wav: Uint8Array;
let file: string;
let whisper: ContractServer;
let openai: ContractServer;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-elsewhere-'));
  const said = await Promise.all(SENTENCES.map(async (sentence) => ({ text: sentence, language: 'en', samples: await speak(sentence) })));
  wav = wavOf(join([pause(300), ...said.flatMap((sentence) => [sentence.samples, pause(1_000)])]));
  file = path.join(folder, 'talk.wav');
  await writeFile(file, wav);
  [whisper, openai] = await Promise.all([startContractServer('whisper', said), startContractServer('openai', said)]);
});

afterAll(async () => {
  await Promise.all([whisper.close(), openai.close()]);
  await rm(folder, { recursive: true, force: true });
});

/** `input`: given on standard input. */
async function transcribe(
  name: string,
  args: readonly string[],
  { input = null, ...env }: { readonly input?: Uint8Array | null } & Readonly<Record<string, unknown>>,
) {
  const child = spawn(process.execPath, [PROGRAM, 'transcribe', ...args], {
    env: {
      ...process.env,
      SUBCAM_HOME: path.join(folder, name),
      SUBCAM_PORT: '9',
      SUBCAM_TRANSLATOR: 'none',
      ...(env as Record<string, string>),
    },
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  child.stdin.end(input ?? undefined);
  const [out, said, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { lines: out.trim().split('\n'), said, code };
}

it('a file and standard input are read by a whisper service, by each of its ways', async () => {
  const by = (transport: string, source: string, input: Uint8Array | null) =>
    transcribe(transport, [source, '--stt', 'whisper-service', '--whisper-url', whisper.url, '--whisper-transport', transport], { input });
  const read = await Promise.all([by('transcribe', file, null), by('process-chunk', file, null), by('stream', '-', wav)]);
  for (const { lines, said, code } of read) {
    expect(lines).toEqual(SENTENCES);
    expect(code).toBe(0);
    expect(said).toMatch(/whisper-service default on cpu: Whisper service$/mu);
  }
  const ways = (await whisper.asked()).map(({ way }) => way);
  expect(new Set(ways)).toEqual(new Set(['transcribe', 'process-chunk', 'stream']));
});

it('a file and standard input are read by an OpenAI-compatible server, and the host is said where that is another machine', async () => {
  // An address that is not of loopback by its name, and still leads there.
  const away = openai.url.replace('127.0.0.1', '0.0.0.0');
  const args = ['--stt', 'openai-stt', '--openai-stt-url'];
  const key = { SUBCAM_OPENAI_STT_API_KEY: 'sk-of-a-test' };
  const [read, piped] = await Promise.all([
    transcribe('openai-file', [file, ...args, openai.url], key),
    transcribe('openai-input', ['-', ...args, away], { ...key, input: wav }),
  ]);
  for (const { lines, said, code } of [read, piped]) {
    expect(lines).toEqual(SENTENCES);
    expect(code).toBe(0);
    expect(said).not.toContain('sk-of-a-test');
  }
  expect(read.said).not.toContain('sound goes');
  expect(piped.said).toContain(`sound goes to ${new URL(away).host}`);
});
