// An engine -> the same engine, whose every request is watched.
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

export function watchedTranslator(translator: Translator, watch: EngineWatch): Translator {
  return {
    get info() {
      return translator.info;
    },
    supports: (source, target) => translator.supports(source, target),
    translate: (request, signal) => watch.ask(translatorLane(request.targetLanguage), () => translator.translate(request, signal), signal),
    close: () => translator.close(),
  };
}
