// Apertium as a Translator: instant, on this machine, and of basic quality; one pipe for each direction, started when first asked.
import {
  SubcamError,
  sameLanguage,
  systemClock,
  withinTime,
  type Clock,
  type EngineInfo,
  type LanguageCode,
  type TranslateRequest,
  type TranslateResult,
  type Translator,
} from '@subcam/shared';
import { checkAnswerLength } from '../../answer-limit.ts';
import { openRequestQueue } from '../../request-queue.ts';
import { APERTIUM_MODES_DIRS, findDirections, type Direction } from './apertium-directions.ts';
import { openApertiumPipe, type ApertiumPipe } from './apertium-pipe.ts';
import { asText, fromStream, hasSameLetters, inPlainWords, lostCompounds, mend, prepare, toStream, unknownWords } from './apertium-text.ts';
import { ALL_STAND_INS, standInAnalyses, takeStandInsBack, withStandIns, withStandInsLookedUp, type StandIns } from './stand-ins.ts';

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

/** Names that are remembered to be unknown; of more, the oldest are found out again. */
const MAX_UNKNOWN_NAMES = 1_000;

/** Of one text, so many compounds are looked at. */
const MAX_COMPOUNDS = 3;

interface Item {
  /** Prepared; not empty. */
  readonly source: string;
  readonly request: TranslateRequest;
}

interface Lane {
  translate(request: TranslateRequest, signal: AbortSignal): Promise<TranslateResult>;
  close(): Promise<void>;
}

/**
 * Throws `program-missing` when no language pair is installed. Confidence is always null: Apertium has none. A result names the pair by which it
 * was made alone.
 */
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
    const lane = openLane(direction, { ...laneOptions, info: { name: info.name, model: pairsOf([direction]) } });
    lanes.set(direction.mode, lane);
    return lane;
  };

  const translate: Translator['translate'] = async (request, signal) => {
    if (closing !== null) throw new SubcamError('engine-unavailable', 'This translator is closed.');
    const { sourceLanguage, targetLanguage, text } = request;
    const direction = sameLanguage(sourceLanguage, targetLanguage) ? null : directions.find(sourceLanguage, targetLanguage);
    if (direction === null) {
      throw new SubcamError(
        'bad-request',
        `Apertium on this machine has no ${sourceLanguage} to ${targetLanguage}: install its pair (\`apt-cache search apertium-\`), or choose another translator. It has: ${info.model}.`,
      );
    }
    if (text.length > MAX_TEXT_LENGTH) throw new SubcamError('bad-request', `A text has at most ${MAX_TEXT_LENGTH} characters.`);
    return laneOf(direction).translate(request, signal);
  };

  return {
    info,
    supports: (sourceLanguage, targetLanguage) =>
      !sameLanguage(sourceLanguage, targetLanguage) && directions.find(sourceLanguage, targetLanguage) !== null,
    prepare: async (sourceLanguage, targetLanguage) => {
      await translate({ text: 'a', sourceLanguage, targetLanguage, purpose: 'partial' }, new AbortController().signal);
    },
    translate,
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
  /** With the pair of this direction as its model. */
  readonly info: EngineInfo;
}

interface Answer {
  readonly text: string;
  /** Words that its dictionaries lack. */
  readonly unknown: ReadonlySet<string>;
}

