// A recogniser elsewhere -> the same one, whose silence about clear speech and whose broken answers are checked with a sound that it has read before.
import {
  baseLanguage,
  languageName,
  SAMPLE_RATE_HZ,
  SubcamError,
  toSubcamError,
  type Clock,
  type EngineLog,
  type LanguageCode,
  type Stt,
  type SttRequest,
} from '@subcam/shared';
import * as z from 'zod';
import { ServiceRefusal } from '../lib/service-refusal.ts';
import { CLEAR_VOICE } from './another-language.ts';
import { voicing } from './voicing.ts';
import { wrappedStt } from './wrapped-stt.ts';

/** What is shorter may be a cough, or a sound of agreement that has no words. */
const LEAST_CLEAR_SAMPLES = SAMPLE_RATE_HZ;

/** A known sound that is longer gives way to a shorter one: it is sent again at each check. */
const SHORT_ENOUGH_SAMPLES = 4 * SAMPLE_RATE_HZ;

/** Key of the setting of an engine that is checked so. */
export const knownAnswerSettings = {
  emptyAnswerPatienceMs: z.int().min(0).max(600_000).default(20_000).meta({
    description:
      'Milliseconds that clear speech is kept and asked for again while the service has written nothing in its language yet; afterwards what it writes nothing of is told as not read',
  }),
};

export interface KnownAnswerOptions {
  readonly clock: Clock;
  readonly log: EngineLog;
  /** How long clear speech is kept where the service has never written anything in that language. */
  readonly patienceMs: number;
}

/**
 * Servers answer with an empty text under 200 for a language that they do not read, and some while they are broken. Nobody can tell that from a sound
 * without words by one answer. So a sound that was read is kept, the shortest of those that are long enough, for each language that was asked for.
 * - No words of a final in which somebody speaks clearly: the known sound is asked for. Where that has words, there are none in this one. Where it
 *   has none either, the service is broken, and the final rejects with `engine-unavailable`, retryable: its sound is kept. Before any sound is
 *   known it rejects so for `patienceMs`, then with `engine-failed`: speech that is not read is never told as silence.
 * - An answer that is none (`engine-failed` that is no refusal): where the known sound is not read either, the same error as a retryable one.
 */
export function withKnownAnswerCheck(stt: Stt, { clock, log, patienceMs }: KnownAnswerOptions): Stt {
  const known = new Map<LanguageCode, Float32Array>();
  /** Since when nothing has been written in a language, of which nothing was ever written. Monotonic. */
  const emptySinceMs = new Map<LanguageCode, number>();

  const remember = ({ samples, language }: SttRequest): void => {
    const key = baseLanguage(language);
    emptySinceMs.delete(key);
    const before = known.get(key);
    const isWanted = before === undefined || (before.length > SHORT_ENOUGH_SAMPLES && samples.length < before.length);
    if (isWanted && isClearSpeech(samples)) known.set(key, samples.slice());
  };

  /** null: no sound is known that could tell. Rejects only when the signal fires. */
  const hears = async ({ language }: SttRequest, signal: AbortSignal): Promise<boolean | null> => {
    const samples = known.get(baseLanguage(language));
    if (samples === undefined) return null;
    try {
      const { text } = await stt.transcribe({ samples, language, purpose: 'final' }, signal);
      return text !== '';
    } catch (error) {
      if (signal.aborted) throw error;
      return false;
    }
  };

  const silence = (request: SttRequest, { isDeaf }: { readonly isDeaf: boolean }): SubcamError => {
    const { name } = stt.info;
    const inLanguage = request.language === 'auto' ? '' : ` in ${languageName(request.language)}`;
    if (isDeaf) {
      const message = `${name} writes nothing of clear speech${inLanguage}, and nothing of speech that it has written before: it does not work.`;
      return new SubcamError('engine-unavailable', message, { retryable: true });
    }
    const key = baseLanguage(request.language);
    const sinceMs = emptySinceMs.get(key) ?? clock.monotonicMs();
    emptySinceMs.set(key, sinceMs);
    const isPatient = clock.monotonicMs() - sinceMs < patienceMs;
    const message = `${name} has written nothing of clear speech${inLanguage}: does its model read that language?`;
    if (isPatient) return new SubcamError('engine-unavailable', message, { retryable: true });
    // It has been asked again often enough.
    return new SubcamError('engine-failed', message, { cause: new ServiceRefusal(200) });
  };

  return wrappedStt(stt, () => async (request, signal) => {
    try {
      const result = await stt.transcribe(request, signal);
      if (result.text !== '') {
        remember(request);
        return result;
      }
      if (request.purpose === 'partial' || !isClearSpeech(request.samples)) return result;
      const isHearing = await hears(request, signal);
      if (isHearing === true) return result;
      log.warn(
        { engine: stt.info.name, language: request.language, isKnownSoundRead: isHearing },
        'A recogniser writes nothing of clear speech.',
      );
      throw silence(request, { isDeaf: isHearing === false });
    } catch (thrown) {
      if (request.purpose === 'partial' || !isBroken(thrown) || (await hears(request, signal)) !== false) throw thrown;
      throw new SubcamError(thrown.code, thrown.message, { retryable: true, cause: thrown });
    }
  });
}

function isClearSpeech(samples: Float32Array): boolean {
  return samples.length >= LEAST_CLEAR_SAMPLES && voicing(samples) >= CLEAR_VOICE;
}

/** An answer that is none, other than a refusal, which says what is wrong. */
function isBroken(thrown: unknown): thrown is SubcamError {
  const { code, retryable, cause } = toSubcamError(thrown);
  return code === 'engine-failed' && !retryable && !(cause instanceof ServiceRefusal);
}
