// The client of `subcam transcribe` against a daemon that does what it is told: flow control, refusals, and a daemon that goes away.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import * as socketIoParser from 'socket.io-parser';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_TILE_SETTINGS } from '@subcam/shared';
import { CAPTURE_NAMESPACE, SUBTITLES_NAMESPACE, decodePcmFrame, frameParser } from '@subcam/shared/wire';
import { sampleState } from '@subcam/shared/testing';
import { answerIdentityOf } from '../testing/identity-answer.ts';
import { WINDOW_SAMPLES, openFileCapture, requestPairingCode } from './client.ts';
import type { FileCapture, FileCaptureOptions } from './client.ts';

const state = sampleState();
const welcome = { sessionId: 's', captureId: 'c', resumeFromSample: 0, committedThrough: 0, cues: [], state, tile: DEFAULT_TILE_SETTINGS };
const account = { capturedSamples: 320, committedSamples: 320, ackedSamples: 320, lostSamples: 0, gaps: [] };

let io: Server;
let url: string;
let received: number[];
let opened: FileCapture[];
let refuse: { code: string; message: string; retryable: boolean } | null;

beforeEach(async () => {
  received = [];
  opened = [];
  refuse = null;
  const http = createServer((request, response) => {
    if (answerIdentityOf('right', request, response)) return;
    if (request.url === '/api/pair/start' && request.headers.authorization === 'Bearer right') {
      response.end(JSON.stringify({ code: 'ABCD-2345', expiresAtMs: 5 }));
    } else response.writeHead(401).end('{}');
  });
  io = new Server(http, { parser: frameParser(socketIoParser) });
  io.of(CAPTURE_NAMESPACE).use((_socket, next) =>
    next(refuse === null ? undefined : Object.assign(new Error('refused'), { data: refuse })),
  );
  io.of(CAPTURE_NAMESPACE).on('connection', (socket) => {
    socket.on('hello', (_hello: unknown, answer: (reply: unknown) => void) => answer({ ok: true, value: welcome }));
    socket.on('audio', (bytes: Buffer) => received.push(decodePcmFrame(bytes).frame.firstSample));
    socket.on('end', (_end: unknown, answer: (reply: unknown) => void) => answer({ ok: true, value: account }));
  });
  io.of(SUBTITLES_NAMESPACE).on('connection', (socket) => {
    socket.on('subscribe', (_request: unknown, answer: (reply: unknown) => void) => answer({ ok: true, value: { sessions: ['s'] } }));
  });
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});

afterEach(async () => {
  for (const capture of opened) capture.close();
  await io.close();
});

async function openCapture(more: Partial<FileCaptureOptions> = {}): Promise<FileCapture> {
  const capture = await openFileCapture({
    address: { url, token: 'right' },
    hello: { sessionId: 's', captureId: 'c', startedAtMs: 1, sourceLanguage: 'en', targetLanguages: [], pace: 'file' },
    signal: new AbortController().signal,
    onEvent: () => undefined,
    ...more,
  });
  opened.push(capture);
  return capture;
}

/** Sends a window's worth of sound, and a frame more that has to wait. */
async function fillWindow(capture: FileCapture): Promise<void> {
  for (let first = 0; first + 1000 <= WINDOW_SAMPLES; first += 1000)
    await capture.send({ firstSample: first, samples: new Int16Array(1000) });
  await capture.send({ firstSample: WINDOW_SAMPLES, samples: new Int16Array(1000) });
}

test('a file is streamed, and its account comes back', async () => {
  const capture = await openCapture();
  await capture.send({ firstSample: 0, samples: new Int16Array(320) });
  expect(await capture.end()).toEqual(account);
  expect(received).toEqual([0]);
  expect(capture.welcome.state.engines.stt).toEqual(state.engines.stt);
});

test('no more than the window is on its way; an acknowledgement makes room', async () => {
  const capture = await openCapture();
  const waiting = fillWindow(capture);
  await expect.poll(() => received.length).toBe(WINDOW_SAMPLES / 1000);
  io.of(CAPTURE_NAMESPACE).emit('ack', { captureId: 'c', throughSample: 1000 });
  await waiting;
  await expect.poll(() => received.at(-1)).toBe(WINDOW_SAMPLES);
});

test('a daemon that acknowledges nothing is given up with what to look at', async () => {
  const capture = await openCapture({ stallMs: 100 });
  await expect(fillWindow(capture)).rejects.toMatchObject({ code: 'timeout', message: expect.stringContaining('no progress') as string });
});

test('what the daemon says before it closes is what the person reads', async () => {
  const capture = await openCapture({ stallMs: 5000 });
  const failure = expect(fillWindow(capture)).rejects.toMatchObject({ code: 'backlog-full', message: 'too much' });
  await expect.poll(() => received.length).toBe(WINDOW_SAMPLES / 1000);
  io.of(CAPTURE_NAMESPACE).emit('fault', { code: 'backlog-full', message: 'too much', retryable: true });
  io.of(CAPTURE_NAMESPACE).disconnectSockets(true);
  await failure;
});

test('a daemon that goes away in mid-file is an error, not an end', async () => {
  const capture = await openCapture({ stallMs: 5000 });
  const failure = expect(fillWindow(capture)).rejects.toMatchObject({
    code: 'engine-unavailable',
    message: expect.stringContaining('went away') as string,
  });
  await expect.poll(() => received.length).toBe(WINDOW_SAMPLES / 1000);
  io.of(CAPTURE_NAMESPACE).disconnectSockets(true);
  await failure;
});

test('a refused token and an address without a daemon are told apart', async () => {
  refuse = { code: 'unauthorized', message: 'The token is wrong.', retryable: false };
  await expect(openCapture()).rejects.toMatchObject({ code: 'unauthorized', message: 'The token is wrong.' });
  await expect(openCapture({ address: { url: 'http://127.0.0.1:9', token: 'x' } })).rejects.toMatchObject({
    code: 'network',
    message: expect.stringContaining('subcam up') as string,
  });
});

test('a signal ends the waiting', async () => {
  const stop = new AbortController();
  const capture = await openCapture({ signal: stop.signal, stallMs: 5000 });
  const failure = expect(fillWindow(capture)).rejects.toMatchObject({ code: 'aborted' });
  await expect.poll(() => received.length).toBe(WINDOW_SAMPLES / 1000);
  stop.abort(new DOMException('Stopped.', 'AbortError'));
  await failure;
});

test('a pairing code is asked for with the token', async () => {
  expect(await requestPairingCode({ url, token: 'right' })).toEqual({ code: 'ABCD-2345', expiresAtMs: 5 });
  await expect(requestPairingCode({ url, token: 'wrong' })).rejects.toMatchObject({ code: 'unauthorized' });
});
