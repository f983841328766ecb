// What was measured of each database -> the report of the bench. Pure.
import type { Sought } from './said-texts.ts';
import type { StoreName } from './store-wish.ts';

/** Seconds that the same writes took. */
export interface Round {
  readonly rawMs: number;
  readonly oursMs: number;
}

export interface Timed {
  readonly kind: Sought;
  readonly ms: number;
}

export interface MeasuredStore {
  readonly single: readonly Round[];
  readonly batched: readonly Round[];
  /** Segments of all rounds. */
  readonly singleSegments: number;
  readonly batchedSegments: number;
  readonly searches: readonly Timed[];
  readonly timelinesMs: readonly number[];
  /** A session is opened among few and among all. */
  readonly openFewMs: readonly number[];
  readonly openManyMs: readonly number[];
  readonly sessions: number;
  readonly fillS: number;
}

export interface StoreFigures {
  /** Segments a second of the repository, divided by those of the driver alone. */
  readonly singleRatio: number;
  readonly batchedRatio: number;
  readonly singlePerSecond: number;
  readonly batchedPerSecond: number;
  readonly searchP50Ms: number;
  readonly searchP95Ms: number;
  /** By what is looked for. */
  readonly searchP95MsOf: Readonly<Partial<Record<Sought, number>>>;
  readonly timelineP95Ms: number;
  readonly openP50Ms: Openings;
  readonly openP95Ms: Openings;
  readonly fillSeconds: number;
}

/** Milliseconds to open a session among so many as `among` says. */
interface Openings {
  readonly among: readonly [few: number, many: number];
  readonly few: number;
  readonly many: number;
}

export interface StoreReport extends Readonly<Partial<Record<StoreName, StoreFigures>>> {
  readonly bench: 'store';
  readonly rows: number;
  readonly seed: number;
}

export const FEW_SESSIONS = 2;

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return round(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN);
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** Rounds are short and the machine is not quiet: the median of theirs. */
const ratioOf = (rounds: readonly Round[]): number =>
  quantile(
    rounds.map(({ rawMs, oursMs }) => rawMs / oursMs),
    0.5,
  );

const perSecond = (rounds: readonly Round[], segments: number): number =>
  Math.round((segments * 1000) / rounds.reduce((sum, { oursMs }) => sum + oursMs, 0));

export function storeFigures(measured: MeasuredStore): StoreFigures {
  const { single, batched, searches, timelinesMs, openFewMs, openManyMs, sessions } = measured;
  const all = searches.map(({ ms }) => ms);
  const byKind = [...Map.groupBy(searches, ({ kind }) => kind)].map(([kind, of]): readonly [Sought, number] => [
    kind,
    quantile(
      of.map(({ ms }) => ms),
      0.95,
    ),
  ]);
  const openings = (share: number): Openings => {
    return { among: [FEW_SESSIONS, sessions], few: quantile(openFewMs, share), many: quantile(openManyMs, share) };
  };
  return {
    singleRatio: ratioOf(single),
    batchedRatio: ratioOf(batched),
    singlePerSecond: perSecond(single, measured.singleSegments),
    batchedPerSecond: perSecond(batched, measured.batchedSegments),
    searchP50Ms: quantile(all, 0.5),
    searchP95Ms: quantile(all, 0.95),
    searchP95MsOf: Object.fromEntries(byKind),
    timelineP95Ms: quantile(timelinesMs, 0.95),
    openP50Ms: openings(0.5),
    openP95Ms: openings(0.95),
    fillSeconds: round(measured.fillS),
  };
}

export function storeSummary(report: StoreReport): string {
  const line = (name: StoreName): string => {
    const figures = report[name];
    if (figures === undefined) return '';
    const { singleRatio, batchedRatio, singlePerSecond, batchedPerSecond, searchP50Ms, searchP95Ms, timelineP95Ms, openP50Ms, openP95Ms } =
      figures;
    return `${name}: ${singlePerSecond} segments/s one by one (${singleRatio} of the driver alone), ${batchedPerSecond} together (${batchedRatio}); search ${searchP50Ms} / ${searchP95Ms} ms (p50 / p95), timeline ${timelineP95Ms} ms, opening ${openP50Ms.few} / ${openP95Ms.few} ms among ${openP95Ms.among[0]} sessions and ${openP50Ms.many} / ${openP95Ms.many} ms among ${openP95Ms.among[1]}\n`;
  };
  return `${report.rows} segments with a translation each\n${line('sqlite')}${line('postgres')}`;
}
