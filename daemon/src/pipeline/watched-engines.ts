// An engine -> the same engine, whose every request is watched, and which is told what it needs to know of the meeting.
import { baseLanguage, type Stt, type Translator } from '@subcam/shared';
import type { EngineWatch } from './request-watch.ts';

/** A capture has one reading at a time, so all of them are one lane. */
export const RECOGNISER_LANE = 'recogniser';

/** One lane a target language: a pair that fails says nothing of the others. */
export function translatorLane(targetLanguage: string): string {
  return baseLanguage(targetLanguage);
}

export function watchedStt(stt: Stt, watch: EngineWatch): Stt {
  return {
    get info() {
      return stt.info;
    },
    ...(stt.languages === undefined ? {} : { languages: stt.languages }),
    transcribe: (request, signal) => watch.ask(RECOGNISER_LANE, () => stt.transcribe(request, signal), signal),
    close: () => stt.close(),
  };
}

/** The translator is told with each text who is in the meeting. `names` is asked at each request. */
export function tellingNames(translator: Translator, names: () => readonly string[]): Translator {
  return {
    get info() {
      return translator.info;
    },
    supports: (source, target) => translator.supports(source, target),
    prepare: (source, target) => translator.prepare(source, target),
    translate: (request, signal) => translator.translate({ ...request, names: names() }, signal),
    close: () => translator.close(),
  };
}

export function watchedTranslator(translator: Translator, watch: EngineWatch): Translator {
  return {
    get info() {
      return translator.info;
    },
    supports: (source, target) => translator.supports(source, target),
    prepare: (source, target) => translator.prepare(source, target),
    translate: (request, signal) => watch.ask(translatorLane(request.targetLanguage), () => translator.translate(request, signal), signal),
    close: () => translator.close(),
  };
}
