// A CSV file of terms -> terms, or everything that is wrong with it by line and column; and terms -> such a file.
import { SubcamError } from '@subcam/shared';
import type { GlossaryRow } from '@subcam/shared/http';
import { parseCsv, writeCsv, type CsvRecord } from './csv.ts';
import { checkRow, keyOf, TermProblem, type GlossaryLimits } from './glossary-rows.ts';

const COLUMNS = ['pair', 'source', 'target', 'case_sensitive'] as const;
type Column = (typeof COLUMNS)[number];

/** Far more than the terms of a daemon; so that a file of another kind is not read to its end. */
export const MAX_CSV_BYTES = 16 * 1024 * 1024;

/** How many problems of a file are told. */
const MAX_TOLD = 5;

const YES = new Set(['true', 'yes', '1']);
const NO = new Set(['false', 'no', '0', '']);

export interface ReadCsvOptions {
  /** For lines that name none; null: the file has to. */
  readonly pair: string | null;
  readonly limits: Pick<GlossaryLimits, 'maxTermLength'>;
}

interface Problem {
  readonly line: number;
  readonly column: Column | null;
  readonly what: string;
}

/** UTF-8, with the names of its columns in the first line. Throws `bad-request` that names the lines and columns that are wrong. */
export function readGlossaryCsv(bytes: Uint8Array, { pair, limits }: ReadCsvOptions): readonly GlossaryRow[] {
  const [header, ...records] = parseCsv(textOf(bytes));
  const columns = columnsOf(header);
  if (!columns.includes('pair') && pair === null) {
    throw new SubcamError(
      'bad-request',
      'The file has no column "pair": say for which languages its terms are, such as en-pt before the name of the file.',
    );
  }
  const problems: Problem[] = [];
  const rows = new Map<string, { readonly row: GlossaryRow; readonly line: number }>();
  for (const record of records) {
    const read = readRecord(record, { columns, pair, limits });
    if ('what' in read) {
      problems.push(read);
      continue;
    }
    const before = rows.get(keyOf(read));
    if (before !== undefined && before.row.target !== read.target) {
      problems.push({ line: record.line, column: 'source', what: `"${read.source}" has another translation in line ${before.line}.` });
    }
    rows.set(keyOf(read), { row: read, line: record.line });
  }
  if (problems.length > 0) throw refusal(problems, columns);
  if (rows.size === 0)
    throw new SubcamError('bad-request', 'There is no term in the file: below the names of the columns stands one in each line.');
  return [...rows.values()].map(({ row }) => row);
}

function textOf(bytes: Uint8Array): string {
  if (bytes.byteLength > MAX_CSV_BYTES) {
    throw new SubcamError('bad-request', `The file has more than ${MAX_CSV_BYTES / 1024 / 1024} MB: is it a glossary?`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SubcamError('bad-request', 'The file is not UTF-8: save it as "CSV UTF-8".');
  }
}

function columnsOf(header: CsvRecord | undefined): readonly Column[] {
  const say = `The first line names the columns: source,target,case_sensitive, and pair where there are several (only source has to be there).`;
  if (header === undefined) throw new SubcamError('bad-request', `The file is empty. ${say}`);
  const { line } = header;
  const names = header.fields.map((field) => field.trim().toLowerCase());
  if (names.length === 1 && /[;\t]/.test(names[0] ?? '')) {
    throw new SubcamError('bad-request', `line ${line}: the columns have to be divided by commas, not by semicolons or tabs.`);
  }
  for (const [index, name] of names.entries()) {
    const place = `line ${line}, column ${index + 1}`;
    if (!(COLUMNS as readonly string[]).includes(name))
      throw new SubcamError('bad-request', `${place}: there is no column "${name}". ${say}`);
    if (names.indexOf(name) !== index) throw new SubcamError('bad-request', `${place}: the column "${name}" is there twice.`);
  }
  if (!names.includes('source')) throw new SubcamError('bad-request', `line ${line}: the column "source" is missing. ${say}`);
  return names as Column[];
}

function readRecord(
  { line, fields }: CsvRecord,
  { columns, pair, limits }: ReadCsvOptions & { readonly columns: readonly Column[] },
): GlossaryRow | Problem {
  if (fields.length !== columns.length) {
    const hint = fields.length > columns.length ? ': a term that has a comma stands in quotes' : '';
    return { line, column: null, what: `the first line names ${columns.length} columns, and here are ${fields.length}${hint}.` };
  }
  const at = (column: Column): string => fields[columns.indexOf(column)] ?? '';
  const exact = at('case_sensitive').trim().toLowerCase();
  if (!YES.has(exact) && !NO.has(exact)) return { line, column: 'case_sensitive', what: `"${exact}" is neither true nor false.` };
  const ownPair = at('pair').trim();
  try {
    const given = {
      pair: ownPair === '' ? (pair ?? '') : ownPair,
      source: at('source'),
      target: at('target'),
      caseSensitive: YES.has(exact),
    };
    return checkRow(given, limits);
  } catch (error) {
    if (error instanceof TermProblem) return { line, column: error.part, what: error.message };
    throw error;
  }
}

function refusal(problems: readonly Problem[], columns: readonly Column[]): SubcamError {
  const told = problems.slice(0, MAX_TOLD).map(({ line, column, what }) => {
    const index = column === null ? -1 : columns.indexOf(column);
    return `line ${line}${index < 0 ? '' : `, column ${index + 1} (${column})`}: ${what}`;
  });
  const more = problems.length > told.length ? [`and ${problems.length - told.length} more.`] : [];
  return new SubcamError('bad-request', `Nothing was taken from the file.\n${[...told, ...more].join('\n')}`);
}

/** With the names of the columns first. */
export function writeGlossaryCsv(rows: readonly GlossaryRow[]): string {
  const lines = rows.map(({ pair, source, target, caseSensitive }) => [pair, source, target ?? '', String(caseSensitive)]);
  return writeCsv([COLUMNS, ...lines]);
}
