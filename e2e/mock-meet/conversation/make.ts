// Script -> default.ogg + default.json: flite speaks each sentence, its phone durations give the words' times, ffmpeg packs the sound.
// Run it with `node e2e/mock-meet/conversation/make.ts` where flite and ffmpeg are installed; what it writes is kept in the repository.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { SubcamError } from '@subcam/shared';
import type { SpokenWord } from './conversation.ts';
import { alignPhones } from './phone-alignment.ts';
import { LEAD_IN_MS, SCRIPT, SCRIPT_SPEAKERS, type ScriptLine, type ScriptSpeaker } from './script.ts';
import { bareWords } from './words.ts';

const run = promisify(execFile);

/** The rate of flite's voices slt, rms and awb. */
const VOICE_RATE_HZ = 16_000;

/** Root mean square of speech, dB of full scale: broadcast speech (EBU R 128) is at −23. */
const SPEECH_LEVEL_DB = -23;

/** Kept around the phones, ms: onset and release of the outer ones. */
const EDGE_MS = { before: 20, after: 80 } as const;

/** A sentence whose phones differ more than this from its words' own is not aligned but guessed. */
const MAX_PHONE_MISMATCH = 0.2;

interface SpokenLine {
  readonly line: ScriptLine;
  /** −1…1, 16 kHz, from EDGE_MS.before ahead of the first phone to EDGE_MS.after behind the last. */
  readonly samples: Float32Array;
  /** Relative to the first phone. */
  readonly words: readonly SpokenWord[];
  readonly durationMs: number;
}

interface TimedPhone {
  readonly phone: string;
  readonly startMs: number;
  readonly endMs: number;
}

async function flite(voice: string, text: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run('flite', ['-voice', voice, ...args, '-t', text]);
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

async function speak(line: ScriptLine, speaker: ScriptSpeaker, scratch: string): Promise<SpokenLine> {
  const wav = path.join(scratch, 'line.wav');
  const phones = readDurations(await flite(speaker.voice, line.text, ['-psdur', '-o', wav])).filter(({ phone }) => phone !== 'pau');
  const texts = bareWords(line.text);
  const own: string[][] = [];
  for (const text of texts) {
    const printed = await flite(speaker.voice, text, ['-ps', '-o', path.join(scratch, 'word.wav')]);
    own.push(printed.split(/\s+/).filter((phone) => phone !== 'pau'));
  }
  const aligned = alignPhones(
    phones.map(({ phone }) => phone),
    own,
  );
  if (aligned.mismatch > MAX_PHONE_MISMATCH) {
    throw new SubcamError(
      'engine-failed',
      `The words of "${line.text}" cannot be told apart in its phones (${aligned.mismatch.toFixed(2)}). Reword it.`,
    );
  }
  const first = phones[0];
  const last = phones.at(-1);
  if (first === undefined || last === undefined) throw new SubcamError('engine-failed', `flite said nothing for "${line.text}".`);
  const words = texts.map((text, index): SpokenWord => {
    const range = aligned.words[index];
    const from = range === undefined ? undefined : phones[range.from];
    const to = range === undefined ? undefined : phones[range.to - 1];
    if (from === undefined || to === undefined)
      throw new SubcamError('engine-failed', `No phone of "${line.text}" belongs to "${text}". Reword it.`);
    return { text, startMs: from.startMs - first.startMs, endMs: to.endMs - first.startMs };
  });
  const whole = readVoiceWav(await readFile(wav));
  const sampleAt = (ms: number): number => Math.round((ms * VOICE_RATE_HZ) / 1000);
  const samples = whole.slice(Math.max(0, sampleAt(first.startMs - EDGE_MS.before)), sampleAt(last.endMs + EDGE_MS.after));
  return { line, samples, words, durationMs: last.endMs - first.startMs };
}

/** One gain for each voice, from all that it says. */
function gainOf(spoken: readonly SpokenLine[]): number {
  let power = 0;
  let count = 0;
  for (const { samples } of spoken) {
    for (const sample of samples) power += sample * sample;
    count += samples.length;
  }
  return 10 ** (SPEECH_LEVEL_DB / 20) / Math.sqrt(power / count);
}

const whole = (ms: number): number => Math.round(ms);

async function make(): Promise<void> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'subcam-conversation-'));
  try {
    const speakers = new Map(SCRIPT_SPEAKERS.map((speaker) => [speaker.speakerId, speaker]));
    const spoken: SpokenLine[] = [];
    for (const line of SCRIPT) {
      const speaker = speakers.get(line.speakerId);
      if (speaker === undefined) throw new SubcamError('configuration', `The script has no speaker "${line.speakerId}".`);
      spoken.push(await speak(line, speaker, scratch));
    }
    const gains = new Map(
      SCRIPT_SPEAKERS.map(({ speakerId }) => [speakerId, gainOf(spoken.filter(({ line }) => line.speakerId === speakerId))]),
    );
    const durationMs = spoken.reduce((sum, { durationMs, line }) => sum + durationMs + line.pauseMs, LEAD_IN_MS);
    const mix = new Float32Array(Math.ceil((durationMs * VOICE_RATE_HZ) / 1000));
    let startMs = LEAD_IN_MS;
    const utterances = spoken.map(({ line, samples, words, durationMs }) => {
      const at = Math.round(((startMs - EDGE_MS.before) * VOICE_RATE_HZ) / 1000);
      const gain = gains.get(line.speakerId) ?? 1;
      for (const [index, sample] of samples.entries()) {
        const place = at + index;
        if (place >= 0 && place < mix.length) mix[place] = (mix[place] ?? 0) + gain * sample;
      }
      const utterance = {
        speakerId: line.speakerId,
        startMs: whole(startMs),
        endMs: whole(startMs + durationMs),
        text: line.text,
        words: words.map((word) => ({ text: word.text, startMs: whole(startMs + word.startMs), endMs: whole(startMs + word.endMs) })),
      };
      startMs += durationMs + line.pauseMs;
      return utterance;
    });
    const peak = mix.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    if (peak >= 1) throw new SubcamError('engine-failed', `The mix would clip (peak ${peak.toFixed(2)}). Lower SPEECH_LEVEL_DB.`);

    const raw = path.join(scratch, 'mix.f32');
    await writeFile(raw, new Uint8Array(mix.buffer));
    const audioPath = path.join(import.meta.dirname, 'default.ogg');
    const opus = ['-c:a', 'libopus', '-b:a', '32k', '-application', 'voip'];
    const plain = ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact'];
    await run('ffmpeg', [
      '-v',
      'error',
      '-y',
      '-f',
      'f32le',
      '-ar',
      String(VOICE_RATE_HZ),
      '-ac',
      '1',
      '-i',
      raw,
      ...opus,
      ...plain,
      audioPath,
    ]);
    const transcript = {
      speakers: SCRIPT_SPEAKERS.map(({ speakerId, name }) => ({ speakerId, name })),
      wordTimes: 'exact',
      durationMs: whole(durationMs),
      utterances,
    };
    await writeFile(path.join(import.meta.dirname, 'default.json'), `${JSON.stringify(transcript, null, 1)}\n`);
    process.stdout.write(
      `${SCRIPT.length} sentences, ${(durationMs / 1000).toFixed(1)} s, peak ${(20 * Math.log10(peak)).toFixed(1)} dB: ${audioPath}\n`,
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

await make();
