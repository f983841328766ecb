// WAV (RIFF, RF64, BW64) -> its format and the samples of its channels, block by block: 8 to 32 bit integers and floats.
import { SubcamError } from '@subcam/shared';
import type { ByteSource, FileSource } from './byte-source.ts';
import { KIND_BYTES, fileKind, looksLikeText, soundlessKind, wavKind } from './sound-kind.ts';

export interface WavFormat {
  readonly encoding: 'integer' | 'float';
  readonly bitsPerSample: number;
  readonly channels: number;
  readonly sampleRateHz: number;
}

export interface WavSound {
  readonly type: 'wav';
  readonly format: WavFormat;
  /** −1…1, one array for each channel; for one reader, once. Rejects with `sound-corrupt` at a sample that is no number. */
  blocks(): AsyncIterable<readonly Float32Array<ArrayBuffer>[]>;
  /** Whether the header promises more sound than there was; known when the last block has been read. */
  readonly isCutOff: boolean;
}

/** A file that is not read here. */
export interface ForeignSound {
  readonly type: 'foreign';
  /** What people call it; null where nothing is known of it. */
  readonly kind: string | null;
  /** `none`: nobody finds sound in files of this kind. `text`: hardly anybody does. `empty`: it has no bytes. */
  readonly content: 'sound' | 'text' | 'none' | 'empty';
}

// Format tags of RIFF (Microsoft, mmreg.h); an extensible format carries its tag in the first bytes of its GUID.
const TAG_PCM = 1;
const TAG_FLOAT = 3;
const TAG_EXTENSIBLE = 0xfffe;

/** Tag, size and kind of a RIFF file. */
const HEADER_BYTES = 12;

const RIFF = 'RIFF';
/** With 64-bit sizes in a chunk of their own: EBU Tech 3306 and ITU-R BS.2088. */
const LONG_FORMS = ['RF64', 'BW64'];

/** A size of 32 bits that stands in the chunk `ds64` instead. */
const IN_DS64 = 0xffff_ffff;

/** About what one read takes: half a second of the smallest sound, so that a pipe that runs in real time is read in real time. */
const BLOCK_BYTES = 16 * 1024;

/** As much of a chunk as is read of it; no format of ours is longer than 40 bytes. */
const MAX_FORMAT_BYTES = 40;

/**
 * Reads up to where the sound begins. `name` is for messages. What is not a WAV file, or packs its sound, is foreign; nothing of a foreign
 * source is of use after that. Rejects with `sound-corrupt` for a WAV file that is broken.
 */
export async function readWav(source: ByteSource, name: string): Promise<WavSound | ForeignSound> {
  const head = await source.read(HEADER_BYTES);
  const isRiff = [RIFF, ...LONG_FORMS].includes(head.toString('latin1', 0, 4));
  if (isRiff && head.length < HEADER_BYTES) throw soundless(name, 'is a WAV file that is cut off in its header');
  if (!isRiff || head.toString('latin1', 8, HEADER_BYTES) !== 'WAVE') {
    return foreignKind(Buffer.concat([head, await source.read(KIND_BYTES - HEADER_BYTES)]));
  }
  const sizes: ClaimedSizes = { riff: head.readUInt32LE(4), data: null };
  let format: WavFormat | null = null;
  for (;;) {
    const chunk = await source.read(8);
    if (chunk.length < 8) throw soundless(name, 'is a WAV file without sound: it ends after its header');
    const id = chunk.toString('latin1', 0, 4);
    const bytes = chunk.readUInt32LE(4);
    if (id === 'data') {
      if (format === null) throw brokenWav(name, 'has no format before its sound');
      const dataBytes = await dataBytesOf(source, bytes, sizes);
      if (dataBytes === 0 || source.position === source.size)
        throw soundless(name, 'is a WAV file without sound: it has a header and no samples');
      return soundOf(source, { format, name, dataBytes });
    }
    const body = id === 'fmt ' || id === 'ds64' ? await source.read(Math.min(bytes, MAX_FORMAT_BYTES)) : Buffer.alloc(0);
    if (id === 'fmt ') {
      const parsed = parseFormat(body, name);
      if ('type' in parsed) return parsed;
      format = parsed;
    }
    if (id === 'ds64' && body.length >= 16) {
      sizes.riff = Number(body.readBigUInt64LE(0));
      sizes.data = Number(body.readBigUInt64LE(8));
    }
    await source.skip(bytes + (bytes % 2) - body.length);
  }
}

