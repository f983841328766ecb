import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_BYTES, createFrameDecoder, createFrameEncoder, FRAME_HEADER_BYTES, i420Bytes, type FrameHeader } from './frame-message.ts';

function header(index: number, width: number, height: number): FrameHeader {
  return { index, decodedAtMs: 1_700_000_000_123.456 + index, width, height };
}

describe('frames on their way to Node', () => {
  it('arrive whole to the byte, whatever changed between them', () => {
    const change = fc.record({
      size: fc.constantFrom([5, 3], [64, 48], [128, 96]),
      seed: fc.integer({ min: 0, max: 3 }),
      spot: fc.nat(20_000),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
        const encoder = createFrameEncoder();
        const decoder = createFrameDecoder();
        for (const [index, { size, seed, spot }] of changes.entries()) {
          const [width = 0, height = 0] = size;
          const i420 = new Uint8Array(i420Bytes(width, height)).fill(16);
          i420[spot % i420.length] = seed;
          const read = decoder.decode(encoder.encode(header(index, width, height), i420.slice()));
          expect(read).toMatchObject(header(index, width, height));
          expect(Buffer.compare(read?.i420 ?? new Uint8Array(), i420)).toBe(0);
        }
      }),
    );
  });

  it('cost next to nothing when nothing changed, and leave what was given before as it was', () => {
    const encoder = createFrameEncoder();
    const decoder = createFrameDecoder();
    const picture = new Uint8Array(i420Bytes(128, 96)).fill(50);
    const first = decoder.decode(encoder.encode(header(0, 128, 96), picture.slice()));
    const still = encoder.encode(header(1, 128, 96), picture.slice());
    expect(still.length).toBeLessThan(FRAME_HEADER_BYTES + 8);
    expect(decoder.decode(still)?.i420).toBe(first?.i420);
    const moved = picture.slice();
    moved[BLOCK_BYTES] = 51;
    const message = encoder.encode(header(2, 128, 96), moved);
    expect(message.length).toBeLessThan(FRAME_HEADER_BYTES + 8 + BLOCK_BYTES);
    expect(decoder.decode(message)?.i420[BLOCK_BYTES]).toBe(51);
    expect(first?.i420[BLOCK_BYTES]).toBe(50);
  });

  it('are refused when they are cut, too long, or build on a picture that never came', () => {
    const encoder = createFrameEncoder();
    const picture = new Uint8Array(i420Bytes(4, 4));
    const message = encoder.encode(header(0, 4, 4), picture);
    const still = encoder.encode(header(1, 4, 4), picture.slice());
    expect(createFrameDecoder().decode(message)).not.toBeNull();
    expect(createFrameDecoder().decode(message.subarray(0, -1))).toBeNull();
    expect(createFrameDecoder().decode(new Uint8Array([...message, 0]))).toBeNull();
    expect(createFrameDecoder().decode(message.subarray(0, 8))).toBeNull();
    expect(createFrameDecoder().decode(still)).toBeNull();
  });
});
