// Turns with and without floods -> how much later others are answered because of each: figures, ratios, and targets kept or missed.
import { availableParallelism, loadavg } from 'node:os';
import type { FloodTurn } from './floods-bench.ts';

/** ms. */
interface Spread {
  readonly n: number;
  readonly p50: number;
  readonly p99: number;
}

interface FloodFigures {
  /** Messages, requests or connections. */
  readonly sent: number;
  /** Whether the talker's finals have the same words at the same places as without a flood. */
  readonly areWordsRight: boolean;
  /** From the end of speech, known after its silence, until a subscriber has the final. */
  readonly finalsMs: Spread;
  readonly healthMs: Spread;
  readonly mostHealthBytes: number;
  /** Of the same without a flood. */
  readonly ratio: { readonly finalsP50: number; readonly finalsP99: number; readonly healthP50: number; readonly healthP99: number };
  readonly isWithinTargets: boolean;
}

export interface FloodsReport {
  readonly undisturbed: Pick<FloodFigures, 'finalsMs' | 'healthMs'>;
  readonly floods: Readonly<Record<string, FloodFigures>>;
  readonly machine: { readonly cores: number; readonly loadBefore: number; readonly loadAfter: number };
}

/** By how much a flood may move the 99th percentile of others. */
export const MOST_MOVED_MS = 50;

const round = (value: number): number => Math.round(value * 10) / 10;

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => round(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN);
  return { n: sorted.length, p50: at(0.5), p99: at(0.99) };
}

const wordsOf = ({ finals }: FloodTurn): string => finals.map(({ firstSample, text }) => `${firstSample}: ${text}`).join('\n');

/** `undisturbed`: several turns of the same talk. */
export function floodsReport(
  undisturbed: readonly FloodTurn[],
  flooded: Readonly<Record<string, FloodTurn>>,
  loadBefore: number,
): FloodsReport {
  const expected = undisturbed.map(wordsOf)[0];
  const finalsMs = spreadOf(undisturbed.flatMap(({ finals }) => finals.map(({ latencyMs }) => latencyMs)));
  const healthMs = spreadOf(undisturbed.flatMap(({ health }) => health.tookMs));
  const figures = (turn: FloodTurn): FloodFigures => {
    const finals = spreadOf(turn.finals.map(({ latencyMs }) => latencyMs));
    const health = spreadOf(turn.health.tookMs);
    const areWordsRight = wordsOf(turn) === expected;
    return {
      sent: turn.sent,
      areWordsRight,
      finalsMs: finals,
      healthMs: health,
      mostHealthBytes: turn.health.mostBytes,
      ratio: {
        finalsP50: round(finals.p50 / finalsMs.p50),
        finalsP99: round(finals.p99 / finalsMs.p99),
        healthP50: round(health.p50 / healthMs.p50),
        healthP99: round(health.p99 / healthMs.p99),
      },
      isWithinTargets: areWordsRight && finals.p99 - finalsMs.p99 < MOST_MOVED_MS && health.p99 - healthMs.p99 < MOST_MOVED_MS,
    };
  };
  return {
    undisturbed: { finalsMs, healthMs },
    floods: Object.fromEntries(Object.entries(flooded).map(([name, turn]) => [name, figures(turn)])),
    machine: { cores: availableParallelism(), loadBefore, loadAfter: round(loadavg()[0] ?? 0) },
  };
}

/** A line for each flood. */
export function floodsSummary({ undisturbed, floods }: FloodsReport): string {
  const line = (name: string, { finalsMs, healthMs }: Pick<FloodFigures, 'finalsMs' | 'healthMs'>, rest: string): string =>
    `${name.padEnd(24)} finals ${finalsMs.p50} / ${finalsMs.p99} ms, health ${healthMs.p50} / ${healthMs.p99} ms (p50 / p99)${rest}\n`;
  const rows = Object.entries(floods).map(([name, figures]) => {
    const words = figures.areWordsRight ? '' : ', WORDS DIFFER';
    return line(name, figures, `, ${figures.sent} sent, ${figures.isWithinTargets ? 'within' : 'NOT within'} ${MOST_MOVED_MS} ms${words}`);
  });
  return line('nobody floods', undisturbed, '') + rows.join('');
}
