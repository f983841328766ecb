// ffmpeg -> sound of any kind as WAV on a pipe, and the resampler for what is read here.
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SAMPLE_RATE_HZ, toSubcamError } from '@subcam/shared';

/** A long windowed sinc (swr's Kaiser window); its pass band ends at 0.95 of the lower Nyquist frequency. */
const RESAMPLER = 'filter_size=256:cutoff=0.95';

/** Silence where a container's timestamps have a hole, also before its first sample, so that times are those that a player shows. */
const ON_TIME = 'async=1:first_pts=0';

/** The newest of what ffmpeg says, in characters. */
const MAX_COMPLAINT = 2000;

const QUIET = ['-hide_banner', '-loglevel', 'error'];

/** Whoever disposes of it ends the program. */
export interface FfmpegRun extends Disposable {
  readonly output: AsyncIterable<Buffer>;
  /** Lines of what it has complained of. */
  complaints(): readonly string[];
  /** Resolves with the exit code when it has ended; null where a signal ended it. */
  ended(): Promise<number | null>;
}

export interface FfmpegInput<Input> {
  /** Path of the program. */
  readonly ffmpeg: string;
  readonly input: Input;
  readonly signal: AbortSignal;
  /** Its names of the formats that it may read; default: all. */
  readonly formats?: readonly string[];
}

/**
 * Decodes the sound of any file. `input`: a path, which ffmpeg opens by itself so that it may go back and forth in it, or bytes in their
 * order. Gives a WAV of 32-bit floats at 16 kHz with the file's own channels, whose length is left open.
 */
export function decodeByFfmpeg({ ffmpeg, input, signal, formats }: FfmpegInput<string | AsyncIterable<Uint8Array>>): FfmpegRun {
  // Only files and pipes: a playlist must not make it fetch anything.
  const allowed = formats === undefined ? [] : ['-format_whitelist', formats.join(',')];
  const source = [...allowed, '-protocol_whitelist', 'file,pipe,crypto,data', '-i', typeof input === 'string' ? `file:${input}` : 'pipe:0'];
  const filter = ['-af', `aresample=${SAMPLE_RATE_HZ}:${RESAMPLER}:${ON_TIME}`];
  const args = [...QUIET, ...source, '-vn', '-sn', '-dn', ...filter, '-c:a', 'pcm_f32le', '-f', 'wav', 'pipe:1'];
  return run(spawn(ffmpeg, args, { signal }), typeof input === 'string' ? null : input, signal);
}

/** Mono floats of `sampleRateHz` -> mono floats at 16 kHz, raw. */
export function resampleByFfmpeg({ ffmpeg, input, signal }: FfmpegInput<AsyncIterable<Uint8Array>>, sampleRateHz: number): FfmpegRun {
  const raw = ['-f', 'f32le', '-ac', '1'];
  const [from, to] = [
    [...raw, '-ar', `${sampleRateHz}`, '-i', 'pipe:0'],
    [...raw, '-ar', `${SAMPLE_RATE_HZ}`, 'pipe:1'],
  ];
  return run(spawn(ffmpeg, [...QUIET, ...from, '-af', `aresample=${RESAMPLER}`, ...to], { signal }), input, signal);
}

function run(child: ChildProcessWithoutNullStreams, input: AsyncIterable<Uint8Array> | null, signal: AbortSignal): FfmpegRun {
  let said = '';
  let unreadable: Error | null = null;
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-MAX_COMPLAINT);
  });
  const ended = once(child, 'close') as Promise<[number | null]>;
  // Whoever waits for the end is told; until then nobody does.
  ended.catch(() => undefined);
  if (input === null) child.stdin.end();
  else {
    const watched = async function* (): AsyncIterable<Uint8Array> {
      try {
        yield* input;
      } catch (error) {
        unreadable = toSubcamError(error);
        throw unreadable;
      }
    };
    // ffmpeg closes its input when it has seen enough; what broke on our side of it is thrown below.
    pipeline(Readable.from(watched()), child.stdin, { signal }).catch(() => undefined);
  }
  return {
    output: child.stdout as AsyncIterable<Buffer>,
    complaints: () => said.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()])),
    ended: async () => {
      const [code] = await ended;
      if (unreadable !== null) throw unreadable;
      return code;
    },
    [Symbol.dispose]: () => {
      child.kill('SIGKILL');
      child.stdout.destroy();
    },
  };
}

/** Raw 32-bit floats, little-endian, cut anywhere. */
export async function* floatsOf(bytes: AsyncIterable<Buffer>): AsyncIterable<Float32Array<ArrayBuffer>> {
  let rest = Buffer.alloc(0);
  for await (const chunk of bytes) {
    const all = Buffer.concat([rest, chunk]);
    const whole = all.length - (all.length % 4);
    const samples = new Float32Array(whole / 4);
    for (let index = 0; index < samples.length; index += 1) samples[index] = all.readFloatLE(index * 4);
    rest = all.subarray(whole);
    if (samples.length > 0) yield samples;
  }
}
