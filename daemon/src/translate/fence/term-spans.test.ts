// Where the terms of a glossary stand in a text: whole words in every script, the longest first.
import { describe, expect, it } from 'vitest';
import type { GlossaryTerm } from '@subcam/shared';
import { termsIn, termSpans } from './term-spans.ts';

const term = (source: string, caseSensitive = false): GlossaryTerm => ({ source, target: null, caseSensitive });

const found = (text: string, sources: readonly (string | GlossaryTerm)[], language = 'en'): readonly string[] => {
  const terms = sources.map((one) => (typeof one === 'string' ? term(one) : one));
  return termSpans(text, terms, language).map(({ start, end }) => text.slice(start, end));
};

describe('a term in a text', () => {
  it.each<[string, string, string, readonly string[]]>([
    ['en', 'rate', 'The rate is separate, said Kate.', ['rate']],
    ['en', 'rate', 'Rate-limited? "rate"! (RATE)', ['Rate', 'rate', 'RATE']],
    ['en', 'C', 'C is not C++, and not C#. C!', ['C', 'C']],
    ['en', 'C++', 'We use C++ and C++11.', ['C++']],
    ['en', '.NET', 'Is it .NET, or ASP.NET?', ['.NET']],
    ['en', 'id', 'the id of user_id and id2', ['id']],
    ['en', 'stand-up', 'the stand‑up and the stand-ups', ['stand‑up']],
    ['en', 'action item', 'One action  item, one action\nitem, action items', ['action  item', 'action\nitem']],
    ['en', "people's choice", 'the people’s choice', ['people’s choice']],
    ['en', 'standup', "the standup's end", ['standup']],
    ['fr', 'école', 'E\u0301cole et l’école, pas écoles', ['E\u0301cole', 'école']],
    ['ru', 'план', 'План и планета', ['План']],
    ['hi', 'नाम', 'मेरा नाम नामी', ['नाम']],
    ['ar', 'خطة', 'خطة جديدة وخطط', ['خطة']],
    ['ja', '京都', '東京都は京都ではない', ['京都']],
    ['ja', 'データ', 'データとデータベース', ['データ']],
    ['ja', 'Subcam', 'Subcamを使う', ['Subcam']],
    ['zh', '小米', '我们和小米合作', ['小米']],
    ['th', 'มา', 'เขามาแล้วมาก', ['มา']],
    ['ko', '서울', '서울에서 만나요, 서울은 크다. 서울역', ['서울', '서울']],
    ['ko', 'Subcam', 'Subcam은 좋다', ['Subcam']],
    ['en', '🚀 launch', 'the 🚀 launch', ['🚀 launch']],
  ])('%s: "%s" in "%s"', (...[language, source, text, spans]) => {
    expect(found(text, [source], language)).toEqual(spans);
  });

  it('is the longest of those that overlap, wherever it begins', () => {
    expect(found('the sprint review meeting', ['sprint', 'sprint review', 'review meeting'])).toEqual(
      ['review meeting', 'sprint'].toReversed(),
    );
    expect(found('a quarterly sprint review meeting', ['quarterly sprint', 'sprint review meeting'])).toEqual(['sprint review meeting']);
  });

  it('has the very letters where that is asked for, and is then meant before one of any letters', () => {
    expect(found('IT and it', [term('IT', true)])).toEqual(['IT']);
    const any = { source: 'it', target: 'any', caseSensitive: false };
    const exact = { source: 'IT', target: 'exact', caseSensitive: true };
    expect(termSpans('IT and it', [any, exact], 'en').map((span) => span.term.target)).toEqual(['exact', 'any']);
  });

  it('is the one that stands first of two that are the same', () => {
    const [first, second] = [
      { source: 'Plan', target: 'first', caseSensitive: false },
      { source: 'plan', target: 'second', caseSensitive: false },
    ];
    expect(termsIn('plan, plan', [first, second], 'en')).toEqual([first]);
  });

  it('is found among thousands, in a text far longer than anybody speaks, within a fraction of a second', () => {
    const terms = Array.from({ length: 20_000 }, (_, index) => term(`term number ${index}`));
    const text = 'nothing of term number 1999 and more '.repeat(3_000);
    termSpans('warm', terms, 'en');
    const startMs = performance.now();
    expect(termSpans(text, terms, 'en')).toHaveLength(3_000);
    expect(performance.now() - startMs).toBeLessThan(1_500);
  });
});
