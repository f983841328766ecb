// CSV as RFC 4180 has it -> records with the line that each begins at, and back.
import { SubcamError } from '@subcam/shared';

export interface CsvRecord {
  /** Counted from 1, as editors do: a field in quotes may have several lines. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** Throws `bad-request` that names line and column. Empty lines are left out. Line ends may be CRLF, LF or CR. */
export function parseCsv(text: string): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  let [at, line] = [text.startsWith('\uFEFF') ? 1 : 0, 1];
  while (at < text.length) {
    const startLine = line;
    const fields: string[] = [];
    for (;;) {
      const place = `line ${line}, column ${fields.length + 1}`;
      const field = text.startsWith('"', at) ? quoted(text, at, place) : plain(text, at, place);
      fields.push(field.value);
      line += countLines(text.slice(at, field.end));
      at = field.end;
      if (text.charAt(at) !== ',') break;
      at += 1;
    }
    if (at < text.length) {
      at += text.startsWith('\r\n', at) ? 2 : 1;
      line += 1;
    }
    if (fields.length > 1 || fields[0]?.trim() !== '') records.push({ line: startLine, fields });
  }
  return records;
}

interface Field {
  readonly value: string;
  /** Where the comma or the line's end stands. */
  readonly end: number;
}

function quoted(text: string, at: number, place: string): Field {
  let value = '';
  let from = at + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) throw new SubcamError('bad-request', `${place}: the quotes that begin here are not closed.`);
    value += text.slice(from, quote);
    if (text.charAt(quote + 1) !== '"') {
      const next = text.charAt(quote + 1);
      if (next !== '' && !/[,\r\n]/.test(next))
        throw new SubcamError(
          'bad-request',
          `${place}: a comma or the end of the line has to follow the closing quotes; quotes within a field are doubled.`,
        );
      return { value, end: quote + 1 };
    }
    value += '"';
    from = quote + 2;
  }
}

function plain(text: string, at: number, place: string): Field {
  let end = at;
  while (end < text.length && !/[,\r\n]/.test(text.charAt(end))) end += 1;
  const value = text.slice(at, end);
  if (value.includes('"'))
    throw new SubcamError('bad-request', `${place}: a field that has quotes stands in quotes itself, and those within it are doubled.`);
  return { value, end };
}

function countLines(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

/** With CRLF, as the RFC has it; quotes only where they are needed. */
export function writeCsv(records: readonly (readonly string[])[]): string {
  const field = (value: string): string => (/[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return records.map((fields) => `${fields.map(field).join(',')}\r\n`).join('');
}
