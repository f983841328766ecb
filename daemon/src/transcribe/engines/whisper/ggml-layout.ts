// The shape of a Whisper model -> the tensors that a file of whisper.cpp ("GGML") has, in the order in which they are published. Pure.

/** Hyperparameters, in the order in which they stand in the file after its first four bytes. */
export const SHAPE_KEYS = [
  'vocabularySize',
  'audioContext',
  'audioState',
  'audioHeads',
  'audioLayers',
  'textContext',
  'textState',
  'textHeads',
  'textLayers',
  'melBands',
  'fileType',
] as const;

export type WhisperShape = Readonly<Record<(typeof SHAPE_KEYS)[number], number>>;

/** First four bytes of a file, as a little-endian number: `ggml`. */
export const GGML_MAGIC = 0x67676d6c;

/** Bins of a spectrum of 400 samples, to which each mel filter gives a weight. */
export const SPECTRUM_BINS = 201;

/** Tokens that have bytes of their own; those after them are signs of the model. English models have one less. */
export const TEXT_TOKENS = 50_257;

/** `vector`: always float32. `matrix`: of the type that the file says. `convolution`: float16, or float32 where the file says that of all. */
export type TensorKind = 'vector' | 'matrix' | 'convolution';

export interface GgmlTensor {
  /** As OpenAI's checkpoints name it. */
  readonly name: string;
  /** The outermost first. */
  readonly dimensions: readonly number[];
  readonly kind: TensorKind;
}

const vector = (name: string, ...dimensions: readonly number[]): GgmlTensor => ({ name, dimensions, kind: 'vector' });
const matrix = (name: string, rows: number, columns: number): GgmlTensor => ({ name, dimensions: [rows, columns], kind: 'matrix' });

const linear = (name: string, { to, from }: { readonly to: number; readonly from: number }): readonly GgmlTensor[] => [
  matrix(`${name}.weight`, to, from),
  vector(`${name}.bias`, to),
];

const norm = (name: string, size: number): readonly GgmlTensor[] => [vector(`${name}.weight`, size), vector(`${name}.bias`, size)];

/** Keys have no bias: it would change nothing that is attended to. */
const attention = (name: string, size: number): readonly GgmlTensor[] => [
  ...linear(`${name}.query`, { to: size, from: size }),
  matrix(`${name}.key.weight`, size, size),
  ...linear(`${name}.value`, { to: size, from: size }),
  ...linear(`${name}.out`, { to: size, from: size }),
];

const feedForward = (block: string, size: number): readonly GgmlTensor[] => [
  ...norm(`${block}.mlp_ln`, size),
  ...linear(`${block}.mlp.0`, { to: 4 * size, from: size }),
  ...linear(`${block}.mlp.2`, { to: size, from: 4 * size }),
];

const convolution = (name: string, size: number, channels: number): readonly GgmlTensor[] => [
  { name: `${name}.weight`, dimensions: [size, channels, 3], kind: 'convolution' },
  vector(`${name}.bias`, size, 1),
];

const blocks = (name: string, count: number, parts: (block: string) => readonly GgmlTensor[]): readonly GgmlTensor[] =>
  Array.from({ length: count }, (_, index) => parts(`${name}.blocks.${index}`)).flat();

/** Each once. */
export function tensorsOf(shape: WhisperShape): readonly GgmlTensor[] {
  const { audioState, textState } = shape;
  return [
    vector('decoder.positional_embedding', shape.textContext, textState),
    vector('encoder.positional_embedding', shape.audioContext, audioState),
    matrix('decoder.token_embedding.weight', shape.vocabularySize, textState),
    ...blocks('decoder', shape.textLayers, (block) => [
      ...feedForward(block, textState),
      ...norm(`${block}.attn_ln`, textState),
      ...attention(`${block}.attn`, textState),
      ...norm(`${block}.cross_attn_ln`, textState),
      ...attention(`${block}.cross_attn`, textState),
    ]),
    ...norm('decoder.ln', textState),
    ...convolution('encoder.conv1', audioState, shape.melBands),
    ...convolution('encoder.conv2', audioState, audioState),
    ...blocks('encoder', shape.audioLayers, (block) => [
      ...feedForward(block, audioState),
      ...norm(`${block}.attn_ln`, audioState),
      ...attention(`${block}.attn`, audioState),
    ]),
    ...norm('encoder.ln_post', audioState),
  ];
}
