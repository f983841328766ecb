import { describe, expect, it } from 'vitest';
import { createLayoutMemo, rememberingMeasure } from './layout-memo.ts';

describe('what a layout remembers', () => {
  it('finds each thing once', () => {
    const memo = createLayoutMemo();
    const asked: string[] = [];
    const measure = rememberingMeasure((text, font) => {
      asked.push(`${font}:${text}`);
      return text.length;
    }, memo);
    expect([measure('ab', 'x'), measure('ab', 'x'), measure('ab', 'y')]).toEqual([2, 2, 2]);
    expect(asked).toEqual(['x:ab', 'y:ab']);
  });

  it('keeps what is used and forgets the rest, within its bound', () => {
    const memo = createLayoutMemo(10);
    let found = 0;
    const find = (): number => (found += 1);
    for (let index = 0; index < 100; index += 1) {
      memo.get('used again and again', find);
      memo.get(`once ${index}`, find);
      expect(memo.size).toBeLessThanOrEqual(10);
    }
    expect(found).toBe(101);
  });

  it('does not keep what nobody reads', () => {
    const memo = createLayoutMemo();
    memo.get('x'.repeat(10_000), () => 1);
    expect(memo.size).toBe(0);
  });
});
