import { expect, test } from 'vitest';
import { createNotifier } from './notifier.ts';

test('everybody who waits is woken, and whoever waits afterwards waits for the next time', async () => {
  const { notify, notified } = createNotifier();
  const woken: string[] = [];
  const wait = (name: string): Promise<void> => notified().then(() => void woken.push(name));
  const first = Promise.all([wait('one'), wait('two')]);
  notify();
  const second = wait('three');
  await first;
  expect(woken).toEqual(['one', 'two']);
  notify();
  await second;
  expect(woken).toEqual(['one', 'two', 'three']);
});

test('a change between taking the promise and waiting for it is not missed', async () => {
  const { notify, notified } = createNotifier();
  const change = notified();
  notify();
  await expect(change).resolves.toBeUndefined();
});
