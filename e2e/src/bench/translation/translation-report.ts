// What was measured of each route -> the report of the bench.
import { routeName, type Route } from '@subcam/daemon';
import { quantile } from '@subcam/shared';
import { bleu } from './bleu.ts';
import { chrf2 } from './chrf.ts';
import type { RouteMeasures } from './route-measures.ts';
import { steadinessOf } from './steadiness.ts';
import type { TestLines } from './test-lines.ts';

export interface TranslationFigures {
  /** On what its engines run: `cpu`, or as a service says it, `cuda:0`; `not told`. */
  readonly device: string;
  /** chrF2, 0–100. */
  readonly chrf: number;
  /** BLEU, 0–100. */
  readonly bleu: number;
  /** From asking for a final to its translation, one at a time. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Finals, four under way at once. */
  readonly perSecond: number;
  /** Megabytes above the process without these engines, programs that they start included; what several share is counted once. */
  readonly rssMb: number;
  /** See `Steadiness`. */
  readonly erasure: number;
  readonly lagWords: number;
}

export interface TranslationReport {
  readonly bench: 'translation';
  /** `en-pt`. */
  readonly pair: string;
  readonly lines: number;
  /** By the name of an engine, or of several in the order of their way: `bergamot+apertium`. The best way first. */
  readonly engines: Readonly<Record<string, TranslationFigures>>;
  /** The same engines without anything that the product does before or after them. */
  readonly raw: Readonly<Record<string, Pick<TranslationFigures, 'chrf' | 'p50Ms'>>>;
  /** Engines that could not be asked, and why; left out: all could. */
  readonly leftOut?: Readonly<Record<string, string>>;
}

export interface MeasuredWay {
  readonly name: string;
  readonly device: string;
  readonly measures: RouteMeasures;
}

const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

const millisecondsAt = (took: readonly { readonly tookMs: number }[], share: number): number =>
  rounded(
    quantile(
      took.map(({ tookMs }) => tookMs),
      share,
    ) ?? Number.NaN,
    2,
  );

/** The engines of each route; where the same engines go through several languages, all but the first say through which. */
export function routeNames(routes: readonly Route[]): readonly string[] {
  const names: string[] = [];
  for (const route of routes) {
    const name = routeName(route);
    names.push(names.includes(name) ? `${name} via ${route.via ?? 'none'}` : name);
  }
  return names;
}

export function translationReport(
  { sourceLanguage, targetLanguage, references }: TestLines,
  { ways, leftOut = {} }: { readonly ways: readonly MeasuredWay[]; readonly leftOut?: Readonly<Record<string, string>> },
): TranslationReport {
  const figuresOf = ({ device, measures: { finals, perSecond, memoryMb, shown } }: MeasuredWay): TranslationFigures => {
    // As they stand in the end.
    const texts = shown.map((states) => states.at(-1) ?? '');
    const { erasure, lagWords } = steadinessOf(shown);
    return {
      device,
      chrf: rounded(chrf2(texts, references), 2),
      bleu: rounded(bleu(texts, references), 2),
      p50Ms: millisecondsAt(finals, 0.5),
      p99Ms: millisecondsAt(finals, 0.99),
      perSecond: rounded(perSecond, 1),
      rssMb: rounded(memoryMb, 1),
      erasure: rounded(erasure, 3),
      lagWords: rounded(lagWords, 2),
    };
  };
  const rawOf = ({ bare }: RouteMeasures): Pick<TranslationFigures, 'chrf' | 'p50Ms'> => ({
    chrf: rounded(
      chrf2(
        bare.map(({ text }) => text),
        references,
      ),
      2,
    ),
    p50Ms: millisecondsAt(bare, 0.5),
  });
  return {
    bench: 'translation',
    pair: `${sourceLanguage}-${targetLanguage}`,
    lines: references.length,
    engines: Object.fromEntries(ways.map((way) => [way.name, figuresOf(way)])),
    raw: Object.fromEntries(ways.map(({ name, measures }) => [name, rawOf(measures)])),
    ...(Object.keys(leftOut).length === 0 ? {} : { leftOut }),
  };
}

/** A line for each way. */
export function translationSummary({ engines, raw, leftOut = {} }: TranslationReport): string {
  const rows = Object.entries(engines).map(
    ([name, { device, chrf, bleu: score, p50Ms, p99Ms, perSecond, rssMb, erasure, lagWords }]) =>
      `${`${name} (${device})`.padEnd(28)} chrF2 ${chrf} (the engines alone ${raw[name]?.chrf ?? '–'}), BLEU ${score}, ${p50Ms} / ${p99Ms} ms (p50 / p99), ` +
      `${perSecond} a second, ${rssMb} MB, erasure ${erasure} at a lag of ${lagWords} words\n`,
  );
  const others = Object.entries(leftOut).map(([name, problem]) => `${name} was not measured: ${problem}\n`);
  return [...rows, ...others].join('');
}
