// One session and as many viewers as a large meeting has, each on a socket of its own: those who stop reading are ended, and nobody else notices.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket as TcpSocket } from 'node:net';
import { DEFAULT_TILE_SETTINGS, FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { PROTOCOL_VERSION, SUBTITLES_NAMESPACE, type CaptureHello } from '@subcam/shared/wire';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openRegistry, type Attachment, type CaptureClient } from '../pipeline/index.ts';
import { openStore } from '../store/index.ts';
import { createLog, noMetrics, silentLog } from '../telemetry/index.ts';
import { scriptedStt } from '../testing/fake-stt.ts';
import { scriptedVad } from '../testing/fake-vad.ts';
import { createFakeTranslator } from '../testing/fake-translator.ts';
import { enginesInUse, PIPELINE_SETTINGS, soundOf } from '../testing/scripted-pipeline.ts';
import { steadyEngines } from '../testing/steady-engines.ts';
import { LIMITS, startTestGateway, TOKEN } from './testing/test-gateway.ts';

const VIEWERS = 200;
const STALLED = 3;
const MAX_WAITING_BYTES = 512 * 1024;
/** Of each translation: a few of them fill what the operating system takes for somebody who does not read, which are some MB. */
const LETTERS_OF_A_TRANSLATION = 15_000;
/** Finals after the stalled have been ended; and those until then are not more than these. */
const FINALS_AFTERWARDS = 4;
const MOST_FINALS = 60;
const SENTENCE = soundOf([0.9, 1_000], [0, 1_500]);

const SILENT_CLIENT: CaptureClient = {
  ack: () => undefined,
  cue: () => undefined,
  state: () => undefined,
  tileSettings: () => undefined,
  fault: () => undefined,
};

interface Viewer {
  readonly socket: WebSocket;
  /** The daemon's end of its connection. */
  readonly daemonEnd: TcpSocket;
  /** Of each final that it has read, the first sample. */
  readonly finals: number[];
  readonly translations: number[];
}

let newestDaemonEnd: TcpSocket | null = null;
const onServerSocket = (message: unknown): void => {
  newestDaemonEnd = (message as { readonly socket: TcpSocket }).socket;
};
const viewers: Viewer[] = [];

beforeEach(() => subscribe('net.server.socket', onServerSocket));

afterEach(() => {
  unsubscribe('net.server.socket', onServerSocket);
  for (const { socket } of viewers.splice(0)) socket.terminate();
});

function firstSampleIn(message: Buffer): number {
  const name = '"firstSample":';
  const place = message.indexOf(name) + name.length;
  return Number.parseInt(message.toString('latin1', place, place + 20), 10);
}

/** As its client does, but of a message nothing is read except which final it is of. One at a time. */
async function view(port: number, sessionId: string): Promise<Viewer> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
  const finals: number[] = [];
  const translations: number[] = [];
  const subscribed = Promise.withResolvers<void>();
  socket.on('error', subscribed.reject);
  socket.on('message', (data: Buffer) => {
    const head = data.toString('latin1', 0, 60);
    if (head === '2') socket.send('3');
    else if (head.startsWith('0')) {
      const join = { token: TOKEN, protocolVersion: PROTOCOL_VERSION, client: 'a test' };
      socket.send(`40${SUBTITLES_NAMESPACE},${JSON.stringify(join)}`);
    } else if (head.startsWith('40')) socket.send(`42${SUBTITLES_NAMESPACE},0${JSON.stringify(['subscribe', { sessionId }])}`);
    else if (head.startsWith('43')) subscribed.resolve();
    else if (head.includes('"type":"final"')) finals.push(firstSampleIn(data));
    else if (head.includes('"type":"translation"')) translations.push(firstSampleIn(data));
  });
  await subscribed.promise;
  if (newestDaemonEnd === null) throw new Error('The daemon has no end of this connection.');
  return { socket, daemonEnd: newestDaemonEnd, finals, translations };
}