interface ClaimedSizes {
  riff: number;
  /** Of the chunk `ds64`; null where there is none. */
  data: number | null;
}

/** 256 MiB: below it a size is taken for what it says. */
const LEAST_PLACEHOLDER = 2 ** 28;
/** Writers leave a power of two less their header, or less a block of sound. */
const PLACEHOLDER_MARGIN = 64 * 1024;
/** A size whose lower three bytes are zero was not counted. */
const ROUND_BYTES = 2 ** 24;

/**
 * Whether a size is what a writer leaves that does not know the size and can't go back to correct it, because it writes to a pipe: 0, a
 * power of two or somewhat less or more (0x7FFFF000 from sox, 0xFFFFFFFF from ffmpeg, 0x80000000), or a large number as round as
 * 0x7F000000. A recording that was finished has one of these sizes once in thousands.
 */
export function isPlaceholder(bytes: number): boolean {
  if (bytes === 0) return true;
  if (bytes < LEAST_PLACEHOLDER - PLACEHOLDER_MARGIN) return false;
  const nearest = 2 ** Math.round(Math.log2(bytes));
  return Math.abs(bytes - nearest) <= PLACEHOLDER_MARGIN || bytes % ROUND_BYTES === 0;
}

/** Bytes of sound from the source's position on; null: to its end. A plain size is kept also where the file is shorter: it is cut off. */
async function dataBytesOf(source: ByteSource, claimed: number, sizes: ClaimedSizes): Promise<number | null> {
  const bytes = claimed === IN_DS64 && sizes.data !== null ? sizes.data : claimed;
  const there = source.size === null ? null : source.size - source.position;
  const isOpen = isPlaceholder(bytes) || (there !== null && bytes > there && isPlaceholder(sizes.riff));
  if (!isOpen) return bytes;
  // A recording may really have such a size, an empty one 0: then its sound ends where the file does, or where another chunk begins.
  return source.size !== null && (await endsAt(source, source.position + bytes)) ? bytes : null;
}

/** Whether the file ends at `position`, or a chunk begins there that fits into it. */
async function endsAt(source: FileSource, position: number): Promise<boolean> {
  const at = position + (position % 2);
  if (at >= source.size) return position <= source.size;
  const chunk = await source.peekAt(at, 8);
  return chunk.length === 8 && /^[\w ]{4}$/u.test(chunk.toString('latin1', 0, 4)) && at + 8 + chunk.readUInt32LE(4) <= source.size + 1;
}

function parseFormat(chunk: Buffer, name: string): WavFormat | ForeignSound {
  if (chunk.length < 16) throw brokenWav(name, 'has a format that is cut off');
  const outerTag = chunk.readUInt16LE(0);
  const tag = outerTag === TAG_EXTENSIBLE && chunk.length >= 26 ? chunk.readUInt16LE(24) : outerTag;
  const channels = chunk.readUInt16LE(2);
  const sampleRateHz = chunk.readUInt32LE(4);
  const bitsPerSample = chunk.readUInt16LE(14);
  if (channels < 1 || channels > 64) throw brokenWav(name, `claims ${channels} channels`);
  if (sampleRateHz < 1000 || sampleRateHz > 768_000) throw brokenWav(name, `claims ${sampleRateHz} samples a second`);
  if (tag === TAG_PCM && [8, 16, 24, 32].includes(bitsPerSample)) return { encoding: 'integer', bitsPerSample, channels, sampleRateHz };
  if (tag === TAG_FLOAT && [32, 64].includes(bitsPerSample)) return { encoding: 'float', bitsPerSample, channels, sampleRateHz };
  return { type: 'foreign', kind: wavKind(tag, bitsPerSample), content: 'sound' };
}

