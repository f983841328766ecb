// Connections that come and go, daemons that stop: the same finals in the end, and never a word less.
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SubcamError, type Store } from '@subcam/shared';
import {
  finalsOf,
  hangingTranslator,
  openRig,
  send,
  TALK,
  talkThrough,
  undisturbedFinals,
  upperCaseTranslator,
  type Rig,
  type RigOptions,
} from './testing/pipeline-rig.ts';

let undisturbed: readonly string[];
let rig: Rig;

beforeAll(async () => {
  undisturbed = await undisturbedFinals();
});

async function open(options: RigOptions = {}): Promise<void> {
  rig = await openRig(options);
}

afterEach(() => rig.close());

describe('a hello', () => {
  it.each([
    [{ sampleRateHz: 48_000 }, 'sample-rate'],
    [{ oldestSample: 10, nextSample: 5 }, 'bad-request'],
    [{ targetLanguages: ['es', 'xx'] }, 'bad-request'],
  ])('with %j is refused as %s', async (over, code) => {
    await open();
    await expect(rig.attach(over)).rejects.toMatchObject({ code });
    expect(rig.registry.sessions()).toEqual([]);
  });

  it('that asks for a translation from a daemon that only transcribes is refused', async () => {
    await open({ translator: null });
    await expect(rig.attach()).rejects.toMatchObject({ code: 'bad-request' });
    const { attachment } = await rig.attach({ targetLanguages: [] });
    expect(attachment.welcome.state).toMatchObject({ targetLanguages: [], engines: { translator: null } });
  });

  it('in a language that the recogniser does not read is refused, rather than turned into gaps or invented words', async () => {
    await open({ languages: ['en'] });
    const asked = rig.attach({ sourceLanguage: 'ru', targetLanguages: [] });
    await expect(asked).rejects.toMatchObject({ code: 'bad-request', message: expect.stringContaining('reads en, not ru') as string });
    await rig.attach({ sourceLanguage: 'en-GB', captureId: 'c1', sessionId: 's1' });
    await rig.attach({ sourceLanguage: 'auto', captureId: 'c2', sessionId: 's2' });
  });

  it('past the limit of sessions is refused until one has ended', async () => {
    await open({ settings: { maxSessions: 2 } });
    const first = await rig.attach({ captureId: 'c1', sessionId: 's1' });
    const others = await Promise.allSettled(['c2', 'c3'].map((captureId) => rig.attach({ captureId, sessionId: captureId })));
    expect(others.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(others[1]).toMatchObject({ reason: { code: 'session-limit', retryable: true } });
    await rig.clock.run(first.attachment.end(0));
    await rig.attach({ captureId: 'c3', sessionId: 'c3' });
  });

  it('opens any number of sessions’ captures within the limit of sessions, and at most so many of one session', async () => {
    await open({ settings: { maxSessions: 1, maxCapturesPerSession: 2 } });
    await rig.attach({ captureId: 'c1' });
    await rig.attach({ captureId: 'c2' });
    await expect(rig.attach({ captureId: 'c3' })).rejects.toMatchObject({ code: 'session-limit', retryable: true });
    await expect(rig.attach({ captureId: 'c4', sessionId: 'another' })).rejects.toMatchObject({ code: 'session-limit' });
    // One that comes back is no new one.
    await rig.attach({ captureId: 'c2' });
    expect(rig.registry.sessions()).toMatchObject([{ sessionId: 'session-1', captures: [{ captureId: 'c1' }, { captureId: 'c2' }] }]);
  });
});

describe('a client that comes back', () => {
  it('goes on where it was; its old connection is told and can do nothing more', async () => {
    await open();
    const old = await rig.attach();
    send(old.attachment, TALK, { to: 40_000 });
    await rig.clock.advance(10);
    const fresh = await rig.attach({ nextSample: 40_000 });
    expect(fresh.attachment.welcome.resumeFromSample).toBe(40_000);
    expect(old.client.faults).toMatchObject([{ code: 'stale-connection' }]);
    expect(() => send(old.attachment, TALK, { from: 40_000 })).toThrow(expect.objectContaining({ code: 'stale-connection' }));
    old.attachment.detach();
    send(fresh.attachment, TALK, { epoch: 2 });
    expect(await rig.clock.run(fresh.attachment.end(TALK.length))).toMatchObject({ lostSamples: 0 });
    expect(await finalsOf(rig.store)).toEqual(undisturbed);
  });

  it('with an epoch that is not higher is refused, and the connected one stays', async () => {
    await open();
    const { attachment, client } = await rig.attach({ connectionEpoch: 5 });
    for (const connectionEpoch of [5, 4]) await expect(rig.attach({ connectionEpoch })).rejects.toMatchObject({ code: 'stale-connection' });
    send(attachment, TALK, { to: 320, epoch: 5 });
    expect(client.faults).toEqual([]);
    expect(() => send(attachment, TALK, { from: 320, epoch: 4 })).toThrow(expect.objectContaining({ code: 'stale-connection' }));
  });

  it('is waited for while the grace lasts', async () => {
    await open();
    const { attachment } = await rig.attach();
    send(attachment, TALK, { to: 40_000 });
    attachment.detach();
    await rig.clock.advance(59_000);
    const back = await rig.attach({ nextSample: 40_000 });
    await rig.clock.advance(120_000);
    send(back.attachment, TALK, { epoch: 2 });
    await rig.clock.run(back.attachment.end(TALK.length));
    expect(await finalsOf(rig.store)).toEqual(undisturbed);
  });

  it('and stays, but sends no sound for half an hour is told so, and its session is closed; one that sends some now and then stays', async () => {
    await open();
    const quiet = await rig.attach();
    const other = await rig.attach({ sessionId: 'session-2', captureId: 'capture-2' });
    send(quiet.attachment, TALK, { to: 40_000 });
    for (let minute = 0; minute < 29; minute += 1) {
      await rig.clock.advance(60_000);
      other.attachment.audio({ connectionEpoch: 2, frame: { firstSample: minute * 320, samples: new Int16Array(320) } });
    }
    expect(rig.registry.sessions()).toHaveLength(2);
    expect(quiet.client.faults).toEqual([]);
    await rig.clock.advance(70_000);
    expect(quiet.client.faults).toMatchObject([{ code: 'timeout', retryable: false }]);
    expect(quiet.client.faults[0]?.message).toContain('No sound has come for 30 minutes (limits.sessionIdleMs)');
    expect(rig.registry.sessions().map(({ sessionId }) => sessionId)).toEqual(['session-2']);
    // What was said is there, and the session is over.
    expect(await finalsOf(rig.store)).toHaveLength(1);
    expect(await rig.store.openSessions()).toEqual(['session-2']);
    expect(other.client.faults).toEqual([]);
  });

  it('never again leaves finals of what it sent and a gap of what it had captured', async () => {
    await open();
    const { attachment } = await rig.attach({ nextSample: 50_000 });
    send(attachment, TALK, { to: 40_000 });
    attachment.detach();
    await rig.clock.advance(61_000);
    expect(rig.registry.sessions()).toEqual([]);
    expect(await finalsOf(rig.store)).toHaveLength(1);
    const gap = { firstSample: 40_000, sampleCount: 10_000, reason: 'client-lost' };
    expect(rig.eventsOf('closed')).toMatchObject([
      { audio: { capturedSamples: 50_000, committedSamples: 40_000, lostSamples: 0, gaps: [gap] } },
    ]);
  });

  it('after it was given up loses nothing all the same', async () => {
    await open();
    const { attachment } = await rig.attach({ nextSample: 64_000 });
    // In the middle of a pause: giving up ends no segment early.
    send(attachment, TALK, { to: 64_000 });
    attachment.detach();
    await rig.clock.advance(61_000);
    const back = await rig.attach({ nextSample: TALK.length });
    send(back.attachment, TALK, { epoch: 2 });
    expect(await rig.clock.run(back.attachment.end(TALK.length))).toMatchObject({ lostSamples: 0, gaps: [] });
    expect(await finalsOf(rig.store)).toHaveLength(2);
  });

  it('because the answer to its end was lost gets the same answer', async () => {
    await open();
    const { account } = await talkThrough(rig);
    const back = await rig.attach({ oldestSample: TALK.length, nextSample: TALK.length });
    expect(await rig.clock.run(back.attachment.end(TALK.length))).toEqual(account);
    expect(await finalsOf(rig.store)).toEqual(undisturbed);
  });

  it('without sound that it had to forget leaves an explicit gap', async () => {
    await open();
    const { attachment } = await rig.attach();
    send(attachment, TALK, { to: 16_000 });
    attachment.detach();
    const back = await rig.attach({ oldestSample: 48_000, nextSample: TALK.length });
    expect(back.attachment.welcome.resumeFromSample).toBe(48_000);
    send(back.attachment, TALK, { epoch: 2 });
    const gap = { firstSample: 16_000, sampleCount: 32_000, reason: 'buffer-evicted' };
    expect(await rig.clock.run(back.attachment.end(TALK.length))).toMatchObject({ lostSamples: 0, gaps: [gap] });
    expect(rig.eventsOf('gap')).toMatchObject([{ gap }]);
  });
});

describe('a daemon that stops', () => {
  it.each([3_200, 20_000, 33_600, 52_000, 57_600, 70_000, 100_000, 111_680])(
    'at sample %i is followed by one that ends with the same finals',
    async (at) => {
      await open();
      const before = await rig.attach();
      send(before.attachment, TALK, { to: at });
      await rig.clock.advance(10);
      await rig.restart();
      const acked = before.client.acks.at(-1) ?? 0;
      const after = await rig.attach({ oldestSample: acked, nextSample: at });
      expect(after.attachment.welcome.resumeFromSample).toBeGreaterThanOrEqual(acked);
      send(after.attachment, TALK, { epoch: 2 });
      expect(await rig.clock.run(after.attachment.end(TALK.length))).toMatchObject({ lostSamples: 0, gaps: [] });
      expect(await finalsOf(rig.store)).toEqual(undisturbed);
      expect(after.client.acks.every((ack) => ack >= acked)).toBe(true);
    },
  );

  it('leaves its connected sessions open: nothing is cut short', async () => {
    await open();
    const { attachment } = await rig.attach();
    send(attachment, TALK, { to: 40_000 });
    await rig.clock.advance(10);
    await rig.clock.run(rig.registry.close());
    expect(await finalsOf(rig.store)).toEqual([]);
    expect(rig.eventsOf('closed')).toEqual([]);
    await expect(rig.attach()).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true });
  });

  it('makes final what came from clients that are gone', async () => {
    await open();
    const { attachment } = await rig.attach();
    send(attachment, TALK, { to: 40_000 });
    attachment.detach();
    await rig.clock.run(rig.registry.close());
    expect(await finalsOf(rig.store)).toHaveLength(1);
    expect(rig.eventsOf('closed')).toHaveLength(1);
  });

  it('is followed by one that shows what viewers had not finished reading, under the same names', async () => {
    await open();
    const { attachment } = await rig.attach({ startedAtMs: rig.clock.nowMs() - 5_000 });
    const at = rig.clock.nowMs();
    const joined = { type: 'participant-joined', atMs: at - 5_000, participantId: 'p', displayName: 'Ana', isSelf: false } as const;
    await attachment.meeting(joined);
    await attachment.meeting({ type: 'speaking-started', atMs: at - 4_500, participantId: 'p' });
    send(attachment, TALK, { to: 64_000 });
    await rig.clock.advance(500);
    const [shown] = rig.registry.sessions().length === 1 ? rig.eventsOf('final') : [];
    expect(shown?.attribution).toMatchObject({ displayName: 'Ana', speakerLabel: 'SPEAKER_00' });
    await rig.restart();
    const back = await rig.attach({ nextSample: 64_000 });
    expect(back.attachment.welcome.cues).toMatchObject([
      {
        status: 'final',
        speakerName: 'Ana',
        original: { text: shown?.transcript.text },
        translations: { es: { text: shown?.transcript.text.toUpperCase() } },
      },
    ]);
    // Told again by a client that was cut off, it is not news.
    const known = rig.eventsOf('meeting').length;
    await back.attachment.meeting(joined);
    expect(rig.eventsOf('meeting')).toHaveLength(known);
    send(back.attachment, TALK, { epoch: 2 });
    await rig.clock.run(back.attachment.end(TALK.length));
    expect(rig.eventsOf('final').map(({ attribution }) => attribution.displayName)).toEqual(['Ana', 'Ana']);
  });
});

