// Tokens of bots: they end with their bots, and not before.
import { LEASE_MS, type BotState } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLog } from '../telemetry/index.ts';
import type { Tokens } from '../tokens/index.ts';
import { createBotTokens, type BotTokens } from './bot-tokens.ts';
import { createLeases, type Leases } from './leases.ts';
import { LIMITS, openTestTokens } from './testing/test-gateway.ts';

let clock: ReturnType<typeof createVirtualClock>;
let tokens: Tokens;
let leases: Leases;
let botTokens: BotTokens;
let id: string;

beforeEach(async () => {
  clock = createVirtualClock();
  tokens = await openTestTokens(clock);
  leases = createLeases(clock, () => LIMITS);
  id = (await tokens.create({ name: 'bot bot-1', scopes: ['capture'], botId: 'bot-1' })).row.id;
  await tokens.create({ name: 'a person', scopes: ['capture'] });
  botTokens = createBotTokens({ tokens, leases, clock, log: silentLog });
});

afterEach(() => {
  botTokens.close();
  tokens.close();
});

function report(state: BotState, botId = 'bot-1'): void {
  const status = { botId, state, reason: 'so', meetingUrl: 'https://meet.google.com/abc-defg-hij', atMs: 0 };
  leases.renew(status, { client: 'runner', connection: {}, askToLeave: () => undefined });
  botTokens.reported(status);
}

const isThere = (): boolean => tokens.list().some((row) => row.id === id);
const names = (): readonly string[] => tokens.list().map(({ name }) => name);

it.each<BotState>(['completed', 'failed'])('one of a bot that reports to have %s ends at once', async (state) => {
  report('active');
  report('completed', 'another-bot');
  expect(isThere()).toBe(true);
  report(state);
  await expect.poll(isThere).toBe(false);
  expect(names()).toContain('a person');
});

it('one of a bot that reports stays, however long', async () => {
  for (let reports = 0; reports < 60; reports += 1) {
    report('active');
    await clock.advance(LEASE_MS / 3);
  }
  expect(isThere()).toBe(true);
});

it('one of a bot that reports no more ends after four leases without a word, not after one', async () => {
  report('active');
  await clock.advance(2 * LEASE_MS);
  expect(isThere()).toBe(true);
  report('active');
  await clock.advance(LEASE_MS + 120_000 + 60_000);
  await expect.poll(isThere).toBe(false);
  expect(names()).toContain('a person');
});

it('one of a bot that has not reported since the daemon started ends as late', async () => {
  await clock.advance(119_000);
  expect(isThere()).toBe(true);
  await clock.advance(31_000);
  await expect.poll(isThere).toBe(false);
});
