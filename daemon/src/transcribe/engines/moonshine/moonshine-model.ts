// The files of Moonshine tiny: where they come from, and where they lie once installed.
import { join } from 'node:path';
import type { ModelEntry } from '@subcam/shared';
import { moonshineTokens } from './moonshine-tokens.ts';

/** The hashes were taken from the packages of these exact versions. */
export const MOONSHINE_TINY: ModelEntry = {
  id: 'moonshine-tiny-en',
  title: 'Moonshine tiny, English (speech to text)',
  licence: 'MIT',
  languages: ['en'],
  sources: [
    {
      type: 'npm',
      name: '@moonshine-ai/moonshine-js',
      version: '0.1.29',
      bytes: 21_514_347,
      sha256: '864e17a00ed494857c71693e835306fa038e0f82002c76e3056d67d574e1c2d8',
      files: [
        {
          path: 'moonshine-tiny-en/encoder_model.onnx',
          sha256: 'c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a',
          source: 'dist/model/tiny/quantized/encoder_model.onnx',
        },
        {
          path: 'moonshine-tiny-en/decoder_model_merged.onnx',
          sha256: 'eed87831c3a6103534aae7d47a5d485025c659a1323901513961c39fe8a1a367',
          source: 'dist/model/tiny/quantized/decoder_model_merged.onnx',
        },
        {
          path: 'moonshine-tiny-en/LICENSE',
          sha256: '37fc5d9a86547a0dd64a07cff439ba2a6b79cc8f6555a05121fed32866591159',
          source: 'LICENSE',
        },
      ],
    },
    {
      type: 'npm',
      name: 'llama-tokenizer-js',
      version: '1.2.2',
      bytes: 388_950,
      sha256: 'ee83014ac8b379b16cf8d81e99ffcdb23dfade8c0d2e751bd06e7dc0b8476e72',
      files: [
        {
          path: 'moonshine-tiny-en/tokens.txt',
          sha256: 'ffb0b1fa17923f3b6f90df5fd257804c03576e00fa39f4024db42b0d650eb6e7',
          source: 'llama-tokenizer.js',
          sourceSha256: '34a7b9f7579d40486444590c37cba6564ef40c3dd98ecdfc2f7c886ae72c898d',
          make: moonshineTokens,
        },
        {
          path: 'moonshine-tiny-en/LICENSE-vocabulary.md',
          sha256: '3653278f58b6808e43039ae8242808c6bfd68c00cc80ee30858347acb99f6ed6',
          source: 'LICENSE.md',
        },
      ],
    },
  ],
};

/** Absolute paths of what the recogniser loads. */
export interface MoonshinePaths {
  readonly encoder: string;
  readonly decoder: string;
  readonly tokens: string;
}

/** Says nothing about whether they are there. */
export function moonshinePaths(modelsDir: string): MoonshinePaths {
  const folder = join(modelsDir, 'moonshine-tiny-en');
  return {
    encoder: join(folder, 'encoder_model.onnx'),
    decoder: join(folder, 'decoder_model_merged.onnx'),
    tokens: join(folder, 'tokens.txt'),
  };
}
