// What a client can lengthen is bounded, over all its connections; and no client uses up what another needs.
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { finalsOf, openRig, send, TALK, undisturbedFinals, type Rig, type RigOptions } from './testing/pipeline-rig.ts';

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

describe('a hello', () => {
  it('past the limit of sessions takes the place of the first one whose client is away; that one goes on from the store when it is back', async () => {
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
});
