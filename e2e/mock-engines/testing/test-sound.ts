// Sounds for tests: a file as a call would deliver it, a synthetic voice, noise, and the bytes that a client sends.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { findProgram } from '@subcam/daemon';
import { makeTestWav } from '../../mock-meet/testing/test-wav.ts';
import { decodeSound } from '../sound/decode-sound.ts';

async function run(program: string, args: readonly string[]): Promise<void> {
  const found = await findProgram(program);
  if (found === null) throw new Error(`This test needs ${program}: run \`npm run setup\`.`);
  const child = spawn(found, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [said, code] = await Promise.all([text(child.stderr), exit]);
  if (code !== 0) throw new Error(`${program} failed: ${said}`);
}

async function made(make: (file: string) => Promise<void>, name: string): Promise<Float32Array> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'subcam-sound-'));
  try {
    const file = path.join(folder, name);
    await make(file);
    return await decodeSound(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The file at 40 % of its volume, without its lowest tones, coded again by Opus for speech at 20 kbit/s. */
export function throughACall(file: string): Promise<Float32Array> {
  const coding = ['-af', 'volume=0.4,highpass=f=80', '-c:a', 'libopus', '-b:a', '20k', '-application', 'voip'];
  return made((out) => run('ffmpeg', ['-nostdin', '-loglevel', 'error', '-i', file, ...coding, out]), 'call.ogg');
}

/** One of flite's voices saying something. */
export function spoken(voice: string, words: string): Promise<Float32Array> {
  return made((out) => run('flite', ['-voice', voice, '-t', words, '-o', out]), 'spoken.wav');
}

/** Even noise of the same sound each time. */
export function whiteNoise(durationMs: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length: durationMs * 16 }, () => {
    // Numerical Recipes' generator: the test wants noise, not secrecy.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 0.4 * (state / 2 ** 32 - 0.5);
  });
}

export interface FormFields {
  readonly audio?: Uint8Array<ArrayBuffer>;
  readonly language?: string;
  readonly task?: string;
}

/** 16 kHz mono s16, as the daemon sends it. */
export function wavOf(samples: Float32Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(makeTestWav(samples, { rateHz: 16_000 }));
}

export function formOf({ audio, language = 'en', task = 'transcribe' }: FormFields): FormData {
  const form = new FormData();
  if (audio !== undefined) form.set('audio', new Blob([audio], { type: 'audio/wav' }), 'segment.wav');
  form.set('language', language);
  form.set('task', task);
  form.set('enable_vad', 'false');
  form.set('enable_diarization', 'false');
  return form;
}
