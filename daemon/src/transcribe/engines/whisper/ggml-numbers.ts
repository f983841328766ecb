// Numbers of a tensor -> whether there are some among them that no trained model has, as one flipped bit makes them. Pure.
import type { BlockType } from './ggml-types.ts';

/** Of a positive number. What is greater by these bits is greater, infinite, or no number. */
function float32Bits(most: number): number {
  return new Uint32Array(new Float32Array([most]).buffer)[0] ?? 0;
}

/** Of a number from 1 on. */
function float16Bits(most: number): number {
  const exponent = Math.floor(Math.log2(most));
  return ((exponent + 15) << 10) | Math.floor((most / 2 ** exponent - 1) * 1024);
}

/**
 * `most`: 1 to 65,504, the greatest that there may be, without sign. `bytes`: whole blocks, little-endian, from the beginning of their buffer on. Of types in blocks the factors of each block are looked at: the numbers that
 * they are multiplied by have few bits.
 */
export function hasImpossibleNumber(bytes: Uint8Array, block: BlockType, most: number): boolean {
  const { buffer, byteOffset, byteLength } = bytes;
  if (block.halves.length === 0) {
    const limit = float32Bits(most);
    return new Uint32Array(buffer, byteOffset, byteLength / 4).some((bits) => (bits & 0x7fff_ffff) > limit);
  }
  const limit = float16Bits(most);
  const words = new Uint16Array(buffer, byteOffset, byteLength / 2);
  return block.halves.some((half) => {
    for (let at = half / 2; at < words.length; at += block.bytes / 2) if (((words[at] ?? 0) & 0x7fff) > limit) return true;
    return false;
  });
}
