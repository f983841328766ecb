import { describe, expect, it } from 'vitest';
import { FRAME_HEADER_BYTES, i420Bytes, readFrameMessage, writeFrameHeader } from './frame-message.ts';

describe('a frame on its way to Node', () => {
  it('arrives as it was sent, from any place of a buffer', () => {
    const message = new ArrayBuffer(FRAME_HEADER_BYTES + i420Bytes(5, 3));
    const header = { index: 4_000_000_000, decodedAtMs: 1_700_000_000_123.456, width: 5, height: 3 };
    writeFrameHeader(message, header);
    new Uint8Array(message, FRAME_HEADER_BYTES).fill(7);
    const carrier = new Uint8Array(message.byteLength + 3);
    carrier.set(new Uint8Array(message), 3);
    const read = readFrameMessage(carrier.subarray(3));
    expect(read).toMatchObject(header);
    expect([...(read?.i420 ?? [])]).toEqual(Array.from({ length: 15 + 2 * 3 * 2 }, () => 7));
  });

  it('is refused when its picture is too short or too long for its size', () => {
    const message = new ArrayBuffer(FRAME_HEADER_BYTES + i420Bytes(4, 4));
    writeFrameHeader(message, { index: 0, decodedAtMs: 0, width: 4, height: 4 });
    const bytes = new Uint8Array(message);
    expect(readFrameMessage(bytes)).not.toBeNull();
    expect(readFrameMessage(bytes.subarray(0, -1))).toBeNull();
    expect(readFrameMessage(new Uint8Array([...bytes, 0]))).toBeNull();
    expect(readFrameMessage(bytes.subarray(0, 8))).toBeNull();
  });
});
