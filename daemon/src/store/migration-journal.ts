// A folder of migrations -> which is the last, so that a database of a newer version is told from an older one.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SubcamError } from '@subcam/shared';

export const SQLITE_MIGRATIONS = fileURLToPath(new URL('../../drizzle', import.meta.url));
export const POSTGRES_MIGRATIONS = fileURLToPath(new URL('../../drizzle-postgres', import.meta.url));

/** When each was made. */
async function migrationsIn(folder: string): Promise<readonly number[]> {
  const journal = JSON.parse(await readFile(path.join(folder, 'meta', '_journal.json'), 'utf8')) as {
    readonly entries: readonly { readonly when: number }[];
  };
  return journal.entries.map(({ when }) => when);
}

/** How many come after the last that a database has; null: it has none yet. */
export async function migrationsAfter(lastMigrationMs: number | null, folder: string): Promise<number> {
  const all = await migrationsIn(folder);
  return all.filter((when) => when > (lastMigrationMs ?? 0)).length;
}

/** `lastMigrationMs`: when the last migration of the database was made; null: it has none yet. Rejects with `storage` when it is newer than ours. */
export async function refuseNewer(lastMigrationMs: number | null, folder: string): Promise<void> {
  if (lastMigrationMs === null || lastMigrationMs <= Math.max(...(await migrationsIn(folder)))) return;
  throw new SubcamError(
    'storage',
    'The database was made by a newer version of Subcam, which this one would damage: update Subcam, or use another dataDir or DATABASE_URL. Nothing has been changed.',
  );
}
