// An engine -> the same engine, whose every request is watched, and which is told what it needs to know of the meeting.
import { baseLanguage, isLanguageCode, type LanguagePair, type MeetingLanguages, type Stt, type Translator } from '@subcam/shared';
import { wrappedStt, type SttWrapping } from '../transcribe/index.ts';
import { wrappedTranslator } from '../translate/index.ts';
import type { EngineWatch } from './request-watch.ts';

/** Stands for the translator of a daemon that has none; nothing is ever asked of it. */
export const NO_ENGINE = { name: 'none', model: '' };

/** A capture has one reading at a time, so all of them are one lane. */
export const RECOGNISER_LANE = 'recogniser';

/** One lane a direction: one that fails says nothing of the others. */
export function directionLane({ sourceLanguage, targetLanguage }: LanguagePair): string {
  return `${baseLanguage(sourceLanguage)} ${baseLanguage(targetLanguage)}`;
}

/**
 * null: nothing translates it, and the session did not ask for it (`asked`). Somebody speaks a language that it does not name, or the
 * recogniser thinks so, which is no trouble of the translator.
 */
export function translatorLane(
  translator: Pick<Translator, 'supports'>,
  direction: LanguagePair,
  asked: readonly LanguagePair[],
): string | null {
  const lane = directionLane(direction);
  if (asked.some((one) => directionLane(one) === lane)) return lane;
  return translator.supports(direction.sourceLanguage, direction.targetLanguage) ? lane : null;
}

/** Engines are told with each request whose it is, so that nobody waits for all that somebody else asks for. */
export function servedInTurn<Engines extends { readonly stt: Stt; readonly translator: Translator | null }>(
  engines: Engines,
  flow: readonly string[],
): Engines {
  const { stt, translator } = engines;
  return {
    ...engines,
    stt: wrappedStt(stt, (inner) => (request, signal) => inner.transcribe({ ...request, flow }, signal)),
    translator: translator === null ? null : translatedInTurn(translator, flow),
  };
}

export function translatedInTurn(translator: Translator, flow: readonly string[]): Translator {
  return wrappedTranslator(translator, { translate: (request, signal) => translator.translate({ ...request, flow }, signal) });
}

/** `partials`: of the engine that reads what is still being said, where that is another one. */
export function watchedStt(stt: Stt, watch: EngineWatch, partials: EngineWatch = watch): Stt {
  const watched =
    (by: EngineWatch): SttWrapping =>
    (inner) =>
    (request, signal) =>
      by.ask(RECOGNISER_LANE, () => inner.transcribe(request, signal), signal);
  return wrappedStt(stt, watched(watch), { partials: watched(partials) });
}

/** Where the recogniser does not tell in which language an utterance is, that is the session's own. */
export function namingLanguage(stt: Stt, { sourceLanguage }: Pick<MeetingLanguages, 'sourceLanguage'>): Stt {
  return wrappedStt(stt, (inner) => async (request, signal) => {
    const result = await inner.transcribe(request, signal);
    return isLanguageCode(result.language) ? result : { ...result, language: sourceLanguage };
  });
}

/** The translator is told with each text who is in the meeting. `names` is asked at each request. */
export function tellingNames(translator: Translator, names: () => readonly string[]): Translator {
  return wrappedTranslator(translator, {
    translate: (request, signal) => translator.translate({ ...request, names: names() }, signal),
  });
}

/** The translator is told with each text what was said before it. */
export function tellingBefore(translator: Translator, before: (text: string) => readonly string[]): Translator {
  return wrappedTranslator(translator, {
    translate: (request, signal) => translator.translate({ ...request, before: before(request.text) }, signal),
  });
}

export function watchedTranslator(translator: Translator, watch: EngineWatch, asked: readonly LanguagePair[]): Translator {
  return wrappedTranslator(translator, {
    translate: (request, signal) => {
      const ask = (): ReturnType<Translator['translate']> => translator.translate(request, signal);
      const lane = translatorLane(translator, request, asked);
      return lane === null ? ask() : watch.ask(lane, ask, signal);
    },
  });
}
