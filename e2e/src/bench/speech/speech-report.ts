// Scores of sessions, and what the daemon took -> figures of a policy, and the report of the bench of speech. Pure.
import { quantile } from '@subcam/shared';
import type { FinalLatency, SessionScore, SteadinessCounts } from './score-session.ts';

/** Nearest-rank quantiles, ms; null where nothing was measured. */
export interface Spread {
  readonly n: number;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
}

export interface SteadinessFigures {
  /**
   * Words that were shown on the tile and later changed or removed, for each word of the finals: of two texts of a cue, one after the other,
   * every word of the first that comes after their longest common beginning; all of a cue that goes without a final. Words are compared
   * without case and the marks around them. null: there was no final.
   */
  readonly erasure: number | null;
  /** The same with case and marks; a mark that is only added to the end of a word is no change. */
  readonly erasureStrict: number | null;
  /**
   * How many times a text did not begin, letter by letter, with what had been called stable of its cue before, in partial and final events,
   * changes of cues and packets of the contract alike; also how many times a cue with a stable beginning went without a final.
   */
  readonly committedChanged: number;
}

/** What one policy gives. All sessions of all repetitions together. */
export interface SpeechFigures extends SteadinessFigures {
  /** Words that were said. */
  readonly n: number;
  /** Word error rate of the finals, 0–1; blind to case, punctuation, contractions and how small numbers are written. */
  readonly wer: number;
  /** The same of what viewers read: of each cue, the last text that stood on the tile. */
  readonly werShown: number;
  /**
   * From the end of a word, when the frame with its last sample was given to the link, until a cue first shows it, whether or not it goes
   * away again; of words that the finals have right. May be below 0: a word may be known before it ends.
   */
  readonly firstShownMs: Spread;
  /** The same until it is within what the cue calls stable. */
  readonly stableMs: Spread;
  /** From the end of the last word of a final until the final is told. */
  readonly finalMs: Spread;
  /** Finals whose last word is followed within 256 ms by another one. */
  readonly prematureFinals: number;
  /** Processor seconds of the daemon and all that it started, for each second in which sound was sent. */
  readonly coreShare: number;
  /** Resident memory of the daemon, MB: at most since it was started, and after some seconds without sound before the first session. */
  readonly peakMb: number;
  /** Of a daemon without a translator. */
  readonly restMb: number;
  /** Sessions that talked at the same time. */
  readonly streams: number;
  /** Samples that were sent and not committed, those in gaps included. */
  readonly lostSamples: number;
  /** Of the cues' translations; null: nothing was translated. */
  readonly translated: SteadinessFigures | null;
  /** 95th percentile of `finalMs` of what was said in the first minute and in the last; null without `--minutes`. */
  readonly lag: { readonly firstMinuteP95: number | null; readonly lastMinuteP95: number | null } | null;
}

export interface DaemonUse {
  readonly coreShare: number;
  readonly peakMb: number;
  readonly restMb: number;
}

const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

function spreadOf(values: readonly number[]): Spread {
  const at = (share: number): number | null => {
    const value = quantile(values, share);
    return value === null ? null : rounded(value, 1);
  };
  return { n: values.length, p50: at(0.5), p90: at(0.9), p95: at(0.95) };
}

const sum = <T>(from: readonly T[], of: (one: T) => number): number => from.reduce((total, one) => total + of(one), 0);

function steadinessFigures(counts: readonly SteadinessCounts[]): SteadinessFigures {
  const finalWords = sum(counts, (one) => one.finalWords);
  const share = (words: number): number | null => (finalWords === 0 ? null : rounded(words / finalWords, 4));
  return {
    erasure: share(sum(counts, ({ takenBack }) => takenBack.bare)),
    erasureStrict: share(sum(counts, ({ takenBack }) => takenBack.written)),
    committedChanged: sum(counts, ({ committedChanged }) => committedChanged),
  };
}

const MINUTE_MS = 60_000;

/** Of a session of less than two minutes, its halves. */
function lagOf(scores: readonly SessionScore[]): SpeechFigures['lag'] {
  const latenciesWhere = (isIn: (final: FinalLatency, score: SessionScore) => boolean): readonly number[] =>
    scores.flatMap((score) => score.finals.filter((final) => isIn(final, score)).map(({ latencyMs }) => latencyMs));
  const minute = ({ talkMs }: SessionScore): number => Math.min(MINUTE_MS, talkMs / 2);
  return {
    firstMinuteP95: spreadOf(latenciesWhere(({ wordEndMs }, score) => wordEndMs <= minute(score))).p95,
    lastMinuteP95: spreadOf(latenciesWhere(({ wordEndMs }, score) => wordEndMs > score.talkMs - minute(score))).p95,
  };
}

/** `isLong`: whether the sound was repeated for minutes. */
export function speechFigures(
  scores: readonly SessionScore[],
  { streams, isLong, ...use }: DaemonUse & { readonly streams: number; readonly isLong: boolean },
): SpeechFigures {
  const referenceWords = sum(scores, (score) => score.referenceWords);
  const rate = (errors: number): number => rounded(errors / referenceWords, 4);
  const translated = scores.flatMap((score) => score.translated ?? []);
  return {
    n: sum(scores, ({ words }) => words),
    wer: rate(sum(scores, ({ errors }) => errors)),
    werShown: rate(sum(scores, ({ errorsShown }) => errorsShown)),
    firstShownMs: spreadOf(scores.flatMap(({ firstShownMs }) => firstShownMs)),
    stableMs: spreadOf(scores.flatMap(({ stableMs }) => stableMs)),
    finalMs: spreadOf(scores.flatMap(({ finals }) => finals.map(({ latencyMs }) => latencyMs))),
    ...steadinessFigures(scores.map(({ original }) => original)),
    prematureFinals: sum(scores, ({ prematureFinals }) => prematureFinals),
    coreShare: rounded(use.coreShare, 3),
    peakMb: rounded(use.peakMb, 1),
    restMb: rounded(use.restMb, 1),
    streams,
    lostSamples: sum(scores, ({ lostSamples }) => lostSamples),
    translated: translated.length === 0 ? null : steadinessFigures(translated),
    lag: isLong ? lagOf(scores) : null,
  };
}

