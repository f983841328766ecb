// The languages of a session -> what may be spoken in it, and into what each utterance is translated. Pure.
import { SubcamError } from '../errors/subcam-error.ts';
import { isLanguageCode, sameLanguage, type LanguageCode, type LanguagePair } from './language.ts';

export interface MeetingLanguages {
  /** What is spoken; `auto`: several languages, or any. In a two-way session: what an utterance is in whose language the recogniser does not tell. */
  readonly sourceLanguage: LanguageCode;
  /** With `auto`: the languages that may be spoken, two or more, the most usual first. Left out: any. */
  readonly spoken?: readonly LanguageCode[] | undefined;
  /** In a two-way session: the other languages that are spoken. */
  readonly targetLanguages: readonly LanguageCode[];
  /** Whether all of these languages are spoken, and each is translated into the others. Left out: no. */
  readonly twoWay?: boolean | undefined;
}

/** What a session has whose languages nobody has chosen: a pair for which set-up installs a neural translator. */
export const DEFAULT_MEETING_LANGUAGES = { sourceLanguage: 'en', targetLanguages: ['pt'], twoWay: false } as const;

function eachOnce(codes: readonly LanguageCode[]): readonly LanguageCode[] {
  return codes.filter((code, index) => codes.findIndex((other) => sameLanguage(other, code)) === index);
}

/** Those that the session names; none where the recogniser alone knows. */
export function spokenLanguages({ sourceLanguage, spoken, targetLanguages, twoWay }: MeetingLanguages): readonly LanguageCode[] {
  if (twoWay === true) return eachOnce([sourceLanguage, ...targetLanguages]);
  return sourceLanguage === 'auto' ? eachOnce(spoken ?? []) : [sourceLanguage];
}

/** All into which anything is translated, each code once however often it was asked for. */
export function languagesOfTranslations(languages: MeetingLanguages): readonly LanguageCode[] {
  return languages.twoWay === true ? spokenLanguages(languages) : [...new Set(languages.targetLanguages)];
}

/** Into what an utterance is translated: never into the language that it is in, whatever the regions. */
export function targetsOf(languages: MeetingLanguages, utteranceLanguage: LanguageCode): readonly LanguageCode[] {
  return languagesOfTranslations(languages).filter((target) => !sameLanguage(target, utteranceLanguage));
}

/** The directions that are known before anybody speaks. */
export function directionsOf(languages: MeetingLanguages): readonly LanguagePair[] {
  return spokenLanguages(languages).flatMap((sourceLanguage) =>
    targetsOf(languages, sourceLanguage).map((targetLanguage) => ({ sourceLanguage, targetLanguage })),
  );
}

/** What the recogniser is asked to hear: it tells languages apart where several may be spoken. */
export function languageToHear(languages: MeetingLanguages): LanguageCode {
  return spokenLanguages(languages).length > 1 ? 'auto' : languages.sourceLanguage;
}

/** `en`; `en,es`, where each of them may be spoken; `auto`, where any may be. Throws `configuration`, which says what is wrong with the text. */
export function parseSpoken(text: string, flag: string): Pick<MeetingLanguages, 'sourceLanguage' | 'spoken'> {
  const codes = codesIn(text);
  const [only = ''] = codes;
  if (codes.length === 1 && only === 'auto') return { sourceLanguage: 'auto' };
  const bad = codes.find((code) => !isLanguageCode(code));
  if (codes.length === 0 || bad !== undefined) {
    const problem = `takes the languages that are spoken, such as en or en,es, or auto for any; "${bad ?? text}" is none.`;
    throw new SubcamError('configuration', `${flag} ${problem}`);
  }
  if (eachOnce(codes).length < codes.length)
    throw new SubcamError('configuration', `${flag} names each language once: en,es, not "${text}".`);
  return codes.length === 1 ? { sourceLanguage: only } : { sourceLanguage: 'auto', spoken: codes };
}

function codesIn(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** `en,pt` -> a session between these two languages, or more. Throws `configuration`, which says what is wrong with the text. */
export function parseBetween(text: string): MeetingLanguages & { readonly twoWay: true } {
  const codes = codesIn(text);
  const bad = codes.find((code) => !isLanguageCode(code));
  if (bad !== undefined) throw new SubcamError('configuration', `--between takes language codes such as en,pt; "${bad}" is none.`);
  const [sourceLanguage, ...targetLanguages] = codes;
  if (sourceLanguage === undefined || targetLanguages.length === 0 || eachOnce(codes).length < codes.length) {
    throw new SubcamError('configuration', `--between takes the languages that are spoken, two or more, each once: en,pt, not "${text}".`);
  }
  return { sourceLanguage, targetLanguages, twoWay: true };
}
