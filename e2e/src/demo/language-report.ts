// What was said + what was heard -> figures of each language that is spoken: right words, right language, seen, how late. Pure.
import {
  sameLanguage,
  summarizeLatencies,
  targetsOf,
  spokenLanguages,
  type CueUpdate,
  type DemoReport,
  type LanguageCode,
  type MeetingLanguages,
  type SessionEvent,
  type TileReport,
} from '@subcam/shared';
import { wordErrorRate } from '../word-error-rate.ts';
import type { Sighting } from './tile-witness.ts';
import { wordLatencies, type SpokenWord } from './word-latency.ts';

/** What one person said in one go. Instants are of the wall clock, ms. */
export interface SpokenUtterance {
  /** null: nobody knows. */
  readonly language: LanguageCode | null;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Whether all of it was said while it was recorded: only then it is counted, with all that was heard of it. */
  readonly isWhole: boolean;
  readonly text: string;
  /** With the instants at which they ended; none where these are not exact. */
  readonly words: readonly SpokenWord[];
}

type Final = Extract<SessionEvent, { type: 'final' }>;
type Translated = Extract<SessionEvent, { type: 'translation' }>;

export interface LanguageReportInput {
  readonly languages: MeetingLanguages;
  /** All of which anything was said while it was recorded. */
  readonly utterances: readonly SpokenUtterance[];
  /** In the order of their sound. */
  readonly finals: readonly Final[];
  /** Final ones. */
  readonly translations: readonly Translated[];
  readonly updates: readonly CueUpdate[];
  readonly reports: readonly TileReport[];
  readonly sightings: readonly Sighting[];
  /** Wall clock, ms. */
  readonly recordingEndedAtMs: number;
}

const SAMPLES_PER_MS = 16;

/** A final is about an utterance from this share of it on, also where it is more about another one. */
const SHARE_OF_UTTERANCE = 0.3;

interface Span {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

function spanOf({ transcript, speechEndAtMs }: Final): Span {
  const { firstSample, speechEndSample } = transcript;
  return { startedAtMs: speechEndAtMs - (speechEndSample - firstSample) / SAMPLES_PER_MS, endedAtMs: speechEndAtMs };
}

/** Time that both have, ms; below 0: so much lies between them. */
function overlapMs(a: Span, b: Span): number {
  return Math.min(a.endedAtMs, b.endedAtMs) - Math.max(a.startedAtMs, b.startedAtMs);
}

/** The utterance that a final is most about, or nearest to: what nobody said counts as an error of somebody. */
function utteranceOf(final: Final, utterances: readonly SpokenUtterance[]): SpokenUtterance | null {
  const span = spanOf(final);
  let best: SpokenUtterance | null = null;
  for (const utterance of utterances) if (best === null || overlapMs(span, utterance) > overlapMs(span, best)) best = utterance;
  return best;
}

/** Whether there is a final about this utterance, and all that there are have its language. */
function isHeardRight(
  utterance: SpokenUtterance,
  finals: readonly Final[],
  mostAbout: ReadonlyMap<Final, SpokenUtterance | null>,
): boolean {
  const { language, startedAtMs, endedAtMs } = utterance;
  const about = finals.filter(
    (final) => mostAbout.get(final) === utterance || overlapMs(spanOf(final), utterance) >= SHARE_OF_UTTERANCE * (endedAtMs - startedAtMs),
  );
  return language !== null && about.length > 0 && about.every(({ transcript }) => sameLanguage(transcript.language, language));
}

/** One for each language that the session knows to be spoken. */
export function languageReports(input: LanguageReportInput): DemoReport['languages'] {
  const { finals, utterances, translations, updates } = input;
  const mostAbout = new Map(finals.map((final) => [final, utteranceOf(final, utterances)]));
  const committedAt = new Map(finals.map((final) => [final.transcript.firstSample, final.atMs]));
  const cueLanguage = new Map<string, LanguageCode>();
  for (const update of updates) if (update.type === 'upsert') cueLanguage.set(update.cue.cueId, update.cue.sourceLanguage);

  return spokenLanguages(input.languages).map((language) => {
    const isIt = (code: LanguageCode | null | undefined): boolean => code !== null && code !== undefined && sameLanguage(code, language);
    const translatedInto = [...targetsOf(input.languages, language)];
    const said = utterances.filter((utterance) => utterance.isWhole && isIt(utterance.language));
    const heardFor = finals.filter((final) => {
      const utterance = mostAbout.get(final) ?? null;
      return utterance !== null && said.includes(utterance);
    });
    const rate = wordErrorRate(said.map(({ text }) => text).join(' '), heardFor.map(({ transcript }) => transcript.text).join(' '));
    const cueIds = new Set([...cueLanguage].flatMap(([cueId, code]) => (isIt(code) ? [cueId] : [])));
    const ofCues = updates.filter((update) => update.type === 'upsert' && cueIds.has(update.cue.cueId));
    const settled = finals.filter(({ transcript, atMs }) => isIt(transcript.language) && atMs <= input.recordingEndedAtMs);
    return {
      language,
      translatedInto,
      seen: input.sightings.some(
        (sighting) =>
          sighting.status === 'final' &&
          sighting.seen &&
          cueIds.has(sighting.cueId) &&
          (sighting.hasTranslation || translatedInto.length === 0),
      ),
      utterances: said.length,
      heardInIt: said.filter((utterance) => isHeardRight(utterance, finals, mostAbout)).length,
      referenceWords: rate.words,
      wer: rate.words === 0 ? null : Math.round(rate.wer * 10_000) / 10_000,
      wordEndToFirstShown: summarizeLatencies(
        wordLatencies(
          said.flatMap(({ words }) => words),
          ofCues,
          input.reports,
        ),
      ),
      speechEndToFinal: summarizeLatencies(settled.map(({ atMs, speechEndAtMs }) => atMs - speechEndAtMs)),
      finalToTranslation: summarizeLatencies(
        translations.flatMap(({ translation, atMs }) => {
          const committedAtMs = isIt(translation.sourceLanguage) ? committedAt.get(translation.firstSample) : undefined;
          return committedAtMs === undefined ? [] : [atMs - committedAtMs];
        }),
      ),
    };
  });
}
