// Text -> speech, by Debian's flite: what tests let real engines hear.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { SAMPLE_RATE_HZ, SubcamError } from '@subcam/shared';
import { findProgram } from '../lib/programs.ts';

/** Voices that recognisers hear cleanly. */
export type Voice = 'slt' | 'rms' | 'awb';

const run = promisify(execFile);

/** 16 kHz mono s16. Rejects with `program-missing` where there is no flite: these tests need it. */
export async function speak(text: string, voice: Voice = 'slt'): Promise<Int16Array> {
  const flite = await findProgram('flite');
  if (flite === null) {
    throw new SubcamError('program-missing', 'These tests make their speech with flite: run `apt-get install flite`.');
  }
  const dir = await mkdtemp(path.join(tmpdir(), 'subcam-speech-'));
  try {
    const file = path.join(dir, 'speech.wav');
    await run(flite, ['-voice', voice, '-t', text, '-o', file]);
    return pcmOf(await readFile(file));
  } finally {
    await rm(dir, { recursive: true });
  }
}

function pcmOf(wav: Buffer): Int16Array {
  const rate = wav.readUInt32LE(24);
  const dataAt = wav.indexOf('data', 12, 'latin1');
  if (rate !== SAMPLE_RATE_HZ || wav.readUInt16LE(22) !== 1 || dataAt < 0) {
    throw new SubcamError('sample-rate', `flite was expected to write 16 kHz mono, not ${rate} Hz.`);
  }
  const first = dataAt + 8;
  return Int16Array.from({ length: Math.floor((wav.length - first) / 2) }, (_, index) => wav.readInt16LE(first + 2 * index));
}

/** Silence of a room, not of a wire: a little noise, the same each time. */
export function pause(ms: number): Int16Array {
  let seed = 12_345;
  return Int16Array.from({ length: Math.round((ms * SAMPLE_RATE_HZ) / 1000) }, () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return ((seed >>> 16) % 17) - 8;
  });
}

/** One after the other. */
export function join(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** −1…1. */
export function toFloat(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / 32_768);
}
