// What several sessions stored with and without faults -> what was lost, written twice or changed. Pure.
import type { FaultStore } from './faults-wish.ts';
import { isSound, soundness, type IntegrityCheck } from './integrity-check.ts';

/** A final as it is stored, with its translation and who said it. */
export interface StoredFinal {
  readonly firstSample: number;
  readonly endSample: number;
  readonly text: string;
  /** By language. */
  readonly translations: Readonly<Record<string, string>>;
  readonly speaker: string | null;
}

/** One session in the end. */
export interface StoredSession {
  readonly finals: readonly StoredFinal[];
  /** Translations that are owed still. */
  readonly pending: number;
  /** Samples that the client sent and the daemon never settled, and those in gaps. */
  readonly lostSamples: number;
}

export interface Damage {
  /** Finals and translations that are missing, and what is owed; a session with lost sound counts for one more. */
  readonly lost: number;
  /** Finals that say again what another one says already: they overlap it, or begin where it begins. */
  readonly twice: number;
  /** Finals that are there with another text, end, translation or speaker. */
  readonly changed: number;
  /** The first difference, for people; '' where there is none. */
  readonly first: string;
}

export interface FaultRow {
  readonly name: string;
  readonly seed: number;
  /** Nothing lost, twice or changed, and the database sound. */
  readonly ok: boolean;
  readonly detail: string;
  /** Of the database afterwards, each check. */
  readonly integrity: readonly IntegrityCheck[];
}

export interface FaultsReport {
  readonly bench: 'faults';
  readonly store: FaultStore;
  readonly kills: number;
  readonly lost: number;
  readonly twice: number;
  readonly changed: number;
  /** The first difference that kills made, for people; '' where there is none. */
  readonly first: string;
  /** From a kill until every client is heard again; null without kills. */
  readonly resumeMs: { readonly p50: number | null; readonly p95: number | null };
  /** Of the database after the kills, each check. */
  readonly integrity: readonly IntegrityCheck[];
  readonly rows: readonly FaultRow[];
}

const seconds = (sample: number): string => `${(sample / 16_000).toFixed(2)} s`;

function differenceOf(calm: StoredFinal, disturbed: StoredFinal): string | null {
  if (calm.text !== disturbed.text) return `"${calm.text}" became "${disturbed.text}"`;
  if (calm.endSample !== disturbed.endSample) return `its end went from ${seconds(calm.endSample)} to ${seconds(disturbed.endSample)}`;
  if (calm.speaker !== disturbed.speaker) return `${calm.speaker ?? 'nobody'} became ${disturbed.speaker ?? 'nobody'}`;
  for (const [language, text] of Object.entries(calm.translations)) {
    const now = disturbed.translations[language];
    if (now !== undefined && now !== text) return `its ${language} "${text}" became "${now}"`;
  }
  return null;
}

/** `disturbed` against the same sound without faults. */
export function damageOf(calm: StoredSession, disturbed: StoredSession): Damage {
  const found = { lost: 0, twice: 0, changed: 0 };
  let first = '';
  const note = (kind: keyof typeof found, what: string): void => {
    found[kind] += 1;
    if (first === '') first = what;
  };
  if (disturbed.lostSamples > calm.lostSamples) note('lost', `${disturbed.lostSamples} samples are lost`);
  for (let owed = calm.pending; owed < disturbed.pending; owed += 1) note('lost', `${disturbed.pending} translations are owed`);
  const before = new Map(calm.finals.map((final) => [final.firstSample, final]));
  const now = new Map(disturbed.finals.map((final) => [final.firstSample, final]));
  for (const [firstSample, final] of before) {
    const place = seconds(firstSample);
    const same = now.get(firstSample);
    if (same === undefined) {
      note('lost', `${place}: "${final.text}" is missing`);
      continue;
    }
    const missing = Object.keys(final.translations).find((language) => same.translations[language] === undefined);
    if (missing !== undefined) note('lost', `${place}: its ${missing} is missing`);
    const difference = differenceOf(final, same);
    if (difference !== null) note('changed', `${place}: ${difference}`);
  }
  let endSample = 0;
  for (const final of disturbed.finals.toSorted((a, b) => a.firstSample - b.firstSample)) {
    // Segments that were cut share no sample: each final begins where the one before it ended, or later.
    if (final.firstSample < endSample) note('twice', `${seconds(final.firstSample)}: "${final.text}" overlaps the final before it`);
    else if (!before.has(final.firstSample)) note('changed', `${seconds(final.firstSample)}: "${final.text}" was not there without faults`);
    endSample = Math.max(endSample, final.endSample);
  }
  return { ...found, first };
}

export function addedUp(damages: readonly Damage[]): Damage {
  const sum = (kind: 'lost' | 'twice' | 'changed'): number => damages.reduce((total, damage) => total + damage[kind], 0);
  return { lost: sum('lost'), twice: sum('twice'), changed: sum('changed'), first: damages.find(({ first }) => first !== '')?.first ?? '' };
}

export const isWhole = ({ lost, twice, changed }: Damage): boolean => lost + twice + changed === 0;

function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

export function faultsReport(
  { store, kills }: Pick<FaultsReport, 'store' | 'kills'>,
  measured: {
    readonly killed: Damage;
    readonly integrity: readonly IntegrityCheck[];
    readonly resumesMs: readonly number[];
    readonly rows: readonly FaultRow[];
  },
): FaultsReport {
  const { lost, twice, changed, first } = measured.killed;
  const sorted = measured.resumesMs.map(Math.round).toSorted((a, b) => a - b);
  return {
    bench: 'faults',
    store,
    kills,
    lost,
    twice,
    changed,
    first,
    resumeMs: { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) },
    integrity: measured.integrity,
    rows: measured.rows,
  };
}

export function faultsSummary({ store, kills, lost, twice, changed, first, resumeMs, integrity, rows }: FaultsReport): string {
  const lines = [
    `${store}: killed ${kills} times: ${lost} lost, ${twice} twice, ${changed} changed${first === '' ? '' : ` (${first})`}; all clients heard again after ${resumeMs.p50} / ${resumeMs.p95} ms (p50 / p95); ${soundness(integrity)}`,
    ...rows.map(({ name, seed, ok, detail }) => `${ok ? 'ok  ' : 'FAIL'}  ${name} (seed ${seed}): ${detail}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** What the bench fails with; null: no database is damaged, whatever became of the words. */
export function damagedDatabase({ integrity, rows }: FaultsReport): string | null {
  const after = [{ name: 'the kills', integrity }, ...rows].find((one) => !isSound(one.integrity));
  return after === undefined ? null : `${soundness(after.integrity)} (after: ${after.name}).`;
}
