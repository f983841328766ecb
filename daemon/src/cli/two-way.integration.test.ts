// A recording in two languages by turns, through the daemon with a Whisper service and real Bergamot: each line with the other language.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { json, startScriptedService, type ScriptedService } from '../testing/scripted-service.ts';
import { join, pause, speak, toFloat } from '../testing/spoken-text.ts';
import { wavBytes } from '../testing/wav-bytes.ts';

const PROGRAM = path.join(import.meta.dirname, '..', '..', 'bin', 'subcam.mjs');

/** What the service says of each turn; it names languages as Whisper servers do. */
const HEARD = [
  { text: 'Good morning, everybody.', language: 'english' },
  { text: 'Bom dia, vamos começar a reunião.', language: 'pt' },
  { text: 'I have a question about the house.', language: 'en' },
  { text: 'A resposta está no livro.', language: 'portuguese' },
];

let folder: string;
let sound: string;
let whisper: ScriptedService;
const asked: (string | undefined)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-two-way-'));
  sound = path.join(folder, 'speech.wav');
  const sentence = await speak('Good morning everyone, and welcome.');
  const samples = toFloat(join([pause(300), ...HEARD.flatMap(() => [sentence, pause(1000)])]));
  await writeFile(sound, wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [[...samples]] }));
  whisper = await startScriptedService(({ field }) => {
    asked.push(field('language'));
    return json(HEARD[(asked.length - 1) % HEARD.length]);
  });
});

afterAll(async () => {
  whisper.close();
  await rm(folder, { recursive: true, force: true });
});

test('the transcript has each line in its own language and translated into the other', async () => {
  const env = {
    ...process.env,
    SUBCAM_HOME: path.join(folder, 'home'),
    SUBCAM_PORT: '9',
    SUBCAM_STT: 'whisper-service',
    SUBCAM_WHISPER_URL: whisper.url,
    SUBCAM_TRANSLATOR: 'bergamot',
  };
  const args = [PROGRAM, 'transcribe', sound, '--between', 'en,pt', '--format', 'jsonl'];
  const { stdout: out } = await promisify(execFile)(process.execPath, args, { env });
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { language: string; text: string; translations: Record<string, string> });
  expect(asked).toEqual(['auto', 'auto', 'auto', 'auto']);
  expect(lines.map(({ language, text, translations }) => [language, text, Object.keys(translations)])).toEqual([
    ['en', HEARD[0]?.text, ['pt']],
    ['pt', HEARD[1]?.text, ['en']],
    ['en', HEARD[2]?.text, ['pt']],
    ['pt', HEARD[3]?.text, ['en']],
  ]);
  expect(lines[0]?.translations['pt']).toMatch(/bom dia/iu);
  expect(lines[1]?.translations['en']).toMatch(/good morning.*meeting/iu);
  expect(lines[2]?.translations['pt']).toMatch(/casa/iu);
  expect(lines[3]?.translations['en']).toMatch(/answer.*book/iu);
});
