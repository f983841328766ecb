// One reader of what waits: when it is answered, and how it ends.
import { describe, expect, it } from 'vitest';
import { openItemReader } from './item-reader.ts';

const LAST = 'last';

function open(signal = new AbortController().signal) {
  const waiting: string[] = [];
  const reader = openItemReader<string>({ take: () => waiting.shift(), isLast: (item) => item === LAST }, signal);
  const put = (item: string): void => {
    waiting.push(item);
    reader.wake();
  };
  return { reader, waiting, put };
}

describe('a reader of what waits', () => {
  it('is given each in its order, at once what waits already, and later what is still to come', async () => {
    const { reader, put } = open();
    put('one');
    expect(await reader.next()).toEqual({ done: false, value: 'one' });
    const next = reader.next();
    put('two');
    put('three');
    expect(await next).toEqual({ done: false, value: 'two' });
    expect(await reader.next()).toEqual({ done: false, value: 'three' });
  });

  it('is answered after what comes in the same breath', async () => {
    const { reader, put, waiting } = open();
    const next = reader.next();
    put('a');
    waiting[0] += 'b';
    expect(await next).toEqual({ done: false, value: 'ab' });
  });

  it('ends after the last, whatever comes then', async () => {
    const { reader, put } = open();
    put(LAST);
    put('too late');
    expect(await reader.next()).toEqual({ done: false, value: LAST });
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });

  it('is refused with the reason of its signal, while it waits and from then on, and takes nothing more', async () => {
    const stop = new AbortController();
    const { reader, put, waiting } = open(stop.signal);
    const next = reader.next();
    stop.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
    put('more');
    await expect(reader.next()).rejects.toThrow('enough');
    expect(waiting).toEqual(['more']);
  });
});
