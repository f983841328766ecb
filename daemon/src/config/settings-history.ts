// Stored settings -> their earlier versions, in a file of their own beside them, so that one can go back. Secrets are not in it.
import { createHash } from 'node:crypto';
import path from 'node:path';
import { SubcamError, type Clock } from '@subcam/shared';
import * as z from 'zod';
import { closeToOthers } from '../lib/private-files.ts';
import { readSettingsFile, writeSettingsFile } from './settings-file.ts';

export type StoredValues = ReadonlyMap<string, unknown>;

export interface SettingsVersion {
  readonly version: number;
  readonly atMs: number;
  /** `outside`: found in the file, written by somebody else. */
  readonly origin: 'change' | 'outside';
  /** Without secrets. */
  readonly values: StoredValues;
}

export interface SettingsHistory {
  /** The latest last. Rejects with `configuration` for a damaged file. */
  versions(): Promise<readonly SettingsVersion[]>;
  /**
   * What is about to be stored, and what was right before: a state that nobody has recorded is one of its own. Resolves with the way to take
   * that back. Rejects with `configuration` for a damaged file, with `storage` where it can't be written.
   */
  record(before: StoredValues, now: StoredValues): Promise<() => Promise<void>>;
}

const versionRow = z.object({
  version: z.int().min(1),
  atMs: z.number(),
  origin: z.enum(['change', 'outside']),
  values: z.record(z.string(), z.unknown()),
});
const historyDocument = z.object({ versions: z.array(versionRow) });

/** SHA-256: the same for the same values, in whatever order they come. */
export function checksumOf(values: StoredValues): string {
  const sorted = [...values].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}

export interface HistoryDeps {
  readonly file: string;
  readonly clock: Clock;
  /** Versions that are kept, the latest. */
  readonly keep: () => number;
  readonly isSecret: (key: string) => boolean;
}

export function openSettingsHistory({ file, clock, keep, isSecret }: HistoryDeps): SettingsHistory {
  const read = async (): Promise<readonly SettingsVersion[]> => {
    closeToOthers(file);
    const document = await readSettingsFile(
      file,
      'it holds earlier versions of changed settings. Move it out of the way to begin without.',
    );
    if (document === undefined) return [];
    const parsed = historyDocument.safeParse(document);
    if (parsed.success) return parsed.data.versions.map((row) => ({ ...row, values: new Map(Object.entries(row.values)) }));
    throw new SubcamError('configuration', `${file} is no history of settings: move it out of the way to begin without earlier versions.`);
  };

  const write = (rows: readonly SettingsVersion[]): Promise<void> => {
    const versions = rows.map((row) => ({ ...row, values: Object.fromEntries(row.values) }));
    return writeSettingsFile(file, { versions } satisfies z.infer<typeof historyDocument>);
  };

  const withoutSecrets = (values: StoredValues): StoredValues => new Map([...values].filter(([key]) => !isSecret(key)));

  return {
    versions: read,
    record: async (before, now) => {
      const known = await read();
      const rows = [...known];
      const add = (origin: SettingsVersion['origin'], values: StoredValues): void => {
        const version = (rows.at(-1)?.version ?? 0) + 1;
        rows.push({ version, atMs: clock.nowMs(), origin, values: withoutSecrets(values) });
      };
      const latest = rows.at(-1)?.values ?? new Map<string, unknown>();
      if (checksumOf(latest) !== checksumOf(withoutSecrets(before))) add('outside', before);
      if (checksumOf(before) !== checksumOf(now)) add('change', now);
      if (rows.length === known.length) return () => Promise.resolve();
      await write(rows.slice(-keep()));
      return () => write(known);
    },
  };
}

/** Where the earlier versions of a file of stored settings lie. */
export function historyFileOf(settingsFile: string): string {
  return path.join(path.dirname(settingsFile), 'settings-history.json');
}
