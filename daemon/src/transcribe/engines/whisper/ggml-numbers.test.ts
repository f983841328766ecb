import { describe, expect, it } from 'vitest';
import { hasImpossibleNumber } from './ggml-numbers.ts';
import { blockType } from './ggml-types.ts';

/** The float16 factors of a block, at the places where ggml has them (`ggml-common.h`). */
const FACTORS = [
  [1, [0]],
  [2, [0]],
  [3, [0, 2]],
  [6, [0]],
  [7, [0, 2]],
  [8, [0]],
  [10, [80, 82]],
  [11, [108]],
  [12, [0, 2]],
  [13, [0, 2]],
  [14, [208]],
] as const;

const INFINITE = 0x7c00;

describe('numbers of a tensor', () => {
  it('are looked at in each block of every type', () => {
    for (const [type, places] of FACTORS) {
      const block = blockType(type);
      if (block === undefined) throw new Error(`There is no type ${type}.`);
      for (let at = 0; at < block.bytes; at += 2) {
        const bytes = new Uint8Array(3 * block.bytes);
        new DataView(bytes.buffer).setUint16(2 * block.bytes + at, INFINITE, true);
        expect(hasImpossibleNumber(bytes, block, 256), `type ${type}, byte ${at}`).toBe(places.some((place) => place === at));
      }
    }
  });

  it('may be as great as is said, of either sign, and no greater', () => {
    const [whole, half] = [blockType(0), blockType(1)];
    if (whole === undefined || half === undefined) throw new Error('Float32 and float16 are types.');
    const wide = (...numbers: readonly number[]) => hasImpossibleNumber(new Uint8Array(Float32Array.from(numbers).buffer), whole, 10_000);
    expect([wide(0, 10_000, -10_000, 1e-40), wide(0, 10_001), wide(-10_001), wide(Number.NaN), wide(1, -Infinity)]).toEqual([
      false,
      true,
      true,
      true,
      true,
    ]);
    const narrow = (...bits: readonly number[]) => hasImpossibleNumber(new Uint8Array(Uint16Array.from(bits).buffer), half, 256);
    // 256 and -256, the next greater ones, infinity, and what is no number.
    expect([narrow(0, 0x5c00, 0xdc00), narrow(0, 0x5c01), narrow(0xdc01), narrow(INFINITE), narrow(0xfe00)]).toEqual([
      false,
      true,
      true,
      true,
      true,
    ]);
  });
});
