// A recogniser that tells languages apart -> the same one, that reads each segment in the language that the session allows and that is probable.
import {
  areClose,
  decideLanguage,
  expectLanguages,
  isLanguageCode,
  NOTHING_SPOKEN,
  rememberLanguage,
  SAMPLE_RATE_HZ,
  sameLanguage,
  type FinalToCome,
  type HeardLanguage,
  type LanguageCode,
  type LanguageDecision,
  type LanguageExpectation,
  type SpokenMemory,
  type Stt,
  type SttRequest,
  type SttResult,
} from '@subcam/shared';
import type { SegmentSound } from '../segment/index.ts';

/** From so probable a language on, words that are read in it may be promised before the final. */
const SURE_ENOUGH_TO_PROMISE = 0.9;

/** What may be spoken in a capture whose recogniser is to tell the language. */
export interface SpokenLanguages {
  /** null: any. */
  readonly allowed: readonly LanguageCode[] | null;
  /** What an utterance is in where the recogniser tells no language. */
  readonly otherwise: LanguageCode;
  /** What the last commit of an earlier run has remembered; null: nothing. */
  readonly before: SpokenMemory | null;
  /** Who speaks in a segment, as far as is known when it is read; null: nobody knows. */
  readonly speakerOf?: (segment: SegmentSound) => string | null;
  /** Told of each final for which the recogniser was asked a second time, with the language. */
  readonly onAskedAgain?: () => void;
}

export interface LanguageHearing {
  /** For all readings of one segment. `engine`: another recogniser that reads it, while it grows; one that reads one language alone reads as it does. */
  of(segment: SegmentSound, engine?: Stt): SegmentHearing;
  /** Whether the reading is of speech in a language that the session does not allow. */
  isRefused(result: SttResult): boolean;
  /** Whether the engine heard a language that the session does not allow, and that is not close to the one in which the words were read all the same. */
  isHeardElsewhere(result: SttResult): boolean;
  /** Whether words of the reading may be promised: a later reading will hardly be in another language. */
  mayPromise(result: SttResult): boolean;
  /** What comes next is weighed with what a segment came to: `read` is the final's, `refused` a reading in a language that the session does not allow. */
  settle(final: { readonly status: string; readonly read?: SttResult; readonly refused?: SttResult }): void;
  /** null: the recogniser is not to tell the language, and nothing is remembered. */
  readonly memory: SpokenMemory | null;
}

export interface SegmentHearing {
  /**
   * Asked for `auto`, it answers in the language that was decided on, and with no text where that is none that the session allows. A final that
   * was read in another one is read again, with the language given; of what still grows, such a reading has no text. An engine that reads one
   * language alone, whatever it is asked for, is believed where the session allows that language.
   */
  readonly stt: Stt;
  /** Decides once more on an answer to `request`: since then other finals may have been read. Rejects as `Stt.transcribe` does. */
  confirm(answer: SttResult, request: SttRequest, signal: AbortSignal): Promise<SttResult>;
}

interface Decided {
  readonly decision: LanguageDecision;
  readonly speaker: string | null;
}

/** Without `spoken` everything is read as `stt` reads it. */
export function openLanguageHearing(stt: Stt, spoken: SpokenLanguages | null): LanguageHearing {
  let memory = spoken?.before ?? NOTHING_SPOKEN;
  /** By reading; of one that was asked for in a language, that of the reading by which the language was decided. */
  const decided = new WeakMap<SttResult, Decided>();
  return {
    of: (segment, engine = stt) =>
      spoken === null || engine.languages?.length === 1
        ? { stt: engine, confirm: (answer) => Promise.resolve(answer) }
        : hearingOf(segment, {
            stt: engine,
            spoken,
            memory: () => memory,
            note: (result, what) => {
              decided.set(result, what);
              return result;
            },
          }),
    isRefused: (result) => decided.get(result)?.decision.isAllowed === false,
    isHeardElsewhere: ({ heardLanguage, language }) => {
      const { allowed = null } = spoken ?? {};
      if (heardLanguage === undefined || allowed === null || areClose(heardLanguage.language, language)) return false;
      return allowed.every((one) => !sameLanguage(one, heardLanguage.language));
    },
    mayPromise: (result) => (decided.get(result)?.decision.shares[0]?.probability ?? 1) >= SURE_ENOUGH_TO_PROMISE,
    settle: ({ read, refused }) => {
      const result = read ?? refused;
      const known = result === undefined ? undefined : decided.get(result);
      if (known !== undefined) memory = rememberLanguage(memory, known.decision, known.speaker);
    },
    get memory() {
      return spoken === null ? null : memory;
    },
  };
}

