// Bergamot as a Translator: neural, on this machine, in worker threads.
import {
  SubcamError,
  type Clock,
  type EngineInfo,
  type LanguageCode,
  type LanguagePair,
  type TranslateResult,
  type Translator,
} from '@subcam/shared';
import { openRequestQueue } from '../../request-queue.ts';
import { createBergamotChecks } from './bergamot-checks.ts';
import type { BergamotDirections } from './bergamot-directions.ts';
import type { BergamotDirection } from './bergamot-models.ts';
import type { SureTranslation } from './bergamot-sureness.ts';
import { createBergamotWorkers } from './bergamot-workers.ts';

export interface BergamotOptions {
  readonly directions: BergamotDirections;
  /** See BergamotWorkersOptions. */
  readonly workers: number;
  readonly idleMs: number;
  readonly timeoutMs: number;
  readonly sureProbability: number;
  readonly clock: Clock;
}

/** Finals that are handed to a thread at once. Each is translated by itself, and the first waits for the last. */
const MAX_BATCH = 8;

/** Texts that wait: seconds of work. More is refused. */
const MAX_WAITING = 500;

/** About two minutes of speech, and a second of work. */
const MAX_TEXT_LENGTH = 2_000;

interface Item {
  readonly text: string;
  readonly direction: BergamotDirection;
}

interface Answers {
  /** The direction that gave them. */
  readonly model: string;
  /** In the order of the texts. */
  readonly translations: readonly SureTranslation[];
}

/**
 * Confidence is always null: it has none that means anything. A pair that is prepared takes the newest model that is there; what is in memory
 * goes on in use until then. Rejects with `bad-request` for a pair that it lacks or a text that is too long, `model-corrupt` and
 * `model-missing` for a model whose files are not the ones that came, retryable `engine-unavailable` when its worker died or too much waits,
 * retryable `timeout` when its worker did not answer in time, `engine-failed` when a model can't be read or loaded. A result names the model of its pair alone.
 */
export function createBergamotTranslator(options: BergamotOptions): Translator {
  const { directions } = options;
  const workers = createBergamotWorkers(options);
  const idsOf = (): string =>
    directions.all
      .filter((one) => directions.problemOf(one) === null)
      .map(({ id }) => id)
      .join(', ');
  let info: EngineInfo = { name: 'bergamot', model: idsOf() };
  const checks = createBergamotChecks(directions, options);

  const resultOf = ({ text, sureLength }: SureTranslation, model: string): TranslateResult => {
    if (text === '') throw new SubcamError('engine-failed', 'Bergamot answered with nothing.');
    return { text, confidence: null, engine: { name: info.name, model }, ...(sureLength === null ? {} : { sureLength }) };
  };

  const queue = openRequestQueue<Item>({
    engine: 'Bergamot',
    maxWaiting: MAX_WAITING,
    lanes: options.workers,
    maxBatch: MAX_BATCH,
    same: (one, other) => one.text === other.text && one.direction.id === other.direction.id,
    together: (one, other) => one.direction.id === other.direction.id,
    work: async (items) => {
      const [first] = items;
      if (first === undefined) return [];
      const { model, translations } = await run(
        first.direction,
        items.map(({ text }) => text),
      );
      return translations.map((translation) => resultOf(translation, model));
    },
  });

  const look = (): void => {
    directions.look();
    const model = idsOf();
    if (model !== info.model) info = { ...info, model };
  };

  const find = (sourceLanguage: LanguageCode, targetLanguage: LanguageCode): BergamotDirection | null => {
    const known = directions.find(sourceLanguage, targetLanguage);
    if (known !== null) return known;
    // It may have been pulled since.
    look();
    return directions.find(sourceLanguage, targetLanguage);
  };

  /** The best of a pair that is in memory, of those in the languages of the best that there is. */
  const inMemory = ({ sourceLanguage, targetLanguage }: LanguagePair): BergamotDirection | null => {
    const best = find(sourceLanguage, targetLanguage);
    const isOfSame = (one: BergamotDirection): boolean =>
      one.sourceLanguage === best?.sourceLanguage && one.targetLanguage === best.targetLanguage;
    return directions.all.find((one) => isOfSame(one) && workers.holds(one)) ?? null;
  };

  /** The best that can be loaded, of those that lie on the disk now; `again`: what could not be loaded before is tried again. */
  const choose = async ({ sourceLanguage, targetLanguage }: LanguagePair, again: boolean): Promise<BergamotDirection> => {
    look();
    const failed = new Set<string>();
    const isSkipped = (one: BergamotDirection): boolean => failed.has(one.id) || (!again && directions.problemOf(one) !== null);
    for (;;) {
      const direction = directions.find(sourceLanguage, targetLanguage, isSkipped);
      if (direction === null) break;
      if (workers.holds(direction) || (await checks.mayLoad(direction))) return direction;
      failed.add(direction.id);
      look();
    }
    const leftOut = directions.find(sourceLanguage, targetLanguage, () => false);
    const problem = leftOut === null ? null : directions.problemOf(leftOut);
    if (problem !== null) throw new SubcamError(problem.code, problem.message, { cause: problem });
    throw new SubcamError(
      'bad-request',
      `Bergamot has no model for ${sourceLanguage} to ${targetLanguage} on this machine: "subcam models pull ${sourceLanguage}-${targetLanguage}" fetches one. It has: ${info.model}.`,
    );
  };

  /** What is in memory stays in use, unless the newest is wanted. */
  const directionOf = async (pair: LanguagePair, { newest }: { readonly newest: boolean }): Promise<BergamotDirection> => {
    const held = inMemory(pair);
    if (held !== null && !newest) return held;
    const direction = await choose(pair, newest);
    if (held !== null && held.id !== direction.id) workers.letGo(held);
    return direction;
  };

  /** Files of a direction that nobody had loaded yet may be gone, since another version has taken its place: that one is used then. */
  const run = async (direction: BergamotDirection, texts: readonly string[]): Promise<Answers> => {
    try {
      return { model: direction.id, translations: await workers.run(direction, texts) };
    } catch (error) {
      look();
      const present = directions.find(direction.sourceLanguage, direction.targetLanguage);
      if (present === null || present.id === direction.id || !(await checks.mayLoad(present))) throw error;
      return { model: present.id, translations: await workers.run(present, texts) };
    }
  };

  return {
    get info() {
      return info;
    },
    // One that is left out counts: whoever asks for it is told what is wrong with it.
    supports: (sourceLanguage, targetLanguage) =>
      find(sourceLanguage, targetLanguage) !== null || directions.find(sourceLanguage, targetLanguage, () => false) !== null,
    prepare: async (sourceLanguage, targetLanguage) => {
      await run(await directionOf({ sourceLanguage, targetLanguage }, { newest: true }), []);
    },
    translate: async ({ text: given, sourceLanguage, targetLanguage, purpose }, signal) => {
      const direction = await directionOf({ sourceLanguage, targetLanguage }, { newest: false });
      const text = cleaned(given);
      if (text === '') return { text: '', confidence: null, engine: { name: info.name, model: direction.id } };
      if (text.length > MAX_TEXT_LENGTH) throw new SubcamError('bad-request', `A text has at most ${MAX_TEXT_LENGTH} characters.`);
      return queue.ask({ text, direction }, purpose, signal);
    },
    close: async () => {
      await Promise.all([queue.close(), checks.close(), workers.close()]);
    },
  };
}

/** One line without control characters, directional marks or halves of surrogate pairs, which the model has no words for. */
function cleaned(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069\uFEFF\uFFFD]/gu, '')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}
