// Finals and translations that come while a commit is on its way: they are one transaction.
import { SubcamError } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { describe, expect, it } from 'vitest';
import type { Backend } from './database.ts';
import { shareWrites } from './shared-writes.ts';
import { failureOf } from './testing/journal-checks.ts';
import { openStore } from './open-store.ts';
import { DEFAULT_STORE_LIMITS } from './store-options.ts';
import { capture, finalOf, progressThrough, session } from './testing/rows.ts';

const settle = () => new Promise(setImmediate);

/** A backend whose transactions end when they are told to, with what they are told. */
function slowBackend() {
  const transactions: { readonly answer: (outcome: unknown) => void; readonly fail: (error: Error) => void }[] = [];
  const write = (): Promise<never> =>
    new Promise((resolve, reject) => {
      transactions.push({ answer: (outcome) => resolve(outcome as never), fail: reject });
    });
  const backend: Backend = { read: write, write, erase: () => Promise.resolve(), close: () => Promise.resolve() };
  const clock = createVirtualClock();
  return { shared: shareWrites(backend, { limited: backend, clock }), transactions, clock };
}

it('the first is written at once, and all that come meanwhile with the next transaction', async () => {
  const { shared, transactions } = slowBackend();
  const first = shared.commitFinal(finalOf(0));
  await settle();
  expect(transactions).toHaveLength(1);
  const rest = [1, 2, 3].map((index) => shared.commitFinal(finalOf(index)));
  await settle();
  expect(transactions).toHaveLength(1);
  transactions[0]?.answer([true]);
  expect(await first).toBe(true);
  await settle();
  expect(transactions).toHaveLength(2);
  transactions[1]?.answer([true, false, true]);
  expect(await Promise.all(rest)).toEqual([true, false, true]);
});

it('silences of one turn of the event loop are one transaction, also where none is on its way', async () => {
  const { shared, transactions } = slowBackend();
  const quiet = (captureId: string): Promise<void> => shared.commitQuiet({ captureId, throughSample: 320, segmenterState: '' });
  const together = [quiet('capture-1')];
  await Promise.resolve();
  await Promise.resolve();
  together.push(quiet('capture-2'));
  expect(transactions).toHaveLength(0);
  await settle();
  await settle();
  expect(transactions).toHaveLength(1);
  transactions[0]?.answer([undefined, undefined]);
  await Promise.all(together);
});

it('of several that could not be stored for good, each is tried alone', async () => {
  const { shared, transactions } = slowBackend();
  const both = [0, 1].map((index) => shared.commitFinal(finalOf(index)));
  const [bad, good] = both as [Promise<boolean>, Promise<boolean>];
  const refused = failureOf(bad);
  await settle();
  transactions[0]?.fail(new SubcamError('storage', 'One of them has no capture.'));
  await settle();
  transactions[1]?.fail(new SubcamError('storage', 'It has no capture.'));
  expect((await refused).message).toBe('It has no capture.');
  await settle();
  transactions[2]?.answer([true]);
  expect(await good).toBe(true);
  expect(transactions).toHaveLength(3);
});

it('what may pass by itself is told to each of them, without a second try', async () => {
  const { shared, transactions } = slowBackend();
  const failures = [0, 1].map((index) => failureOf(shared.commitFinal(finalOf(index))));
  await settle();
  transactions[0]?.fail(new SubcamError('storage', 'The disk is full.', { retryable: true }));
  expect((await Promise.all(failures)).map(({ retryable }) => retryable)).toEqual([true, true]);
  expect(transactions).toHaveLength(1);
  // It goes on with the next.
  const next = shared.commitFinal(finalOf(2));
  await settle();
  transactions[1]?.answer([true]);
  expect(await next).toBe(true);
});

describe('silences of many captures', () => {
  /** One of each of ten captures, a second ago. */
  async function afterSilences() {
    const { shared, transactions, clock } = slowBackend();
    const quiet = (captureId: string): Promise<void> => shared.commitQuiet({ captureId, throughSample: 320, segmenterState: '' });
    const captures = Array.from({ length: 10 }, (_, index) => `capture-${index}`);
    const first = Promise.all(captures.map(quiet));
    await clock.advance(1_000);
    for (const { answer } of transactions.splice(0)) answer([]);
    await first;
    return { captures, quiet, transactions, clock };
  }

  it('wait a fifth of a second for each other, so that those of several turns are one transaction', async () => {
    const { captures, quiet, transactions, clock } = await afterSilences();
    const later = captures.map(async (captureId) => {
      await settle();
      await quiet(captureId);
    });
    await clock.advance(199);
    expect(transactions).toHaveLength(0);
    await clock.advance(1);
    expect(transactions).toHaveLength(1);
    transactions[0]?.answer([]);
    await Promise.all(later);
  });

  it('keep none waiting at each second of its sound that is read faster than it was said, as a file is', async () => {
    const { quiet, transactions, clock } = await afterSilences();
    const begun = quiet('file');
    await clock.advance(200);
    transactions.pop()?.answer([]);
    await begun;
    for (const _second of [1, 2, 3]) {
      const next = quiet('file');
      // No time passes.
      await settle();
      await settle();
      expect(transactions).toHaveLength(1);
      transactions.pop()?.answer([]);
      await next;
    }
  });
});

it('silences that wait for each other are no operations, so that a final finds room beside any number of them', async () => {
  const clock = createVirtualClock();
  const store = await openStore({ file: null, clock, limits: { ...DEFAULT_STORE_LIMITS, maxOperations: 1 } });
  const captures = Array.from({ length: 12 }, (_, index) => `capture-${index + 1}`);
  for (const captureId of captures) await store.openCapture(session, capture({ captureId }));
  const quiet = (): Promise<unknown> => Promise.all(captures.map((captureId) => store.commitQuiet(progressThrough(320, captureId))));
  await clock.run(quiet());
  await clock.advance(1_000);
  const waiting = quiet();
  await settle();
  // No time passes meanwhile.
  expect(await store.commitFinal(finalOf(0))).toBe(true);
  await clock.run(waiting);
  await store.close();
});
