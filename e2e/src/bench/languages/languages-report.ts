// What was heard of each utterance -> the report of the bench. Pure.
import { SAMPLE_RATE_HZ, sameLanguage, type LanguageCode } from '@subcam/shared';
import type { HeardFile } from '../hear-file.ts';
import { wordErrorsOf } from './compared-words.ts';

/** Utterances that are longer count for the language. */
const OVER_S = 2;

/** An utterance, and what became of it. */
export interface HeardUtterance {
  readonly language: LanguageCode;
  readonly text: string;
  /** Of the recording. */
  readonly seconds: number;
  /** Of the finals and omissions of the file, those of this utterance. */
  readonly heard: HeardFile;
}

export interface LanguageFigures {
  readonly voice: string;
  readonly utterances: number;
  /** Utterances of more than two seconds. */
  readonly over2s: number;
  /** Of those: how many were read in the language that is spoken. */
  readonly languageRight: number;
  /** Of those that were not: what they were heard as, and how many; `none`: nothing was read. */
  readonly heardAs: Readonly<Record<string, number>>;
  /** Word error rate of all of them, 0–1; null where no words are said. */
  readonly wer: number | null;
}

export interface AlternatingFigures {
  /** `en,es`. */
  readonly pair: string;
  readonly utterances: number;
  /** Utterances that were translated into the other language, and into nothing else. */
  readonly directionRight: number;
}

export interface LanguagesReport {
  readonly bench: 'languages';
  readonly engine: string;
  readonly model: string;
  readonly languages: Readonly<Record<LanguageCode, LanguageFigures>>;
  /** null: the recordings have no two languages for it. */
  readonly alternating: AlternatingFigures | null;
  /** Of all sounds in which nobody speaks together: how long they are, and the words of all finals. */
  readonly wordless: { readonly minutes: number; readonly words: number };
}

/** Where a file's utterances lie, in samples: from the beginning of one to the beginning of the next. */
export function heardBetween({ finals, omissions }: HeardFile, fromSample: number, toSample: number): HeardFile {
  const isIn = ({ firstSample }: { readonly firstSample: number }): boolean => firstSample >= fromSample && firstSample < toSample;
  return { finals: finals.filter(isIn), omissions: omissions.filter(isIn) };
}

/** The language in which most of an utterance was read, by time; speech that was refused as another language counts as that one. null: none. */
export function languageHeard({ finals, omissions }: HeardFile): LanguageCode | null {
  const refused = omissions.flatMap(({ reason, language, seconds }) =>
    reason === 'another-language' && language !== null ? [{ language, seconds }] : [],
  );
  const seconds = new Map<LanguageCode, number>();
  for (const part of [...finals, ...refused]) seconds.set(part.language, (seconds.get(part.language) ?? 0) + part.seconds);
  const [longest] = [...seconds].toSorted(([, a], [, b]) => b - a);
  return longest?.[0] ?? null;
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

const textOf = ({ finals }: HeardFile): string => finals.map(({ text }) => text).join(' ');

/** All of one language. */
export function languageFigures(voice: string, utterances: readonly HeardUtterance[]): LanguageFigures {
  const long = utterances.filter(({ seconds }) => seconds > OVER_S);
  const heardAs: Record<string, number> = {};
  let right = 0;
  for (const { language, heard } of long) {
    const as = languageHeard(heard);
    if (as !== null && sameLanguage(as, language)) right += 1;
    else heardAs[as ?? 'none'] = (heardAs[as ?? 'none'] ?? 0) + 1;
  }
  const errors = utterances.map(({ text, language, heard }) => wordErrorsOf(text, textOf(heard), language));
  const words = errors.reduce((sum, one) => sum + one.words, 0);
  const wrong = errors.reduce((sum, one) => sum + one.errors, 0);
  return {
    voice,
    utterances: utterances.length,
    over2s: long.length,
    languageRight: right,
    heardAs,
    wer: words === 0 ? null : rounded(wrong / words),
  };
}

/** Whether all that was read of it was translated, into one of these languages and not into its own. */
function isDirectionRight({ language, heard: { finals } }: HeardUtterance, pair: readonly LanguageCode[]): boolean {
  const others = pair.filter((one) => !sameLanguage(one, language));
  const isRight = (into: readonly LanguageCode[]): boolean =>
    into.length === others.length && others.every((other) => into.some((one) => sameLanguage(one, other)));
  return finals.length > 0 && finals.every(({ translatedInto }) => isRight(translatedInto));
}

export function alternatingFigures(pair: readonly LanguageCode[], utterances: readonly HeardUtterance[]): AlternatingFigures {
  return {
    pair: pair.join(','),
    utterances: utterances.length,
    directionRight: utterances.filter((utterance) => isDirectionRight(utterance, pair)).length,
  };
}

export function wordsIn(heard: readonly HeardFile[]): number {
  return heard.reduce((sum, { finals }) => sum + finals.flatMap(({ text }) => text.match(/[\p{L}\p{N}]+/gu) ?? []).length, 0);
}

export const secondsOf = (samples: number): number => samples / SAMPLE_RATE_HZ;

const percent = (part: number, of: number): string => (of === 0 ? 'none' : `${((100 * part) / of).toFixed(1)} %`);

/** A line for each language, and for each of the rest. */
export function languagesSummary({ engine, model, languages, alternating, wordless }: LanguagesReport): string {
  const lines = Object.entries(languages).map(([language, { voice, utterances, over2s, languageRight, heardAs, wer }]) => {
    const wrong = Object.entries(heardAs).map(([as, count]) => `${count} as ${as}`);
    const told = `language right in ${languageRight} of ${over2s} over ${OVER_S} s (${percent(languageRight, over2s)})`;
    const words = wer === null ? '' : `; wrong words ${(100 * wer).toFixed(1)} %`;
    return `${language}: ${utterances} utterances, ${told}${wrong.length === 0 ? '' : `, ${wrong.join(', ')}`}${words}; ${voice}\n`;
  });
  const turns =
    alternating === null
      ? []
      : [
          `${alternating.pair} by turns: direction right in ${alternating.directionRight} of ${alternating.utterances} (${percent(alternating.directionRight, alternating.utterances)})\n`,
        ];
  return [
    `${engine} ${model}\n`,
    ...lines,
    ...turns,
    `nobody speaks: ${wordless.words} words in ${wordless.minutes.toFixed(1)} minutes\n`,
  ].join('');
}
