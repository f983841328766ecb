// A file, a pipe or standard input -> AudioFrames as the wire wants them: 16 kHz, mono, s16, 20 ms each. The one way in for sound files.
import { FRAME_SAMPLES, SAMPLE_RATE_HZ, SubcamError, createChannelMixer } from '@subcam/shared';
import type { AudioFrame } from '@subcam/shared';
import { findProgram } from '../lib/programs.ts';
import type { ProgramEnv } from '../lib/programs.ts';
import { openBytes, STANDARD_INPUT, streamSource } from './byte-source.ts';
import type { ByteSource } from './byte-source.ts';
import { decodeByFfmpeg, floatsOf, resampleByFfmpeg } from './ffmpeg-sound.ts';
import type { FfmpegRun } from './ffmpeg-sound.ts';
import { readWav, soundless } from './wav-file.ts';
import type { ForeignSound, WavSound } from './wav-file.ts';

export interface SoundFile extends AsyncDisposable {
  /** The whole sound in order, the last frame possibly shorter; for one reader, once. Rejects with `sound-corrupt` for broken sound. */
  frames(): AsyncIterable<AudioFrame>;
  /** The loudest sample of any channel among those that were read, 0–1; null as long as there was none. */
  readonly peak: number | null;
  /** What a person should know of the file; complete when all frames have been read. */
  remarks(): readonly string[];
}

export interface OpenSoundOptions {
  readonly env: ProgramEnv;
  /** Standard input. */
  readonly input: () => AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
  /** ffmpeg's names of the formats that it may read; default: all. Some name other files, and so read what their sender may not. */
  readonly formats?: readonly string[];
  /** What the sound is called in messages; default: its name. */
  readonly title?: string;
}

/**
 * Opens sound of any kind; `name` is a path, or `-` for standard input. PCM in WAV is read here, all else by ffmpeg, which also turns other
 * rates into 16 kHz. The caller disposes of it. Rejects with `program-missing` where it takes ffmpeg and there is none, with `sound-format`
 * for a file of a kind that holds no sound, with `sound-corrupt` for one that should hold some, with `bad-request` for what can't be opened,
 * with the signal's reason when it fires.
 */
export async function openSound(name: string, options: OpenSoundOptions): Promise<SoundFile> {
  await using opening = new AsyncDisposableStack();
  const title = options.title ?? (name === STANDARD_INPUT ? 'Standard input' : name);
  const source = opening.use(await openBytes(name, options.input));
  const wav = await readWav(source, title);
  if (wav.type === 'wav') {
    if (source.size === null) source.forget();
    const { sampleRateHz } = wav.format;
    if (sampleRateHz === SAMPLE_RATE_HZ) return soundFile({ wav, title, ffmpeg: null, signal: options.signal }, opening.move());
    const ffmpeg = await findProgram('ffmpeg', options.env);
    if (ffmpeg === null) throw needsFfmpeg(`${title} has ${sampleRateHz} samples a second: to make that ${SAMPLE_RATE_HZ}`);
    return soundFile({ wav, title, ffmpeg, signal: options.signal }, opening.move());
  }
  if (wav.content === 'empty') throw soundless(title, emptiness(source));
  if (wav.content === 'none') throw soundless(title, `is ${wav.kind}, which holds no sound`, NO_SOUND_KIND);
  const ffmpeg = await findProgram('ffmpeg', options.env);
  if (ffmpeg === null && wav.content === 'text')
    throw soundless(title, 'is not a WAV file but a text, which holds no sound', NO_SOUND_KIND);
  if (ffmpeg === null && wav.kind === null) {
    throw new SubcamError('sound-format', `${title} is not a WAV file. Sound of other kinds is read by ffmpeg, ${INSTALL_FFMPEG}.`);
  }
  if (ffmpeg === null) throw needsFfmpeg(`${title} is ${wav.kind}: to read that`);
  const input = source.size === null ? source.fromStart() : name;
  const { signal, formats } = options;
  const decoder = withoutName(opening.use(decodeByFfmpeg({ ffmpeg, input, signal, ...(formats === undefined ? {} : { formats }) })), name);
  const decoded = await decodedBy(decoder, { title, foreign: wav, source, signal: options.signal });
  return soundFile({ wav: decoded, title, ffmpeg: null, signal: options.signal, decoder }, opening.move());
}

const NO_SOUND_KIND = { code: 'sound-format' } as const;

const INSTALL_FFMPEG = 'which is not installed: install it ("apt-get install ffmpeg" on Debian)';

function emptiness({ size }: ByteSource): string {
  return size === null ? 'gave nothing: it ended before its first byte' : 'is empty: it has no bytes';
}

