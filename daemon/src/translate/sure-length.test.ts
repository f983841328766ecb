// What is sure of a translation, after its text was changed, and after a second step.
import type { TranslateResult } from '@subcam/shared';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carriedLength, sureThroughBoth, withText } from './sure-length.ts';

const result = (text: string, sure?: string): TranslateResult => ({
  text,
  confidence: null,
  engine: { name: 'fake', model: 'test' },
  ...(sure === undefined ? {} : { sureLength: sure.length }),
});

const sureOf = ({ text, sureLength }: TranslateResult): string | null => (sureLength === undefined ? null : text.slice(0, sureLength));

describe('the sure beginning of a text that is changed', () => {
  it.each([
    ['behind it', ['Vi Xqbb ontem e', 'Vi Xqbb'], ['Vi Xqbb ontem à noite', 'Vi Xqbb']],
    ['within it', ['Vi Xqbb ontem e', 'Vi Xqbb'], ['Vi Ana Maria ontem e', 'Vi Ana Maria']],
    ['before it', ['vi Ana', 'vi'], ['« vi Ana', '« vi']],
    ['on both sides', ['Vi Xqba e Xqbb', 'Vi Xqba'], ['Vi Ana e Rui', 'Vi ']],
    ['nowhere', ['Vi Ana', 'Vi'], ['Vi Ana', 'Vi']],
  ] as const)('ends where it did, changed %s', (_where, [before, sure], [after, expected]) => {
    expect(sureOf(withText(result(before, sure), after))).toBe(expected);
  });

  it('is not there where the engine could not tell', () => {
    expect(withText(result('a b'), 'c').sureLength).toBeUndefined();
  });

  it('is within the text, whatever was made of it', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 8 });
    fc.assert(
      fc.property(text, text, fc.nat(8), (before, after, length) => {
        const carried = carriedLength(before, after, Math.min(length, before.length));
        expect(carried).toBeGreaterThanOrEqual(0);
        expect(carried).toBeLessThanOrEqual(after.length);
      }),
    );
  });
});

describe('what is sure of a translation in two steps', () => {
  const asked: string[] = [];
  const second = async (text: string): Promise<TranslateResult> => {
    asked.push(text);
    return result(text.replaceAll('o', 'el'), text);
  };
  const through = async (
    first: TranslateResult,
    then: TranslateResult,
    translate: typeof second | null = second,
  ): Promise<string | null> => {
    asked.length = 0;
    return sureOf(await sureThroughBoth(first, then, translate));
  };

  it('is what the second says of the first one’s sure beginning, too', async () => {
    expect(await through(result('vi o erro ontem', 'vi o'), result('vi el fallo ayer', 'vi el fallo ayer'))).toBe('vi el');
    expect(asked).toEqual(['vi o']);
    expect(await through(result('vi o erro', 'vi o'), result('lo vi', 'lo vi'))).toBe('');
  });

  it('is no more than what the second is sure of', async () => {
    expect(await through(result('vi o erro', 'vi o'), result('vi el fallo', 'vi'))).toBe('vi');
  });

  it('is what the second says where the first is sure of all, and nothing where it is sure of nothing; nobody is asked for that', async () => {
    expect(await through(result('vi o', 'vi o'), result('vi el', 'vi'))).toBe('vi');
    expect(await through(result('vi o', ''), result('vi el', 'vi el'))).toBe('');
    expect(asked).toEqual([]);
  });

  it('can’t be told where one of them can’t tell, or nobody wants to know', async () => {
    expect(await through(result('vi o'), result('vi el', 'vi el'))).toBeNull();
    expect(await through(result('vi o', 'vi'), result('vi el'))).toBeNull();
    expect(await through(result('vi o', 'vi'), result('vi el', 'vi el'), null)).toBeNull();
    expect(asked).toEqual([]);
  });
});
