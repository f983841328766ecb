// What a person chooses of spoken and target languages -> the languages of the next session; and what of them the daemon's recogniser does not hear. Pure.
import { sameLanguage, spokenLanguages } from '@subcam/shared';
import { languageName } from './language-names.ts';
import type { ExtensionConfig } from '../bus/extension-config.ts';

/** What one session may be translated into, and what may be spoken in it; the configuration's own limits. */
export const MAX_TARGET_LANGUAGES = 8;
export const MAX_SPOKEN_LANGUAGES = 8;

/** In place of one spoken language: any that the recogniser knows. */
export const ANY_LANGUAGE = 'auto';

export type ChosenLanguages = Pick<ExtensionConfig, 'sourceLanguage' | 'spoken' | 'targetLanguages' | 'twoWay'>;

/** What the daemon's recogniser hears; null: not known, or any. */
export interface HeardLanguages {
  /** For people. */
  readonly title: string;
  readonly languages: readonly string[];
}

/** One or several; none: any. Of a two-way session, the one that is named first. */
export function chosenSpoken({ sourceLanguage, spoken }: Pick<ChosenLanguages, 'sourceLanguage' | 'spoken'>): readonly string[] {
  return sourceLanguage === ANY_LANGUAGE ? spoken : [sourceLanguage];
}

/** One language, or `ANY_LANGUAGE`, in place of what was chosen. Between fewer than two languages there is no two-way, nor between any. */
export function chooseSpoken(languages: ChosenLanguages, code: string): ChosenLanguages {
  const targetLanguages = languages.targetLanguages.filter((target) => target !== code);
  const twoWay = languages.twoWay && code !== ANY_LANGUAGE && targetLanguages.length > 0;
  return { sourceLanguage: code, spoken: [], targetLanguages, twoWay };
}

/** One more language that may be spoken. In a two-way session, which names them all, it is left. */
export function addSpoken(languages: ChosenLanguages, code: string): ChosenLanguages {
  const before = chosenSpoken(languages);
  if (before.length === 0) return chooseSpoken(languages, code);
  if (before.includes(code) || before.length >= MAX_SPOKEN_LANGUAGES) return languages;
  return { sourceLanguage: ANY_LANGUAGE, spoken: [...before, code], targetLanguages: languages.targetLanguages, twoWay: false };
}

/** Without one of them. The last one stays. */
export function removeSpoken(languages: ChosenLanguages, code: string): ChosenLanguages {
  const left = chosenSpoken(languages).filter((one) => one !== code);
  const [only] = left;
  if (only === undefined) return languages;
  return left.length === 1 ? chooseSpoken(languages, only) : { ...languages, spoken: [...left] };
}

export function withTargets(languages: ChosenLanguages, targetLanguages: readonly string[]): ChosenLanguages {
  return { ...languages, targetLanguages: [...targetLanguages], twoWay: languages.twoWay && targetLanguages.length > 0 };
}

/** All that is named is spoken, and each is translated into the others. */
export function withTwoWay(languages: ChosenLanguages, twoWay: boolean): ChosenLanguages {
  const [first, ...others] = chosenSpoken(languages);
  if (!twoWay || first === undefined) return { ...languages, twoWay: false };
  const targetLanguages = [...new Set([...others, ...languages.targetLanguages])].filter((code) => code !== first);
  if (targetLanguages.length === 0) return { ...languages, twoWay: false };
  return { sourceLanguage: first, spoken: [], targetLanguages: targetLanguages.slice(0, MAX_TARGET_LANGUAGES), twoWay: true };
}

export function isHeard(code: string, heard: HeardLanguages | null): boolean {
  return heard === null || heard.languages.some((one) => sameLanguage(one, code));
}

/** Whether the recogniser tells languages apart. */
export function tellsApart(heard: HeardLanguages | null): boolean {
  return heard?.languages.length !== 1;
}

const LISTED = new Intl.ListFormat('en', { type: 'conjunction' });

/** Of more, their number is told. */
const MOST_NAMED = 3;

function namesOf(codes: readonly string[]): string {
  if (codes.length <= MOST_NAMED) return LISTED.format(codes.map(languageName));
  const named = codes.slice(0, MOST_NAMED - 1).map(languageName);
  return LISTED.format([...named, `${codes.length - named.length} others`]);
}

/** What of these languages the recogniser does not hear, and what it hears where that is one language; '' where there is nothing to say. */
export function heardSentence(languages: ChosenLanguages, heard: HeardLanguages | null): string {
  if (heard === null) return '';
  const { title } = heard;
  const spoken = spokenLanguages(languages);
  const unheard = spoken.filter((code) => !isHeard(code, heard));
  const others = 'Choose what it hears, or start the daemon with another recogniser.';
  if (unheard.length > 0) return `${title} does not hear ${namesOf(unheard)}. ${others}`;
  if (tellsApart(heard)) return '';
  if (spoken.length !== 1) return `${title} hears ${namesOf(heard.languages)} alone. ${others}`;
  return `${title} hears ${namesOf(heard.languages)} alone.`;
}
