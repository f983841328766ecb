// Bergamot's WASM build -> a runtime that loads models from bytes and translates with them. Blocks its thread while it works.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { runInThisContext } from 'node:vm';

/** Bytes of one direction's files. */
export interface ModelBytes {
  readonly model: Uint8Array;
  /** Which words of the target may follow which of the source; null: the model goes through its whole vocabulary, several times slower. */
  readonly shortlist: Uint8Array | null;
  /** One that both languages share, or the source's and the target's. */
  readonly vocabularies: readonly Uint8Array[];
}

export interface BergamotModel {
  /** Throws what the runtime throws; it is of no use after that. */
  translate(text: string): string;
  /**
   * HTML with `<i>` elements in it, and no others -> the translation as HTML: `<i>` around the words that rest on those within, and a `<font>` element with
   * `x-bergamot-word-score`, the natural logarithm of its probability, around each word. The words are those that `translate` gives for the text.
   */
  translateMarked(html: string): string;
  free(): void;
}

export interface BergamotRuntime {
  /** Throws where the bytes are of no model that this build reads. */
  load(bytes: ModelBytes): BergamotModel;
}

/** What the WASM module exports, as far as it is used; each object is freed by `delete`. */
interface Deletable {
  delete(): void;
}
interface AlignedMemory extends Deletable {
  getByteArrayView(): Uint8Array;
}
interface AlignedMemoryList extends Deletable {
  push_back(memory: AlignedMemory): void;
}
interface VectorString extends Deletable {
  push_back(text: string): void;
}
interface ResponseOptions {
  readonly qualityScores: boolean;
  readonly alignment: boolean;
  readonly html: boolean;
}
interface VectorResponseOptions extends Deletable {
  push_back(options: ResponseOptions): void;
}
interface VectorResponse extends Deletable {
  get(index: number): Deletable & { getTranslatedText(): string };
}
type TranslationModel = Deletable;
interface BlockingService extends Deletable {
  translate(model: TranslationModel, texts: VectorString, options: VectorResponseOptions): VectorResponse;
}

interface BergamotModule {
  readonly AlignedMemory: new (bytes: number, alignment: number) => AlignedMemory;
  readonly AlignedMemoryList: new () => AlignedMemoryList;
  readonly VectorString: new () => VectorString;
  readonly VectorResponseOptions: new () => VectorResponseOptions;
  readonly BlockingService: new (options: { readonly cacheSize: number }) => BlockingService;
  readonly TranslationModel: new (
    config: string,
    model: AlignedMemory,
    shortlist: AlignedMemory | null,
    vocabularies: AlignedMemoryList,
    qualityModel: null,
  ) => TranslationModel;
  readonly asm: Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
}

/** The matrix routines that the module imports, and its own functions that do it. Only Firefox brings faster ones. */
const MATRIX_ROUTINES = {
  int8_prepare_a: 'int8PrepareAFallback',
  int8_prepare_b: 'int8PrepareBFallback',
  int8_prepare_b_from_transposed: 'int8PrepareBFromTransposedFallback',
  int8_prepare_b_from_quantized_transposed: 'int8PrepareBFromQuantizedTransposedFallback',
  int8_prepare_bias: 'int8PrepareBiasFallback',
  int8_multiply_and_add_bias: 'int8MultiplyAndAddBiasFallback',
  int8_select_columns_of_b: 'int8SelectColumnsOfBFallback',
} as const;

/** Bytes; what the runtime's aligned loads need. */
const ALIGNMENT = { model: 256, shortlist: 64, vocabulary: 64 } as const;

/**
 * Marian's options. `max-length-break`: tokens after which a sentence is cut before it is translated. `max-length-factor`: tokens of a
 * translation, at most, for each of the source's. `workspace`: MB that a model sets aside for intermediate values; with its default of 512 a third
 * model finds no room in the 2 GB of the runtime. Translations and their time are the same. `skip-cost`: without it there are no scores of words.
 */
const MARIAN_OPTIONS = `
beam-size: 1
normalize: 1.0
word-penalty: 0
cpu-threads: 0
skip-cost: false
alignment: soft
quiet: true
quiet-translation: true
max-length-break: 128
mini-batch-words: 1024
max-length-factor: 2.0
workspace: 128
`;