function say(attachment: Attachment, index: number): void {
  for (let from = 0; from < SENTENCE.length; from += FRAME_SAMPLES) {
    const samples = SENTENCE.subarray(from, from + FRAME_SAMPLES);
    attachment.audio({ connectionEpoch: 1, frame: { firstSample: index * SENTENCE.length + from, samples } });
  }
}

it('of 200 viewers three that stop reading are ended by limits.maxWaitingBytes, and the others get every final once, as it comes', async () => {
  const clock = createVirtualClock();
  const vadFactory = scriptedVad();
  const stt = scriptedStt(clock, (_request, index) => ({ text: `Sentence ${index}.` }));
  const translator = createFakeTranslator({ answer: ({ text }) => text.padEnd(LETTERS_OF_A_TRANSLATION, ' palabra') });
  const store = await openStore({ file: null });
  const registry = openRegistry({
    store,
    vadFactory,
    stt,
    translator,
    engines: steadyEngines(enginesInUse({ vadFactory, stt, translator })),
    follows: () => null,
    clock,
    log: silentLog,
    metrics: noMetrics,
    settings: { ...PIPELINE_SETTINGS, tile: DEFAULT_TILE_SETTINGS },
  });
  const logged: string[] = [];
  const log = createLog({ level: 'warn', destination: { write: (line) => logged.push(line) } });
  const gateway = await startTestGateway(registry, { limits: () => ({ ...LIMITS, maxWaitingBytes: MAX_WAITING_BYTES }), log });
  const said: number[] = [];
  registry.subscribe((message) => {
    if (message.type === 'event' && message.event.type === 'final') said.push(message.event.transcript.firstSample);
  });
  const hello: CaptureHello = {
    sessionId: 'meeting',
    captureId: 'capture',
    connectionEpoch: 1,
    sampleRateHz: SAMPLE_RATE_HZ,
    source: 'tab',
    startedAtMs: clock.nowMs(),
    oldestSample: 0,
    nextSample: 0,
    meetingUrl: null,
    sourceLanguage: 'en',
    targetLanguages: ['es'],
    pace: 'file',
  };
  const attachment = await registry.attach(hello, SILENT_CLIENT, 'a test');
  for (let count = 0; count < VIEWERS; count += 1) viewers.push(await view(gateway.port, 'meeting'));
  const [stalled, attentive] = [viewers.slice(0, STALLED), viewers.slice(STALLED)];
  const areEnded = (): boolean => stalled.every(({ daemonEnd }) => daemonEnd.destroyed);
  for (const { socket } of stalled) socket.pause();
  let mostWaiting = 0;
  let afterwards = 0;
  while (afterwards < FINALS_AFTERWARDS && said.length < MOST_FINALS) {
    say(attachment, said.length);
    await clock.advance(3_000);
    const sentBytes = Math.max(...attentive.map(({ daemonEnd }) => daemonEnd.bytesWritten));
    for (const { daemonEnd } of stalled) {
      if (!daemonEnd.destroyed) mostWaiting = Math.max(mostWaiting, sentBytes - daemonEnd.bytesWritten + daemonEnd.writableLength);
    }
    const count = said.length;
    const haveRead = (): boolean => attentive.every(({ finals, translations }) => finals.length === count && translations.length === count);
    await expect.poll(haveRead, { timeout: 5_000, interval: 5 }).toBe(true);
    if (areEnded()) afterwards += 1;
  }
  expect(areEnded()).toBe(true);
  for (const { finals, translations, daemonEnd } of attentive) {
    expect(finals).toEqual(said);
    expect(translations).toEqual(said);
    expect(daemonEnd.destroyed).toBe(false);
  }
  expect(mostWaiting).toBeGreaterThan(MAX_WAITING_BYTES / 4);
  expect(mostWaiting).toBeLessThanOrEqual(MAX_WAITING_BYTES);
  expect(logged.join('')).toContain('limits.maxWaitingBytes');
  await gateway.close();
  await clock.run(registry.close());
  await store.close();
});
