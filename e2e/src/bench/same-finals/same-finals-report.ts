// Finals of a calm run and of disturbed ones -> what differs, letter by letter. Pure.
import type { Transcript } from '@subcam/shared';

export type Final = Pick<Transcript, 'firstSample' | 'endSample' | 'speechEndSample' | 'text'>;

/** One run of the sound through a daemon. */
export interface Run {
  /** By their first samples. */
  readonly finals: readonly Final[];
  readonly lostSamples: number;
  /** Samples in gaps. */
  readonly gapSamples: number;
}

/** A final that is not the same in both; null: there is none that begins there. */
export interface Difference {
  readonly firstSample: number;
  readonly calm: Omit<Final, 'firstSample'> | null;
  readonly disturbed: Omit<Final, 'firstSample'> | null;
}

export interface DisturbedFigures {
  readonly finals: number;
  readonly lostSamples: number;
  readonly gapSamples: number;
  readonly differences: readonly Difference[];
}

export interface SameFinalsReport {
  readonly bench: 'same-finals';
  readonly engine: string;
  readonly soundSeconds: number;
  readonly calm: Omit<DisturbedFigures, 'differences'>;
  /** `coresTaken`: by other work, all the time. */
  readonly busy: DisturbedFigures & { readonly coresTaken: number };
  /** `killedAtMs`: from the beginning of the sound. */
  readonly killed: DisturbedFigures & { readonly killedAtMs: readonly number[] };
  /** Whether all three are the same, and nothing is lost. */
  readonly isSame: boolean;
}

const partsOf = ({ endSample, speechEndSample, text }: Final): Omit<Final, 'firstSample'> => ({ endSample, speechEndSample, text });

/** By their first samples. */
export function differencesOf(calm: readonly Final[], disturbed: readonly Final[]): readonly Difference[] {
  const [before, after] = [calm, disturbed].map((finals) => new Map(finals.map((final) => [final.firstSample, final])));
  const places = [...new Set([...calm, ...disturbed].map(({ firstSample }) => firstSample))].toSorted((a, b) => a - b);
  return places.flatMap((firstSample) => {
    const [one, other] = [before?.get(firstSample), after?.get(firstSample)];
    const isSame =
      one !== undefined &&
      other !== undefined &&
      one.text === other.text &&
      one.endSample === other.endSample &&
      one.speechEndSample === other.speechEndSample;
    if (isSame) return [];
    return [{ firstSample, calm: one === undefined ? null : partsOf(one), disturbed: other === undefined ? null : partsOf(other) }];
  });
}

export function sameFinalsReport(runs: {
  readonly engine: string;
  readonly soundSeconds: number;
  readonly calm: Run;
  readonly busy: Run & { readonly coresTaken: number };
  readonly killed: Run & { readonly killedAtMs: readonly number[] };
}): SameFinalsReport {
  const { engine, soundSeconds, calm, busy, killed } = runs;
  const counts = ({ finals, lostSamples, gapSamples }: Run) => ({ finals: finals.length, lostSamples, gapSamples });
  const disturbed = (run: Run): DisturbedFigures => ({ ...counts(run), differences: differencesOf(calm.finals, run.finals) });
  const figures = {
    calm: counts(calm),
    busy: { ...disturbed(busy), coresTaken: busy.coresTaken },
    killed: { ...disturbed(killed), killedAtMs: killed.killedAtMs },
  };
  const isWhole = ({ lostSamples, gapSamples }: Pick<Run, 'lostSamples' | 'gapSamples'>): boolean => lostSamples === 0 && gapSamples === 0;
  const isSame =
    [figures.calm, figures.busy, figures.killed].every(isWhole) &&
    [figures.busy, figures.killed].every(({ differences }) => differences.length === 0);
  return { bench: 'same-finals', engine, soundSeconds, ...figures, isSame };
}

/** A line for each run, and one for each difference. */
export function sameFinalsSummary({ engine, soundSeconds, calm, busy, killed, isSame }: SameFinalsReport): string {
  const lost = ({ lostSamples, gapSamples }: Pick<Run, 'lostSamples' | 'gapSamples'>): string =>
    `${lostSamples} samples lost, ${gapSamples} in gaps`;
  const line = (what: string, figures: DisturbedFigures): readonly string[] => [
    `${what}: ${figures.finals} finals, ${figures.differences.length} differ, ${lost(figures)}`,
    ...figures.differences.map(
      (one) =>
        `  ${(one.firstSample / 16_000).toFixed(2)} s: ${JSON.stringify(one.calm?.text ?? null)} became ${JSON.stringify(one.disturbed?.text ?? null)}`,
    ),
  ];
  const lines = [
    `${engine}, ${soundSeconds.toFixed(0)} s of sound: ${isSame ? 'the same finals' : 'NOT the same finals'}`,
    `calm: ${calm.finals} finals, ${lost(calm)}`,
    ...line(`${busy.coresTaken} cores taken by other work`, busy),
    ...line(`killed ${killed.killedAtMs.length} times`, killed),
  ];
  return `${lines.join('\n')}\n`;
}
