// What an engine hears, and what was spoken before -> in which language an utterance is read. Pure: Bayes' rule, over a hidden Markov model of who speaks what.
import type { HeardLanguage, LanguagePrior } from '../engine/engine.ts';
import { areClose } from './close-languages.ts';
import { sameLanguage, type LanguageCode } from './language.ts';

/**
 * How much of an utterance's probability does not depend on what was spoken before, and is divided between the languages. For a speaker who is
 * known: of two languages, the one that this person has not spoken for long has a tenth. What is surely heard in it (from 0.9 on) is believed
 * at once, what is not so surely heard is believed when it is heard again.
 */
const SPEAKER_SWITCH_SHARE = 0.2;

/** The same for somebody who is known and has said nothing yet: what others spoke says little of it. */
const NEW_SPEAKER_SWITCH_SHARE = 0.7;

/** The same where one and the same stretch of speech goes on after a cut: hardly anybody changes the language there. */
const SWITCH_SHARE_IN_SPEECH = 0.1;

/** The same where nobody knows who speaks, at least: it is more where the languages have changed often of late. */
const LEAST_SWITCH_SHARE = 0.3;

/** How often the language changes from one final to the next, before there are any; and how much the latest final says about that. */
const FIRST_CHANGES = 0.2;
const CHANGES_WEIGHT = 0.2;

/** How probable a language that the session does not allow is, before anything was heard. */
const ANOTHER_SHARE = 0.05;

/** Of engines that tell a language and not how sure they are of it. */
const UNTOLD_PROBABILITY = 0.85;

/** Where an engine hears a language that the session does not allow, one that is close to it is so much more probable than another one. */
const CLOSE_WEIGHT = 8;

/** No engine is believed against everything that was spoken before, however sure it is. */
const MOST_PROBABILITY = 0.98;

/** Seconds of sound, with the quiet around the words: up to the first nothing is known of the language, from the second on all that can be known. */
const NO_TRUST_S = 0.5;
export const FULL_TRUST_S = 2.5;

/** Languages that are remembered of a speaker, at most, and from which probability on. */
const MAX_REMEMBERED = 8;
const LEAST_REMEMBERED = 0.01;

/** Speakers that are remembered: those who spoke last. */
export const MAX_SPEAKERS = 50;

/** How probable each language is, the most probable first; the sum is 1. Empty where nothing is known. */
export type LanguageShares = readonly LanguagePrior[];

/** What is remembered of the finals of a capture: plain data, stored with each commit. */
export interface SpokenMemory {
  /** Of the latest final. */
  readonly latest: LanguageShares;
  /** 0–1: how often one final was in another language than the one before, of late. */
  readonly changes: number;
  /** Of the latest final of each speaker; who spoke last comes first. */
  readonly speakers: readonly { readonly speaker: string; readonly languages: LanguageShares }[];
}

export const NOTHING_SPOKEN: SpokenMemory = { latest: [], changes: FIRST_CHANGES, speakers: [] };

/** What is known of an utterance before it is heard. */
export interface UtteranceContext {
  /** Languages that the session allows; null: any. */
  readonly allowed: readonly LanguageCode[] | null;
  /** Who speaks; null: nobody knows. */
  readonly speaker: string | null;
  /** It goes on with the speech of the utterance before, without a pause. */
  readonly goesOn: boolean;
}

/** How probable each language is before the utterance is heard. */
export interface LanguageExpectation {
  /** Those that the session allows; where it allows any, those that were spoken before. The sum is 1, unless there are none. */
  readonly priors: readonly LanguagePrior[];
  /** Languages that the session does not allow, and that were spoken right before. */
  readonly others: readonly LanguagePrior[];
  /** Whether any language may be spoken. */
  readonly isOpen: boolean;
}