const FOLDER = path.join(path.dirname(createRequire(import.meta.url).resolve('@browsermt/bergamot-translator')), 'worker');

/** Starts the runtime: about 50 ms. Rejects where the package's files are not there. */
export async function openBergamotRuntime(): Promise<BergamotRuntime> {
  const module = await startModule();
  const service = new module.BlockingService({ cacheSize: 0 });

  const memoryOf = (bytes: Uint8Array, alignment: number): AlignedMemory => {
    const memory = new module.AlignedMemory(bytes.byteLength, alignment);
    memory.getByteArrayView().set(bytes);
    return memory;
  };

  return {
    load({ model: modelBytes, shortlist, vocabularies }) {
      const list = new module.AlignedMemoryList();
      for (const bytes of vocabularies) list.push_back(memoryOf(bytes, ALIGNMENT.vocabulary));
      const options = `${MARIAN_OPTIONS.trim()}\ngemm-precision: ${precisionOf(modelBytes)}\n`;
      const model = new module.TranslationModel(
        options,
        memoryOf(modelBytes, ALIGNMENT.model),
        shortlist === null ? null : memoryOf(shortlist, ALIGNMENT.shortlist),
        list,
        null,
      );
      const answerTo = (text: string, wishes: ResponseOptions): string => {
        const input = new module.VectorString();
        const options = new module.VectorResponseOptions();
        try {
          input.push_back(text);
          options.push_back(wishes);
          const responses = service.translate(model, input, options);
          try {
            return responses.get(0).getTranslatedText();
          } finally {
            responses.delete();
          }
        } finally {
          input.delete();
          options.delete();
        }
      };
      return {
        translate: (text) => answerTo(text, { qualityScores: false, alignment: false, html: false }),
        translateMarked: (html) => answerTo(html, { qualityScores: true, alignment: true, html: true }),
        free: () => model.delete(),
      };
    },
  };
}

/** Where a model's file names the values that it holds: at its beginning. */
const NAMES_WITHIN_BYTES = 1024 * 1024;

/**
 * How inputs of matrices are made whole numbers: by factors that the model brings (its file is then called `….intgemm.alphas.bin`), or by
 * factors that are computed from each input (`….intgemm8.bin`). One that is asked for factors that it has not got gives up.
 */
function precisionOf({ buffer, byteOffset, byteLength }: Uint8Array): 'int8shiftAlphaAll' | 'int8shiftAll' {
  const names = Buffer.from(buffer, byteOffset, Math.min(byteLength, NAMES_WITHIN_BYTES));
  return names.includes('_QuantMultA') ? 'int8shiftAlphaAll' : 'int8shiftAll';
}

/** The package's glue is a classic script of a browser's worker: it is run as a function, with the module that it is to fill. */
async function startModule(): Promise<BergamotModule> {
  const [wasm, glue] = await Promise.all([
    readFile(path.join(FOLDER, 'bergamot-translator-worker.wasm')),
    readFile(path.join(FOLDER, 'bergamot-translator-worker.js'), 'utf8'),
  ]);
  const { promise, resolve, reject } = Promise.withResolvers<BergamotModule>();
  const module: { asm?: BergamotModule['asm'] } & Record<string, unknown> = {
    instantiateWasm(imports: WebAssembly.Imports, accept: (instance: WebAssembly.Instance) => void) {
      const routines = Object.entries(MATRIX_ROUTINES).map(([name, own]) => {
        return [name, (...args: readonly unknown[]) => module.asm?.[own]?.(...args)] as const;
      });
      const instantiate = async (): Promise<void> => {
        const { instance } = await WebAssembly.instantiate(wasm, { ...imports, wasm_gemm: Object.fromEntries(routines) });
        accept(instance);
      };
      void instantiate().catch(reject);
      return {};
    },
    onRuntimeInitialized: () => resolve(module as unknown as BergamotModule),
    onAbort: (why: unknown) => reject(new Error(`Bergamot's runtime gave up: ${String(why)}`)),
    // It greets on the console.
    print: () => undefined,
    printErr: () => undefined,
  };
  const start = runInThisContext(`(function (Module, importScripts, self) {${glue}\n})`, { filename: 'bergamot-translator-worker.js' }) as (
    target: object,
    importScripts: () => void,
    self: object,
  ) => void;
  start(module, () => undefined, { location: { href: '' } });
  return promise;
}
