// Several hearings of one utterance -> how probable each language is by them. Pure.
import { areClose, baseLanguage, type HeardLanguage, type LanguageCode, type LanguagePrior } from '@subcam/shared';

/** Languages of which Whisper was taught 100 hours and more (Radford et al. 2022, appendix E). One of the others is heard as often where it is not spoken. */
const WELL_KNOWN: ReadonlySet<LanguageCode> = new Set(
  'en zh de es ru fr pt ko ja tr pl it sv nl ca fi id ar uk vi he el da ms hu ro no nb th cs ta ur'.split(' '),
);
const LITTLE_KNOWN_WEIGHT = 0.05;

/** Whether hearing it means something: others are heard, of a few words, where any language is spoken. */
export function isWellKnown(language: LanguageCode): boolean {
  return WELL_KNOWN.has(baseLanguage(language));
}

/** How often a hearing of a part of an utterance is right, in two to six seconds of people's speech; and of what is wrong, how much is a language that is close. */
const RIGHT = 0.8;
const CLOSE_SHARE_OF_WRONG = 0.5;
const CLOSE_LANGUAGES = 6;
const LANGUAGES = 98;

/** From which share on of the most probable language a further hearing is not worth what it costs; and how many there are at least. */
const SURE = 0.9;
const LEAST_HEARINGS = 2;

export interface Hearing {
  readonly language: LanguageCode;
  /** 0–1: as how much of a hearing that is independent of the others it counts. */
  readonly weight: number;
}

/** Bayes' rule over the hearings of one utterance, `heard` in their order. The most probable comes first; one that was not heard is in it where it is well known. */
export function languageShares(heard: readonly Hearing[]): readonly LanguagePrior[] {
  const candidates = new Set([...heard.map(({ language }) => language), ...WELL_KNOWN]);
  const weighed = [...candidates].map((language) => {
    const logarithm = heard.reduce((sum, one) => sum + one.weight * Math.log(probabilityOf(one.language, language)), 0);
    const known = isWellKnown(language) ? 1 : LITTLE_KNOWN_WEIGHT;
    return { language, probability: known * Math.exp(logarithm) };
  });
  const sum = weighed.reduce((total, { probability }) => total + probability, 0);
  return weighed
    .map(({ language, probability }) => ({ language, probability: probability / sum }))
    .toSorted((a, b) => b.probability - a.probability);
}

/** That `heard` is heard where `spoken` is spoken. */
function probabilityOf(heard: LanguageCode, spoken: LanguageCode): number {
  if (heard === spoken) return RIGHT;
  const wrong = 1 - RIGHT;
  return areClose(heard, spoken) ? (wrong * CLOSE_SHARE_OF_WRONG) / CLOSE_LANGUAGES : (wrong * (1 - CLOSE_SHARE_OF_WRONG)) / LANGUAGES;
}

/** What comes of hearings; at least one. */
export function heardLanguageOf(heard: readonly Hearing[]): HeardLanguage {
  const shares = languageShares(heard);
  const [best = { language: heard[0]?.language ?? '', probability: 0 }] = shares;
  return { ...best, shares };
}

/** The same where it turned out not to be in `language`; null where nothing else was heard. */
export function heardOtherwise(heard: readonly Hearing[], language: LanguageCode): HeardLanguage | null {
  const others = heard.filter((one) => one.language !== language);
  return others.length === 0 ? null : heardLanguageOf(others);
}

/** Whether a further hearing would hardly change what comes of these. */
export function isSettled(heard: readonly Hearing[]): boolean {
  return heard.length >= LEAST_HEARINGS && (languageShares(heard)[0]?.probability ?? 0) >= SURE;
}
