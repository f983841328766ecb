// Frames -> a small file, losslessly and cheaply, and back in order: recording must not disturb what it records.
import { createWriteStream, type WriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { SubcamError } from '@subcam/shared';

export interface SpooledFrame {
  readonly width: number;
  readonly height: number;
  /** Planes Y, U, V. */
  readonly i420: Uint8Array;
}

export interface FrameSpool {
  readonly frames: number;
  /** Takes a frame at once, which must not change afterwards; throws `backlog-full` when the disk cannot keep up, `storage` when it failed. */
  add(frame: SpooledFrame): void;
  /** Everything is on disk. */
  end(): Promise<void>;
  /** The frames in order; after `end`. */
  read(): AsyncIterable<SpooledFrame>;
}

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** A still tile differs from the picture before it in a few blocks; level 1 packs the zeros as fast as they are read. */
const FASTEST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** Frames that may wait to be packed: eight seconds of 30 fps, 660 MB of 720p frames in memory at the worst. */
const MAX_WAITING = 240;

/** What is written for a picture that is the one before it. */
const STILL = new Uint8Array(0);

/** Width, height and packed size, u32 little-endian. */
const HEADER_BYTES = 12;

/** In place: `target` becomes its difference from `base`; the same again undoes it. Lengths are equal and even. */
function xorInto(target: Uint8Array, base: Uint8Array): void {
  const words = target.byteLength >> 2;
  const to = new Uint32Array(target.buffer, target.byteOffset, words);
  const from = new Uint32Array(base.buffer, base.byteOffset, words);
  for (let index = 0; index < words; index += 1) to[index] = (to[index] ?? 0) ^ (from[index] ?? 0);
  for (let index = words << 2; index < target.byteLength; index += 1) target[index] = (target[index] ?? 0) ^ (base[index] ?? 0);
}

export async function openFrameSpool(file: string): Promise<FrameSpool> {
  const out: WriteStream = createWriteStream(file);
  await once(out, 'open');
  let failure: SubcamError | null = null;
  out.on('error', (error) => {
    failure ??= new SubcamError('storage', `The recording can't be written: ${error.message}`, { cause: error });
  });
  let frames = 0;
  let waiting = 0;
  let previous: Uint8Array = new Uint8Array(0);
  let given: Uint8Array | null = null;
  let queue: Promise<void> = Promise.resolve();

  const write = async (size: { readonly width: number; readonly height: number }, packing: Promise<Buffer>): Promise<void> => {
    const packed = await packing;
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32LE(size.width, 0);
    header.writeUInt32LE(size.height, 4);
    header.writeUInt32LE(packed.byteLength, 8);
    out.write(header);
    if (!out.write(packed)) await once(out, 'drain');
    waiting -= 1;
  };

  return {
    get frames() {
      return frames;
    },
    add: ({ width, height, i420 }) => {
      if (failure !== null) throw failure;
      if (waiting >= MAX_WAITING)
        throw new SubcamError('backlog-full', 'The recording cannot keep up with the far end; save fewer frames with --save-fps.');
      // The very array as before is a still picture: nothing to compare.
      const isStill = given === i420;
      // Copies on a four-byte boundary, which the words need; a Buffer's own slice would be no copy.
      const frame = isStill ? previous : new Uint8Array(i420);
      const difference = isStill ? STILL : new Uint8Array(i420);
      if (!isStill && previous.byteLength === frame.byteLength) xorInto(difference, previous);
      given = i420;
      previous = frame;
      frames += 1;
      waiting += 1;
      const packing = compress(difference, FASTEST);
      queue = queue.then(() => write({ width, height }, packing));
      queue.catch((error: unknown) => {
        failure ??= new SubcamError('storage', 'The recording broke off.', { cause: error });
      });
    },
    end: async () => {
      await queue;
      out.end();
      await once(out, 'close');
      if (failure !== null) throw failure;
    },
    read: async function* () {
      const handle = await open(file);
      try {
        let before: Uint8Array = new Uint8Array(0);
        for (;;) {
          const header = Buffer.alloc(HEADER_BYTES);
          if ((await handle.read(header, 0, HEADER_BYTES)).bytesRead < HEADER_BYTES) return;
          const packed = Buffer.alloc(header.readUInt32LE(8));
          await handle.read(packed, 0, packed.byteLength);
          const unpacked = await decompress(packed);
          const isStill = unpacked.byteLength === 0;
          const frame = isStill ? before : new Uint8Array(unpacked);
          if (!isStill && before.byteLength === frame.byteLength) xorInto(frame, before);
          before = frame;
          yield { width: header.readUInt32LE(0), height: header.readUInt32LE(4), i420: frame };
        }
      } finally {
        await handle.close();
      }
    },
  };
}
