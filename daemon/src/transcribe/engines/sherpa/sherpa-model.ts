// A folder with a model for sherpa-onnx, or its files one by one -> what kind of model it is, and the configuration that sherpa-onnx takes.
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { baseLanguage, SubcamError, type LanguageCode } from '@subcam/shared';

/** What sherpa-onnx knows of here. Files by their names in the settings. */
const KINDS = {
  moonshine: { files: ['encoder', 'mergedDecoder', 'tokens'], languages: ['en'], isTried: true },
  'moonshine-four-files': {
    files: ['preprocessor', 'encoder', 'uncachedDecoder', 'cachedDecoder', 'tokens'],
    languages: ['en'],
    isTried: false,
  },
  whisper: { files: ['encoder', 'decoder', 'tokens'], languages: 'any', isTried: false },
  'sense-voice': { files: ['model', 'tokens'], languages: ['zh', 'en', 'ja', 'ko', 'yue'], isTried: false },
  transducer: { files: ['encoder', 'decoder', 'joiner', 'tokens'], languages: 'any', isTried: false },
  'nemo-transducer': { files: ['encoder', 'decoder', 'joiner', 'tokens'], languages: 'any', isTried: false },
  'streaming-transducer': { files: ['encoder', 'decoder', 'joiner', 'tokens'], languages: 'any', isTried: false },
  'nemo-ctc': { files: ['model', 'tokens'], languages: 'any', isTried: false },
  paraformer: { files: ['model', 'tokens'], languages: 'any', isTried: false },
} as const satisfies Readonly<
  Record<string, { readonly files: readonly string[]; readonly languages: readonly LanguageCode[] | 'any'; readonly isTried: boolean }>
>;

export type SherpaKind = keyof typeof KINDS;
export const SHERPA_KINDS = Object.keys(KINDS) as [SherpaKind, ...SherpaKind[]];

export const SHERPA_FILES = [
  'encoder',
  'decoder',
  'joiner',
  'model',
  'mergedDecoder',
  'preprocessor',
  'uncachedDecoder',
  'cachedDecoder',
  'tokens',
] as const;
type SherpaFile = (typeof SHERPA_FILES)[number];

export interface SherpaModelSettings {
  /** A folder with the files of one model; null: `files` names them. */
  readonly folder: string | null;
  /** null: told by the names of the files. */
  readonly kind: SherpaKind | null;
  readonly files: Readonly<Record<SherpaFile, string | null>>;
}

export interface SherpaModel {
  readonly kind: SherpaKind;
  /** Whether somebody of this project had weights of this kind. */
  readonly isTried: boolean;
  /** For people: the name of the folder, or of the first file. */
  readonly name: string;
  readonly languages: readonly LanguageCode[] | 'any';
  /** Absolute; each is there. */
  readonly files: Readonly<Partial<Record<SherpaFile, string>>>;
}

export function kindOf(kind: SherpaKind): (typeof KINDS)[SherpaKind] {
  return KINDS[kind];
}

const WHAT_TO_DO = 'Set engines.stt.sherpa.folder to the folder of a model, or engines.stt.sherpa.kind and the paths of its files.';

/** Throws `configuration` where nothing, too little or nothing that is known is named, and `model-missing` for a file that is not there. */
export function sherpaModel({ folder, kind, files }: SherpaModelSettings): SherpaModel {
  const found = folder === null ? { kind: null, files: {} } : inFolder(folder);
  const named = Object.fromEntries(Object.entries(files).filter(([, file]) => file !== null)) as Partial<Record<SherpaFile, string>>;
  const all: Partial<Record<SherpaFile, string>> = { ...found.files, ...named };
  if (Object.keys(all).length === 0) throw new SubcamError('configuration', `sherpa was given no model. ${WHAT_TO_DO}`);
  const chosen = kind ?? found.kind;
  if (chosen === null) {
    throw new SubcamError(
      'configuration',
      `${folder ?? 'These files'}: their names do not tell which kind of model this is. Set engines.stt.sherpa.kind to one of ${SHERPA_KINDS.join(', ')}.`,
    );
  }
  const { files: wanted, languages, isTried } = KINDS[chosen];
  const missing = wanted.filter((file) => all[file] === undefined);
  if (missing.length > 0)
    throw new SubcamError(
      'configuration',
      `A ${chosen} model for sherpa needs ${wanted.join(', ')}; ${missing.join(', ')} is not named or found. ${WHAT_TO_DO}`,
    );
  const used = Object.fromEntries(wanted.map((file) => [file, path.resolve(all[file] ?? '')])) as SherpaModel['files'];
  for (const file of Object.values(used)) {
    if (!existsSync(file) || !statSync(file).isFile())
      throw new SubcamError('model-missing', `The speech model's file ${file} is not there. ${WHAT_TO_DO}`);
  }
  const name = path.basename(folder ?? path.dirname(used.tokens ?? ''));
  return { kind: chosen, isTried, name, languages, files: used };
}

