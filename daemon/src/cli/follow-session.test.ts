// What `subcam record` reads, from a daemon that does what it is told: a session that ends, one that is away, one that never returns.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock, type CueUpdate, type SessionEvent } from '@subcam/shared';
import { SUBTITLES_NAMESPACE } from '@subcam/shared/wire';
import { sampleCapture, sampleCue, sampleState } from '@subcam/shared/testing';
import { answerIdentityOf } from '../testing/identity-answer.ts';
import { followSession, type FollowOptions } from './follow-session.ts';

const HAPPENED = { atMs: 1000, sessionId: 's' };
const STATE: SessionEvent = { type: 'state', ...HAPPENED, state: sampleState() };
const ENDED: SessionEvent = { type: 'state', ...HAPPENED, state: sampleState({ captures: [sampleCapture({ status: 'ended' })] }) };
const CLOSED: SessionEvent = {
  type: 'closed',
  ...HAPPENED,
  captureId: 'capture-1',
  audio: { capturedSamples: 0, committedSamples: 0, ackedSamples: 0, lostSamples: 0, gaps: [] },
};
const cueEvent = (update: CueUpdate): SessionEvent => ({ type: 'cue', ...HAPPENED, update });
const CUE = cueEvent({ type: 'upsert', emittedAtMs: 1000, cue: sampleCue({ text: 'Good morning.' }) });

let io: Server | null;
let port: number;
let sessions: readonly string[];
let refusal: { readonly code: string; readonly message: string; readonly retryable: boolean } | null;
/** What the daemon says to whoever subscribes, after its answer. */
let story: readonly SessionEvent[];
let read: unknown[];
let away: boolean[];

async function startDaemon(): Promise<void> {
  const http = createServer((request, response) => void answerIdentityOf('right', request, response));
  io = new Server(http);
  const namespace = io.of(SUBTITLES_NAMESPACE);
  namespace.use((_socket, next) => next(refusal === null ? undefined : Object.assign(new Error('refused'), { data: refusal })));
  namespace.on('connection', (socket: Socket) => {
    socket.on('subscribe', (_request: unknown, answer: (reply: unknown) => void) => {
      answer({ ok: true, value: { sessions } });
      for (const event of story) socket.emit('event', event);
    });
  });
  http.listen(port, '127.0.0.1');
  await once(http, 'listening');
  ({ port } = http.address() as AddressInfo);
}

async function stopDaemon(): Promise<void> {
  await io?.close();
  io = null;
}

function follow(more: Partial<FollowOptions> = {}): Promise<'closed' | 'stopped'> {
  return followSession({
    address: { url: `http://127.0.0.1:${port}`, token: 'right' },
    sessionId: 's',
    signal: new AbortController().signal,
    onEvent: (event) => read.push(event),
    onAway: (gone) => away.push(gone),
    clock: systemClock,
    ...more,
  });
}

beforeEach(async () => {
  port = 0;
  sessions = ['s'];
  refusal = null;
  story = [STATE, CUE];
  read = [];
  away = [];
  await startDaemon();
});

afterEach(stopDaemon);

describe('a session that is followed', () => {
  it('is over when all of its captures have ended', async () => {
    story = [STATE, CUE, ENDED, CLOSED];
    expect(await follow()).toBe('closed');
    expect(read).toEqual(story);
    expect(away).toEqual([]);
  });

  it('goes on while another capture of it runs', async () => {
    const stop = new AbortController();
    const captures = [sampleCapture({ status: 'ended' }), sampleCapture({ captureId: 'other' })];
    story = [STATE, { type: 'state', ...HAPPENED, state: sampleState({ captures }) }, CLOSED];
    const following = follow({ signal: stop.signal });
    await expect.poll(() => read).toHaveLength(3);
    stop.abort();
    expect(await following).toBe('stopped');
  });

  it('is refused when it does not run, and when the daemon cannot be reached or refuses the token', async () => {
    sessions = ['another'];
    story = [];
    await expect(follow()).rejects.toMatchObject({ code: 'session-unknown' });
    refusal = { code: 'unauthorized', message: 'Wrong token.', retryable: false };
    await expect(follow()).rejects.toMatchObject({ code: 'unauthorized', message: 'Wrong token.' });
    await stopDaemon();
    await expect(follow()).rejects.toMatchObject({ code: 'network' });
    expect(away).toEqual([]);
  });

  it('ends with what whoever reads throws', async () => {
    const full = (): never => {
      throw new Error('the disk is full');
    };
    await expect(follow({ onEvent: full })).rejects.toThrowError('the disk is full');
  });
});

describe('a daemon that goes away', () => {
  it('is waited for until it tells of the session again, and cues that stood before are taken back first', async () => {
    const following = follow();
    await expect.poll(() => read).toHaveLength(2);
    await stopDaemon();
    await expect.poll(() => away).toEqual([true]);
    // It comes back before the extension has: the session begins again later.
    sessions = [];
    story = [];
    await startDaemon();
    await expect.poll(() => io?.of(SUBTITLES_NAMESPACE).sockets.size).toBe(1);
    expect(away).toEqual([true]);

    const opened: SessionEvent = { type: 'opened', atMs: 5000, sessionId: 's', captureId: 'c', startedAtMs: 1, state: sampleState() };
    for (const event of [opened, CUE, ENDED, CLOSED]) io?.of(SUBTITLES_NAMESPACE).emit('event', event);
    expect(await following).toBe('closed');
    const { cueId } = sampleCue({ text: 'Good morning.' });
    const removal = { type: 'cue', atMs: 5000, sessionId: 's', update: { type: 'remove', emittedAtMs: 5000, cueId } };
    expect(read).toEqual([STATE, CUE, removal, opened, CUE, ENDED, CLOSED]);
    expect(away).toEqual([true, false]);
  });

  it('is given up when it stays away for too long, and not at the first try in vain', async () => {
    const following = follow({ awayLimitMs: 1200 });
    const given = expect(following).rejects.toMatchObject({
      code: 'engine-unavailable',
      message: expect.stringContaining('within 1.2 s') as string,
    });
    await expect.poll(() => read).toHaveLength(2);
    await stopDaemon();
    await given;
    expect(read).toHaveLength(2);
  });

  it('is given up when the session does not run any more', async () => {
    const following = follow({ awayLimitMs: 1500 });
    const given = expect(following).rejects.toMatchObject({ code: 'engine-unavailable' });
    await expect.poll(() => read).toHaveLength(2);
    await stopDaemon();
    sessions = [];
    story = [];
    await startDaemon();
    await given;
  });

  it('is not waited for when it refuses the token after its return', async () => {
    const following = follow();
    const given = expect(following).rejects.toMatchObject({ code: 'unauthorized' });
    await expect.poll(() => read).toHaveLength(2);
    await stopDaemon();
    refusal = { code: 'unauthorized', message: 'Wrong token.', retryable: false };
    await startDaemon();
    await given;
  });

  it('does not keep a reader from stopping', async () => {
    const stop = new AbortController();
    const following = follow({ signal: stop.signal });
    await expect.poll(() => read).toHaveLength(2);
    await stopDaemon();
    await expect.poll(() => away).toEqual([true]);
    stop.abort();
    expect(await following).toBe('stopped');
  });
});
