// Requests to an engine that does one thing at a time: finals first, and one answer for the same request while it is at work.
import type { TranslateResult } from '@subcam/shared';
import { describe, expect, it } from 'vitest';
import { openRequestQueue, type RequestQueue } from './request-queue.ts';

const going = new AbortController().signal;

/** An engine whose batches are answered one by one, in their order. */
function answeredByHand() {
  const batches: (readonly string[])[] = [];
  const waiting: PromiseWithResolvers<readonly TranslateResult[]>[] = [];
  const queue: RequestQueue<string> = openRequestQueue({
    engine: 'Test',
    maxWaiting: 4,
    lanes: 1,
    maxBatch: 8,
    same: (one, other) => one === other,
    together: () => true,
    work: (items) => {
      batches.push(items);
      const answer = Promise.withResolvers<readonly TranslateResult[]>();
      waiting.push(answer);
      return answer.promise;
    },
  });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    queue,
    batches,
    answer: async () => {
      const items = batches[batches.length - waiting.length] ?? [];
      waiting.shift()?.resolve(items.map((text) => ({ text: `[${text}]`, confidence: null, engine: { name: 'test', model: '1' } })));
      await turn();
    },
    fail: async () => {
      waiting.shift()?.reject(new Error('The engine is away.'));
      await turn();
    },
  };
}

describe('a request for what is at work', () => {
  it('is answered with it: a final does not wait for a second time', async () => {
    const { queue, batches, answer } = answeredByHand();
    const partial = queue.ask('we meet.', 'partial', going);
    const final = queue.ask('we meet.', 'final', going);
    await answer();
    expect(await Promise.all([partial, final])).toMatchObject([{ text: '[we meet.]' }, { text: '[we meet.]' }]);
    expect(batches).toEqual([['we meet.']]);
  });

  it('fails with it, and is asked anew after that', async () => {
    const { queue, batches, answer, fail } = answeredByHand();
    const both = Promise.allSettled([queue.ask('a', 'partial', going), queue.ask('a', 'final', going)]);
    await fail();
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = queue.ask('a', 'final', going);
    await answer();
    expect(await again).toMatchObject({ text: '[a]' });
    expect(batches).toEqual([['a'], ['a']]);
  });

  it('has its answer also when the one who asked first has given up', async () => {
    const { queue, answer } = answeredByHand();
    const stop = new AbortController();
    const partial = queue.ask('a', 'partial', stop.signal);
    const final = queue.ask('a', 'final', going);
    stop.abort();
    await expect(partial).rejects.toMatchObject({ code: 'aborted' });
    await answer();
    expect(await final).toMatchObject({ text: '[a]' });
  });
});

describe('what waits', () => {
  it('is taken finals first and together, partials one by one', async () => {
    const { queue, batches, answer } = answeredByHand();
    const asked = [
      queue.ask('p1', 'partial', going),
      queue.ask('p2', 'partial', going),
      queue.ask('f1', 'final', going),
      queue.ask('f2', 'final', going),
    ];
    for (let batch = 0; batch < 3; batch += 1) await answer();
    await Promise.all(asked);
    expect(batches).toEqual([['p1'], ['f1', 'f2'], ['p2']]);
  });

  it('is put behind nothing that waits only: a final for what a waiting partial wants goes first', async () => {
    const { queue, batches, answer } = answeredByHand();
    const asked = [queue.ask('a', 'partial', going), queue.ask('b', 'partial', going), queue.ask('c', 'partial', going)];
    asked.push(queue.ask('c', 'final', going));
    for (let batch = 0; batch < 4; batch += 1) await answer();
    await Promise.all(asked);
    expect(batches).toEqual([['a'], ['c'], ['b'], ['c']]);
  });

  it('goes when whoever asked for it gives up, and makes room', async () => {
    const { queue, batches, answer } = answeredByHand();
    const stop = new AbortController();
    const first = queue.ask('a', 'final', going);
    const waiting = ['b', 'c', 'd', 'e'].map((text) => queue.ask(text, 'partial', stop.signal));
    await expect(queue.ask('f', 'final', going)).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true });
    const settled = Promise.allSettled(waiting);
    stop.abort();
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
    const last = queue.ask('f', 'final', going);
    await answer();
    await answer();
    await Promise.all([first, last]);
    expect(batches).toEqual([['a'], ['f']]);
  });
});