describe('a session that an earlier daemon left open', () => {
  const closings: string[] = [];
  const noting = (inner: Store): Store =>
    Object.assign(Object.create(inner) as Store, {
      closeSession: async (sessionId: string, atMs: number) => {
        closings.push(sessionId);
        await inner.closeSession(sessionId, atMs);
      },
    });

  async function leaveOpen(options: RigOptions = {}): Promise<void> {
    closings.length = 0;
    await open({ ...options, store: noting });
    const { attachment } = await rig.attach();
    send(attachment, TALK, { to: 64_000 });
    await rig.clock.advance(500);
  }

  it('is closed when its client has not come back within the grace, and not before', async () => {
    await leaveOpen();
    await rig.restart();
    await rig.clock.advance(59_000);
    expect(closings).toEqual([]);
    expect(await rig.store.openSessions()).toEqual(['session-1']);
    await rig.clock.advance(2_000);
    expect(closings).toEqual(['session-1']);
    expect(await rig.store.openSessions()).toEqual([]);
    expect(rig.registry.sessions()).toEqual([]);
  });

  it('gets the translations that it is owed before it is closed', async () => {
    await leaveOpen({ translator: hangingTranslator() });
    expect(await rig.store.pendingTranslations('session-1')).toHaveLength(1);
    await rig.restart({ translator: upperCaseTranslator(), store: noting });
    await rig.clock.advance(61_000);
    expect(await rig.store.pendingTranslations('session-1')).toEqual([]);
    expect((await finalsOf(rig.store))[0]).toBe(undisturbed[0]);
    expect(closings).toEqual(['session-1']);
  });

  it('stays open for a client that has come back, also when it comes while what is owed is translated', async () => {
    await leaveOpen({ translator: hangingTranslator() });
    await rig.restart({ translator: hangingTranslator(), store: noting });
    await rig.clock.advance(61_000);
    expect(closings).toEqual([]);
    const back = await rig.attach({ nextSample: TALK.length });
    await rig.restart({ translator: upperCaseTranslator(), store: noting });
    const again = await rig.attach({ nextSample: TALK.length });
    expect(back.client.faults).toEqual([]);
    await rig.clock.advance(120_000);
    expect(closings).toEqual([]);
    send(again.attachment, TALK, { epoch: 3 });
    await rig.clock.run(again.attachment.end(TALK.length));
    expect(closings).toEqual(['session-1']);
    expect(await finalsOf(rig.store)).toEqual(undisturbed);
  });

  it('stays open when the daemon stops before the grace is over, for the next one to close', async () => {
    await leaveOpen();
    await rig.restart();
    await rig.clock.advance(30_000);
    await rig.restart();
    expect(closings).toEqual([]);
    await rig.clock.advance(61_000);
    expect(closings).toEqual(['session-1']);
  });

  it('is closed although another one of that daemon cannot be', async () => {
    closings.length = 0;
    await open();
    for (const sessionId of ['session-1', 'session-2']) await rig.attach({ sessionId, captureId: `of ${sessionId}`, targetLanguages: [] });
    const broken = (inner: Store): Store =>
      Object.assign(Object.create(inner) as Store, {
        pendingTranslations: async (sessionId: string) => {
          if (sessionId === 'session-1') throw new SubcamError('storage', 'Broken.');
          return inner.pendingTranslations(sessionId);
        },
      });
    await rig.restart({ store: broken });
    await rig.clock.advance(61_000);
    expect(await rig.store.openSessions()).toEqual(['session-1']);
  });

  it('is closed although a connection of before asked for it while what is owed was translated, and was refused', async () => {
    await leaveOpen({ translator: hangingTranslator() });
    await rig.restart({ translator: hangingTranslator(), store: noting });
    await rig.clock.advance(61_000);
    await expect(rig.attach({ connectionEpoch: 1 })).rejects.toMatchObject({ code: 'stale-connection' });
    await rig.clock.advance(90_000);
    expect(closings).toEqual(['session-1']);
  });

  it('because its last capture failed is closed in the same way', async () => {
    closings.length = 0;
    const broken = (inner: Store): Store =>
      Object.assign(Object.create(noting(inner)) as Store, {
        commitFinal: () => Promise.reject(new SubcamError('storage', 'Broken.')),
      });
    await open({ store: broken });
    const { attachment, client } = await rig.attach();
    send(attachment, TALK);
    await rig.clock.advance(10);
    expect(client.faults).toMatchObject([{ code: 'storage' }]);
    expect(closings).toEqual([]);
    await rig.clock.advance(61_000);
    expect(closings).toEqual(['session-1']);
  });
});