function needsFfmpeg(what: string): SubcamError {
  const elsewhere = 'or convert the file elsewhere with "ffmpeg -i FILE -ar 16000 -ac 1 out.wav"';
  return new SubcamError('program-missing', `${what} takes ffmpeg, ${INSTALL_FFMPEG}, ${elsewhere}.`);
}

/** What ffmpeg says of a format that it was told not to take. */
const NOT_ALLOWED = 'not on whitelist';

/** Where the file lies is for messages to say, and not everybody's to know. */
function withoutName(decoder: FfmpegRun, name: string): FfmpegRun {
  return {
    ...decoder,
    complaints: () => decoder.complaints().map((line) => line.replace(`file:${name}: `, '').replaceAll(name, 'the file')),
  };
}

interface Decoding {
  readonly title: string;
  readonly foreign: ForeignSound;
  readonly source: ByteSource;
  readonly signal: AbortSignal;
}

/** What ffmpeg gives, as soon as it gives anything. */
async function decodedBy(decoder: FfmpegRun, { title, foreign, source, signal }: Decoding): Promise<WavSound> {
  const output = streamSource(decoder.output);
  const decoded = await readWav(output, title);
  if (decoded.type === 'wav') {
    output.forget();
    return decoded;
  }
  signal.throwIfAborted();
  await decoder.ended();
  const { kind, content } = foreign;
  const what =
    kind === null ? 'is not a WAV file, nor sound of another kind that ffmpeg can read' : `is ${kind}, in which ffmpeg finds no sound`;
  // The file's name stands at the beginning of the sentence.
  const said = decoder.complaints().at(-1) ?? 'it says no more';
  const hint = source.size === null ? ' Some files, such as many of MP4, can only be read by their name and not from a pipe.' : '';
  throw soundless(title, `${what} (${said})${content === 'text' ? ': it looks like a text' : ''}`, {
    code: kind === null || said.includes(NOT_ALLOWED) ? 'sound-format' : 'sound-corrupt',
    hint,
  });
}

interface Opened {
  readonly wav: WavSound;
  readonly title: string;
  /** Of the resampler; null where none is needed. */
  readonly ffmpeg: string | null;
  readonly signal: AbortSignal;
  readonly decoder?: FfmpegRun;
}

function soundFile({ wav, title, ffmpeg, signal, decoder }: Opened, resources: AsyncDisposableStack): SoundFile {
  let peak: number | null = null;
  const mono = async function* (): AsyncIterable<Float32Array<ArrayBuffer>> {
    const mixer = createChannelMixer({ channels: wav.format.channels, rateHz: wav.format.sampleRateHz });
    for await (const channels of wav.blocks()) {
      for (const samples of channels) peak = samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), peak ?? 0);
      yield mixer.push(channels);
    }
  };
  return {
    get peak() {
      return peak;
    },
    frames: async function* () {
      yield* framesOf(ffmpeg === null ? mono() : resampled(mono(), { ffmpeg, sampleRateHz: wav.format.sampleRateHz, signal }), signal);
      if (decoder !== undefined && (await decoder.ended()) !== 0) {
        throw new SubcamError(
          'sound-corrupt',
          `${title} could not be read to its end: ${decoder.complaints().at(-1) ?? 'ffmpeg broke off'}.`,
        );
      }
      if (peak === null) throw soundless(title, 'holds no samples of sound');
    },
    remarks: () => [
      ...(wav.isCutOff ? [`${title} is cut off: its header promises more sound than there is.`] : []),
      ...(decoder?.complaints() ?? []).slice(0, 1).map((complaint) => `ffmpeg had trouble with ${title}: ${complaint}`),
    ],
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function* framesOf(blocks: AsyncIterable<Float32Array>, signal: AbortSignal): AsyncIterable<AudioFrame> {
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

interface Resampling {
  readonly ffmpeg: string;
  readonly sampleRateHz: number;
  readonly signal: AbortSignal;
}

async function* resampled(
  blocks: AsyncIterable<Float32Array<ArrayBuffer>>,
  { ffmpeg, sampleRateHz, signal }: Resampling,
): AsyncIterable<Float32Array> {
  using resampler = resampleByFfmpeg({ ffmpeg, input: bytesOf(blocks), signal }, sampleRateHz);
  yield* floatsOf(resampler.output);
  const code = await resampler.ended();
  if (code !== 0) throw new SubcamError('engine-failed', `ffmpeg could not resample the file: ${resampler.complaints().join(' ')}`);
}

async function* bytesOf(blocks: AsyncIterable<Float32Array<ArrayBuffer>>): AsyncIterable<Buffer> {
  for await (const block of blocks) yield Buffer.from(block.buffer, block.byteOffset, block.byteLength);
}
