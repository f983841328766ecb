// CSV files of terms: what a spreadsheet writes is read, what is wrong is told by line and column, and what is written is read again.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv, writeCsv } from './csv.ts';
import { readGlossaryCsv, writeGlossaryCsv } from './index.ts';

const limits = { maxTermLength: 30 };
const read = (text: string, pair: string | null = 'en-pt') => readGlossaryCsv(Buffer.from(text), { pair, limits });
const row = (source: string, target: string | null = null, over = {}) => ({ pair: 'en-pt', source, target, caseSensitive: false, ...over });

describe('a glossary in CSV', () => {
  it.each([
    ['source,target\nplan,plano\nHarbor,\n', [row('plan', 'plano'), row('Harbor')]],
    [
      '\uFEFFSource,Target,Case_Sensitive\r\nIT,TI,TRUE\r\n\r\nplan,plano,\r\n',
      [row('IT', 'TI', { caseSensitive: true }), row('plan', 'plano')],
    ],
    ['source\nHarbor', [row('Harbor')]],
    ['target,source\n"o ""plano"", o bom","plan, good"\n', [row('plan, good', 'o "plano", o bom')]],
    [
      'pair,source,target\nen-es,plan,plan\n,plan,plano\nall,Harbor,\n',
      [row('plan', 'plan', { pair: 'en-es' }), row('plan', 'plano'), row('Harbor', null, { pair: '*-*' })],
    ],
    ['source,target\rplan,plano\rHarbor,', [row('plan', 'plano'), row('Harbor')]],
    ['source,target\nplan,plano\nPlan,plano', [row('Plan', 'plano')]],
  ])('%j is read', (text, rows) => {
    expect(read(text)).toEqual(rows);
  });

  it.each<[string, RegExp]>([
    ['', /The file is empty.*source,target,case_sensitive/],
    ['source,target\n', /no term in the file/],
    ['plan,plano\n', /line 1, column 1: there is no column "plan"/],
    ['target\nplano', /line 1: the column "source" is missing/],
    ['source,source\na,b', /line 1, column 2: the column "source" is there twice/],
    ['source;target\nplan;plano', /line 1: .*commas, not by semicolons/],
    ['source,target\nplan,plano\na,b,c\n', /line 3: the first line names 2 columns, and here are 3: a term that has a comma/],
    ['source,target\nplan\n', /line 2: the first line names 2 columns, and here are 1/],
    ['source,target\n"pla\nn",x\n,plano', /line 2, column 1 \(source\): .*line break[^]*line 4, column 1 \(source\): The term is empty/],
    ['source,target\n\n\nplan,"plano\n', /line 4, column 2: the quotes that begin here are not closed/],
    ['source,target\nplan,"pla"no\n', /line 2, column 2: a comma or the end/],
    ['source,target\nplan,pla"no\n', /line 2, column 2: a field that has quotes/],
    ['source,target,case_sensitive\nplan,plano,maybe', /line 2, column 3 \(case_sensitive\): "maybe" is neither true nor false/],
    [`source,target\nplan,${'x'.repeat(31)}`, /line 2, column 2 \(target\): .*31 characters/],
    ['pair,source\nen,plan', /line 2, column 1 \(pair\): "en" is no pair/],
    ['source,target\nplan,plano\nPLAN,planta', /line 3, column 1 \(source\): "PLAN" has another translation in line 2/],
    [`source\n${'.\n'.repeat(9)}`, /and 4 more/],
  ])('%j is refused with %s', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('without a column for pairs needs one said beside it, and has to be UTF-8 of a size that can be meant', () => {
    expect(() => read('source\nplan', null)).toThrow(/no column "pair"/);
    expect(() => readGlossaryCsv(Buffer.from('source\nS\xe3o', 'latin1'), { pair: 'en-pt', limits })).toThrow(/not UTF-8/);
    expect(() => readGlossaryCsv(new Uint8Array(16 * 1024 * 1024 + 1), { pair: 'en-pt', limits })).toThrow(/more than 16 MB/);
  });

  it('is read again as it was written', () => {
    const rows = [row('plan, "good"', 'plano'), row('Harbor'), row('IT', ' TI'.trim(), { caseSensitive: true, pair: 'en-*' })];
    expect(read(writeGlossaryCsv(rows), null)).toEqual(rows);
  });
});

describe('CSV', () => {
  it('comes down to the same fields, whatever is in them', () => {
    const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é', ';') });
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 5 }), (records) => {
        expect(parseCsv(writeCsv(records)).map(({ fields }) => fields)).toEqual(records);
      }),
    );
  });
});
