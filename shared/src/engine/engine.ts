// The ports behind which engines live: Vad, Stt, Translator. Adapters are the daemon's; their one conformance suite too.
import type { LanguageCode, LanguagePair } from '../language/language.ts';
import type { GlossaryTerm } from '../translation/glossary.ts';

/** Which engine said it: shown at start, in health, in the popup and on every transcript. */
export interface EngineInfo {
  /** e.g. `moonshine`, `whisper-service`, `apertium`, `silero`. */
  readonly name: string;
  /** e.g. `tiny-en-quantized`, `v6`, `eng-spa`. */
  readonly model: string;
}

/** Samples that one VAD step reads: 32 ms at 16 kHz (Silero v5/v6). */
export const VAD_FRAME_SAMPLES = 512;

/**
 * Everything a voice activity detector remembers between frames, as plain JSON-able data: stored with a commit, so that a
 * restart goes on from the same sample with the same decisions.
 */
export interface VadState {
  readonly engine: EngineInfo;
  /** Recurrent state and context, base64 of little-endian float32. */
  readonly data: string;
}

/** Speech probability of consecutive frames of one capture. Stateful: one instance a capture. */
export interface Vad {
  readonly info: EngineInfo;
  /** `frame`: 512 samples, −1…1, the caller's again once this has settled. Returns the probability of speech, 0–1. Calls must not overlap. */
  process(frame: Float32Array): Promise<number>;
  snapshot(): VadState;
}

export interface VadFactory {
  readonly info: EngineInfo;
  /** A detector that starts fresh, or goes on from `state`. Throws `engine-failed` when `state` is another engine's. */
  open(state?: VadState): Vad;
}

/** A language that may be spoken, and how probable it was before the sound was heard. */
export interface LanguagePrior {
  readonly language: LanguageCode;
  /** Above 0, at most 1. */
  readonly probability: number;
}

/** What an engine heard by itself, before it was weighed with what is probable. */
export interface HeardLanguage {
  readonly language: LanguageCode;
  /** 0–1; null where the engine does not tell how sure it is. */
  readonly probability: number | null;
  /** How probable each language is by the sound alone, the most probable first; their sum is at most 1. Left out: the engine tells its best one alone. */
  readonly shares?: readonly LanguagePrior[];
}

/** Characters of `SttRequest.prompt`, at most. Whisper takes the last 224 tokens of a prompt; names take about three characters a token. */
export const MAX_PROMPT_CHARACTERS = 600;

export interface SttRequest {
  /** 16 kHz mono, −1…1. At least 0.1 s. */
  readonly samples: Float32Array;
  /** The language to read in, or `auto`: the engine tells which one it hears. */
  readonly language: LanguageCode;
  /**
   * With `auto`: the languages that the session allows, and how probable each one was before anything was heard; the probabilities have the sum 1.
   * Left out: any language. An engine that tells the language before it reads weighs what it hears with these (`decideLanguage`), reads in the one that comes of it,
   * and reads nothing (`text` is empty) where it is none of them. An engine that tells and reads at once may leave them aside; it is asked
   * again, with a language, where it read in another one.
   */
  readonly languages?: readonly LanguagePrior[];
  /** Words of the meeting that may be said: names, terms of the glossary. At most `MAX_PROMPT_CHARACTERS`. They are no words of this sound. */
  readonly prompt?: string;
  readonly purpose: 'partial' | 'final';
  /** Whose request it is, from the widest to the narrowest (client, session). An engine in which requests wait serves each flow in its turn. */
  readonly flow?: readonly string[];
  /** First words of an earlier answer about this sound, or about its beginning: a repeatable engine goes on from them. */
  readonly beginning?: readonly SttWord[];
  /** Words that probably come next. A repeatable engine may check them at once instead of finding them one after the other. */
  readonly guess?: readonly SttWord[];
}

