// Chunks that come out of order, late, twice under one number, or not at all, on a clock that is turned by hand.
import { SubcamError } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { describe, expect, it } from 'vitest';
import { createChunkOrder } from './chunk-order.ts';

function rig({ maxWaiting = 10 } = {}) {
  const clock = createVirtualClock();
  const begun: string[] = [];
  let idle = 0;
  const order = createChunkOrder({ clock, missingChunkMs: () => 5_000, maxWaiting: () => maxWaiting, onIdle: () => (idle += 1) });
  const send = (index: number | null, ms = 0): Promise<void> =>
    order.take(index, async (missing) => {
      begun.push(missing === 0 ? `${index}` : `${index} after ${missing} missing`);
      await clock.sleep(ms);
    });
  return { clock, begun, order, send, idle: () => idle };
}

describe('chunks of a session', () => {
  it('are taken by their numbers, one after another, however they come', async () => {
    const { clock, begun, send } = rig();
    await clock.run(Promise.all([send(2, 10), send(1, 10), send(3, 10), send(0, 10)]));
    expect(begun).toEqual(['0', '1', '2', '3']);
  });

  it('wait 5 s for one that is missing, and go on without it', async () => {
    const { clock, begun, send } = rig();
    await clock.run(send(0));
    const rest = Promise.all([send(3), send(4)]);
    await clock.advance(4_999);
    expect(begun).toEqual(['0']);
    await clock.advance(1);
    await clock.run(rest);
    expect(begun).toEqual(['0', '3 after 2 missing', '4']);
  });

  it('wait no longer than until the missing one is there', async () => {
    const { clock, begun, send } = rig();
    await clock.run(send(0));
    const later = send(2);
    await clock.advance(4_000);
    await clock.run(Promise.all([send(1), later]));
    expect(begun).toEqual(['0', '1', '2']);
  });

  it('that are counted from 1, or go on after another daemon, begin with the lowest, and nothing is known to be missing', async () => {
    const { clock, begun, send } = rig();
    const all = Promise.all([send(58), send(57)]);
    await clock.advance(5_000);
    await clock.run(all);
    expect(begun).toEqual(['57', '58']);
  });

  it('without numbers are taken as they come', async () => {
    const { clock, begun, send } = rig();
    await clock.run(Promise.all([send(null, 10), send(null, 10)]));
    expect(begun).toEqual(['null', 'null']);
  });

  it('of which one fails wait for it to be sent again, and go on without it when it is not', async () => {
    const { clock, order, begun, send } = rig();
    const fail = (index: number) => order.take(index, () => Promise.reject(new Error('broken'))).catch((error: unknown) => error);
    await clock.run(send(0));
    const later = send(2);
    expect(await fail(1)).toBeInstanceOf(Error);
    await clock.run(Promise.all([send(1), later]));
    const last = send(4);
    expect(await fail(3)).toBeInstanceOf(Error);
    await clock.run(last);
    expect(begun).toEqual(['0', '1', '2', '4 after 1 missing']);
  });

  it('whose place has passed, or is taken, are refused', async () => {
    const { clock, send } = rig();
    await clock.run(Promise.all([send(0), send(1)]));
    await expect(send(0)).rejects.toMatchObject({ code: 'bad-request', message: expect.stringContaining('too late') as string });
    const waits = send(7);
    await expect(send(7)).rejects.toMatchObject({ code: 'bad-request' });
    await clock.run(waits);
  });

  it('of which too many wait are refused for a while', async () => {
    const { clock, send } = rig({ maxWaiting: 2 });
    const waits = Promise.all([send(5), send(6)]);
    await expect(send(7)).rejects.toMatchObject({ code: 'rate-limited', retryable: true });
    await clock.run(waits);
    await clock.run(send(7));
  });

  it('that wait when the daemon stops are told so', async () => {
    const { order, send, clock } = rig();
    const waits = send(3);
    order.close(new SubcamError('engine-unavailable', 'The daemon is stopping.', { retryable: true }));
    await expect(waits).rejects.toMatchObject({ code: 'engine-unavailable' });
    await expect(send(0)).rejects.toMatchObject({ code: 'engine-unavailable' });
    expect(clock.sleepers).toBe(0);
  });

  it('are over when nothing is at work and nothing waits', async () => {
    const { clock, order, send, idle } = rig();
    const first = send(0, 100);
    expect(order.isIdle).toBe(false);
    await clock.run(first);
    expect([order.isIdle, idle()]).toEqual([true, 1]);
  });
});
