// Turns with and without somebody who collects the figures -> how much later finals come for it. Pure.
import { availableParallelism, loadavg } from 'node:os';
import { quantile } from '@subcam/shared';

/** Of all turns of one kind. */
export interface ScrapeTurns {
  /** From the end of the last word of each final until a reader had it, ms. */
  readonly finalsMs: readonly number[];
  readonly words: number;
  readonly errors: number;
  /** Of the daemon, in cores, the mean of each turn. */
  readonly cores: readonly number[];
}

/** ms. */
interface Spread {
  readonly n: number;
  readonly p50: number;
  readonly p95: number;
}

interface TurnFigures {
  readonly finalsMs: Spread;
  /** Word error rate of the finals. */
  readonly wer: number;
  readonly coreShare: number;
}

export interface ScrapeReport {
  readonly bench: 'scrape';
  readonly engine: string;
  /** Between two questions for the figures, ms. */
  readonly everyMs: number;
  readonly undisturbed: TurnFigures;
  readonly scraped: TurnFigures;
  /** By how much the median of finals is later while the figures are collected; below 0: earlier. */
  readonly addedP50Ms: number;
  readonly isWithinTarget: boolean;
  /** The answers with the figures. */
  readonly answers: { readonly tookMs: Spread; readonly mostBytes: number };
  readonly machine: { readonly cores: number; readonly loadBefore: number; readonly loadAfter: number };
}

/** By how much collecting the figures may move the median. */
export const MOST_ADDED_MS = 25;

const round = (value: number, digits = 1): number => Math.round(value * 10 ** digits) / 10 ** digits;

function spreadOf(values: readonly number[]): Spread {
  const at = (share: number): number => round(quantile(values, share) ?? Number.NaN);
  return { n: values.length, p50: at(0.5), p95: at(0.95) };
}

function figuresOf({ finalsMs, words, errors, cores }: ScrapeTurns): TurnFigures {
  const mean = cores.reduce((sum, value) => sum + value, 0) / cores.length;
  return { finalsMs: spreadOf(finalsMs), wer: round(errors / words, 4), coreShare: round(mean, 3) };
}

export interface ScrapeMeasured {
  readonly engine: string;
  readonly everyMs: number;
  readonly undisturbed: ScrapeTurns;
  readonly scraped: ScrapeTurns;
  readonly answers: readonly { readonly tookMs: number; readonly bytes: number }[];
  readonly loadBefore: number;
}

export function scrapeReport({ engine, everyMs, answers, loadBefore, ...turns }: ScrapeMeasured): ScrapeReport {
  const [undisturbed, scraped] = [figuresOf(turns.undisturbed), figuresOf(turns.scraped)];
  const addedP50Ms = round(scraped.finalsMs.p50 - undisturbed.finalsMs.p50);
  return {
    bench: 'scrape',
    engine,
    everyMs,
    undisturbed,
    scraped,
    addedP50Ms,
    isWithinTarget: addedP50Ms <= MOST_ADDED_MS,
    answers: { tookMs: spreadOf(answers.map(({ tookMs }) => tookMs)), mostBytes: Math.max(0, ...answers.map(({ bytes }) => bytes)) },
    machine: { cores: availableParallelism(), loadBefore, loadAfter: round(loadavg()[0] ?? 0) },
  };
}

export function scrapeSummary({ undisturbed, scraped, addedP50Ms, isWithinTarget, answers }: ScrapeReport): string {
  const line = (name: string, { finalsMs, coreShare }: TurnFigures): string =>
    `${name.padEnd(24)} finals ${finalsMs.p50} / ${finalsMs.p95} ms (p50 / p95, ${finalsMs.n} of them), ${coreShare} cores\n`;
  return (
    line('nobody asks', undisturbed) +
    line('/metrics each second', scraped) +
    `${addedP50Ms} ms later in the median, ${isWithinTarget ? 'within' : 'NOT within'} ${MOST_ADDED_MS} ms; ` +
    `an answer takes ${answers.tookMs.p50} / ${answers.tookMs.p95} ms and has at most ${answers.mostBytes} bytes\n`
  );
}