/** A segment that still grows, as its final will be asked for when it is over. */
export type FinalToCome = Pick<SttRequest, 'samples' | 'language' | 'languages'>;

/** A word of an answer, with the punctuation that is attached to it. */
export interface SttWord {
  readonly text: string;
  /** Natural logarithm of the probability of its least probable token, at most 0. */
  readonly logProbability: number;
  /** What it is to the engine, which alone knows what that means. */
  readonly tokens: readonly number[];
}

/** A part of an answer, with the signs by which its engine tells how good it is; null where it gives none. */
export interface SttPiece {
  readonly text: string;
  /** 0–1: that nobody spoke. */
  readonly noSpeechProbability: number | null;
  /** Mean natural logarithm of the probabilities of its tokens, at most 0. */
  readonly averageLogProbability: number | null;
  /** Bytes of its text to the bytes of the same, compressed: a text that repeats itself has a high one. */
  readonly compressionRatio: number | null;
}

export interface SttResult {
  /** Trimmed; empty when nothing was said. */
  readonly text: string;
  /** What the engine tells of this sound; where it tells nothing, what it was asked for. */
  readonly language: LanguageCode;
  /** From an engine that tells languages apart and was asked to (`auto`). It may be another than `language`, and none that the session allows. */
  readonly heardLanguage?: HeardLanguage;
  readonly confidence: number | null;
  /** The parts of `text` in order, where the engine gives signs of them. What is to be shown is decided by these, the same for all engines. */
  readonly pieces?: readonly SttPiece[];
  /** The words of `text` in order, from a repeatable engine. */
  readonly words?: readonly SttWord[];
  /** Which engine read it. */
  readonly engine: EngineInfo;
}

/** Speech to text of one stretch of sound. Stateless between calls; calls may overlap. */
export interface Stt {
  /** What is known of it now; what gave a result stands in the result. */
  readonly info: EngineInfo;
  /** What it reads; left out: whatever it is asked to. A session in another language is refused before it begins. */
  readonly languages?: readonly LanguageCode[];
  /**
   * Equal requests have equal answers, however busy the machine is, and an answer tells its words and begins with those of `beginning`, letter by
   * letter. Left out: no. Where it is so, a run that was disturbed can tell the same words as one that was not.
   */
  readonly isRepeatable?: boolean;
  /** Readings that run at once, each on a processor core of this machine. Left out: it runs elsewhere, and what it can do is not known. */
  readonly atOnce?: number;
  /**
   * Whether it tells the language before it reads, and weighs it with `SttRequest.languages`. Left out: no. It is asked with `auto` also where the
   * session allows one language alone, so that speech in another one is not read as that.
   */
  readonly weighsLanguages?: boolean;
  /**
   * A quicker engine that reads what is still being said, so that this one reads each segment once: when it may be over. Left out: this one reads both.
   * What viewers were promised by its readings stands at the beginning of the final.
   */
  readonly partials?: Stt;
  /**
   * Of the time while somebody speaks, the share that readings of growing segments may take at most, above 0: a reading that took long is followed by a
   * long pause, and the last word, whose sound may be cut, is shown when two of them have it. For an engine that costs this machine much. Left out: they are
   * read one after the other.
   */
  readonly partialShare?: number;
  /**
   * Of an engine that is not repeatable: a segment that may be over is read as its final while the silence is still being waited for. When more is said
   * the reading was for nothing, so this is for an engine on this machine, whose readings cost nobody money. Left out: it is read when it is over.
   */
  readonly readsAhead?: boolean;
  /**
   * Told of a segment that still grows: what its final will need of this sound may be worked out ahead of it. Nobody waits for it, it fails silently, and it keeps no
   * request waiting that is there already. Left out: there is nothing of that kind.
   */
  readonly prepareFinal?: (request: FinalToCome) => void;
  /** How many of its readings it did not believe itself since it was opened, by what was wrong with them. Left out: it does not tell. */
  readonly astray?: () => Readonly<Record<string, number>>;
  /** Why it could read nothing now, for people, also while nobody asks it; null: it could. Left out: it does not know before it is asked. */
  readonly problem?: () => string | null;
  /** Rejects with a SubcamError (`engine-unavailable` and `timeout` retryable, `engine-failed`, `aborted`). Never invents on silence. */
  transcribe(request: SttRequest, signal: AbortSignal): Promise<SttResult>;
  close(): Promise<void>;
}

