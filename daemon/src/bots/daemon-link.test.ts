// The runner's socket to a daemon that refuses it, that ends the connection, that is there again.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BotStatus } from '@subcam/shared';
import { createVirtualClock, type VirtualClock } from '@subcam/shared/testing';
import { RUNNER_NAMESPACE } from '@subcam/shared/wire';
import { answerIdentityOf } from '../testing/identity-answer.ts';
import { openDaemonLink } from './daemon-link.ts';
import type { DaemonLink } from './lease.ts';

const STATUS: BotStatus = { botId: 'bot', meetingUrl: 'https://meet.google.com/abc-defg-hij', state: 'joining', reason: '', atMs: 0 };
const REFUSAL = { code: 'engine-unavailable', message: 'The daemon is stopping: connect again later.', retryable: true };

let io: Server;
let clock: VirtualClock;
let link: DaemonLink;
let isRefusing: boolean;
let handshakes: number;
/** The token that the daemon knows. */
let proves: string;

beforeEach(async () => {
  isRefusing = false;
  handshakes = 0;
  proves = 'right';
  clock = createVirtualClock(0);
  const http = createServer((request, response) => void answerIdentityOf(proves, request, response));
  io = new Server(http);
  const runners = io.of(RUNNER_NAMESPACE);
  runners.use((_socket, next) => {
    handshakes += 1;
    next(isRefusing ? Object.assign(new Error('refused'), { data: REFUSAL }) : undefined);
  });
  runners.on('connection', (socket) => {
    socket.on('lease', (_status: unknown, answer: (reply: unknown) => void) => answer({ ok: true, value: { leaseMs: 30_000 } }));
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  link = openDaemonLink({ daemonUrl: `http://127.0.0.1:${port}`, token: 'right', clock, onLeave: () => undefined });
});

afterEach(async () => {
  link.close();
  await io.close();
});

/** Resolves when the link waits before its next attempt. */
const pausing = (): Promise<void> => expect.poll(() => clock.sleepers).toBe(1);

describe('the link of a runner to the daemon', () => {
  it('renews the lease', async () => {
    await expect(link.renew(STATUS)).resolves.toBeUndefined();
  });

  it('does not connect to a program that cannot prove to know the token, and says so', async () => {
    proves = 'another token';
    await expect(link.renew(STATUS)).rejects.toMatchObject({ code: 'unauthorized' });
    await pausing();
    expect(handshakes).toBe(0);
    proves = 'right';
    await clock.advance(2_000);
    await expect.poll(() => link.renew(STATUS).then(String, String)).toBe('undefined');
  });

  it('refuses at once to renew what was closed', async () => {
    await link.renew(STATUS);
    link.close();
    await expect(link.renew(STATUS)).rejects.toMatchObject({ code: 'aborted' });
  });

  it('says why it is refused, tries again every two seconds, and renews once it is let in', async () => {
    isRefusing = true;
    await expect(link.renew(STATUS)).rejects.toMatchObject({ code: 'engine-unavailable', message: REFUSAL.message });
    await pausing();
    await clock.advance(1_999);
    expect(handshakes).toBe(1);
    await clock.advance(1);
    await pausing();
    expect(handshakes).toBe(2);
    isRefusing = false;
    await clock.advance(2_000);
    await expect
      .poll(() =>
        link.renew(STATUS).then(
          () => 'renewed',
          () => 'refused',
        ),
      )
      .toBe('renewed');
  });

  it('connects again after two seconds when the daemon has ended the connection', async () => {
    await link.renew(STATUS);
    io.of(RUNNER_NAMESPACE).disconnectSockets();
    await pausing();
    expect(handshakes).toBe(1);
    await clock.advance(2_000);
    await expect(link.renew(STATUS)).resolves.toBeUndefined();
    expect(handshakes).toBe(2);
  });

  it.each([true, false])('tries nothing after it was closed (refused until then: %s)', async (refused) => {
    isRefusing = refused;
    await link.renew(STATUS).catch(() => undefined);
    if (refused) await pausing();
    link.close();
    expect(clock.sleepers).toBe(0);
    await clock.advance(10_000);
    expect(handshakes).toBe(1);
  });
});
