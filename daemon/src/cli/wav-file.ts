// RIFF/WAVE file -> its format and mono sound, block by block: 8 to 32 bit integers and floats, any rate, any number of channels.
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { SubcamError } from '@subcam/shared';

export interface WavFormat {
  readonly encoding: 'integer' | 'float';
  readonly bitsPerSample: number;
  readonly channels: number;
  readonly sampleRateHz: number;
}

export interface WavFile extends AsyncDisposable {
  readonly format: WavFormat;
  /** Samples of each channel. */
  readonly sampleCount: number;
  /** Whether the header promises more sound than the file holds. */
  readonly truncated: boolean;
  /** All channels' mean, −1…1. Rejects with `bad-request` at a sample that is no number. */
  mono(): AsyncIterable<Float32Array<ArrayBuffer>>;
}

// Format tags of RIFF (Microsoft, mmreg.h); an extensible format carries its tag in the first bytes of its GUID.
const TAG_PCM = 1;
const TAG_FLOAT = 3;
const TAG_EXTENSIBLE = 0xfffe;

/** What a recorder that writes to a pipe leaves as the size of the data: it runs to the end of the file. */
const OPEN_ENDED = [0, 0xffff_ffff];

/** About what one read takes. */
const BLOCK_BYTES = 256 * 1024;

/** Opens a WAV file; the caller disposes of it. Rejects with `bad-request`, saying what is wrong with the file and how to convert it. */
export async function openWav(path: string): Promise<WavFile> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    throw new SubcamError('bad-request', `${path} can't be opened: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    });
  }
  try {
    const header = await readHeader(file, path);
    const { format, dataStart, sampleCount, frameBytes } = header;
    const toFloat = reader(format);
    return {
      format,
      sampleCount,
      truncated: header.truncated,
      async *mono() {
        const blockFrames = Math.max(1, Math.floor(BLOCK_BYTES / frameBytes));
        for (let first = 0; first < sampleCount; first += blockFrames) {
          const count = Math.min(blockFrames, sampleCount - first);
          const bytes = await readAt(file, dataStart + first * frameBytes, count * frameBytes);
          if (bytes.byteLength < count * frameBytes) throw broken(path, 'became shorter while it was read');
          yield mixDown(bytes, { format, count, first, path, toFloat });
        }
      },
      [Symbol.asyncDispose]: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

interface Header {
  readonly format: WavFormat;
  readonly frameBytes: number;
  readonly dataStart: number;
  readonly sampleCount: number;
  readonly truncated: boolean;
}

async function readHeader(file: FileHandle, path: string): Promise<Header> {
  const { size } = await file.stat();
  const riff = await readAt(file, 0, 12);
  if (riff.byteLength < 12 || ascii(riff, 0) !== 'RIFF' || ascii(riff, 8) !== 'WAVE') {
    throw broken(path, 'is not a WAV file');
  }
  let format: WavFormat | null = null;
  for (let at = 12; at + 8 <= size;) {
    const chunk = await readAt(file, at, 8);
    const id = ascii(chunk, 0);
    const bytes = chunk.getUint32(4, true);
    if (id === 'fmt ') format = parseFormat(await readAt(file, at + 8, Math.min(bytes, 40)), path);
    if (id === 'data') {
      if (format === null) throw broken(path, 'has no format before its sound');
      const frameBytes = (format.channels * format.bitsPerSample) / 8;
      const there = size - at - 8;
      const promised = OPEN_ENDED.includes(bytes) ? there : bytes;
      const sampleCount = Math.floor(Math.min(promised, there) / frameBytes);
      return { format, frameBytes, dataStart: at + 8, sampleCount, truncated: promised > there };
    }
    at += 8 + bytes + (bytes % 2);
  }
  throw broken(path, 'holds no sound');
}

function parseFormat(chunk: DataView, path: string): WavFormat {
  if (chunk.byteLength < 16) throw broken(path, 'has a format that is cut off');
  const outerTag = chunk.getUint16(0, true);
  const tag = outerTag === TAG_EXTENSIBLE && chunk.byteLength >= 26 ? chunk.getUint16(24, true) : outerTag;
  const channels = chunk.getUint16(2, true);
  const sampleRateHz = chunk.getUint32(4, true);
  const bitsPerSample = chunk.getUint16(14, true);
  if (channels < 1 || channels > 64) throw broken(path, `claims ${channels} channels`);
  if (sampleRateHz < 1000 || sampleRateHz > 768_000) throw broken(path, `claims ${sampleRateHz} samples a second`);
  if (tag === TAG_PCM && [8, 16, 24, 32].includes(bitsPerSample)) return { encoding: 'integer', bitsPerSample, channels, sampleRateHz };
  if (tag === TAG_FLOAT && [32, 64].includes(bitsPerSample)) return { encoding: 'float', bitsPerSample, channels, sampleRateHz };
  throw broken(path, `is encoded in a way that isn't read here (format ${tag}, ${bitsPerSample} bits)`);
}

type SampleReader = (view: DataView, at: number) => number;

/** How one sample becomes −1…1. Eight-bit WAV is unsigned, all wider integers are signed. */
function reader(format: WavFormat): SampleReader {
  if (format.encoding === 'float') {
    return format.bitsPerSample === 32 ? (view, at) => view.getFloat32(at, true) : (view, at) => view.getFloat64(at, true);
  }
  switch (format.bitsPerSample) {
    case 8:
      return (view, at) => (view.getUint8(at) - 128) / 128;
    case 16:
      return (view, at) => view.getInt16(at, true) / 32_768;
    case 24:
      return (view, at) => (view.getInt16(at + 1, true) * 256 + view.getUint8(at)) / 8_388_608;
    default:
      return (view, at) => view.getInt32(at, true) / 2_147_483_648;
  }
}

interface MixDown {
  readonly format: WavFormat;
  readonly count: number;
  /** Index of the block's first sample, for the error message. */
  readonly first: number;
  readonly path: string;
  readonly toFloat: SampleReader;
}

function mixDown(bytes: DataView, block: MixDown): Float32Array<ArrayBuffer> {
  const { channels, sampleRateHz } = block.format;
  const sampleBytes = block.format.bitsPerSample / 8;
  const mono = new Float32Array(block.count);
  for (let index = 0; index < block.count; index += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += block.toFloat(bytes, (index * channels + channel) * sampleBytes);
    const mean = sum / channels;
    if (!Number.isFinite(mean)) {
      throw broken(block.path, `holds a sample that is no number, ${((block.first + index) / sampleRateHz).toFixed(3)} s in`);
    }
    mono[index] = Math.max(-1, Math.min(1, mean));
  }
  return mono;
}

async function readAt(file: FileHandle, position: number, bytes: number): Promise<DataView> {
  const buffer = new Uint8Array(bytes);
  let filled = 0;
  while (filled < bytes) {
    const { bytesRead } = await file.read(buffer, filled, bytes - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return new DataView(buffer.buffer, 0, filled);
}

function ascii(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

function broken(path: string, what: string): SubcamError {
  return new SubcamError('bad-request', `${path} ${what}: convert it with "ffmpeg -i FILE -ar 16000 -ac 1 out.wav".`);
}
