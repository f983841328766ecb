// Apertium as a Translator: instant, on this machine, and of basic quality; one pipe for each direction, started when first asked.
import {
  SubcamError,
  sameLanguage,
  systemClock,
  withinTime,
  type Clock,
  type EngineInfo,
  type TranslateRequest,
  type TranslateResult,
  type Translator,
} from '@subcam/shared';
import { checkAnswerLength } from '../../answer-limit.ts';
import { APERTIUM_MODES_DIRS, findDirections, type Direction } from './apertium-directions.ts';
import { openApertiumPipe, type ApertiumPipe } from './apertium-pipe.ts';
import { fromStream, mend, prepare, toStream } from './apertium-text.ts';

export interface ApertiumOptions {
  /** Folders with mode files. Default: where packages put them. */
  readonly modesDirs?: readonly string[];
  /** From writing a text to its answer, the start of the pipe included. Default 5 s: a thousand times what a sentence takes. */
  readonly requestTimeoutMs?: number;
  /** Default: the machine's. */
  readonly clock?: Clock;
}

const DEFAULT_TIMEOUT_MS = 5_000;

/** Texts that wait for one pipe: seconds of its work. More is refused. */
const MAX_WAITING = 1_000;

/** Markup of the stream included. Apertium's rules move words about and add a few. */
const MAX_GROWTH = 10;

/** About two minutes of speech. */
const MAX_TEXT_LENGTH = 10_000;

interface Job {
  /** Prepared; not empty. */
  readonly source: string;
  readonly request: TranslateRequest;
  readonly answer: PromiseWithResolvers<TranslateResult>;
}

interface Lane {
  translate(request: TranslateRequest, signal: AbortSignal): Promise<TranslateResult>;
  close(): Promise<void>;
}

/** Throws `program-missing` when no language pair is installed. Confidence is always null: Apertium has none. */
export function createApertiumTranslator(options: ApertiumOptions = {}): Translator {
  const directions = findDirections(options.modesDirs ?? APERTIUM_MODES_DIRS);
  const laneOptions: Omit<LaneOptions, 'info'> = {
    timeoutMs: options.requestTimeoutMs ?? DEFAULT_TIMEOUT_MS,
    clock: options.clock ?? systemClock,
  };
  const info: EngineInfo = { name: 'apertium', model: pairsOf(directions.all) };
  const lanes = new Map<string, Lane>();
  let closing: Promise<void> | null = null;

  const laneOf = (direction: Direction): Lane => {
    const known = lanes.get(direction.mode);
    if (known !== undefined) return known;
    const lane = openLane(direction, { ...laneOptions, info });
    lanes.set(direction.mode, lane);
    return lane;
  };

  return {
    info,
    supports: (sourceLanguage, targetLanguage) =>
      !sameLanguage(sourceLanguage, targetLanguage) && directions.find(sourceLanguage, targetLanguage) !== null,
    translate: async (request, signal) => {
      if (closing !== null) throw new SubcamError('engine-unavailable', 'This translator is closed.');
      const { sourceLanguage, targetLanguage, text } = request;
      const direction = sameLanguage(sourceLanguage, targetLanguage) ? null : directions.find(sourceLanguage, targetLanguage);
      if (direction === null) {
        throw new SubcamError(
          'bad-request',
          `Apertium on this machine has no ${sourceLanguage} to ${targetLanguage}: install its pair (\`apt-cache search apertium-\`), or choose another translator.`,
        );
      }
      if (text.length > MAX_TEXT_LENGTH) throw new SubcamError('bad-request', `A text has at most ${MAX_TEXT_LENGTH} characters.`);
      return laneOf(direction).translate(request, signal);
    },
    close: async () => {
      closing ??= Promise.all([...lanes.values()].map((lane) => lane.close())).then(() => undefined);
      await closing;
    },
  };
}

/** `eng-spa` for both directions between two languages; pairs in order, regions aside. */
function pairsOf(directions: readonly Direction[]): string {
  const pairs = directions.map(({ mode }) => mode.replace(/_.*$/, '').split('-').toSorted().join('-'));
  return [...new Set(pairs)].toSorted().join(', ');
}

interface LaneOptions {
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly info: EngineInfo;
}

/** One direction: texts in turn, finals before partials, through a pipe that is replaced when it fails. */
function openLane(direction: Direction, { timeoutMs, clock, info }: LaneOptions): Lane {
  const finals: Job[] = [];
  const partials: Job[] = [];
  let pipe: ApertiumPipe | null = null;
  let work: Promise<void> | null = null;
  let isClosed = false;

  const late = (): SubcamError =>
    new SubcamError('timeout', `Apertium gave no translation within ${timeoutMs / 1000} s; it is started anew.`, { retryable: true });

  const askPipe = async (source: string, { sourceLanguage }: TranslateRequest): Promise<string> => {
    const stream = toStream(source, sourceLanguage);
    if (pipe?.isAlive !== true) {
      await pipe?.kill();
      pipe = await openApertiumPipe(direction, clock);
    }
    const asked = pipe;
    const answer = await withinTime(timeoutMs, () => asked.ask(stream), { clock, late }).catch(async (error: unknown) => {
      await asked.kill();
      throw error;
    });
    checkAnswerLength({ text: source, answerLength: answer.length, engine: info.name }, { maxGrowth: MAX_GROWTH });
    const text = fromStream(answer);
    if (text === '') {
      // What a pipe answers that has lost a stage in the middle.
      await asked.kill();
      throw new SubcamError('engine-unavailable', `Apertium's ${direction.mode} answered with nothing; it is started anew.`, {
        retryable: true,
      });
    }
    return text;
  };

  const workOff = async (): Promise<void> => {
    for (let job = finals.shift() ?? partials.shift(); job !== undefined; job = finals.shift() ?? partials.shift()) {
      const { source, request, answer } = job;
      try {
        const raw = await askPipe(source, request);
        answer.resolve({ text: mend(raw, source, request.targetLanguage), confidence: null, engine: info });
      } catch (error) {
        answer.reject(error);
      }
    }
    work = null;
  };

  return {
    translate: async (request, signal) => {
      const cancelled = (): SubcamError => new SubcamError('aborted', 'The translation was cancelled.', { cause: signal.reason });
      if (isClosed) throw new SubcamError('engine-unavailable', 'This translator is closed.');
      if (signal.aborted) throw cancelled();
      const source = prepare(request.text, request.sourceLanguage);
      if (source === '') return { text: '', confidence: null, engine: info };
      if (finals.length + partials.length >= MAX_WAITING) {
        throw new SubcamError('engine-unavailable', `${MAX_WAITING} texts wait for Apertium already.`, { retryable: true });
      }
      const answer = Promise.withResolvers<TranslateResult>();
      const waiting = request.purpose === 'final' ? finals : partials;
      const job: Job = { source, request, answer };
      // One that is at work already can't be called back: its answer is thrown away.
      const onAbort = (): void => {
        const place = waiting.indexOf(job);
        if (place >= 0) waiting.splice(place, 1);
        answer.reject(cancelled());
      };
      signal.addEventListener('abort', onAbort, { once: true });
      waiting.push(job);
      work ??= workOff();
      try {
        return await answer.promise;
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
    close: async () => {
      isClosed = true;
      for (const { answer } of [...finals.splice(0), ...partials.splice(0)]) {
        answer.reject(new SubcamError('engine-unavailable', 'This translator is closed.'));
      }
      // What is at work is a matter of milliseconds, or of the request's deadline.
      await work;
      await pipe?.close();
      pipe = null;
    },
  };
}
