// Sound -> words: Moonshine's encoder and decoder on ONNX Runtime, read greedily (Jeffries et al. 2024, "Moonshine").
import { readFile } from 'node:fs/promises';
import { SAMPLE_RATE_HZ, type SttWord } from '@subcam/shared';
import * as ort from 'onnxruntime-node';
import type { MoonshinePaths } from './moonshine-model.ts';
import { END, readVocabulary, START, type ReadToken, type Vocabulary } from './moonshine-vocabulary.ts';

/** Shape of the tiny model. */
const LAYERS = 6;
const HEADS = 8;
const HEAD_SIZE = 36;

/** What is read in a second at most (Moonshine's own limit): more than that is a loop. */
const TOKENS_PER_SECOND = 6.5;

/** One thread: a second one costs twice the processor time for no gain (measured); there are several workers instead. */
const SESSION: ort.InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  // More would take a fifth of the time, and 40 MB of each worker at rest (ADR 29).
  graphOptimizationLevel: 'extended',
};

const NAMES = Array.from({ length: LAYERS }, (_, layer) => ['key', 'value'].map((part) => ({ layer, part }))).flat();
const DECODED = NAMES.map(({ layer, part }) => [`past_key_values.${layer}.decoder.${part}`, `present.${layer}.decoder.${part}`] as const);
const ENCODED = NAMES.map(({ layer, part }) => [`past_key_values.${layer}.encoder.${part}`, `present.${layer}.encoder.${part}`] as const);
/** What a step with a cache has to give: the rest of the cache stays as it was. */
const STEP_OUTPUTS = ['logits', ...DECODED.map(([, present]) => present)];

export interface MoonshineRequest {
  /** 16 kHz, −1…1. */
  readonly samples: Float32Array;
  /** Tokens that the reading begins with, each at least as probable as it was when it was chosen. */
  readonly beginning: readonly ReadToken[];
  /** Tokens that probably follow them. */
  readonly guess: readonly number[];
}

export interface MoonshineReading {
  readonly words: readonly SttWord[];
  /** Mean natural logarithm of the probabilities of all tokens, the end included; null when there are none. */
  readonly averageLogProbability: number | null;
}

type Cache = Record<string, ort.Tensor>;

export interface MoonshineReader {
  /** Rejects with the signal's reason between two steps. */
  read(request: MoonshineRequest, signal?: AbortSignal): Promise<MoonshineReading>;
}

/**
 * The tokens of `beginning` are taken as they are: what the decoder would say by now in their place is no doubt about the words after them. Those of `guess` are checked in the same pass through the decoder, and taken as far as each is
 * what the decoder would have said (speculative decoding, Leviathan et al. 2023, with an earlier reading as the draft): one pass is cheaper than a step
 * for each token. Rejects when the model can't be loaded.
 */
export async function openMoonshineReader(paths: MoonshinePaths): Promise<MoonshineReader> {
  const vocabulary = readVocabulary(await readFile(paths.tokens, 'utf8'));
  const encoder = await ort.InferenceSession.create(paths.encoder, SESSION);
  const decoder = await ort.InferenceSession.create(paths.decoder, SESSION);
  const nothing: Cache = Object.fromEntries(
    [...DECODED, ...ENCODED].map(([past]) => [past, new ort.Tensor('float32', new Float32Array(0), [1, HEADS, 0, HEAD_SIZE])]),
  );

  const decode = (tokens: readonly number[], sound: ort.Tensor, cache: Cache | null) => {
    const ids = BigInt64Array.from(tokens, BigInt);
    const feeds = {
      input_ids: new ort.Tensor('int64', ids, [1, ids.length]),
      encoder_hidden_states: sound,
      ...(cache ?? nothing),
      use_cache_branch: new ort.Tensor('bool', Uint8Array.of(cache === null ? 0 : 1), [1]),
    };
    return cache === null ? decoder.run(feeds) : decoder.run(feeds, STEP_OUTPUTS);
  };

  return {
    read: async ({ samples, beginning, guess }, signal) => {
      const most = Math.max(beginning.length, Math.ceil((samples.length / SAMPLE_RATE_HZ) * TOKENS_PER_SECOND));
      const heard = await encoder.run({ input_values: new ort.Tensor('float32', samples, [1, samples.length]) });
      signal?.throwIfAborted();
      const sound = outputOf(heard, 'last_hidden_state');
      let step = await decode([START, ...beginning.map(({ id }) => id), ...guess], sound, null);
      const tokens: ReadToken[] = beginning.map(({ id, logProbability }, row) => ({
        id,
        logProbability: Math.max(logProbability, logProbabilityOf(logitsOf(step, row, vocabulary), id)),
      }));
      const isOver = (): boolean => tokens.at(-1)?.id === END || tokens.length >= most;
      // After a beginning comes a new word, or the end: what was said to be a word stays that word.
      for (let row = beginning.length; !isOver(); row += 1) {
        const isFirst = row === beginning.length && beginning.length > 0;
        const next = mostProbable(logitsOf(step, row, vocabulary), isFirst ? vocabulary.beginsWord : null);
        tokens.push(next);
        if (guess[row - beginning.length] !== next.id) break;
      }
      if (!isOver()) {
        const cache = cacheOf(step, tokens.length);
        while (!isOver()) {
          const newest = tokens.slice(-1).map(({ id }) => id);
          signal?.throwIfAborted();
          step = await decode(newest, sound, cache);
          tokens.push(mostProbable(logitsOf(step, 0, vocabulary), null));
          for (const [past, present] of DECODED) cache[past] = outputOf(step, present);
        }
      }
      const sum = tokens.reduce((total, { logProbability }) => total + logProbability, 0);
      return { words: vocabulary.words(tokens), averageLogProbability: tokens.length === 0 ? null : sum / tokens.length };
    },
  };
}