/** Kinds by what their authors call their files and folders. Throws `model-missing` where there is no such folder. */
function inFolder(folder: string): { readonly kind: SherpaKind | null; readonly files: Partial<Record<SherpaFile, string>> } {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new SubcamError('model-missing', `There is no folder ${folder} with a speech model. ${WHAT_TO_DO}`);
  const names = readdirSync(folder).toSorted();
  /** Of a model that is there twice, the quantized one: it is quicker. */
  const one = (pattern: RegExp): string | undefined => {
    const fitting = names.filter((name) => pattern.test(name));
    const name = fitting.find((candidate) => /int8|quantized/u.test(candidate)) ?? fitting[0];
    return name === undefined ? undefined : path.join(folder, name);
  };
  const is = (word: RegExp): boolean => word.test(path.basename(path.resolve(folder)).toLowerCase());
  const merged = one(/decoder.*merged.*\.(?:onnx|ort)$/u);
  const preprocessor = one(/^preprocess.*\.onnx$/u);
  const found: Partial<Record<SherpaFile, string | undefined>> = {
    tokens: one(/tokens\.txt$/u),
    encoder: one(preprocessor === undefined ? /encod.*\.(?:onnx|ort)$/u : /^encode.*\.onnx$/u),
    decoder: one(/^(?!.*merged).*decod.*\.onnx$/u),
    joiner: one(/joiner.*\.onnx$/u),
    model: one(/^(?!.*(?:encod|decod|joiner)).*model.*\.onnx$/u),
    mergedDecoder: merged,
    preprocessor,
    uncachedDecoder: one(/^uncached_decode.*\.onnx$/u),
    cachedDecoder: one(/^cached_decode.*\.onnx$/u),
  };
  const files = Object.fromEntries(Object.entries(found).filter(([, file]) => file !== undefined)) as Partial<Record<SherpaFile, string>>;
  const { encoder, decoder, joiner, model } = files;
  const kind = ((): SherpaKind | null => {
    if (preprocessor !== undefined) return 'moonshine-four-files';
    if (encoder !== undefined && merged !== undefined) return 'moonshine';
    if (encoder !== undefined && decoder !== undefined && joiner !== undefined) {
      if (is(/nemo|parakeet/u)) return 'nemo-transducer';
      return is(/streaming/u) || /chunk/u.test(path.basename(encoder)) ? 'streaming-transducer' : 'transducer';
    }
    if (encoder !== undefined && decoder !== undefined) return 'whisper';
    if (model === undefined) return null;
    if (is(/sense-?voice/u)) return 'sense-voice';
    if (is(/paraformer/u)) return 'paraformer';
    return is(/(?:nemo|parakeet).*ctc/u) ? 'nemo-ctc' : null;
  })();
  return { kind, files };
}

/** As the package takes it; `language`: of kinds that can be told one, empty where the model is to tell it. */
export function sherpaConfig(
  { kind, files }: Pick<SherpaModel, 'kind' | 'files'>,
  { threads, language }: { readonly threads: number; readonly language: LanguageCode },
) {
  const told = language === 'auto' ? '' : baseLanguage(language);
  const { tokens, ...rest } = files;
  const parts: Readonly<Record<SherpaKind, Readonly<Record<string, unknown>>>> = {
    moonshine: { moonshine: rest },
    'moonshine-four-files': { moonshine: rest },
    whisper: { whisper: { ...rest, language: told, task: 'transcribe' } },
    'sense-voice': { senseVoice: { ...rest, language: told, useInverseTextNormalization: 1 } },
    transducer: { transducer: rest },
    'nemo-transducer': { transducer: rest, modelType: 'nemo_transducer' },
    'streaming-transducer': { transducer: rest },
    'nemo-ctc': { nemoCtc: rest },
    paraformer: { paraformer: rest },
  };
  return {
    featConfig: { sampleRate: 16_000, featureDim: 80 },
    modelConfig: { ...parts[kind], tokens, numThreads: threads, provider: 'cpu', debug: 0 },
    decodingMethod: 'greedy_search',
  };
}

/** Whether a reading depends on the language that it is asked for. */
export function takesLanguage(kind: SherpaKind): boolean {
  return kind === 'whisper' || kind === 'sense-voice';
}