export function expectLanguages(memory: SpokenMemory, { allowed, speaker, goesOn }: UtteranceContext): LanguageExpectation {
  const ofSpeaker = memory.speakers.find((one) => one.speaker === speaker)?.languages;
  const before = goesOn ? memory.latest : (ofSpeaker ?? memory.latest);
  const known = allowed ?? before.map(({ language }) => language);
  const ofKnownSpeaker = ofSpeaker === undefined ? NEW_SPEAKER_SWITCH_SHARE : SPEAKER_SWITCH_SHARE;
  const inPause = speaker === null ? switchShareOf(memory, known.length) : ofKnownSpeaker;
  const switchShare = goesOn ? SWITCH_SHARE_IN_SPEECH : inPause;
  const shares = known.map((language) => shareOf(before, language));
  const sum = shares.reduce((total, share) => total + share, 0);
  const priors = known.map((language, index) => {
    const share = sum === 0 ? 1 / known.length : (shares[index] ?? 0) / sum;
    return { language, probability: (1 - switchShare) * share + switchShare / known.length };
  });
  const others = before
    .filter(({ language }) => known.every((one) => !sameLanguage(one, language)))
    .map(({ language, probability }) => ({ language, probability: (1 - switchShare) * probability }));
  return { priors, others, isOpen: allowed === null };
}

/** Where the languages change with every other final, what was spoken before says nothing. */
function switchShareOf({ changes }: SpokenMemory, languages: number): number {
  if (languages < 2) return LEAST_SWITCH_SHARE;
  return Math.min(1, Math.max(LEAST_SWITCH_SHARE, (changes * languages) / (languages - 1)));
}

export interface LanguageDecision {
  /** The session's own code where it names this language. */
  readonly language: LanguageCode;
  /** false: speech in a language that the session does not allow. */
  readonly isAllowed: boolean;
  /** How probable each language is, now that the utterance was heard. */
  readonly shares: LanguageShares;
}

/**
 * Bayes' rule: how probable it is that the engine hears what it hears if a language is spoken, times how probable that language was before.
 * An engine that tells its best language alone: of one that may be spoken, what is left of its probability is divided between the others. Of one that
 * may not be, what is left is how probable it is to hear that when any of the others is spoken, above all one that is close to it.
 * `seconds`: of the sound in which the language was heard, the quiet around the words included. An engine that weighs by itself gives the
 * priors that it was asked with, and nothing else of the expectation.
 */
export function decideLanguage(heard: HeardLanguage, expectation: DecisionExpectation, seconds: number): LanguageDecision {
  const { priors, others = [], isOpen = false } = expectation;
  if (heard.shares !== undefined) return decideByShares(heard.shares, expectation, seconds);
  const known = priors.find(({ language }) => sameLanguage(language, heard.language));
  if (known !== undefined) {
    const sureness = surenessOf(heard, priors.length, seconds);
    const unlikely = (1 - sureness) / Math.max(1, priors.length - 1);
    const weighed = priors.map((one) => ({ ...one, probability: one.probability * (one === known ? sureness : unlikely) }));
    const shares = ranked(weighed);
    return { language: shares[0]?.language ?? known.language, isAllowed: true, shares };
  }
  const { language } = heard;
  const otherShare = otherShareOf(language, { priors, others, isOpen });
  const sureness = surenessOf(heard, 2, seconds);
  const weight = otherShare * sureness;
  const restWeight = (1 - otherShare) * (1 - sureness);
  const closest = scaled(
    priors.map((one) => ({ ...one, probability: one.probability * (areClose(one.language, language) ? CLOSE_WEIGHT : 1) })),
  );
  const shares = ranked([
    ...closest.map((one) => ({ ...one, probability: one.probability * restWeight })),
    { language, probability: weight },
  ]);
  const [best] = ranked(closest);
  if (best !== undefined && restWeight >= weight) return { language: best.language, isAllowed: true, shares };
  return { language, isAllowed: isOpen, shares };
}

type DecisionExpectation = Pick<LanguageExpectation, 'priors'> & Partial<LanguageExpectation>;

