// What a client can lengthen is bounded, over all its connections; and no client uses up what another needs.
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  finalsOf,
  openRig,
  readAloud,
  send,
  TALK,
  testClient,
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

async function open(options: RigOptions): Promise<void> {
  rig = await openRig(options);
}

afterEach(() => rig.close());

describe('a capture', () => {
  it('has so many meeting events and no more, over all daemons: later ones are left out', async () => {
    await open({ settings: { maxMeetingEvents: 3 } });
    const speakAt = (atMs: number) => ({ type: 'speaking-started', atMs, participantId: 'p1' }) as const;
    const { attachment } = await rig.attach();
    for (const atMs of [1, 2]) await attachment.meeting(speakAt(atMs));
    await rig.restart();
    const { attachment: again } = await rig.attach();
    for (const atMs of [3, 4, 5]) await again.meeting(speakAt(atMs));
    expect(await rig.store.meetingEvents('session-1')).toEqual([1, 2, 3].map(speakAt));
  });

  it('has so many gaps and no more, over all connections: later ones of the source are left out, others end the connection', async () => {
    await open({ settings: { maxGapsPerCapture: 3 } });
    const gapAt = (firstSample: number, reason: 'source-gap' | 'buffer-evicted' = 'source-gap') => ({
      firstSample,
      sampleCount: 10,
      reason,
    });
    const { attachment } = await rig.attach();
    for (const at of [100, 200]) await attachment.gap(gapAt(at));
    await rig.restart();
    const { attachment: again } = await rig.attach();
    for (const at of [300, 400, 500]) await again.gap(gapAt(at));
    await expect(again.gap(gapAt(0, 'buffer-evicted'))).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringContaining('limits.maxGapsPerCapture') as string,
    });
    send(again, TALK, { epoch: 2 });
    expect(await rig.clock.run(again.end(TALK.length))).toMatchObject({ gaps: [100, 200, 300].map((at) => gapAt(at)), lostSamples: 0 });
  });
});

describe('a capture that comes back without what it had', () => {
  it('has so many gaps and no more, over all connections: one more is refused, and the capture waits for another client', async () => {
    await open({ settings: { maxGapsPerCapture: 3 } });
    let from = 0;
    const comeBack = async () => {
      from += 1_000;
      return rig.attach({ oldestSample: from, nextSample: from });
    };
    for (let gap = 0; gap < 3; gap += 1) {
      const { attachment } = await comeBack();
      attachment.detach();
      await rig.clock.advance(10);
    }
    await expect(comeBack()).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringContaining('limits.maxGapsPerCapture') as string,
    });
    const { attachment } = await rig.attach({ oldestSample: 3_000, nextSample: TALK.length });
    send(attachment, TALK, { epoch: 5 });
    const { gaps } = await rig.clock.run(attachment.end(TALK.length));
    expect(gaps.length).toBeLessThanOrEqual(3);
    expect(gaps.reduce((sum, { sampleCount }) => sum + sampleCount, 0)).toBe(3_000);
  });

  it('and is refused at once ends after its time, as one whose client has gone', async () => {
    await open({ settings: { maxGapsPerCapture: 0 } });
    await expect(rig.attach({ oldestSample: 1_000, nextSample: 1_000 })).rejects.toMatchObject({ code: 'bad-request' });
    expect(rig.registry.sessions()).toHaveLength(1);
    await rig.clock.advance(61_000);
    expect(rig.registry.sessions()).toHaveLength(0);
  });
});

describe('sound of many captures that waits', () => {
  it('is bounded together, so that others than those that fill it lose nothing', async () => {
    await open({ settings: { maxBacklogBytes: 3_000_000, maxSessions: 200 } });
    const long = new Int16Array(60 * 16_000);
    const flood = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        rig.attach({ sessionId: `flood-${index >> 3}`, captureId: `flood-${index}`, connectionEpoch: 1 }),
      ),
    );
    const { attachment } = await rig.attach({ connectionEpoch: 1 });
    // At once, before any of it is read.
    for (const { attachment: flooding } of flood) send(flooding, long);
    send(attachment, TALK);
    expect(await rig.clock.run(attachment.end(TALK.length))).toMatchObject({ gaps: [], lostSamples: 0 });
    expect(await finalsOf(rig.store)).toEqual(undisturbed);
    const last = await rig.clock.run(flood.at(-1)?.attachment.end(long.length) ?? Promise.reject(new Error('There is none.')));
    expect(last.gaps).toEqual([expect.objectContaining({ reason: 'engine-unavailable' })]);
    expect(last.lostSamples).toBe(0);
  });
});

describe('what the recogniser and the translator are asked', () => {
  it('says whose it is, so that one who asks for much does not delay another', async () => {
    const flows: unknown[] = [];
    const textFlows: unknown[] = [];
    const inner = upperCaseTranslator();
    await open({
      read: (request) => {
        flows.push(request.flow);
        return readAloud(request);
      },
      translator: {
        ...inner,
        translate: (request, signal) => {
          textFlows.push(request.flow);
          return inner.translate(request, signal);
        },
      },
    });
    const { attachment } = await rig.attach({ connectionEpoch: 1 });
    send(attachment, TALK);
    await rig.clock.run(attachment.end(TALK.length));
    for (const asked of [flows, textFlows]) {
      expect(asked.length).toBeGreaterThan(1);
      expect(new Set(asked.map((flow) => JSON.stringify(flow)))).toEqual(new Set([JSON.stringify(['a test', 'session-1'])]));
    }
  });
});

describe('a hello', () => {
  it('past the limit of sessions takes the place of one whose client is away; that one goes on from the store when it is back', async () => {
    await open({ settings: { maxSessions: 2 } });
    const away = await rig.attach({ captureId: 'c1', sessionId: 's1' });
    send(away.attachment, TALK);
    await rig.clock.advance(10_000);
    away.attachment.detach();
    await rig.attach({ captureId: 'c2', sessionId: 's2' });
    const third = rig.attach({ captureId: 'c3', sessionId: 's3' });
    await rig.clock.run(third);
    await rig.clock.advance(10);
    expect(rig.registry.sessions().map(({ sessionId }) => sessionId)).toEqual(['s2', 's3']);
    expect(await finalsOf(rig.store, 's1')).toEqual(undisturbed);
    const { attachment } = await third;
    attachment.detach();
    const back = await rig.attach({ captureId: 'c1', sessionId: 's1', oldestSample: 0, nextSample: TALK.length });
    expect(back.attachment.welcome.committedThrough).toBeGreaterThan(0);
    await expect(rig.attach({ captureId: 'c4', sessionId: 's4' })).rejects.toMatchObject({ code: 'session-limit' });
  });

  it('of a client that opens sessions without end takes the places of its own, never that of another who will come back', async () => {
    await open({ settings: { maxSessions: 5 } });
    const away = await rig.registry.attach(rig.hello({ captureId: 'c1', sessionId: 's1' }), testClient(), 'extension');
    send(away, TALK, { to: 16_000 });
    away.detach();
    for (let count = 0; count < 50; count += 1) {
      const hello = rig.hello({ captureId: `flood-${count}`, sessionId: `flood-${count}` });
      const opened = await rig.clock.run(rig.registry.attach(hello, testClient(), 'flood'));
      opened.detach();
      await rig.clock.advance(10);
    }
    expect(rig.registry.session('s1')).not.toBeNull();
    const back = await rig.registry.attach(
      rig.hello({ captureId: 'c1', sessionId: 's1', nextSample: TALK.length }),
      testClient(),
      'extension',
    );
    expect(back.welcome.resumeFromSample).toBe(16_000);
  });
});
