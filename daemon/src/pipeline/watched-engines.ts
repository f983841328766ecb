// An engine -> the same engine, whose every request is watched, and which is told what it needs to know of the meeting.
import {
  baseLanguage,
  isLanguageCode,
  languageToHear,
  type LanguagePair,
  type MeetingLanguages,
  type Stt,
  type Translator,
} from '@subcam/shared';
import { wrappedTranslator } from '../translate/index.ts';
import type { EngineWatch } from './request-watch.ts';

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

/** The recogniser is told with each request whose it is, so that nobody waits for all that somebody else asks for. */
export function servedInTurn(stt: Stt, flow: readonly string[]): Stt {
  return {
    get info() {
      return stt.info;
    },
    ...(stt.languages === undefined ? {} : { languages: stt.languages }),
    ...(stt.isRepeatable === undefined ? {} : { isRepeatable: stt.isRepeatable }),
    transcribe: (request, signal) => stt.transcribe({ ...request, flow }, signal),
    close: () => stt.close(),
  };
}

export function watchedStt(stt: Stt, watch: EngineWatch): Stt {
  return {
    get info() {
      return stt.info;
    },
    ...(stt.languages === undefined ? {} : { languages: stt.languages }),
    ...(stt.isRepeatable === undefined ? {} : { isRepeatable: stt.isRepeatable }),
    transcribe: (request, signal) => watch.ask(RECOGNISER_LANE, () => stt.transcribe(request, signal), signal),
    close: () => stt.close(),
  };
}

/** The recogniser is told what may be spoken. Where it does not tell in which language an utterance is, that is the session's own. */
export function hearing(stt: Stt, languages: MeetingLanguages): Stt {
  const language = languageToHear(languages);
  return {
    get info() {
      return stt.info;
    },
    ...(stt.languages === undefined ? {} : { languages: stt.languages }),
    ...(stt.isRepeatable === undefined ? {} : { isRepeatable: stt.isRepeatable }),
    transcribe: async (request, signal) => {
      const result = await stt.transcribe({ ...request, language }, signal);
      return isLanguageCode(result.language) ? result : { ...result, language: languages.sourceLanguage };
    },
    close: () => stt.close(),
  };
}

/** The translator is told with each text who is in the meeting. `names` is asked at each request. */
export function tellingNames(translator: Translator, names: () => readonly string[]): Translator {
  return wrappedTranslator(translator, {
    translate: (request, signal) => translator.translate({ ...request, names: names() }, signal),
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
