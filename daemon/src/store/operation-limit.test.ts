// Operations at once: so many, the others in their turn, and a refusal for those whose turn does not come.
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '@subcam/shared/testing';
import { withOperationLimit } from './operation-limit.ts';
import { failureOf } from './testing/journal-checks.ts';
import type { Backend } from './database.ts';

/** A backend whose operations end when they are told to. */
function slowBackend() {
  const running: { readonly name: string; readonly end: () => void; readonly fail: () => void }[] = [];
  const run = (doing: string): Promise<never> =>
    new Promise((resolve, reject) => {
      running.push({ name: doing, end: () => resolve(undefined as never), fail: () => reject(new Error('It failed.')) });
    });
  const backend: Backend = { read: run, write: run, erase: () => Promise.resolve(), close: () => Promise.resolve() };
  return { backend, running, names: () => running.map(({ name }) => name) };
}

function* nothing() {
  yield* [];
}

const settle = () => new Promise(setImmediate);

describe('with two operations at once', () => {
  function limited() {
    const clock = createVirtualClock();
    const slow = slowBackend();
    return { clock, ...slow, store: withOperationLimit(slow.backend, { maxOperations: 2, patienceMs: 30_000, clock }) };
  }

  it('the third waits for one of them to end, and the fourth for the next, also when one fails', async () => {
    const { store, running, names } = limited();
    const first = store.write('1', nothing);
    const rest = ['2', '3', '4'].map((name) => store.read(name, nothing));
    await settle();
    expect(names()).toEqual(['1', '2']);
    running[0]?.fail();
    await expect(first).rejects.toThrow('It failed.');
    await settle();
    expect(names()).toEqual(['1', '2', '3']);
    running[1]?.end();
    await settle();
    expect(names()).toEqual(['1', '2', '3', '4']);
    for (const { end } of running) end();
    await Promise.all(rest);
  });

  it('one is refused after 30 s, may come again, and takes nobody’s turn', async () => {
    const { clock, store, running, names } = limited();
    const held = ['1', '2'].map((name) => store.write(name, nothing));
    const late = failureOf(store.write('3', nothing));
    await clock.advance(29_000);
    const patient = store.write('4', nothing);
    await clock.advance(1_000);
    const error = await late;
    expect(error).toMatchObject({ code: 'storage', retryable: true });
    expect(error.message).toContain('at work on 2 operations for 30 s');
    running[0]?.end();
    await settle();
    expect(names()).toEqual(['1', '2', '4']);
    for (const { end } of running) end();
    await Promise.all([...held, patient]);
  });
});
