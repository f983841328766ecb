// Bots that report, that fall silent, and that are asked to leave.
import { createVirtualClock } from '@subcam/shared/testing';
import { LEASE_MS, type BotState } from '@subcam/shared';
import { describe, expect, it } from 'vitest';
import { createLeases } from './leases.ts';
import type { Holder } from './shares.ts';

const ONE: Holder = { client: 'one', connection: {} };

/** A connection of its own, of a client of that name. */
const another = (client = 'one'): Holder => ({ client, connection: {} });

const LIMIT_REACHED = { code: 'session-limit', retryable: true };

function setUp() {
  const now = { value: 0 };
  const maxEnded = { value: 100 };
  const maxBots = { value: 200 };
  const maxBotsPerClient = { value: 200 };
  const leases = createLeases({ nowMs: () => now.value, monotonicMs: () => now.value, sleep: () => Promise.resolve() }, () => ({
    maxEndedBots: maxEnded.value,
    maxBots: maxBots.value,
    maxBotsPerClient: maxBotsPerClient.value,
  }));
  const asked: string[] = [];
  const report = (state: BotState, botId = 'bot-1', holder: Holder = ONE): void =>
    leases.renew(
      { botId, state, reason: 'as told', meetingUrl: 'https://meet.google.com/abc-defg-hij', atMs: now.value },
      { ...holder, askToLeave: (reason) => asked.push(reason) },
    );
  return { now, maxEnded, maxBots, maxBotsPerClient, leases, asked, report };
}

describe('a bot', () => {
  it('is listed with its last state while it renews', () => {
    const { now, leases, report } = setUp();
    report('joining');
    now.value = LEASE_MS - 1;
    report('active');
    now.value = 2 * LEASE_MS - 2;
    expect(leases.list()).toMatchObject([{ botId: 'bot-1', state: 'active', leaseExpiresAtMs: 2 * LEASE_MS - 1 }]);
  });

  it('that is over is remembered among the latest alone', () => {
    const { maxEnded, leases, report } = setUp();
    maxEnded.value = 2;
    report('active', 'running');
    for (const botId of ['first', 'second', 'third']) report('completed', botId);
    expect(leases.list().map(({ botId }) => botId)).toEqual(['running', 'second', 'third']);
  });

  it('keeps its lease for just as long when somebody sets the clock', async () => {
    const clock = createVirtualClock();
    const leases = createLeases(clock, () => ({ maxEndedBots: 10, maxBots: 10, maxBotsPerClient: 10 }));
    const report = { botId: 'b', state: 'active', reason: '', meetingUrl: 'https://meet.google.com/abc-defg-hij', atMs: 0 } as const;
    leases.renew(report, { ...ONE, askToLeave: () => undefined });
    clock.setWallClock(clock.nowMs() + 3_600_000);
    await clock.advance(LEASE_MS - 1);
    expect(leases.get('b')?.state).toBe('active');
    leases.renew(report, { ...ONE, askToLeave: () => undefined });
    clock.setWallClock(clock.nowMs() - 3_600_000);
    await clock.advance(LEASE_MS);
    expect(leases.get('b')?.state).toBe('failed');
  });

  it('has failed once its lease ran out, unless it was over before', () => {
    const { now, leases, report } = setUp();
    report('active', 'silent');
    report('completed', 'done');
    now.value = LEASE_MS;
    expect(leases.get('silent')).toMatchObject({ state: 'failed', atMs: LEASE_MS });
    expect(leases.get('done')).toMatchObject({ state: 'completed', reason: 'as told' });
  });

  it('is asked to leave with the reason, as long as it attends', () => {
    const { leases, asked, report } = setUp();
    report('active');
    leases.leave('bot-1', 'because');
    expect(asked).toEqual(['because']);
    report('completed');
    expect(() => leases.leave('bot-1', 'again')).toThrow(expect.objectContaining({ code: 'bad-request' }));
    expect(() => leases.leave('nobody', 'why')).toThrow(expect.objectContaining({ code: 'bad-request' }));
    expect(asked).toEqual(['because']);
  });

  it('is forgotten only when many others have ended after it', () => {
    const { leases, report } = setUp();
    report('active', 'alive');
    for (let index = 0; index <= 100; index += 1) report('completed', `bot-${index}`);
    expect(leases.get('bot-0')).toBeUndefined();
    expect(leases.get('bot-1')).toBeDefined();
    expect(leases.get('alive')).toBeDefined();
  });

  it('finds no room when as many attend as may, and finds it again when one has ended or fallen silent', () => {
    const { now, maxBots, leases, report } = setUp();
    maxBots.value = 2;
    report('active', 'first');
    now.value = 1;
    report('active', 'second');
    expect(() => report('active', 'third')).toThrow(expect.objectContaining({ code: 'session-limit', retryable: true }));
    expect(leases.get('third')).toBeUndefined();
    report('active', 'second');
    report('completed', 'second');
    report('active', 'third');
    now.value = LEASE_MS;
    report('active', 'fourth');
    expect(leases.list().map(({ botId, state }) => `${botId} ${state}`)).toEqual([
      'first failed',
      'second completed',
      'third active',
      'fourth active',
    ]);
  });

  it('costs the same to report, however many have reported before', () => {
    const { maxEnded, report } = setUp();
    maxEnded.value = 10_000;
    const startedAtMs = performance.now();
    for (let index = 0; index < 100_000; index += 1) report('completed', `bot-${index}`);
    // Looking through all of them each time takes minutes.
    expect(performance.now() - startedAtMs).toBeLessThan(10_000);
  });
});

