// Apertium behind the Translator port: instant, offline, of plain quality; one running pipeline for each direction in use.
import { baseLanguage, SubcamError, type EngineInfo, type LanguageCode, type Translator } from '@subcam/shared';
import { findApertiumMode } from '../lib/programs.ts';
import { fromStream, toStream } from './apertium-text.ts';
import { openApertiumPipe, type ApertiumPipe } from './apertium-pipe.ts';

export interface ApertiumOptions {
  /** Mode file of a direction such as `eng-spa`, or null where that pair isn't installed. Default: looks where Debian puts them. */
  readonly findMode?: (direction: string) => Promise<string | null>;
  /** A text that takes longer has hung its pipeline, which is then ended. Default 5 s; warm answers take milliseconds. */
  readonly deadlineMs?: number;
}

/** Two-letter codes -> the three-letter ones of Debian's apertium packages. */
const APERTIUM_CODES: Readonly<Record<string, string>> = {
  en: 'eng',
  es: 'spa',
  ca: 'cat',
  gl: 'glg',
  eo: 'epo',
  fr: 'fra',
  pt: 'por',
  it: 'ita',
};

const DEFAULT_DEADLINE_MS = 5000;

/** Characters of one request: a final of twelve seconds has some two hundred. */
const MAX_CHARACTERS = 20_000;

function directionOf(source: LanguageCode, target: LanguageCode): string | null {
  const from = APERTIUM_CODES[baseLanguage(source)];
  const to = APERTIUM_CODES[baseLanguage(target)];
  return from === undefined || to === undefined || from === to ? null : `${from}-${to}`;
}

function aborted(signal: AbortSignal): { readonly promise: Promise<never>; readonly forget: () => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  promise.catch(() => undefined);
  return { promise, forget: () => signal.removeEventListener('abort', onAbort) };
}

/**
 * Looks once for the directions that are installed. Rejects with `program-missing` when there is none. A pipeline starts with its first
 * text; one that dies, hangs or answers nothing for something is ended whole and started again with the next text.
 */
export async function createApertiumTranslator(options: ApertiumOptions = {}): Promise<Translator> {
  const findMode = options.findMode ?? findApertiumMode;
  const codes = Object.values(APERTIUM_CODES);
  const pairs = codes.flatMap((from) => codes.filter((to) => to !== from).map((to) => `${from}-${to}`));
  const found = await Promise.all(pairs.map(async (direction) => [direction, await findMode(direction)] as const));
  const modes = new Map(found.flatMap(([direction, mode]) => (mode === null ? [] : [[direction, mode] as const])));
  if (modes.size === 0) {
    throw new SubcamError('program-missing', 'Apertium has no language pair here. Run `npm run setup`, or install apertium-eng-spa.');
  }
  const info: EngineInfo = { name: 'apertium', model: modes.has('eng-spa') ? 'eng-spa' : ([...modes.keys()][0] ?? '') };
  const pipes = new Map<string, Promise<ApertiumPipe>>();
  let closed = false;

  const pipeOf = async (direction: string, modeFile: string): Promise<ApertiumPipe> => {
    for (;;) {
      const known = pipes.get(direction);
      if (known === undefined) {
        const opened = openApertiumPipe(modeFile);
        pipes.set(direction, opened);
        return await opened;
      }
      const pipe = await known.catch(() => null);
      if (pipe?.isOpen === true) return pipe;
      // Only the first to find it ended forgets it; the others find its successor.
      if (pipes.get(direction) === known) pipes.delete(direction);
    }
  };

  return {
    info,
    supports: (source, target) => modes.has(directionOf(source, target) ?? ''),
    translate: async ({ text, sourceLanguage, targetLanguage }, signal) => {
      signal.throwIfAborted();
      if (closed) throw new SubcamError('engine-unavailable', 'Apertium is closed.');
      const direction = directionOf(sourceLanguage, targetLanguage);
      const modeFile = direction === null ? undefined : modes.get(direction);
      if (direction === null || modeFile === undefined) {
        throw new SubcamError(
          'engine-failed',
          `Apertium has no ${sourceLanguage} to ${targetLanguage} here. Install that apertium pair, or choose another engine.`,
        );
      }
      if (text.length > MAX_CHARACTERS)
        throw new SubcamError('bad-request', `A text of ${text.length} characters is too long to translate at once (${MAX_CHARACTERS}).`);
      if (text.trim() === '') return { text: '', confidence: null };
      const pipe = await pipeOf(direction, modeFile);
      const deadline = AbortSignal.timeout(options.deadlineMs ?? DEFAULT_DEADLINE_MS);
      const givenUp = aborted(signal);
      const late = aborted(deadline);
      try {
        const answer = pipe.send(toStream(text));
        answer.catch(() => undefined);
        const output = await Promise.race([answer, givenUp.promise, late.promise]);
        const translated = fromStream(output, text);
        // A pipeline with a dead stage answers with nothing.
        if (translated === '') {
          await pipe.close();
          throw new SubcamError('engine-unavailable', 'Apertium answered nothing; it is started again.', { retryable: true });
        }
        return { text: translated, confidence: null };
      } catch (error) {
        if (deadline.aborted && !signal.aborted) {
          await pipe.close();
          throw new SubcamError('engine-unavailable', 'Apertium did not answer in time; it is started again.', {
            retryable: true,
            cause: error,
          });
        }
        throw error;
      } finally {
        givenUp.forget();
        late.forget();
      }
    },
    close: async () => {
      closed = true;
      const opened = await Promise.allSettled(pipes.values());
      await Promise.all(opened.map((result) => (result.status === 'fulfilled' ? result.value.close() : undefined)));
    },
  };
}
