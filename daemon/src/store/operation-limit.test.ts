// Operations at once: so many, the others in their turn, and a refusal for those whose turn does not come.
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '@subcam/shared/testing';
import { loadConfig } from '../config/index.ts';
import { withOperationLimit } from './operation-limit.ts';
import { storeOn } from './store.ts';
import { DEFAULT_STORE_LIMITS } from './store-options.ts';
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

describe('a store that nobody has set otherwise', () => {
  it('has the limits of the contract', async () => {
    const { store } = await loadConfig({ HOME: '/nowhere', SUBCAM_HOME: '/nowhere' });
    expect(store).toMatchObject(DEFAULT_STORE_LIMITS);
    expect(DEFAULT_STORE_LIMITS).toMatchObject({ maxOperations: 50, patienceMs: 30_000, cachedSessions: 1_000 });
    expect(DEFAULT_STORE_LIMITS).toMatchObject({ minConnections: 5, maxConnections: 20 });
  });

  it('begins fifty operations at once, and refuses one more after 30 s', async () => {
    const clock = createVirtualClock();
    const { backend, running } = slowBackend();
    const store = storeOn(backend, { limits: DEFAULT_STORE_LIMITS, clock });
    const held = Array.from({ length: 50 }, () => store.openSessions());
    const late = failureOf(store.openSessions());
    await clock.advance(29_999);
    expect(running).toHaveLength(50);
    await clock.advance(1);
    expect((await late).message).toContain('at work on 50 operations for 30 s');
    expect((await late).message).toContain('store.maxOperations');
    expect(running).toHaveLength(50);
    for (const { end } of running) end();
    await Promise.all(held);
  });

  it('remembers the thousand sessions that were looked up last', async () => {
    let reads = 0;
    const found = { closedAtMs: null } as never;
    const read = (): Promise<never> => {
      reads += 1;
      return Promise.resolve(found);
    };
    const backend: Backend = { ...slowBackend().backend, read };
    const store = storeOn(backend, { limits: DEFAULT_STORE_LIMITS, clock: createVirtualClock() });
    for (let session = 0; session <= 1_000; session += 1) await store.session(`session-${session}`);
    expect(reads).toBe(1_001);
    for (let session = 1; session <= 1_000; session += 1) await store.session(`session-${session}`);
    expect(reads).toBe(1_001);
    await store.session('session-0');
    expect(reads).toBe(1_002);
  });
});
