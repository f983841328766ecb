// A lease that only answered renewals keep alive.
import { describe, expect, it } from 'vitest';
import { LEASE_MS, LEASE_RENEW_MS, SubcamError, type BotStatus } from '@subcam/shared';
import { keepLease, type DaemonLink } from './lease.ts';
import { createVirtualClock } from '@subcam/shared/testing';

const STATUS: BotStatus = { botId: 'b', meetingUrl: 'https://meet.google.com/abc-defg-hij', state: 'active', reason: '', atMs: 0 };

function lease(renew: (nowMs: number) => Promise<void>, clock = createVirtualClock(0)) {
  const renewals: number[] = [];
  const logs: string[] = [];
  const release = new AbortController();
  const link: DaemonLink = {
    renew: () => {
      renewals.push(clock.nowMs());
      return renew(clock.nowMs());
    },
    close: () => undefined,
  };
  const options = {
    link,
    clock,
    leaseMs: LEASE_MS,
    renewMs: LEASE_RENEW_MS,
    renewedAtMs: 0,
    current: () => STATUS,
    log: (message: string) => logs.push(message),
  };
  return { clock, renewals, logs, release, held: keepLease(options, release.signal) };
}

const unreachable = (): Promise<void> => Promise.reject(new SubcamError('network', 'connection refused', { retryable: true }));

describe('keepLease', () => {
  it('renews every 5 s for as long as the daemon answers', async () => {
    const { clock, renewals, release, held } = lease(() => Promise.resolve());
    await clock.run(clock.sleep(60_000));
    release.abort();
    expect(await clock.run(held)).toBe('released');
    expect(renewals.slice(0, 4)).toEqual([0, 5000, 10_000, 15_000]);
  });

  it('is lost 30 s after the last answered renewal was sent, not earlier', async () => {
    const { clock, held } = lease((nowMs) => (nowMs <= 10_000 ? Promise.resolve() : unreachable()));
    expect(await clock.run(held)).toBe('lost');
    expect(clock.nowMs()).toBe(40_000);
  });

  it('counts from when a renewal was sent, not from when it was answered', async () => {
    const clock = createVirtualClock(0);
    const { held } = lease((nowMs) => (nowMs === 0 ? clock.sleep(3000) : unreachable()), clock);
    expect(await clock.run(held)).toBe('lost');
    expect(clock.nowMs()).toBe(30_000);
  });

  it('is lost just so when the daemon hangs without an answer', async () => {
    const { clock, held } = lease((nowMs) => (nowMs === 0 ? Promise.resolve() : new Promise(() => undefined)));
    expect(await clock.run(held)).toBe('lost');
    expect(clock.nowMs()).toBe(30_000);
  });

  it('lives on when the daemon is back within the lease, and says both once', async () => {
    const { clock, logs, release, held } = lease((nowMs) => (nowMs > 10_000 && nowMs < 35_000 ? unreachable() : Promise.resolve()));
    await clock.run(clock.sleep(120_000));
    release.abort();
    expect(await clock.run(held)).toBe('released');
    expect(logs).toEqual(['the daemon is out of reach; the bot stays until its lease ends', 'the daemon is back']);
  });
});
