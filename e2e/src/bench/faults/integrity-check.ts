// A database after faults -> whether it is sound: what its own checks say of its pages and indexes, and whether its rows fit together. Pure.

/** What one check says of a database. */
export interface IntegrityCheck {
  readonly name: string;
  /** null: it could not be made here, and `detail` says why. */
  readonly ok: boolean | null;
  /** What was looked at, or what is wrong. */
  readonly detail: string;
}

/** The same on both databases: each counts rows that must not be there. `%INDEXED` is the table, with its key, in which what a passage is found by is kept. */
const ROWS_THAT_DO_NOT_FIT: readonly (readonly [what: string, sql: string])[] = [
  ['finals that begin where another begins', 'select 1 from transcripts group by capture_id, first_sample having count(*) > 1'],
  [
    'finals after the sound that is settled',
    'select 1 from transcripts as said join captures as held on held.capture_id = said.capture_id where said.end_sample > held.committed_through',
  ],
  [
    'finals of which nobody is noted to be the speaker',
    missing('transcripts', 'correlations as other where other.transcript_id = one.transcript_id'),
  ],
  [
    'finals that no search finds',
    missing('transcripts', 'passages as other where other.transcript_id = one.transcript_id and not other.is_translation'),
  ],
  [
    'translations that no search finds',
    `${missing('translations', 'passages as other where other.transcript_id = one.transcript_id and other.language = one.target_language and other.is_translation')} and one.status = 'done'`,
  ],
  [
    'passages of a translation that is not there',
    `${missing('passages', "translations as other where other.transcript_id = one.transcript_id and other.target_language = one.language and other.status = 'done'")} and one.is_translation`,
  ],
  ['passages without their words', missing('passages', '%INDEXED as other where other.%KEY = one.passage_id')],
  ['words without their passage', missing('%INDEXED', 'passages as other where other.passage_id = one.%KEY')],
  [
    'sessions with another number of finals than is counted',
    'select 1 from session_statistics as counted where finals <> (select count(*) from transcripts as said where said.session_id = counted.session_id)',
  ],
  [
    'sessions with another number of translations than is counted',
    "select 1 from session_statistics as counted where translations_done <> (select count(*) from translations as one join transcripts as said on said.transcript_id = one.transcript_id where one.status = 'done' and said.session_id = counted.session_id)",
  ],
];

function missing(table: string, other: string): string {
  return `select 1 from ${table} as one where not exists (select 1 from ${other})`;
}

/** Statements that answer one number each, as `count`. */
export function rowsThatDoNotFit(indexed: {
  readonly table: string;
  readonly key: string;
}): readonly { readonly what: string; readonly sql: string }[] {
  return ROWS_THAT_DO_NOT_FIT.map(([what, sql]) => ({
    what,
    sql: `select count(*) as count from (${sql.replaceAll('%INDEXED', indexed.table).replaceAll('%KEY', indexed.key)}) as wrong`,
  }));
}

/** `counted`: of each kind of row that must not be there, how many are. */
export function fittingCheck(counted: readonly { readonly what: string; readonly count: number }[]): IntegrityCheck {
  const wrong = counted.filter(({ count }) => count > 0).map(({ what, count }) => `${count} ${what}`);
  return { name: 'rows that belong together', ok: wrong.length === 0, detail: wrong.join(', ') || `${counted.length} rules kept` };
}

export const isSound = (checks: readonly IntegrityCheck[]): boolean => checks.every(({ ok }) => ok !== false);

/** For people: what is wrong, or that nothing is. */
export function soundness(checks: readonly IntegrityCheck[]): string {
  const wrong = checks.filter(({ ok }) => ok === false).map(({ name, detail }) => `${name}: ${detail}`);
  return wrong.length === 0
    ? `database sound in ${checks.filter(({ ok }) => ok === true).length} checks`
    : `DATABASE DAMAGED: ${wrong.join('; ')}`;
}
