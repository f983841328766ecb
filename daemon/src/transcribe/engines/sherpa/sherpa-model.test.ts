import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHERPA_FILES, sherpaConfig, sherpaModel, type SherpaKind, type SherpaModelSettings } from './sherpa-model.ts';
import { openToySherpa, type ToySherpa } from './testing/toy-sherpa.ts';

const NO_FILES = Object.fromEntries(SHERPA_FILES.map((name) => [name, null])) as SherpaModelSettings['files'];
const given = (over: Partial<SherpaModelSettings>): SherpaModelSettings => ({ folder: null, kind: null, files: NO_FILES, ...over });

let toy: ToySherpa;

beforeAll(async () => {
  toy = await openToySherpa();
});
afterAll(() => toy[Symbol.asyncDispose]());

/** As such models are published. */
const FOLDERS: readonly (readonly [name: string, kind: SherpaKind, files: readonly string[], used: Readonly<Record<string, string>>])[] = [
  ['tiny', 'moonshine', ['encoder_model.onnx', 'decoder_model_merged.onnx', 'tokens.txt'], { mergedDecoder: 'decoder_model_merged.onnx' }],
  [
    'moonshine-four',
    'moonshine-four-files',
    ['preprocess.onnx', 'encode.int8.onnx', 'uncached_decode.int8.onnx', 'cached_decode.int8.onnx', 'tokens.txt'],
    { encoder: 'encode.int8.onnx', uncachedDecoder: 'uncached_decode.int8.onnx', cachedDecoder: 'cached_decode.int8.onnx' },
  ],
  [
    'whisper-small',
    'whisper',
    ['small-encoder.onnx', 'small-encoder.int8.onnx', 'small-decoder.onnx', 'small-decoder.int8.onnx', 'small-tokens.txt'],
    { encoder: 'small-encoder.int8.onnx', tokens: 'small-tokens.txt' },
  ],
  ['sense-voice-zh-en', 'sense-voice', ['model.int8.onnx', 'model.onnx', 'tokens.txt'], { model: 'model.int8.onnx' }],
  ['paraformer-zh', 'paraformer', ['model.onnx', 'tokens.txt'], { model: 'model.onnx' }],
  ['nemo-fast-ctc', 'nemo-ctc', ['model.onnx', 'tokens.txt'], { model: 'model.onnx' }],
  [
    'zipformer-en',
    'transducer',
    ['encoder-epoch-30.onnx', 'decoder-epoch-30.onnx', 'joiner-epoch-30.onnx', 'tokens.txt'],
    { joiner: 'joiner-epoch-30.onnx' },
  ],
  ['nemo-parakeet-tdt', 'nemo-transducer', ['encoder.int8.onnx', 'decoder.int8.onnx', 'joiner.int8.onnx', 'tokens.txt'], {}],
  ['streaming-zipformer', 'streaming-transducer', ['encoder.onnx', 'decoder.onnx', 'joiner.onnx', 'tokens.txt'], {}],
  [
    'zipformer-small',
    'streaming-transducer',
    ['encoder-avg-1-chunk-16-left-128.onnx', 'decoder-avg-1.onnx', 'joiner-avg-1.onnx', 'tokens.txt'],
    {},
  ],
];

describe('a folder with a model', () => {
  it.each(FOLDERS)('called %s is of the kind %s', async (...[name, kind, files, used]) => {
    const folder = await toy.model(name, files);
    const model = sherpaModel(given({ folder }));
    expect(model).toMatchObject({ kind, name });
    for (const [file, path] of Object.entries(used)) expect(model.files).toHaveProperty(file, `${folder}/${path}`);
    expect(JSON.stringify(sherpaConfig(model, { threads: 1, language: 'auto' }))).toContain(folder);
  });

  it('is of the kind that it is said to be, and has the files that are named', async () => {
    const folder = await toy.model('some', ['model.onnx', 'other.onnx', 'tokens.txt']);
    expect(() => sherpaModel(given({ folder }))).toThrow(/do not tell which kind.*Set engines\.stt\.sherpa\.kind to one of moonshine/u);
    const files = { ...NO_FILES, model: `${folder}/other.onnx` };
    expect(sherpaModel(given({ folder, kind: 'nemo-ctc', files })).files.model).toBe(`${folder}/other.onnx`);
  });

  it('lacks something: that is said', async () => {
    const folder = await toy.model('half', ['encoder.onnx', 'decoder.onnx']);
    expect(() => sherpaModel(given({ folder }))).toThrow(/needs encoder, decoder, tokens; tokens is not named or found/u);
    expect(() => sherpaModel(given({ folder: `${folder}/none` }))).toThrow(expect.objectContaining({ code: 'model-missing' }) as Error);
    expect(() => sherpaModel(given({}))).toThrow(expect.objectContaining({ code: 'configuration' }) as Error);
    const files = { ...NO_FILES, tokens: `${folder}/tokens.txt` };
    expect(() => sherpaModel(given({ folder, files }))).toThrow(expect.objectContaining({ code: 'model-missing' }) as Error);
  });
});