function foreignKind(head: Buffer): ForeignSound {
  if (head.length === 0) return { type: 'foreign', kind: null, content: 'empty' };
  const soundlessName = soundlessKind(head);
  if (soundlessName !== null) return { type: 'foreign', kind: soundlessName, content: 'none' };
  const kind = fileKind(head);
  return { type: 'foreign', kind, content: kind === null && looksLikeText(head) ? 'text' : 'sound' };
}

interface DataPart {
  readonly format: WavFormat;
  readonly name: string;
  readonly dataBytes: number | null;
}

function soundOf(source: ByteSource, { format, name, dataBytes }: DataPart): WavSound {
  const frameBytes = (format.channels * format.bitsPerSample) / 8;
  const frames = dataBytes === null ? Number.POSITIVE_INFINITY : Math.floor(dataBytes / frameBytes);
  const blockFrames = Math.max(1, Math.floor(BLOCK_BYTES / frameBytes));
  const toFloat = reader(format);
  let isCutOff = false;
  return {
    type: 'wav',
    format,
    get isCutOff() {
      return isCutOff;
    },
    async *blocks() {
      for (let first = 0; first < frames;) {
        const wanted = Math.min(blockFrames, frames - first);
        const bytes = await source.read(wanted * frameBytes);
        const count = Math.floor(bytes.length / frameBytes);
        if (count > 0) yield channelsOf(bytes, { format, count, first, name, toFloat });
        first += count;
        if (count < wanted) {
          isCutOff = dataBytes !== null;
          return;
        }
      }
    },
  };
}

type SampleReader = (view: Buffer, at: number) => number;

/** How one sample becomes −1…1. Eight-bit WAV is unsigned, all wider integers are signed. */
function reader(format: WavFormat): SampleReader {
  if (format.encoding === 'float') {
    return format.bitsPerSample === 32 ? (bytes, at) => bytes.readFloatLE(at) : (bytes, at) => bytes.readDoubleLE(at);
  }
  switch (format.bitsPerSample) {
    case 8:
      return (bytes, at) => ((bytes[at] ?? 128) - 128) / 128;
    case 16:
      return (bytes, at) => bytes.readInt16LE(at) / 32_768;
    case 24:
      return (bytes, at) => bytes.readIntLE(at, 3) / 8_388_608;
    default:
      return (bytes, at) => bytes.readInt32LE(at) / 2_147_483_648;
  }
}

interface Block {
  readonly format: WavFormat;
  readonly count: number;
  /** Index of the block's first sample, for the error message. */
  readonly first: number;
  readonly name: string;
  readonly toFloat: SampleReader;
}

function channelsOf(bytes: Buffer, { format, count, first, name, toFloat }: Block): readonly Float32Array<ArrayBuffer>[] {
  const sampleBytes = format.bitsPerSample / 8;
  return Array.from({ length: format.channels }, (_, channel) => {
    const samples = new Float32Array(count);
    for (let index = 0; index < count; index += 1) {
      const sample = toFloat(bytes, (index * format.channels + channel) * sampleBytes);
      if (!Number.isFinite(sample)) {
        throw brokenWav(name, `holds a sample that is no number, ${((first + index) / format.sampleRateHz).toFixed(3)} s in`);
      }
      samples[index] = sample;
    }
    return samples;
  });
}

function brokenWav(name: string, what: string): SubcamError {
  return new SubcamError('sound-corrupt', `${name} ${what}: convert it with "ffmpeg -i FILE -ar 16000 -ac 1 out.wav".`);
}

export interface Soundless {
  /** `sound-format`: of a kind in which there is no sound, or none that can be read; default `sound-corrupt`: of a kind that has sound. */
  readonly code?: 'sound-format' | 'sound-corrupt';
  /** What may help besides, a sentence with a space before it. */
  readonly hint?: string;
}

/** `what`: the end of "FILE …". */
export function soundless(name: string, what: string, { code = 'sound-corrupt', hint = '' }: Soundless = {}): SubcamError {
  return new SubcamError(
    code,
    `${name} ${what}. Name a file with sound in it: WAV, or whatever ffmpeg reads (MP3, MP4, Ogg, FLAC, …).${hint}`,
  );
}
