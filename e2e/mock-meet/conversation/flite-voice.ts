// A sentence -> Debian's flite speaks it; its phone durations give the words' times.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { SubcamError } from '@subcam/shared';
import type { FliteVoice } from './script.ts';
import { sentenceOf, VOICE_RATE_HZ, type SpokenSentence, type TimedPhone } from './spoken-sentence.ts';
import { bareWords } from './words.ts';

const run = promisify(execFile);

const ONSET_MS = 20;

async function flite({ name }: FliteVoice, text: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run('flite', ['-voice', name, ...args, '-t', text]);
  return stdout.trim();
}

/** `-psdur` prints `phone:end` with the end in seconds; the phone begins where the one before it ended. */
function readDurations(printed: string): TimedPhone[] {
  let startMs = 0;
  return printed.split(/\s+/).map((item) => {
    const [phone = '', seconds = ''] = item.split(':');
    const endMs = Number(seconds) * 1000;
    if (!Number.isFinite(endMs) || phone === '')
      throw new SubcamError('engine-failed', `flite printed "${item}" where a phone and its end were expected.`);
    const timed = { phone, startMs, endMs };
    startMs = endMs;
    return timed;
  });
}

/** The first chunk named `data` of a 16-bit mono RIFF WAVE file. */
function readVoiceWav(bytes: Buffer): Float32Array {
  if (bytes.readUInt32LE(24) !== VOICE_RATE_HZ || bytes.readUInt16LE(22) !== 1)
    throw new SubcamError('engine-failed', 'flite wrote no 16 kHz mono WAV.');
  const dataAt = bytes.indexOf('data', 12, 'latin1');
  const samples = new Float32Array((bytes.length - dataAt - 8) >> 1);
  for (let i = 0; i < samples.length; i += 1) samples[i] = bytes.readInt16LE(dataAt + 8 + 2 * i) / 32_768;
  return samples;
}

/** `scratch`: a folder for files that nobody needs afterwards. */
export async function speakWithFlite(text: string, voice: FliteVoice, scratch: string): Promise<SpokenSentence> {
  const wav = path.join(scratch, 'line.wav');
  const phones = readDurations(await flite(voice, text, ['-psdur', '-o', wav])).filter(({ phone }) => phone !== 'pau');
  const words: { text: string; phones: string[] }[] = [];
  for (const word of bareWords(text)) {
    const printed = await flite(voice, word, ['-ps', '-o', path.join(scratch, 'word.wav')]);
    words.push({ text: word, phones: printed.split(/\s+/).filter((phone) => phone !== 'pau') });
  }
  return sentenceOf({ text, words, phones, sound: readVoiceWav(await readFile(wav)), onsetMs: ONSET_MS });
}