type Ratio = number | null;
type Ratios<Key extends string> = Readonly<Record<Key, Ratio>>;

/** The figure divided by the plain policy's; null where that one is 0 or nothing was measured. */
export interface SpeechRatios extends Ratios<
  'wer' | 'werShown' | 'erasure' | 'erasureStrict' | 'committedChanged' | 'prematureFinals' | 'coreShare' | 'peakMb' | 'restMb'
> {
  readonly firstShownMs: Ratios<'p50' | 'p90' | 'p95'>;
  readonly stableMs: Ratios<'p50' | 'p90' | 'p95'>;
  readonly finalMs: Ratios<'p50' | 'p90' | 'p95'>;
  readonly translated: Ratios<'erasure' | 'erasureStrict' | 'committedChanged'> | null;
}

function ratio(ours: number | null, theirs: number | null): Ratio {
  return ours === null || theirs === null || theirs <= 0 ? null : rounded(ours / theirs, 3);
}

export function speechRatios(ours: SpeechFigures, plain: SpeechFigures): SpeechRatios {
  const of = (key: 'wer' | 'werShown' | 'prematureFinals' | 'coreShare' | 'peakMb' | 'restMb'): Ratio => ratio(ours[key], plain[key]);
  const spread = (key: 'firstShownMs' | 'stableMs' | 'finalMs'): SpeechRatios['finalMs'] => ({
    p50: ratio(ours[key].p50, plain[key].p50),
    p90: ratio(ours[key].p90, plain[key].p90),
    p95: ratio(ours[key].p95, plain[key].p95),
  });
  const steadiness = (one: SteadinessFigures, other: SteadinessFigures): NonNullable<SpeechRatios['translated']> => ({
    erasure: ratio(one.erasure, other.erasure),
    erasureStrict: ratio(one.erasureStrict, other.erasureStrict),
    committedChanged: ratio(one.committedChanged, other.committedChanged),
  });
  return {
    wer: of('wer'),
    werShown: of('werShown'),
    firstShownMs: spread('firstShownMs'),
    stableMs: spread('stableMs'),
    finalMs: spread('finalMs'),
    ...steadiness(ours, plain),
    prematureFinals: of('prematureFinals'),
    coreShare: of('coreShare'),
    peakMb: of('peakMb'),
    restMb: of('restMb'),
    translated: ours.translated === null || plain.translated === null ? null : steadiness(ours.translated, plain.translated),
  };
}

export interface SpeechReport {
  readonly bench: 'speech';
  readonly engine: string;
  /** What read what was still being said; null: `engine`. */
  readonly partials: string | null;
  readonly figures: SpeechFigures;
  /**
   * The plain policy with the same engine in the same run: a reading each 500 ms, an end after 500 ms of silence, everything is shown, and
   * nothing is read ahead of the end.
   */
  readonly baseline: SpeechFigures;
  readonly ratios: SpeechRatios;
  /** Words of the same sounds sent as files, and their word error rate (0–1): what the engine hears where nothing is promised before a sentence is over. */
  readonly atOnce: { readonly n: number; readonly wer: number };
  /** `elsewhere`: cores that everything but the daemon used while sound was sent, this program among them. */
  readonly machine: { readonly cores: number; readonly loadBefore: number; readonly loadAfter: number; readonly elsewhere: number };
}

function line(name: string, figures: SpeechFigures): string {
  const spread = ({ p50, p90, p95 }: Spread): string => `${p50 ?? '–'} / ${p90 ?? '–'} / ${p95 ?? '–'} ms`;
  const percent = (share: number): string => `${rounded(100 * share, 1)} %`;
  const rest = [
    `word error rate ${percent(figures.wer)} (shown ${percent(figures.werShown)}) of ${figures.n} words`,
    `first shown ${spread(figures.firstShownMs)}, stable ${spread(figures.stableMs)}, final ${spread(figures.finalMs)} (p50 / p90 / p95)`,
    `erasure ${figures.erasure ?? '–'} (strict ${figures.erasureStrict ?? '–'}), stable text changed ${figures.committedChanged} times`,
    `premature finals ${figures.prematureFinals}, lost samples ${figures.lostSamples}`,
    `${figures.coreShare} cores, ${figures.peakMb} MB at most, ${figures.restMb} MB at rest`,
    ...(figures.translated === null
      ? []
      : [`translated: erasure ${figures.translated.erasure ?? '–'}, stable text changed ${figures.translated.committedChanged} times`]),
    ...(figures.lag === null
      ? []
      : [`finals of the first minute ${figures.lag.firstMinuteP95 ?? '–'} ms, of the last ${figures.lag.lastMinuteP95 ?? '–'} ms (p95)`]),
  ];
  return `${name}\n${rest.map((text) => `  ${text}\n`).join('')}`;
}

export function speechSummary({ figures, baseline, atOnce }: SpeechReport): string {
  const files = `read at once, as a file: word error rate ${rounded(100 * atOnce.wer, 1)} %\n`;
  return line('ours', figures) + line('plain policy', baseline) + files;
}
