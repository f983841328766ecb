// A growing transcript -> translations of it: by the policy that the translator's pace allows, one request at a time, the latest text first.
import {
  cueIdOf,
  SubcamError,
  type LanguageCode,
  type SegmentKey,
  type Transcript,
  type TranslateResult,
  type Translation,
} from '@subcam/shared';
import type { TimedTranslator } from '../timed-translator.ts';
import { choosePolicy, settingsFor, type PartialSettings } from './choose-policy.ts';
import { grown, NO_TRANSLATION, settled, type GrowingTranslation } from './growing-translation.ts';
import { PARTIAL_POLICIES, type PartialPolicy, type PartialPolicyName } from './partial-policies.ts';

/** A growing transcript, and its newest reading. */
export interface PartialReading {
  readonly transcript: Transcript;
  /** See SourceSoFar. */
  readonly asRead: string;
}

export interface PartialTranslator {
  /**
   * null when there is nothing new to show: the policy asked for nothing or agrees on nothing more, a newer partial was asked for before this one's turn
   * came, a newer segment has begun since, or the segment is settled. Rejects with what the translator failed of; nothing is retried, the next partial is only a moment away.
   */
  translate(partial: PartialReading, signal: AbortSignal): Promise<Translation | null>;
  /**
   * The translation of a segment's final, made to begin with what its partials said to be stable. From then on its partials give null.
   * Before it is stored or told: it may be another text.
   */
  settle(final: Translation): Translation;
}

export interface PartialTranslatorDeps {
  readonly translator: TimedTranslator;
  readonly targetLanguage: LanguageCode;
  /** Read at each partial. */
  readonly settings: () => PartialSettings;
  /**
   * Whether everything that was read up to this partial will be in its own segment's final: words that may move into the next segment's are never stable.
   * Default: yes.
   */
  readonly isKept?: (transcript: Transcript) => boolean;
}

/** Segments whose final translation is waited for. Of each more, the oldest may be changed by its final. */
export const MOST_SEGMENTS = 1_000;

interface Segment {
  growing: GrowingTranslation;
  /** The last answer that there was. */
  result: TranslateResult | null;
  isSettled: boolean;
}

interface Asked {
  readonly partial: PartialReading;
  readonly segment: Segment;
  readonly signal: AbortSignal;
  readonly answer: PromiseWithResolvers<Translation | null>;
}

/** One for each target language of a capture. */
export function openPartialTranslator(deps: PartialTranslatorDeps): PartialTranslator {
  const { translator, targetLanguage, settings, isKept = () => true } = deps;
  let isBusy = false;
  let next: Asked | null = null;
  let newestSegment = Number.NEGATIVE_INFINITY;
  let policyInUse: PartialPolicyName | null = null;
  let engineInUse: string | null = null;
  const segments = new Map<string, Segment>();

  const segmentOf = ({ captureId, firstSample }: SegmentKey): Segment => {
    const name = cueIdOf(captureId, firstSample);
    const known = segments.get(name) ?? { growing: NO_TRANSLATION, result: null, isSettled: false };
    segments.set(name, known);
    const [oldest] = segments.keys();
    if (segments.size > MOST_SEGMENTS && oldest !== undefined) segments.delete(oldest);
    return known;
  };

  const policyFor = ({ language }: Transcript): PartialPolicy => {
    const engine = translator.engineOf(language, targetLanguage);
    // How quick one was says nothing of another.
    const before = engine === engineInUse ? policyInUse : null;
    engineInUse = engine;
    policyInUse = choosePolicy(translator.latencyMs(language, targetLanguage), settingsFor(engine, settings()), before);
    return PARTIAL_POLICIES[policyInUse];
  };

  const translateNow = async ({ partial: { transcript, asRead }, segment, signal }: Asked): Promise<Translation | null> => {
    if (signal.aborted) throw new SubcamError('aborted', 'The translation of a partial was cancelled.', { cause: signal.reason });
    const { captureId, firstSample, revision, language: sourceLanguage } = transcript;
    const isOver = (): boolean => segment.isSettled || firstSample < newestSegment;
    if (isOver()) return null;
    const policy = policyFor(transcript);
    const before = segment.growing;
    const { text: shownText, stableLength } = transcript;
    const text = policy.ask({ asRead, text: shownText, stableLength }, before.asked);
    if (text === null || text.trim() === '') return null;
    // The same text has the same translation.
    const known = text === before.asked ? segment.result : null;
    const result = known ?? (await translator.translate({ text, sourceLanguage, targetLanguage, purpose: 'partial' }, signal));
    if (isOver()) return null;
    segment.result = result;
    segment.growing = grown(
      before,
      { asked: text, text: result.text, sureLength: result.sureLength ?? null, isKept: isKept(transcript) },
      { policy, stableUnit: settings().stableUnit },
    );
    const { shown, stable } = segment.growing;
    if (shown === before.shown && stable === before.stable) return null;
    const key = { captureId, firstSample, revision, sourceLanguage, targetLanguage };
    const { confidence, engine } = result;
    return { ...key, confidence, engine, text: shown, status: 'partial', stableLength: stable.length };
  };

  const workOff = async (first: Asked): Promise<void> => {
    isBusy = true;
    for (let asked: Asked | null = first; asked !== null; asked = takeNext()) {
      const { answer } = asked;
      await translateNow(asked).then(answer.resolve, answer.reject);
    }
    isBusy = false;
  };

  const takeNext = (): Asked | null => {
    const taken = next;
    next = null;
    return taken;
  };

  return {
    translate: (partial, signal) => {
      const { transcript } = partial;
      newestSegment = Math.max(newestSegment, transcript.firstSample);
      const asked: Asked = { partial, segment: segmentOf(transcript), signal, answer: Promise.withResolvers() };
      if (isBusy) {
        next?.answer.resolve(null);
        next = asked;
      } else void workOff(asked);
      return asked.answer.promise;
    },
    settle: (final) => {
      const name = cueIdOf(final.captureId, final.firstSample);
      const segment = segments.get(name);
      if (segment === undefined) return final;
      segments.delete(name);
      segment.isSettled = true;
      const text = settled(segment.growing, final.text);
      return { ...final, text, stableLength: text.length };
    },
  };
}
