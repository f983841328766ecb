// Turns of the daemon and of a bare server, and steps of more and more streams -> the report of the bench.
import { availableParallelism } from 'node:os';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@subcam/shared';
import type { LoadFigures } from './served-load.ts';

/** One load on one server. */
export interface Turn extends LoadFigures {
  readonly streams: number;
  /** Of the server, while sound flowed. */
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly lagP99Ms: number;
}

export const TARGETS = { cpuRatio: 2, bytesRatio: 1.08, streamsPerCore: 100, loopLagP99Ms: 10 } as const;

export interface TransportReport {
  readonly bench: 'transport';
  /** Processor time of the daemon for what the bare server does in 1. */
  readonly cpuRatio: number;
  /** Bytes to the daemon for each byte of samples; and back from it. */
  readonly bytesRatio: number;
  readonly bytesBackRatio: number;
  /** The most that were tried with all of them in time: frames are taken as they come, by less than a core. */
  readonly streamsPerCore: number;
  /** Of that many streams, 99th percentile. */
  readonly loopLagP99Ms: number;
  /** Of a stream, in thousandths of a core. */
  readonly millicores: { readonly daemon: number; readonly bare: number };
  readonly acksPerSecond: number;
  readonly lostSamples: number;
  readonly streams: number;
  readonly steps: readonly {
    readonly streams: number;
    readonly coreShare: number;
    readonly lagP99Ms: number;
    readonly isInTime: boolean;
  }[];
  readonly isWithinTargets: boolean;
  readonly machine: { readonly cores: number; readonly loadBefore: number };
}

const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** Processor time of one second of one stream, ms. */
function cpuPerSecond({ cpuMs, frames }: Turn): number {
  return cpuMs / ((frames * FRAME_SAMPLES) / SAMPLE_RATE_HZ);
}

/** Whether one core carries it. */
export function isInTime({ cpuMs, wallMs, lagP99Ms, lostSamples }: Turn): boolean {
  return cpuMs < wallMs && lagP99Ms <= TARGETS.loopLagP99Ms && lostSamples === 0;
}

/** `daemon`, `bare`: turns with the same streams, at least one each. `steps`: of the daemon, with more and more streams. */
export function transportReport(
  { daemon, bare, steps }: { readonly daemon: readonly Turn[]; readonly bare: readonly Turn[]; readonly steps: readonly Turn[] },
  loadBefore: number,
): TransportReport {
  const [daemonMs, bareMs] = [daemon, bare].map((turns) => median(turns.map(cpuPerSecond))) as [number, number];
  const share = (bytes: (turn: Turn) => number): number => median(daemon.map((turn) => bytes(turn) / turn.pcmBytes));
  const carried = steps
    .filter(isInTime)
    .toSorted((a, b) => a.streams - b.streams)
    .at(-1);
  const figures = {
    cpuRatio: round(daemonMs / bareMs),
    bytesRatio: round(
      share(({ sentBytes }) => sentBytes),
      3,
    ),
    streamsPerCore: carried?.streams ?? 0,
    loopLagP99Ms: round(carried?.lagP99Ms ?? steps[0]?.lagP99Ms ?? Number.NaN, 1),
  };
  const lostSamples = [...daemon, ...steps].reduce((total, turn) => total + turn.lostSamples, 0);
  return {
    bench: 'transport',
    ...figures,
    bytesBackRatio: round(
      share(({ receivedBytes }) => receivedBytes),
      3,
    ),
    millicores: { daemon: round(daemonMs), bare: round(bareMs) },
    acksPerSecond: round(median(daemon.map(({ acks, frames }) => acks / ((frames * FRAME_SAMPLES) / SAMPLE_RATE_HZ)))),
    lostSamples,
    streams: daemon[0]?.streams ?? 0,
    steps: steps.map((turn) => ({
      streams: turn.streams,
      coreShare: round(turn.cpuMs / turn.wallMs),
      lagP99Ms: round(turn.lagP99Ms, 1),
      isInTime: isInTime(turn),
    })),
    isWithinTargets:
      figures.cpuRatio <= TARGETS.cpuRatio &&
      figures.bytesRatio <= TARGETS.bytesRatio &&
      figures.streamsPerCore >= TARGETS.streamsPerCore &&
      lostSamples === 0,
    machine: { cores: availableParallelism(), loadBefore },
  };
}

export function transportSummary(report: TransportReport): string {
  const { cpuRatio, bytesRatio, streamsPerCore, loopLagP99Ms, millicores, streams, isWithinTargets, lostSamples } = report;
  return [
    `${streams} streams: ${millicores.daemon} thousandths of a core each, of bare ws ${millicores.bare}: ${cpuRatio} times (at most ${TARGETS.cpuRatio})`,
    `${bytesRatio} bytes for each byte of samples (at most ${TARGETS.bytesRatio}), ${report.bytesBackRatio} back`,
    ...report.steps.map(
      (step) =>
        `${step.streams} streams: ${step.coreShare} of a core, event loop ${step.lagP99Ms} ms late (p99)${step.isInTime ? '' : ', NOT in time'}`,
    ),
    `${streamsPerCore} streams on one core (at least ${TARGETS.streamsPerCore}), event loop ${loopLagP99Ms} ms late (p99; at most ${TARGETS.loopLagP99Ms})`,
    ...(lostSamples === 0 ? [] : [`${lostSamples} samples LOST`]),
    isWithinTargets ? 'within the targets' : 'NOT within the targets',
    '',
  ].join('\n');
}
