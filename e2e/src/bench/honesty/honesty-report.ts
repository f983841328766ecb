// What was heard of each sound -> the report of the bench. Pure.
import { NO_OMISSIONS, withOmission, type OmissionCounts } from '@subcam/shared';
import type { HeardFile } from '../hear-file.ts';

/** Of sound in which nobody speaks. */
export interface WordlessFigures {
  readonly kind: string;
  readonly variant: string;
  readonly minutes: number;
  /** Words of all finals: each is an invented one. */
  readonly words: number;
  readonly omissions: OmissionCounts;
}

/** Of recordings in which people speak. */
export interface SpokenFigures {
  /** The folder's name. */
  readonly name: string;
  readonly files: number;
  /** Finals, and segments that were refused. */
  readonly segments: number;
  readonly shownSeconds: number;
  /** Segments that were told as another language or as noise. */
  readonly refused: number;
  readonly refusedSeconds: number;
  /** `refusedSeconds` of all that was shown or refused; null where that is nothing. */
  readonly refusedShare: number | null;
}

export interface HonestyReport {
  readonly bench: 'honesty';
  readonly engine: string;
  readonly wordless: readonly WordlessFigures[];
  readonly wordsInvented: number;
  /** In English: nothing of it should be refused; null: none was given. */
  readonly english: SpokenFigures | null;
  /** In other languages: as much of it as can be should be refused. */
  readonly foreign: readonly SpokenFigures[];
}

/** Of a file, what honesty is told by. */
export interface HonestlyHeard {
  readonly finals: readonly Pick<HeardFile['finals'][number], 'text' | 'seconds'>[];
  readonly omissions: readonly Pick<HeardFile['omissions'][number], 'reason' | 'seconds'>[];
}

const wordsOf = (text: string): readonly string[] => text.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? [];

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

export function wordlessFigures(
  { finals, omissions }: HonestlyHeard,
  { kind, variant, minutes }: Pick<WordlessFigures, 'kind' | 'variant' | 'minutes'>,
): WordlessFigures {
  const counts = omissions.reduce((sum, { reason }) => withOmission(sum, reason), NO_OMISSIONS);
  return { kind, variant, minutes, words: finals.reduce((sum, { text }) => sum + wordsOf(text).length, 0), omissions: counts };
}

export function spokenFigures(name: string, heard: readonly HonestlyHeard[]): SpokenFigures {
  const finals = heard.flatMap((file) => file.finals);
  const refused = heard.flatMap((file) => file.omissions).filter(({ reason }) => reason === 'another-language' || reason === 'noise');
  const secondsOf = (parts: readonly { readonly seconds: number }[]): number => parts.reduce((sum, { seconds }) => sum + seconds, 0);
  const [shownSeconds, refusedSeconds] = [secondsOf(finals), secondsOf(refused)];
  const all = shownSeconds + refusedSeconds;
  return {
    name,
    files: heard.length,
    segments: finals.length + refused.length,
    shownSeconds: rounded(shownSeconds),
    refused: refused.length,
    refusedSeconds: rounded(refusedSeconds),
    refusedShare: all === 0 ? null : rounded(refusedSeconds / all),
  };
}

/** A line for each kind and folder. */
export function honestySummary({ engine, wordless, english, foreign }: HonestyReport): string {
  const silent = wordless.map(
    ({ kind, variant, minutes, words, omissions }) =>
      `${`${kind}, ${variant}`.padEnd(52)} ${minutes} min: ${words} words, left out: ${Object.values(omissions).reduce((sum, count) => sum + count, 0)}\n`,
  );
  const spoken = [...(english === null ? [] : [english]), ...foreign].map(
    ({ name, files, segments, shownSeconds, refused, refusedSeconds }) =>
      `${name}: ${files} files, ${refused} of ${segments} segments refused (${refusedSeconds.toFixed(0)} s), ${shownSeconds.toFixed(0)} s shown\n`,
  );
  return [`${engine}\n`, ...silent, ...spoken].join('');
}
