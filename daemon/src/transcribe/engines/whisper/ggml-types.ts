// Types of numbers in a file of whisper.cpp: how many bytes a block of so many takes (ggml, `ggml-common.h`).

export const GGML_F32 = 0;
export const GGML_F16 = 1;

export interface BlockType {
  readonly numbers: number;
  readonly bytes: number;
  /** Where in a block its float16 numbers lie, in bytes: scales and least values, by which the others are multiplied. Of float32 there are none. */
  readonly halves: readonly number[];
}

export const F32_BLOCK: BlockType = { numbers: 1, bytes: 4, halves: [] };

const TYPES: ReadonlyMap<number, BlockType> = new Map([
  [GGML_F32, F32_BLOCK],
  [GGML_F16, { numbers: 1, bytes: 2, halves: [0] }],
  [2, { numbers: 32, bytes: 18, halves: [0] }],
  [3, { numbers: 32, bytes: 20, halves: [0, 2] }],
  [6, { numbers: 32, bytes: 22, halves: [0] }],
  [7, { numbers: 32, bytes: 24, halves: [0, 2] }],
  [8, { numbers: 32, bytes: 34, halves: [0] }],
  [10, { numbers: 256, bytes: 84, halves: [80, 82] }],
  [11, { numbers: 256, bytes: 110, halves: [108] }],
  [12, { numbers: 256, bytes: 144, halves: [0, 2] }],
  [13, { numbers: 256, bytes: 176, halves: [0, 2] }],
  [14, { numbers: 256, bytes: 210, halves: [208] }],
]);

/** By the type of a tensor; undefined: none that whisper.cpp reads. */
export function blockType(type: number): BlockType | undefined {
  return TYPES.get(type);
}

/** What a file says of all its matrices (`ftype`) -> the type that each of them has; undefined: none that is known. */
export function matrixType(fileType: number): number | undefined {
  return new Map([
    [0, GGML_F32],
    [1, GGML_F16],
    [2, 2],
    [3, 3],
    [7, 8],
    [8, 6],
    [9, 7],
    [10, 10],
    [11, 11],
    [12, 12],
    [13, 13],
    [14, 14],
  ]).get(fileType % QUANTIZATION_FACTOR);
}

/** In `ftype`, the version of the quantized form stands in the thousands (`GGML_QNT_VERSION_FACTOR`). */
const QUANTIZATION_FACTOR = 1000;