function hearingOf(
  segment: SegmentSound,
  {
    stt,
    spoken,
    memory,
    note,
  }: {
    readonly stt: Stt;
    readonly spoken: SpokenLanguages;
    readonly memory: () => SpokenMemory;
    readonly note: (result: SttResult, what: Decided) => SttResult;
  },
): SegmentHearing {
  const { allowed, otherwise, speakerOf, onAskedAgain } = spoken;
  let latest: Decided | null = null;

  const expected = (): { readonly speaker: string | null; readonly expectation: LanguageExpectation } => {
    const speaker = speakerOf?.(segment) ?? null;
    return { speaker, expectation: expectLanguages(memory(), { allowed, speaker, goesOn: segment.soundBefore.length > 0 }) };
  };

  const weighed = <Request extends FinalToCome>(request: Request): Request =>
    allowed === null ? request : { ...request, languages: expected().expectation.priors };

  const inDecidedLanguage = async (answer: SttResult, request: SttRequest, signal: AbortSignal): Promise<SttResult> => {
    const heardLanguage = heardIn(answer);
    if (heardLanguage === null) return { ...answer, language: otherwise };
    const { speaker, expectation } = expected();
    const decision = decideLanguage(heardLanguage, expectation, request.samples.length / SAMPLE_RATE_HZ);
    const { language } = decision;
    const what = { decision, speaker };
    if (request.purpose === 'final') latest = what;
    if (!decision.isAllowed) return note({ ...withoutText(answer), language, heardLanguage }, what);
    if (sameLanguage(answer.language, language)) return note({ ...answer, language }, what);
    if (request.purpose === 'partial') return note({ ...withoutText(answer), language, heardLanguage }, what);
    onAskedAgain?.();
    const { languages: _, ...rest } = request;
    const second = { ...(await stt.transcribe({ ...rest, language }, signal)), heardLanguage };
    if (isIn(second, language)) return note({ ...second, language }, what);
    // It reads no other language than the one that it hears.
    const insisted = expectation.priors.find((prior) => sameLanguage(prior.language, second.language))?.language;
    const isAllowed = insisted !== undefined || allowed === null;
    const insisting = { speaker, decision: { ...decision, language: insisted ?? second.language, isAllowed } };
    return note({ ...(isAllowed ? second : withoutText(second)), language: insisting.decision.language }, insisting);
  };

  return {
    stt: {
      ...stt,
      get info() {
        return stt.info;
      },
      ...(stt.prepareFinal === undefined ? {} : { prepareFinal: (request) => stt.prepareFinal?.(weighed(request)) }),
      transcribe: async (request, signal) => {
        if (request.language !== 'auto') {
          const result = await stt.transcribe(request, signal);
          const believed = isIn(result, request.language) ? { ...result, language: request.language } : withoutText(result);
          return latest === null ? believed : note(believed, latest);
        }
        const asked = weighed(request);
        return await inDecidedLanguage(await stt.transcribe(asked, signal), asked, signal);
      },
    },
    confirm: (answer, request, signal) => inDecidedLanguage(answer, request, signal),
  };
}

/** Whether it is in the language that was asked for, as far as the engine tells. */
function isIn({ language }: SttResult, asked: LanguageCode): boolean {
  return sameLanguage(language, asked) || !isLanguageCode(language);
}

function withoutText({ language, heardLanguage, engine }: SttResult): SttResult {
  return { text: '', language, confidence: null, engine, ...(heardLanguage === undefined ? {} : { heardLanguage }) };
}

/** An engine that tells the language alone says nothing of how sure it is; null: it tells none. */
function heardIn({ heardLanguage, language }: SttResult): HeardLanguage | null {
  if (heardLanguage !== undefined && isLanguageCode(heardLanguage.language)) return heardLanguage;
  return isLanguageCode(language) ? { language, probability: null } : null;
}
