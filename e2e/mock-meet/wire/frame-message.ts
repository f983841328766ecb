// Decoded pictures as bytes, between the participants' page and Node: each whole to the byte, but only what changed travels. Runs in both.

/** index u32, width u16, height u16, decodedAtMs f64; little-endian. A bit for each block follows, then the blocks that changed. */
export const FRAME_HEADER_BYTES = 16;

/** Planes are compared, and sent, in blocks of so many bytes: about three rows of 720p. */
export const BLOCK_BYTES = 4096;

export interface FrameHeader {
  readonly index: number;
  readonly decodedAtMs: number;
  readonly width: number;
  readonly height: number;
}

/** Bytes of the three planes; chroma of odd sizes is rounded up. */
export function i420Bytes(width: number, height: number): number {
  return width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
}

const wordsOf = (bytes: Uint8Array): Uint32Array => new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);

function blockDiffers(a: Uint32Array, b: Uint32Array, range: { readonly from: number; readonly to: number }): boolean {
  for (let index = range.from; index < range.to; index += 1) if (a[index] !== b[index]) return true;
  return false;
}

function tailDiffers(a: Uint8Array, b: Uint8Array): boolean {
  for (let index = a.length & ~3; index < a.length; index += 1) if (a[index] !== b[index]) return true;
  return false;
}

export interface FrameEncoder {
  /** `i420` must begin on a four-byte boundary and is kept: don't change it afterwards. */
  encode(header: FrameHeader, i420: Uint8Array): Uint8Array<ArrayBuffer>;
}

/** One for each socket: a message is the difference to the one before it. */
export function createFrameEncoder(): FrameEncoder {
  let previous: Uint8Array | null = null;
  return {
    encode: (header, i420) => {
      const before = previous?.length === i420.length ? previous : null;
      const blocks = Math.ceil(i420.length / BLOCK_BYTES);
      const changed = new Uint8Array(Math.ceil(blocks / 8));
      const parts: Uint8Array[] = [];
      const [now, then] = [wordsOf(i420), before === null ? null : wordsOf(before)];
      for (let block = 0; block < blocks; block += 1) {
        const from = block * BLOCK_BYTES;
        const to = Math.min(i420.length, from + BLOCK_BYTES);
        const isLast = block === blocks - 1;
        const differs =
          then === null ||
          before === null ||
          blockDiffers(now, then, { from: from >> 2, to: to >> 2 }) ||
          (isLast && tailDiffers(i420, before));
        if (!differs) continue;
        changed[block >> 3] = (changed[block >> 3] ?? 0) | (1 << (block & 7));
        parts.push(i420.subarray(from, to));
      }
      const message = new Uint8Array(FRAME_HEADER_BYTES + changed.length + parts.reduce((sum, part) => sum + part.length, 0));
      const view = new DataView(message.buffer);
      view.setUint32(0, header.index, true);
      view.setUint16(4, header.width, true);
      view.setUint16(6, header.height, true);
      view.setFloat64(8, header.decodedAtMs, true);
      message.set(changed, FRAME_HEADER_BYTES);
      let at = FRAME_HEADER_BYTES + changed.length;
      for (const part of parts) {
        message.set(part, at);
        at += part.length;
      }
      previous = i420;
      return message;
    },
  };
}

export interface FrameDecoder {
  /**
   * null when the message does not fit its own header or the picture before it. A picture in which nothing changed is the very
   * array that was given before; an array that was given is never written to again.
   */
  decode(message: Uint8Array): (FrameHeader & { readonly i420: Uint8Array }) | null;
}

/** One for each socket. */
export function createFrameDecoder(): FrameDecoder {
  let previous: Uint8Array | null = null;
  return {
    decode: (message) => {
      if (message.length < FRAME_HEADER_BYTES) return null;
      const view = new DataView(message.buffer, message.byteOffset, FRAME_HEADER_BYTES);
      const header = {
        index: view.getUint32(0, true),
        width: view.getUint16(4, true),
        height: view.getUint16(6, true),
        decodedAtMs: view.getFloat64(8, true),
      };
      const length = i420Bytes(header.width, header.height);
      const blocks = Math.ceil(length / BLOCK_BYTES);
      const changed = message.subarray(FRAME_HEADER_BYTES, FRAME_HEADER_BYTES + Math.ceil(blocks / 8));
      const isChanged = (block: number): boolean => (((changed[block >> 3] ?? 0) >> (block & 7)) & 1) === 1;
      const before = previous?.length === length ? previous : null;
      let i420 = before;
      let at = FRAME_HEADER_BYTES + changed.length;
      for (let block = 0; block < blocks; block += 1) {
        if (!isChanged(block)) {
          if (before === null) return null;
          continue;
        }
        if (i420 === before) i420 = before === null ? new Uint8Array(length) : new Uint8Array(before);
        const from = block * BLOCK_BYTES;
        const size = Math.min(length, from + BLOCK_BYTES) - from;
        if (at + size > message.length) return null;
        i420?.set(message.subarray(at, at + size), from);
        at += size;
      }
      if (i420 === null || at !== message.length) return null;
      previous = i420;
      return { ...header, i420 };
    },
  };
}
