// A service over real HTTP that asks for a pause, in seconds or with a date, and the virtual clock by which it gets it.
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backoff, retry } from '@subcam/shared';
import { createVirtualClock, type VirtualClock } from '@subcam/shared/testing';
import * as z from 'zod';
import { openEngineService, type EngineService } from './engine-service.ts';
import { retryAfterMs } from './service-rest.ts';

const forever = new AbortController().signal;
const schema = z.object({ said: z.string() });

let clock: VirtualClock;
let server: Server;
let service: EngineService;
/** How many requests have reached the service. */
let asked: number;
/** How it refuses, one after the other; then it answers. */
let refusals: ((response: ServerResponse) => void)[];

const refuse =
  (status: number, headers: Readonly<Record<string, string>>) =>
  (response: ServerResponse): void =>
    void response.writeHead(status, headers).end('{"error":"too much to do"}');

async function open(maxRetryAfterMs?: number): Promise<void> {
  service = openEngineService({
    title: 'echo service',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exampleUrl: 'http://127.0.0.1:1',
    endpoints: ['ask'],
    timeoutMs: 600_000,
    maxAnswerBytes: 1_000,
    clock,
    ...(maxRetryAfterMs === undefined ? {} : { maxRetryAfterMs }),
  });
}

beforeEach(async () => {
  clock = createVirtualClock();
  asked = 0;
  refusals = [];
  server = createServer((request, response) => {
    request.resume();
    asked += 1;
    (refusals.shift() ?? ((to) => void to.end('{"said":"yes"}')))(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await open();
});

afterEach(() => {
  service.close();
  server.closeAllConnections();
  server.close();
});

const ask = () => service.post({ text: 'Hello' }, schema, forever);

/** Retries as the rooms do; the waits between the tries, in ms. */
async function waitsUntilAnswered(): Promise<readonly (number | null)[]> {
  const waits: (number | null)[] = [];
  const answer = retry(ask, {
    clock,
    waits: backoff({ firstMs: 250, maxMs: 5_000 }),
    onFailure: (_error, waitMs) => waits.push(waitMs),
  });
  // The clock is turned when somebody waits for a retry: beside the time limit of a request that is under way.
  const progress = { isSettled: false };
  const settled = answer.finally(() => {
    progress.isSettled = true;
  });
  for (let seen = 0; !progress.isSettled;) {
    if (waits.length > seen) {
      await clock.advance(waits[seen] ?? 0);
      seen += 1;
    } else await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(await settled).toEqual({ said: 'yes' });
  return waits;
}

const inSeconds = (seconds: number): string => new Date(clock.nowMs() + seconds * 1000).toUTCString();

describe('a service that asks for a pause', () => {
  it.each([429, 503])('with HTTP %d and seconds is asked again after them, and not before', async (status) => {
    refusals = [refuse(status, { 'retry-after': '7' })];
    expect(await waitsUntilAnswered()).toEqual([7_000]);
    expect(asked).toBe(2);
  });

  it('with a date is asked again then, by its own clock where it tells it, else by ours', async () => {
    refusals = [refuse(503, { 'retry-after': inSeconds(9), date: inSeconds(0) }), refuse(503, { 'retry-after': inSeconds(8 + 9) })];
    const [first, second] = await waitsUntilAnswered();
    expect(first).toBe(9_000);
    expect(second).toBeGreaterThan(7_000);
    expect(second).toBeLessThanOrEqual(8_000);
    expect(asked).toBe(3);
  });

  it('for less than we would wait anyway is not asked sooner', async () => {
    refusals = [refuse(429, { 'retry-after': '0' }), refuse(429, {}), refuse(429, { 'retry-after': '1' })];
    expect(await waitsUntilAnswered()).toEqual([250, 500, 1_000]);
  });

  it('for longer than the limit gets the limit', async () => {
    refusals = [refuse(429, { 'retry-after': '86400' })];
    expect(await waitsUntilAnswered()).toEqual([30_000]);
    await open(2_000);
    refusals = [refuse(429, { 'retry-after': '86400' })];
    expect(await waitsUntilAnswered()).toEqual([2_000]);
  });

  it('is left alone by others too, who are told at once why and for how long', async () => {
    refusals = [refuse(429, { 'retry-after': '4' })];
    const first: unknown = await ask().catch((error: unknown) => error);
    expect(first).toMatchObject({
      code: 'engine-unavailable',
      retryable: true,
      retryAfterMs: 4_000,
      message: expect.stringMatching(/HTTP 429: too much to do\). It is asked again in 4 s, as it wishes\.$/) as string,
    });
    await clock.advance(3_000);
    await expect(ask()).rejects.toMatchObject({
      code: 'engine-unavailable',
      retryable: true,
      retryAfterMs: 1_000,
      message: (first as Error).message,
    });
    expect(asked).toBe(1);
    await clock.advance(1_000);
    expect(await ask()).toEqual({ said: 'yes' });
    expect(asked).toBe(2);
  });

  it('and refuses for good is not waited for', async () => {
    refusals = [refuse(400, { 'retry-after': '4' })];
    await expect(ask()).rejects.toMatchObject({ code: 'engine-failed', retryable: false, retryAfterMs: 0 });
    expect(await ask()).toEqual({ said: 'yes' });
  });

  it('gets none where the setting is 0', async () => {
    await open(0);
    refusals = [refuse(503, { 'retry-after': '4' })];
    expect(await waitsUntilAnswered()).toEqual([250]);
  });
});

describe('the header', () => {
  const now = { nowMs: () => Date.parse('Wed, 21 Oct 2026 07:28:00 GMT') };
  it.each([
    ['120', null, 120_000],
    [' 1.5 ', null, 1_500],
    ['Wed, 21 Oct 2026 07:28:30 GMT', null, 30_000],
    ['Wed, 21 Oct 2026 07:28:30 GMT', 'Wed, 21 Oct 2026 07:28:20 GMT', 10_000],
    ['Wed, 21 Oct 2026 07:28:30 GMT', 'nonsense', 30_000],
    ['Wed, 21 Oct 2026 07:27:00 GMT', null, 0],
    ['Wed, 21 Oct 2026 07:27:00 GMT', 'Wed, 21 Oct 2026 07:28:00 GMT', 0],
    ['-5', null, 0],
    ['soon', null, 0],
    ['', null, 0],
  ])('"%s" with the date %s means %d ms', (given, date, expected) => {
    const headers = new Headers({ 'retry-after': given, ...(date === null ? {} : { date }) });
    expect(retryAfterMs(headers, now)).toBe(expected);
  });
});