/** Texts of `TranslateRequest.before`, at most. */
export const MAX_CONTEXT_TEXTS = 5;

/** Characters of `TranslateRequest.before` together, at most: about a minute of speech. */
export const MAX_CONTEXT_CHARACTERS = 1_000;

export interface TranslateRequest {
  readonly text: string;
  readonly sourceLanguage: LanguageCode;
  readonly targetLanguage: LanguageCode;
  readonly purpose: 'partial' | 'final';
  /** Of people who may be spoken of, as they write them: they stay as they are. */
  readonly names?: readonly string[];
  /**
   * What the translation is to have. An engine whose description has `terms: 'native'` gets those that stand in `text`, and answers with their
   * targets in it; for every other engine it is seen to before and after, and the engine gets none.
   */
  readonly terms?: readonly GlossaryTerm[];
  /** What was said in the meeting before the text, the latest last, at most `MAX_CONTEXT_TEXTS` of `MAX_CONTEXT_CHARACTERS` together: it is not to be translated. */
  readonly before?: readonly string[];
  /** Whose request it is, from the widest to the narrowest (client, session). An engine in which requests wait serves each flow in its turn. */
  readonly flow?: readonly string[];
  /** How long whoever asks waits for the answer, ms, since another translator could give one. Left out: there is no other. */
  readonly patienceMs?: number;
}

export interface TranslateResult {
  /** Never empty for a non-empty request: an engine that answers nothing has failed. */
  readonly text: string;
  readonly confidence: number | null;
  /** Which engine translated it. */
  readonly engine: EngineInfo;
  /**
   * UTF-16 length of the beginning of `text` that words which are still to come will probably leave as it is: of it the engine is sure, and it does not
   * rest on the last word of what was translated. `text.length` for an engine of rules, which says the same words again when more of them
   * come. Left out: the engine can't tell.
   */
  readonly sureLength?: number;
  /** Whether no engine was asked, since this very text was translated before, or has nothing to translate: it says nothing of how the engine does now. */
  readonly isRemembered?: boolean;
  /** From asking these engines to their answer, ms, without the time that others were asked before in vain. Left out: nobody was. */
  readonly tookMs?: number;
}

/** Text to text. Calls may overlap; an adapter that can't overlap queues them itself. */
export interface Translator {
  /** What is known of it now; what gave a result stands in the result. */
  readonly info: EngineInfo;
  supports(sourceLanguage: LanguageCode, targetLanguage: LanguageCode): boolean;
  /** Of a pair that it does not support: that it is not translated and what there is, in sentences for people. Left out: it can't say. */
  readonly refusalOf?: (sourceLanguage: LanguageCode, targetLanguage: LanguageCode) => string;
  /**
   * Loads or starts what a pair needs, so that its first sentence doesn't wait for it. Rejects as `translate` would; whoever calls it
   * may leave that aside, since the first sentence says the same.
   */
  prepare(sourceLanguage: LanguageCode, targetLanguage: LanguageCode): Promise<void>;
  translate(request: TranslateRequest, signal: AbortSignal): Promise<TranslateResult>;
  close(): Promise<void>;
}

/** An engine without anything that is done here to what it is given and to what it answers: what a measurement is compared with. */
export interface BareTranslator {
  /** One text at a time. Rejects as its engine fails. */
  translate(text: string, pair: LanguagePair): Promise<string>;
  close(): Promise<void>;
}
