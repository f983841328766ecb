// Marks in a capture's sound, and sessions that are held open: what a client is told that sends its sound in pieces, each with an answer.
import { afterEach, describe, expect, it } from 'vitest';
import {
  finalsOf,
  hangingTranslator,
  openRig,
  send,
  TALK,
  testClient,
  undisturbedFinals,
  type Rig,
  type RigOptions,
} from './testing/pipeline-rig.ts';

const FILE = { pace: 'file' } as const;

let rig: Rig;

async function open(options: RigOptions = {}): Promise<void> {
  rig = await openRig(options);
}

afterEach(() => rig.close());

describe('a mark', () => {
  it('in mid-sentence tells what is being said as it is read so far; between sentences nothing', async () => {
    await open();
    const { attachment } = await rig.attach(FILE);
    // In the middle of the first sentence, which is said from 1.0 s to 3.0 s.
    send(attachment, TALK, { from: 0, to: 32_000 });
    const provisional = await rig.clock.run(attachment.settled());
    expect(provisional).toMatchObject({
      transcript: { status: 'partial', stableLength: 0, text: expect.stringMatching(/^word0 word1/) as string },
      translations: [{ status: 'partial', targetLanguage: 'es', text: expect.stringMatching(/^WORD0 WORD1/) as string }],
      failures: {},
    });
    expect(await finalsOf(rig.store)).toEqual([]);
    send(attachment, TALK, { from: 32_000, to: 72_000 });
    expect(await rig.clock.run(attachment.settled())).toBeNull();
    expect(rig.eventsOf('final')).toHaveLength(1);
    // A revision that viewers saw is followed by a later one.
    expect(rig.eventsOf('final')[0]?.transcript.revision).toBeGreaterThan(provisional?.transcript.revision ?? Number.NaN);
    await rig.clock.run(attachment.end(72_000));
  });

  it('tells why what is being said is not translated, and waits no longer for that than for any translation', async () => {
    await open({ translator: hangingTranslator() });
    const { attachment } = await rig.attach(FILE);
    send(attachment, TALK, { from: 0, to: 32_000 });
    const provisional = await rig.clock.run(attachment.settled(), 10_100);
    expect(provisional).toMatchObject({ translations: [], failures: { es: 'There was no translation within 10 s.' } });
  });

  it('anywhere changes nothing of the finals', async () => {
    const undisturbed = await undisturbedFinals();
    await open();
    const { attachment } = await rig.attach(FILE);
    for (let from = 0; from < TALK.length; from += 12_000) {
      send(attachment, TALK, { from, to: Math.min(TALK.length, from + 12_000) });
      await rig.clock.run(attachment.settled());
    }
    await rig.clock.run(attachment.end(TALK.length));
    expect(await finalsOf(rig.store)).toEqual(undisturbed);
  });

  it('after sound that never came is reached, and the gap stands before it with its reason', async () => {
    await open();
    const { attachment } = await rig.attach(FILE);
    attachment.missing(16_000);
    expect(await rig.clock.run(attachment.settled())).toBeNull();
    expect(rig.eventsOf('gap').map(({ gap }) => gap)).toEqual([{ firstSample: 0, sampleCount: 16_000, reason: 'client-lost' }]);
    const account = await rig.clock.run(attachment.end(16_000));
    expect(account.lostSamples).toBe(0);
  });
});

describe('a session that is held', () => {
  it('runs on between its captures, and is closed when it is let go', async () => {
    await open();
    const { attachment } = await rig.attach(FILE);
    const release = rig.registry.hold('session-1', () => undefined);
    send(attachment, TALK);
    await rig.clock.run(attachment.end(TALK.length));
    expect(rig.registry.session('session-1')).toMatchObject({ captures: [] });
    expect(await rig.store.openSessions()).toEqual(['session-1']);
    release();
    release();
    await rig.clock.advance(0);
    expect(rig.registry.session('session-1')).toBeNull();
    expect(await rig.store.openSessions()).toEqual([]);
  });

  it('makes room for another session as one whose client is away', async () => {
    await open({ settings: { maxSessions: 1 } });
    const { attachment } = await rig.attach(FILE);
    let isGivenUp = false;
    rig.registry.hold('session-1', () => {
      isGivenUp = true;
    });
    await expect(
      rig.registry.attach(rig.hello({ sessionId: 'session-2', captureId: 'c2' }), testClient(), 'another'),
    ).rejects.toMatchObject({ code: 'session-limit' });
    await rig.clock.run(attachment.end(0));
    await rig.registry.attach(rig.hello({ sessionId: 'session-2', captureId: 'c2' }), testClient(), 'a test');
    expect(isGivenUp).toBe(true);
  });
});
