// A daemon whose recogniser is a service that stops answering: told in health, on the tile and once in the log, within 3 s; and no word lost.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { marksOfSession, type SessionState } from '@subcam/shared';
import { io, type Socket } from 'socket.io-client';
import { PROTOCOL_VERSION, SUBTITLES_NAMESPACE, parseTileEvent } from '@subcam/shared/wire';
import { startDaemon, type Daemon } from './compose.ts';
import { loadConfig } from './config/index.ts';
import { createLog } from './telemetry/index.ts';
import { join, pause, speak } from './testing/spoken-text.ts';
import { startSteadyClient } from './testing/steady-client.ts';

/** Answers every segment with the same words, or takes it and never answers. */
let isAnswering = false;
const waiting = new Set<ServerResponse>();
const service = createServer((request: IncomingMessage, response: ServerResponse) => {
  request.resume();
  request.on('end', () => {
    // It says nothing of itself.
    if (request.method !== 'POST') response.writeHead(404).end();
    else if (request.headers['content-type'] === 'application/json') response.writeHead(400).end('{"error": "There is no audio."}');
    else if (isAnswering)
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ text: 'Good morning.', language: 'en' }));
    else waiting.add(response);
  });
});

let folder: string;
let daemon: Daemon;
let reader: Socket;
const logged: { readonly level: number; readonly msg: string; readonly part?: string }[] = [];
/** What a tile says, with the instant, whenever it is something else. */
const marks: { readonly status: string; readonly atMs: number }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-trouble-'));
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  const { port } = service.address() as AddressInfo;
  const flags = {
    dataDir: path.join(folder, 'data'),
    port: 0,
    stt: 'whisper-service',
    whisperUrl: `http://127.0.0.1:${port}`,
  };
  const write = (line: string): void => void logged.push(JSON.parse(line) as (typeof logged)[number]);
  daemon = await startDaemon(await loadConfig(process.env, flags), { log: createLog({ level: 'info', destination: { write } }) });
  reader = io(`${daemon.url}${SUBTITLES_NAMESPACE}`, {
    auth: { token: daemon.token, protocolVersion: PROTOCOL_VERSION, client: 'a test' },
    transports: ['websocket'],
  });
  reader.on('event', (given: unknown) => {
    const event = parseTileEvent(given);
    if (event === null || (event.type !== 'opened' && event.type !== 'state')) return;
    const { status } = marksOfSession(event.state);
    if (marks.at(-1)?.status !== status) marks.push({ status, atMs: Date.now() });
  });
  await reader.emitWithAck('subscribe', { sessionId: '*' });
});

afterAll(async () => {
  reader.disconnect();
  await daemon.close();
  service.closeAllConnections();
  service.close();
  await rm(folder, { recursive: true });
});

async function health(): Promise<SessionState | undefined> {
  const response = await fetch(`${daemon.url}/api/health`, { headers: { authorization: `Bearer ${daemon.token}` } });
  const { sessions } = (await response.json()) as { readonly sessions: readonly SessionState[] };
  return sessions[0];
}

const partsLogged = (): readonly string[] => logged.filter(({ part }) => part !== undefined).map(({ msg }) => msg);

describe('a recogniser that takes sound and does not answer', () => {
  it('is told in health, on the tile and once in the log within 3 s, and told when it is over; what was said is there', async () => {
    const sound = join([pause(300), await speak('Good morning everyone.'), pause(2_000), await speak('Shall we begin?'), pause(1_500)]);
    const client = startSteadyClient({ url: () => daemon.url, token: daemon.token, sessionId: 'talk', sound, speed: 1 });
    await expect.poll(() => waiting.size, { interval: 10, timeout: 10_000 }).toBeGreaterThan(0);
    const askedAtMs = Date.now();
    await expect.poll(async () => (await health())?.trouble.recogniser ?? null, { interval: 50, timeout: 10_000 }).not.toBeNull();
    const { recogniser } = (await health())?.trouble ?? {};
    expect(recogniser).toMatchObject({ engine: { name: 'whisper-service' }, code: 'timeout', work: 'kept' });
    await expect.poll(() => marks.at(-1)?.status).toBe('delayed');
    expect(Number(marks.at(-1)?.atMs) - askedAtMs).toBeLessThanOrEqual(3_000);
    expect(partsLogged()).toEqual(['An engine does not do its work.']);

    isAnswering = true;
    for (const response of waiting) response.destroy();
    expect(await client.account).toMatchObject({ lostSamples: 0, gaps: [] });
    await expect.poll(() => marks.map(({ status }) => status)).toEqual(['listening', 'delayed', 'listening', 'ended']);
    expect(partsLogged()).toEqual(['An engine does not do its work.', 'The engine works again.']);
  });
});
