// The link over a real socket.io server on loopback: refusals, deaths and restarts, and every sample exactly once.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { FRAME_SAMPLES, systemClock } from '@subcam/shared';
import { TEST_TOKEN, emptyLedger, startTestDaemon } from '../testing/test-daemon.ts';
import { createCaptureLink } from './capture-link.ts';
import { createRetainedBuffer } from './retained-buffer.ts';
import { openSocketIoConnection } from './socketio-connection.ts';
import type { LinkStatus } from '../bus/extension-status.ts';
import type { TestDaemon } from '../testing/test-daemon.ts';

interface Client {
  readonly statuses: LinkStatus[];
  readonly cueIds: string[];
  /** Captures so many frames, whose samples count up. */
  capture(frames: number): void;
  readonly link: ReturnType<typeof createCaptureLink>;
  readonly ended: Promise<void>;
}

const running: AbortController[] = [];
const daemons: TestDaemon[] = [];

async function start(options: Parameters<typeof startTestDaemon>[0]): Promise<TestDaemon> {
  const daemon = await startTestDaemon(options);
  daemons.push(daemon);
  return daemon;
}

function startClient(daemonUrl: string, token = TEST_TOKEN): Client {
  const life = new AbortController();
  running.push(life);
  const buffer = createRetainedBuffer();
  const statuses: LinkStatus[] = [];
  const cueIds: string[] = [];
  const link = createCaptureLink({
    open: openSocketIoConnection({ daemonUrl, token, client: 'test' }),
    buffer,
    identity: {
      sessionId: 'session',
      captureId: 'capture',
      source: 'tab',
      startedAtMs: 1_000,
      meetingUrl: null,
      sourceLanguage: 'en',
      targetLanguages: ['es'],
      pace: 'live',
    },
    listener: {
      onStatus: (status) => statuses.push(status),
      onWelcome: (welcome) => cueIds.push(...welcome.cues.map((cue) => cue.cueId)),
      onCue: (update) => cueIds.push(update.type === 'upsert' ? update.cue.cueId : `-${update.cueId}`),
      onState: () => undefined,
      onTileSettings: () => undefined,
    },
    clock: systemClock,
    random: Math.random,
  });
  return {
    statuses,
    cueIds,
    capture(frames) {
      for (let n = 0; n < frames; n += 1) {
        const firstSample = buffer.nextSample;
        buffer.push({ firstSample, samples: Int16Array.from({ length: FRAME_SAMPLES }, (_, k) => (firstSample + k) % 30_000) });
        link.pump();
      }
    },
    link,
    ended: link.run(life.signal),
  };
}

const counting = (count: number): number[] => Array.from({ length: count }, (_, n) => n % 30_000);

afterEach(async () => {
  for (const life of running.splice(0)) life.abort(new Error('the test is over'));
  for (const daemon of daemons.splice(0)) await daemon.kill();
});

describe('a capture link over socket.io', () => {
  it('delivers every sample once and ends with the account of the daemon', async () => {
    const ledger = emptyLedger();
    const daemon = await start({ ledger });
    const client = startClient(daemon.url);
    client.capture(200);
    await expect.poll(() => ledger.samples.length).toBe(200 * FRAME_SAMPLES);
    const account = await client.link.end();
    expect(account).toMatchObject({ capturedSamples: 64_000, lostSamples: 0 });
    await client.ended;
    expect(ledger.samples).toEqual(counting(64_000));
    expect(ledger.violations).toEqual([]);
    expect(client.link.status.phase).toBe('closed');
  });

  it('resumes a killed and restarted daemon from the sample that it names, within a second, with no hole', async () => {
    const ledger = emptyLedger();
    const first = await start({ ledger });
    const client = startClient(first.url);
    client.capture(100);
    await expect.poll(() => ledger.samples.length).toBe(100 * FRAME_SAMPLES);
    await first.kill();
    client.capture(50);
    await expect.poll(() => client.link.status.phase).toBe('reconnecting');
    const restartedAtMs = performance.now();
    await start({ ledger, port: first.port });
    await expect.poll(() => ledger.samples.length, { timeout: 4_000 }).toBe(150 * FRAME_SAMPLES);
    expect(performance.now() - restartedAtMs).toBeLessThan(2_000);
    expect(ledger.resumes).toEqual([0, 100 * FRAME_SAMPLES - 8_000]);
    expect(ledger.samples).toEqual(counting(48_000));
    expect(ledger.violations).toEqual([]);
  });

  it('connects to a daemon that starts later than the capture', async () => {
    const ledger = emptyLedger();
    const gone = await startTestDaemon({ ledger });
    await gone.kill();
    const client = startClient(gone.url);
    client.capture(10);
    await expect.poll(() => client.link.status.error?.code).toBe('network');
    expect(client.link.status.phase).toBe('connecting');
    await start({ ledger, port: gone.port });
    await expect.poll(() => ledger.samples.length, { timeout: 4_000 }).toBe(3_200);
  });

  it('tells another program on the port nothing, says so, and connects as soon as the daemon is there', async () => {
    const heard: string[] = [];
    const other = createServer((request, response) => {
      heard.push(`${request.url} ${JSON.stringify(request.headers)}`);
      response.end('{"status":"ok"}');
    });
    const taken: unknown[] = [];
    other.on('upgrade', (request) => taken.push(request.url));
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const client = startClient(`http://127.0.0.1:${port}`);
    client.capture(10);
    await expect.poll(() => client.link.status.error?.message).toContain('taken by another program');
    expect(client.link.status.phase).toBe('connecting');
    expect(taken).toEqual([]);
    expect(heard.join()).not.toContain(TEST_TOKEN);
    other.closeAllConnections();
    other.close();
    await once(other, 'close');
    const ledger = emptyLedger();
    await start({ ledger, port });
    await expect.poll(() => ledger.samples.length, { timeout: 4_000 }).toBe(3_200);
  });

  it('stops with the reason when the token is wrong, and does not try again', async () => {
    const ledger = emptyLedger();
    const daemon = await start({ ledger });
    const client = startClient(daemon.url, 'wrong');
    await client.ended;
    expect(client.link.status).toMatchObject({ phase: 'refused', error: { code: 'unauthorized' } });
    expect(ledger.hellos).toEqual([]);
    expect(await client.link.end()).toBeNull();
  });

  it('stops at a fault that trying again would not change, and goes on after one that it would', async () => {
    const ledger = emptyLedger();
    const daemon = await start({ ledger });
    const client = startClient(daemon.url);
    await expect.poll(() => client.link.status.phase).toBe('live');
    daemon.fault({ code: 'engine-unavailable', message: 'The recogniser restarts.', retryable: true });
    await expect.poll(() => ledger.hellos.length).toBe(2);
    await expect.poll(() => client.link.status.phase).toBe('live');
    daemon.fault({ code: 'stale-connection', message: 'Another client took over.', retryable: false });
    await client.ended;
    expect(client.link.status).toMatchObject({ phase: 'refused', error: { code: 'stale-connection' } });
    expect(ledger.violations).toEqual([]);
  });

  it('gives up on a daemon that sends what the schema does not know, instead of showing it', async () => {
    const ledger = emptyLedger();
    const daemon = await start({ ledger });
    const client = startClient(daemon.url);
    await expect.poll(() => client.link.status.phase).toBe('live');
    daemon.send({ type: 'upsert', emittedAtMs: 1, cue: { cueId: 7 } } as never);
    await client.ended;
    expect(client.link.status).toMatchObject({ phase: 'refused', error: { code: 'bad-request' } });
    expect(client.cueIds).toEqual([]);
  });
});
