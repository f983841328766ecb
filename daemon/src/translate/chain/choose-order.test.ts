// The order of translators by what was found out of them.
import { describe, expect, it } from 'vitest';
import { chooseOrder, runsOnGpu, type Examined } from './choose-order.ts';

const QUICK_MS = 300;

interface Named extends Examined {
  readonly name: string;
}

const own = (name: string): Named => ({ name, isOwn: true, device: null, tookMs: null });
const service = (name: string, device: string | null, tookMs: number): Named => ({ name, isOwn: false, device, tookMs });

const orderOf = (...items: readonly Named[]) => chooseOrder(items, QUICK_MS).map(({ item: { name }, why }) => `${name}: ${why}`);

describe('the order of translators', () => {
  it('has services on a GPU first, then the engines of this machine as they are listed, then services on a processor', () => {
    expect(orderOf(own('bergamot'), own('apertium'), service('small', 'cpu', 40), service('large', 'cuda:0', 120.4))).toEqual([
      'large: on a GPU (cuda:0), a sentence in 120 ms',
      'bergamot: on this machine',
      'apertium: on this machine',
      'small: on cpu, a sentence in 40 ms, so that the engines of this machine go before it',
    ]);
  });

  it('takes one that does not say on what it runs by how quick it is', () => {
    expect(orderOf(own('bergamot'), service('slow', null, 301), service('quick', null, 300), service('odd', 'npu', 200))).toEqual([
      'odd: on npu, a sentence in 200 ms',
      'quick: a sentence in 300 ms',
      'bergamot: on this machine',
      'slow: a sentence in 301 ms, so that the engines of this machine go before it',
    ]);
  });

  it('has the quicker one first of two on a GPU', () => {
    expect(orderOf(service('a', 'cuda', 90), service('b', 'mps', 30)).map((line) => line.slice(0, 1))).toEqual(['b', 'a']);
  });
});

describe('a device', () => {
  it.each([
    ['cuda:0', true],
    ['NVIDIA H100', true],
    ['gpu', true],
    ['mps', true],
    ['rocm', true],
    ['cpu', false],
    ['CPU (no GPU was found)', false],
    ['tpu', null],
    ['something', null],
  ])('"%s" is a GPU: %s', (device, expected) => {
    expect(runsOnGpu(device)).toBe(expected);
  });
});
