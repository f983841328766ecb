// WAV file -> AudioFrames as the wire wants them: 16 kHz, mono, s16, 20 ms each.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ, SubcamError } from '@subcam/shared';
import type { AudioFrame } from '@subcam/shared';
import { findProgram } from '../lib/programs.ts';
import type { ProgramEnv } from '../lib/programs.ts';
import type { WavFile } from './wav-file.ts';

/**
 * Frames of the whole file in order, the last one possibly shorter. A file of another rate goes through ffmpeg's resampler, whose low-pass
 * keeps what lies above 8 kHz out. Rejects with `program-missing` where that needs ffmpeg and there is none, with `bad-request` for broken
 * sound, with the signal's reason when it fires.
 */
export async function* soundFrames(wav: WavFile, env: ProgramEnv, signal: AbortSignal): AsyncIterable<AudioFrame> {
  const blocks = wav.format.sampleRateHz === SAMPLE_RATE_HZ ? wav.mono() : resampled(wav, env, signal);
  let firstSample = 0;
  let open = new Int16Array(FRAME_SAMPLES);
  let filled = 0;
  for await (const block of blocks) {
    signal.throwIfAborted();
    for (const sample of block) {
      open[filled] = Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768)));
      filled += 1;
      if (filled < FRAME_SAMPLES) continue;
      yield { firstSample, samples: open };
      firstSample += FRAME_SAMPLES;
      open = new Int16Array(FRAME_SAMPLES);
      filled = 0;
    }
  }
  if (filled > 0) yield { firstSample, samples: open.slice(0, filled) };
}

/** A long windowed sinc (swr's Kaiser window); its pass band ends at 0.95 of the lower Nyquist frequency. */
const RESAMPLER = 'aresample=filter_size=256:cutoff=0.95';

async function* resampled(wav: WavFile, env: ProgramEnv, signal: AbortSignal): AsyncIterable<Float32Array> {
  const ffmpeg = await findProgram('ffmpeg', env);
  if (ffmpeg === null) {
    throw new SubcamError(
      'program-missing',
      `A file of ${wav.format.sampleRateHz} samples a second needs ffmpeg to become ${SAMPLE_RATE_HZ}: install ffmpeg, or convert the file.`,
    );
  }
  const raw = ['-f', 'f32le', '-ac', '1'];
  const child = spawn(
    ffmpeg,
    [
      ['-hide_banner', '-loglevel', 'error', ...raw, '-ar', String(wav.format.sampleRateHz), '-i', 'pipe:0'],
      ['-af', RESAMPLER, ...raw, '-ar', String(SAMPLE_RATE_HZ), 'pipe:1'],
    ].flat(),
    { stdio: ['pipe', 'pipe', 'pipe'], signal },
  );
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2000);
  });
  const ended = once(child, 'close');
  const fed = pipeline(Readable.from(bytesOf(wav.mono())), child.stdin, { signal });
  // Whichever breaks first is thrown below; until then nobody waits for these.
  fed.catch(() => undefined);
  ended.catch(() => undefined);
  try {
    let rest = Buffer.alloc(0);
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      const bytes = Buffer.concat([rest, chunk]);
      const whole = bytes.length - (bytes.length % 4);
      const samples = new Float32Array(whole / 4);
      for (let index = 0; index < samples.length; index += 1) samples[index] = bytes.readFloatLE(index * 4);
      rest = bytes.subarray(whole);
      if (samples.length > 0) yield samples;
    }
    await fed;
    const [code] = (await ended) as [number | null];
    if (code !== 0) throw new SubcamError('engine-failed', `ffmpeg could not resample the file: ${complaint.trim()}`);
  } finally {
    child.kill('SIGKILL');
  }
}

async function* bytesOf(blocks: AsyncIterable<Float32Array<ArrayBuffer>>): AsyncIterable<Buffer> {
  for await (const block of blocks) yield Buffer.from(block.buffer, block.byteOffset, block.byteLength);
}
