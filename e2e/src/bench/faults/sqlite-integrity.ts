// A file of SQLite on which nobody works -> what its own checks say of it.
import { toSubcamError } from '@subcam/shared';
import Database from 'better-sqlite3';
import { fittingCheck, rowsThatDoNotFit, type IntegrityCheck } from './integrity-check.ts';

/** Of this many complaints the first ones are told. */
const TOLD = 3;

type Found = readonly string[];

function checkOf(name: string, look: () => Found): IntegrityCheck {
  try {
    const found = look();
    return { name, ok: found.length === 0, detail: found.length === 0 ? 'ok' : found.slice(0, TOLD).join(', ') };
  } catch (thrown) {
    // A damaged page makes a statement fail that reads it.
    return { name, ok: false, detail: toSubcamError(thrown).message };
  }
}

export function sqliteIntegrity(file: string): readonly IntegrityCheck[] {
  const client = new Database(file, { fileMustExist: true });
  try {
    const counted = rowsThatDoNotFit({ table: 'passages_search', key: 'rowid' });
    return [
      // Pages, and each index against its table (https://www.sqlite.org/pragma.html#pragma_integrity_check).
      checkOf('integrity_check', () =>
        (client.pragma('integrity_check') as { integrity_check: string }[])
          .map((row) => row.integrity_check)
          .filter((said) => said !== 'ok'),
      ),
      checkOf('foreign_key_check', () =>
        (client.pragma('foreign_key_check') as { table: string; parent: string }[]).map(
          ({ table, parent }) => `${table} refers to ${parent}`,
        ),
      ),
      // The index of words against its texts; it fails where they differ (https://www.sqlite.org/fts5.html#the_integrity_check_command).
      checkOf('index of words', () => {
        client.exec("insert into passages_search (passages_search) values ('integrity-check')");
        return [];
      }),
      checkOf('rows that belong together', () => {
        const check = fittingCheck(counted.map(({ what, sql }) => ({ what, count: client.prepare(sql).pluck().get() as number })));
        return check.ok === true ? [] : [check.detail];
      }),
    ];
  } finally {
    client.close();
  }
}