/** The same where the engine tells how probable each language is. */
function decideByShares(
  heardShares: LanguageShares,
  { priors, others = [], isOpen = false }: DecisionExpectation,
  seconds: number,
): LanguageDecision {
  const foreign = heardShares.filter(({ language }) => priors.every((one) => !sameLanguage(one.language, language)));
  const even = 1 / Math.max(1, priors.length + foreign.length);
  const trust = MOST_PROBABILITY * trustIn(seconds);
  const likelihoodOf = (language: LanguageCode): number => even + (shareOf(heardShares, language) - even) * trust;
  const weighed = priors.map(({ language, probability }) => ({ language, probability: probability * likelihoodOf(language) }));
  const ofOthers = foreign.map(({ language }) => {
    // Spanish is taken for Galician more often than Galician is spoken among people who said that they speak Spanish.
    const closeness = !isOpen && priors.some((one) => areClose(one.language, language)) ? CLOSE_WEIGHT : 1;
    return { language, probability: (otherShareOf(language, { priors, others, isOpen }) * likelihoodOf(language)) / closeness };
  });
  const shares = ranked([...weighed, ...ofOthers]);
  const allowed = weighed.reduce((sum, { probability }) => sum + probability, 0);
  const [bestOther] = ofOthers.toSorted((a, b) => b.probability - a.probability);
  const [best] = weighed.toSorted((a, b) => b.probability - a.probability);
  if (best !== undefined && (bestOther === undefined || bestOther.probability < allowed))
    return { language: best.language, isAllowed: true, shares };
  return { language: bestOther?.language ?? best?.language ?? '', isAllowed: isOpen, shares };
}

/** How probable a language that the session does not name was before it was heard. */
function otherShareOf(language: LanguageCode, { priors, others, isOpen }: LanguageExpectation): number {
  return isOpen ? LEAST_SWITCH_SHARE / (priors.length + 1) : Math.max(ANOTHER_SHARE, shareOf(others, language));
}

/** What is remembered once an utterance is a final, or was refused as another language. */
export function rememberLanguage(
  { latest, changes, speakers }: SpokenMemory,
  { shares }: Pick<LanguageDecision, 'shares'>,
  speaker: string | null,
): SpokenMemory {
  const isChange = latest[0]?.language !== shares[0]?.language;
  return {
    latest: shares,
    changes: latest.length === 0 ? changes : changes + CHANGES_WEIGHT * ((isChange ? 1 : 0) - changes),
    speakers:
      speaker === null
        ? speakers
        : [{ speaker, languages: shares }, ...speakers.filter((one) => one.speaker !== speaker)].slice(0, MAX_SPEAKERS),
  };
}

/** 0 for sound that is too short to tell a language by, 1 where the engine's word counts in full. */
function trustIn(seconds: number): number {
  return Math.min(1, Math.max(0, (seconds - NO_TRUST_S) / (FULL_TRUST_S - NO_TRUST_S)));
}

/** The best of several languages is at least as probable as any other. */
function surenessOf({ probability }: HeardLanguage, languages: number, seconds: number): number {
  const even = 1 / languages;
  const told = Math.max(even, Math.min(MOST_PROBABILITY, probability ?? UNTOLD_PROBABILITY));
  return even + (told - even) * trustIn(seconds);
}

function shareOf(shares: readonly LanguagePrior[], language: LanguageCode): number {
  return shares.find((share) => sameLanguage(share.language, language))?.probability ?? 0;
}

/** The most probable first, those that are equally probable as they stood; the sum is 1. */
function ranked(shares: readonly LanguagePrior[]): LanguageShares {
  const sorted = scaled(shares).toSorted((a, b) => b.probability - a.probability);
  return scaled(sorted.filter(({ probability }, index) => index < MAX_REMEMBERED && probability >= LEAST_REMEMBERED));
}

/** To the sum 1. */
function scaled(some: readonly LanguagePrior[]): readonly LanguagePrior[] {
  const sum = some.reduce((total, { probability }) => total + probability, 0);
  return some.map(({ language, probability }) => ({ language, probability: sum === 0 ? 1 / some.length : probability / sum }));
}