describe('somebody who reports bots without end', () => {
  it('on many connections leaves places for one bot of each other connection of the same name, and for other clients', () => {
    const { maxBotsPerClient, leases, report } = setUp();
    maxBotsPerClient.value = 100;
    let refused = 0;
    for (let connection = 0; connection < 20; connection += 1) {
      const holder = another('one');
      for (let bot = 0; bot < 10; bot += 1) {
        try {
          report('active', `flood-${connection}-${bot}`, holder);
        } catch (error) {
          expect(error).toMatchObject(LIMIT_REACHED);
          refused += 1;
        }
      }
    }
    expect(refused).toBe(135);
    for (let bot = 0; bot < 35; bot += 1) report('active', `single-${bot}`, another('one'));
    expect(() => report('active', 'too many', another('one'))).toThrow(expect.objectContaining(LIMIT_REACHED));
    for (let bot = 0; bot < 50; bot += 1) report('active', `other-${bot}`, another('other'));
    expect(leases.get('single-0')?.state).toBe('active');
    expect(leases.get('other-49')?.state).toBe('active');
    report('completed', 'single-0', another('one'));
    report('active', 'in its place', another('one'));
  });

  it('who reports only their ends pushes nobody off the list but their own', () => {
    const { leases, report } = setUp();
    for (let bot = 0; bot < 30; bot += 1) {
      const holder = another();
      report('active', `mine-${bot}`, holder);
      report('completed', `mine-${bot}`, holder);
    }
    for (let count = 0; count < 1_000; count += 1) report('completed', `strange-${count}`, another());
    expect(leases.list()).toHaveLength(100);
    for (let bot = 0; bot < 30; bot += 1) expect(leases.get(`mine-${bot}`)).toMatchObject({ state: 'completed' });
    expect(leases.get('strange-999')).toBeDefined();
  });

  it('and their ends pushes nobody off the list who has fewer, by client and by connection', () => {
    const { leases, report } = setUp();
    const ends = (botId: string, holder: Holder): void => {
      report('active', botId, holder);
      report('failed', botId, holder);
    };
    for (let bot = 0; bot < 10; bot += 1) ends(`other-${bot}`, another('other'));
    for (let bot = 0; bot < 10; bot += 1) ends(`same-${bot}`, another('one'));
    for (let connection = 0; connection < 20; connection += 1) {
      const holder = another('one');
      for (let bot = 0; bot < 10; bot += 1) ends(`flood-${connection}-${bot}`, holder);
    }
    expect(leases.list()).toHaveLength(100);
    for (let bot = 0; bot < 10; bot += 1) for (const whose of ['other', 'same']) expect(leases.get(`${whose}-${bot}`)).toBeDefined();
  });
});
