// An instant of a short conversation -> the cues that a tile shows then: two people in turns, each growing word by word, as a meeting does.
import { baseLanguage, spokenLanguages, stands, targetsOf } from '@subcam/shared';
import { localeOf } from '../state/language-names.ts';
import { SAMPLE_SENTENCES } from './sample-sentences.ts';
import type { Cue, CueText, LanguageCode, MeetingLanguages, TileSettings } from '@subcam/shared';
import type { SampleTurns } from './sample-sentences.ts';

interface Turn {
  readonly index: 0 | 1 | 2 | 3;
  readonly speaker: 0 | 1;
  /** From the beginning of a round. */
  readonly fromMs: number;
  readonly spokenForMs: number;
  readonly confidence: number;
}

const SPEAKERS = [
  { name: 'Maria Lopez', label: 'SPEAKER_00' },
  { name: 'David Chen', label: 'SPEAKER_01' },
] as const;

/** About two and a half words a second, with the pauses of people who listen to each other. */
const TURNS: readonly Turn[] = [
  { index: 0, speaker: 0, fromMs: 0, spokenForMs: 1_900, confidence: 0.97 },
  { index: 1, speaker: 1, fromMs: 3_000, spokenForMs: 2_100, confidence: 0.94 },
  { index: 2, speaker: 0, fromMs: 6_000, spokenForMs: 2_100, confidence: 0.96 },
  { index: 3, speaker: 1, fromMs: 11_200, spokenForMs: 3_600, confidence: 0.91 },
];

/** What the two speak where any language may be spoken. */
const ANY_TWO: readonly LanguageCode[] = ['en', 'es'];

/** The conversation begins anew after this long. */
const ROUND_MS = 17_000;

/** Wall clock of the conversation's beginning: 2 March 2026, 9:30 UTC. Always the same, so that a picture depends on settings alone. */
export const SAMPLE_BEGINS_AT_MS = Date.UTC(2026, 2, 2, 9, 30);

/**
 * Into the conversation: somebody is in the middle of the last turn, and the one before is just old enough to be gone where cues stay
 * for the shortest time.
 */
export const STILL_AT_MS = 13_200;

export interface SampleOptions extends MeetingLanguages {
  /** Into the conversation; it goes on without end. */
  readonly atMs: number;
  readonly settings: Pick<TileSettings, 'cueDurationMs'>;
}

/** A language that has no sentences says its own name. */
function turnsIn(language: LanguageCode): SampleTurns {
  const known = SAMPLE_SENTENCES[language] ?? SAMPLE_SENTENCES[baseLanguage(language)];
  if (known !== undefined) return known;
  const locale = localeOf(language);
  const own = locale === 'und' ? language : (new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? language);
  return [own, own, own, own];
}

/** So much of a sentence as was said by then, in whole words. */
function spoken(text: string, language: LanguageCode, share: number): CueText {
  const pieces = [...new Intl.Segmenter(localeOf(language), { granularity: 'word' }).segment(text)];
  const words = pieces.filter(({ isWordLike }) => isWordLike === true).length;
  const due = Math.max(1, Math.ceil(words * share));
  let seen = 0;
  const end = share >= 1 ? text.length : (pieces.find(({ isWordLike }) => isWordLike === true && ++seen > due)?.index ?? text.length);
  const shown = text.slice(0, end).trimEnd();
  return { text: shown, stableLength: share >= 1 ? shown.length : Math.max(0, shown.lastIndexOf(' ')) };
}

function cueOf(turn: Turn, round: number, options: SampleOptions): Cue | null {
  const fromMs = round * ROUND_MS + turn.fromMs;
  const sinceMs = options.atMs - fromMs;
  if (sinceMs < 0) return null;
  const share = Math.min(1, sinceMs / turn.spokenForMs);
  const expiresAtMs = share < 1 ? null : SAMPLE_BEGINS_AT_MS + fromMs + turn.spokenForMs + options.settings.cueDurationMs;
  const textIn = (language: LanguageCode): CueText => spoken(turnsIn(language)[turn.index], language, share);
  const firstSample = fromMs * 16;
  const spokenHere = options.sourceLanguage === 'auto' && spokenLanguages(options).length === 0 ? ANY_TWO : spokenLanguages(options);
  const [first = 'en', second = first] = spokenHere;
  const sourceLanguage = turn.speaker === 0 ? first : second;
  const targets = spokenHere.length > 1 ? targetsOf(options, sourceLanguage) : options.targetLanguages;
  return {
    cueId: `sample:${firstSample}`,
    firstSample,
    continuesCueId: null,
    status: share < 1 ? 'partial' : 'final',
    revision: Math.round(share * 100),
    speakerName: SPEAKERS[turn.speaker].name,
    speakerLabel: SPEAKERS[turn.speaker].label,
    sourceLanguage,
    original: textIn(sourceLanguage),
    translations: Object.fromEntries(targets.map((language) => [language, textIn(language)])),
    confidence: turn.confidence,
    shownAtMs: SAMPLE_BEGINS_AT_MS + fromMs,
    expiresAtMs,
  };
}

/** Oldest first; those that have gone by then are left out. */
export function sampleCues(options: SampleOptions): readonly Cue[] {
  const round = Math.floor(options.atMs / ROUND_MS);
  // The longest that a cue may stay, in rounds.
  const first = Math.max(0, round - Math.ceil(options.settings.cueDurationMs / ROUND_MS) - 1);
  const rounds = Array.from({ length: round - first + 1 }, (_, n) => first + n);
  const nowMs = SAMPLE_BEGINS_AT_MS + options.atMs;
  return rounds
    .flatMap((one) => TURNS.map((turn) => cueOf(turn, one, options)))
    .filter((cue): cue is Cue => cue !== null && stands(cue, nowMs));
}
