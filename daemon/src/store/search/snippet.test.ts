// What is shown of a text that was found: the part around the first place, with all places in it marked.
import { describe, expect, it } from 'vitest';
import { parseQuery } from './query.ts';
import { snippetOf } from './snippet.ts';
import { countWords } from './tokens.ts';

/** The snippet with brackets around what is marked. */
function shown(text: string, query: string): string {
  const snippet = snippetOf(text, parseQuery(query, 1_000));
  let marked = '';
  let from = 0;
  for (const [start, end] of snippet.marks) {
    marked += `${snippet.text.slice(from, start)}[${snippet.text.slice(start, end)}]`;
    from = end;
  }
  return marked + snippet.text.slice(from);
}

describe('a short text is shown whole, with what was found', () => {
  it.each([
    ['The report, the annual REPORT.', 'report', 'The [report], the annual [REPORT].'],
    ['The annual report', '"annual report"', 'The [annual report]'],
    ['annual and the annual report', '"annual report"', 'annual and the [annual report]'],
    ['reporting on reports', 'report*', '[reporting] on [reports]'],
    ['La compañía de Perú', 'peru compania', 'La [compañía] de [Perú]'],
    ['Cafe\u0301 y té', 'café', '[Cafe\u0301] y té'],
    ['我们明天下午三点开会讨论预算。', '开会', '我们明天下午三点[开会]讨论预算。'],
    ['开会开会', '开会', '[开会开会]'],
    ['我们开会', '会', '我们开[会]'],
    ['会议室在会场', '会', '[会]议室在[会]场'],
    ['来週の会議では話します', '会議では', '来週の[会議では]話します'],
    ['회의에서 이야기', '회의', '[회의]에서 이야기'],
    ['Die Straße', 'strasse', 'Die [Straße]'],
    ['３人のﾃﾞｰﾀ', '3 データ', '[３]人の[ﾃﾞｰﾀ]'],
  ])('%s: %s', (text, query, expected) => {
    expect(shown(text, query)).toBe(expected);
  });
});

it('a long text is shown around the first place, and no sign is cut in two', () => {
  const text = `${'😀 before '.repeat(50)}the needle ${'and after 😀'.repeat(50)}`;
  const result = shown(text, 'needle');
  expect(result).toMatch(/^….*the \[needle\] and after.*…$/u);
  expect(result.length).toBeLessThanOrEqual(166);
  expect(result.isWellFormed()).toBe(true);
  expect(shown(`needle ${'and after '.repeat(50)}`, 'needle')).toMatch(/^\[needle\] and after.*[^…]…$/u);
  expect(shown(`${'before '.repeat(50)}needle`, 'needle')).toMatch(/^…[^…].*\[needle\]$/u);
});

it('words are counted, and signs where words have no white space', () => {
  const counts = ['', '…!', "We don't know.", '我们开会', '회의를 한다', 'Año 2026'].map((text) => countWords(text));
  expect(counts).toEqual([0, 0, 4, 4, 5, 2]);
});