function outputOf(outputs: ort.InferenceSession.OnnxValueMapType, name: string): ort.Tensor {
  const value = outputs[name];
  if (!(value instanceof ort.Tensor)) throw new Error(`The speech model gave no ${name}. Run \`subcam models verify\`.`);
  return value;
}

/** Of the token after the one at place `row`. */
function logitsOf(outputs: ort.InferenceSession.OnnxValueMapType, row: number, { size }: Vocabulary): Float32Array {
  const { data } = outputOf(outputs, 'logits');
  if (!(data instanceof Float32Array)) throw new Error('The speech model gave something else than numbers. Run `subcam models verify`.');
  return data.subarray(row * size, (row + 1) * size);
}

/** What is less probable than this (natural logarithm) adds nothing that a sum of all tokens could show; most of them are. */
const NEGLIGIBLE = -25;

function logOfSum(logits: Float32Array, largest: number): number {
  let sum = 0;
  for (const logit of logits) if (logit - largest > NEGLIGIBLE) sum += Math.exp(logit - largest);
  return largest + Math.log(sum);
}

function logProbabilityOf(logits: Float32Array, id: number): number {
  const largest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
  return (logits[id] ?? Number.NEGATIVE_INFINITY) - logOfSum(logits, largest);
}

/** Of all tokens, or of those that `allowed` marks and the end. */
function mostProbable(logits: Float32Array, allowed: Uint8Array | null): ReadToken {
  let [id, best, largest] = [END, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let token = 0; token < logits.length; token += 1) {
    const logit = logits[token] ?? Number.NEGATIVE_INFINITY;
    if (logit > largest) largest = logit;
    if (logit > best && (allowed === null || allowed[token] === 1 || token === END)) [id, best] = [token, logit];
  }
  return { id, logProbability: best - logOfSum(logits, largest) };
}

/** The cache after the first pass, of its first `length` tokens: what was guessed wrongly is not in it. */
function cacheOf(outputs: ort.InferenceSession.OnnxValueMapType, length: number): Cache {
  const cache: Cache = {};
  for (const [past, present] of ENCODED) cache[past] = outputOf(outputs, present);
  for (const [past, present] of DECODED) cache[past] = firstPlaces(outputOf(outputs, present), length);
  return cache;
}

/** `tensor`: heads × places × size. */
function firstPlaces(tensor: ort.Tensor, length: number): ort.Tensor {
  const places = tensor.dims[2] ?? 0;
  if (places === length || !(tensor.data instanceof Float32Array)) return tensor;
  const kept = new Float32Array(HEADS * length * HEAD_SIZE);
  for (let head = 0; head < HEADS; head += 1) {
    const from = head * places * HEAD_SIZE;
    kept.set(tensor.data.subarray(from, from + length * HEAD_SIZE), head * length * HEAD_SIZE);
  }
  return new ort.Tensor('float32', kept, [1, HEADS, length, HEAD_SIZE]);
}