/** One direction: texts in turn, finals before partials, through a pipe that is replaced when it fails. */
function openLane(direction: Direction, { timeoutMs, clock, info }: LaneOptions): Lane {
  let pipe: ApertiumPipe | null = null;
  const unknownNames = new Set<string>();
  /** What the first stage says of stand-ins; null: it was not asked yet. */
  let standInsKnown: ReadonlyMap<string, string> | null = null;

  const late = (): SubcamError =>
    new SubcamError('timeout', `Apertium gave no translation within ${timeoutMs / 1000} s; it is started anew.`, { retryable: true });

  /** Throws what the pipe fails of; it is ended then, and the next text starts another. */
  const withPipe = async <T>(ask: (pipe: ApertiumPipe) => Promise<T>): Promise<T> => {
    if (pipe?.isAlive !== true) {
      await pipe?.kill();
      pipe = await openApertiumPipe(direction, clock);
    }
    const asked = pipe;
    return withinTime(timeoutMs, () => ask(asked), { clock, late }).catch(async (error: unknown) => {
      await asked.kill();
      throw error;
    });
  };

  const analyse = (stream: string): Promise<string | null> => withPipe((asked) => asked.analyse(stream));

  const answerTo = async (source: string, analysis: string): Promise<Answer> => {
    const answer = await withPipe((asked) => asked.translate(analysis));
    checkAnswerLength({ text: source, answerLength: answer.length, engine: info.name }, { maxGrowth: MAX_GROWTH });
    if (answer.trim() === '') {
      // What a pipe answers that has lost a stage in the middle: not even the end mark.
      await pipe?.kill();
      throw new SubcamError('engine-unavailable', `Apertium's ${direction.mode} answered with nothing; it is started anew.`, {
        retryable: true,
      });
    }
    // Of an auxiliary without its verb ("Shall") its rules leave nothing: it stays as it is, as an unknown word does.
    return { text: fromStream(answer) || source, unknown: unknownWords(answer) };
  };

  /** What the first stage says of the text with these stand-ins, of which `analysis` is what it says without. */
  const analyseWith = async (standIns: StandIns, analysis: string, sourceLanguage: LanguageCode): Promise<string | null> => {
    standInsKnown ??= standInAnalyses((await analyse(toStream(ALL_STAND_INS, sourceLanguage))) ?? '');
    return withStandInsLookedUp(analysis, standIns, standInsKnown) ?? analyse(toStream(standIns.text, sourceLanguage));
  };

  /** A compound is read as words of its own where that alone changes nothing but what lies between them. `analysis`: of the source as it is. */
  const read = async (source: string, analysis: string | null, { sourceLanguage }: TranslateRequest): Promise<Answer> => {
    let answer = await answerTo(source, analysis ?? toStream(source, sourceLanguage));
    const parted: string[] = [];
    for (const compound of lostCompounds(answer.text, source).slice(0, MAX_COMPOUNDS)) {
      const stream = toStream(source, sourceLanguage, [...parted, compound]);
      const other = await answerTo(source, (await analyse(stream)) ?? stream);
      if (!hasSameLetters(answer.text, other.text)) continue;
      answer = other;
      parted.push(compound);
    }
    return answer;
  };

  /** Remembers names among these words that nobody knew yet to be unknown. False: there are none. */
  const noteNames = (unknown: ReadonlySet<string>): boolean => {
    const fresh = [...unknown].filter((word) => /^\p{Lu}/u.test(word) && !unknownNames.has(word));
    for (const name of fresh) unknownNames.add(name);
    return fresh.length > 0;
  };

  /**
   * Names that the dictionary lacks are known once its first stage has looked the words up: in what that says, stand-ins take their places, and the
   * text is translated once. One whose names only its answer shows to be lacking is translated twice; each of its compounds costs once more.
   */
  const translate = async (source: string, request: TranslateRequest): Promise<string> => {
    const { sourceLanguage } = request;
    let standIns = withStandIns(source, unknownNames);
    let analysis = await analyse(toStream(standIns?.text ?? source, sourceLanguage));
    if (analysis !== null && noteNames(unknownWords(asText(analysis)))) {
      const isPlain = standIns === null;
      standIns = withStandIns(source, unknownNames);
      if (standIns !== null) {
        analysis = isPlain ? await analyseWith(standIns, analysis, sourceLanguage) : await analyse(toStream(standIns.text, sourceLanguage));
      }
    }
    let answer = await read(standIns?.text ?? source, analysis, request);
    if (noteNames(answer.unknown)) {
      standIns = withStandIns(source, unknownNames);
      if (standIns !== null) answer = await read(standIns.text, await analyse(toStream(standIns.text, sourceLanguage)), request);
    }
    for (const name of [...unknownNames].slice(0, Math.max(0, unknownNames.size - MAX_UNKNOWN_NAMES))) unknownNames.delete(name);
    if (standIns !== null) {
      const named = takeStandInsBack(mend(answer.text, standIns.text, { ...request, unknown: answer.unknown }), standIns);
      if (named !== null) return named;
      answer = await read(source, await analyse(toStream(source, sourceLanguage)), request);
    }
    return mend(answer.text, source, { ...request, unknown: answer.unknown });
  };

  const queue = openRequestQueue<Item>({
    engine: 'Apertium',
    maxWaiting: MAX_WAITING,
    lanes: 1,
    maxBatch: 1,
    same: () => false,
    together: () => false,
    work: async (items) => {
      const results: TranslateResult[] = [];
      for (const { source, request } of items) {
        const text = await translate(source, request);
        // Rules and dictionaries: what they made of some words they seldom change when others follow.
        results.push({ text, confidence: null, engine: info, sureLength: text.length });
      }
      return results;
    },
  });

  return {
    translate: async (request, signal) => {
      const source = inPlainWords(prepare(request.text, request.sourceLanguage), request);
      if (source === '') return { text: '', confidence: null, engine: info };
      return queue.ask({ source, request }, request.purpose, signal);
    },
    close: async () => {
      // What is at work is a matter of milliseconds, or of the request's deadline.
      await queue.close();
      await pipe?.close();
      pipe = null;
    },
  };
}
