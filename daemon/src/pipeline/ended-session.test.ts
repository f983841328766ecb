// A session that somebody ends who is none of its clients: they are told, what they sent is final, and nothing more of it is stored.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '@subcam/shared';
import { finalsOf, hangingTranslator, openRig, send, TALK, testClient, undisturbedFinals, type Rig } from './testing/pipeline-rig.ts';

let rig: Rig;
let opening: Promise<void>;

/** Its `openCapture` waits for `opening`. */
const waiting = (inner: Store): Store => ({
  ...inner,
  close: () => inner.close(),
  openCapture: async (...given) => {
    await opening;
    return inner.openCapture(...given);
  },
});

beforeEach(async () => {
  opening = Promise.resolve();
  rig = await openRig({ store: waiting });
});

afterEach(() => rig.close());

const REFUSED = { code: 'session-unknown', retryable: false, message: expect.stringContaining('begin a new one') as string };

async function isOver(): Promise<void> {
  expect(rig.registry.sessions().map(({ sessionId }) => sessionId)).not.toContain('session-1');
  expect(await rig.store.openSessions()).not.toContain('session-1');
  await expect(rig.attach({ connectionEpoch: 99 })).rejects.toMatchObject(REFUSED);
}

describe('a session that is ended', () => {
  it('has what was sent as finals with their translations, and its client is told to begin a new one; another goes on', async () => {
    const undisturbed = await undisturbedFinals();
    const { attachment, client } = await rig.attach();
    const other = await rig.attach({ sessionId: 'session-2', captureId: 'capture-2', connectionEpoch: 1 });
    send(attachment, TALK);
    await rig.clock.run(rig.registry.end('session-1'));
    expect(await finalsOf(rig.store)).toEqual(undisturbed);
    expect(client.faults).toMatchObject([REFUSED]);
    await isOver();
    send(other.attachment, TALK);
    await rig.clock.run(other.attachment.end(TALK.length));
    expect(other.client.faults).toEqual([]);
    expect(await finalsOf(rig.store, 'session-2')).toEqual(undisturbed);
  });

  it('takes nothing of a hello that was under way', async () => {
    const slow = Promise.withResolvers<void>();
    opening = slow.promise;
    const client = testClient();
    const attaching = rig.attach({}, client);
    const ending = rig.registry.end('session-1');
    await rig.clock.advance(100);
    slow.resolve();
    await rig.clock.run(ending);
    const { attachment } = await attaching;
    expect(() => send(attachment, TALK, { to: 320 })).toThrow('This capture has ended');
    expect(client.faults).toMatchObject([REFUSED]);
    await isOver();
  });

  it('is waited for no longer where its client is away, or something holds it open', async () => {
    const { attachment } = await rig.attach();
    send(attachment, TALK, { to: 64_000 });
    let isGivenUp = false;
    rig.registry.hold('session-1', () => {
      isGivenUp = true;
    });
    attachment.detach();
    await rig.clock.run(rig.registry.end('session-1'));
    expect(isGivenUp).toBe(true);
    expect(await finalsOf(rig.store)).toHaveLength(1);
    await isOver();
  });

  it('is closed where an earlier daemon left it open, without waiting for what it owes', async () => {
    const hanging = { translator: hangingTranslator() };
    await rig.restart(hanging);
    for (const sessionId of ['session-1', 'session-2']) {
      const { attachment } = await rig.attach({ sessionId, captureId: `capture of ${sessionId}`, connectionEpoch: 1 });
      send(attachment, TALK);
    }
    await rig.clock.advance(5_000);
    await rig.restart(hanging);
    await rig.clock.run(rig.registry.end('session-1'));
    await isOver();
    // Now the other is being settled: each translation is waited for up to 10 s.
    await rig.clock.advance(61_000);
    const startedAtMs = rig.clock.monotonicMs();
    await rig.clock.run(rig.registry.end('session-2'));
    expect(rig.clock.monotonicMs() - startedAtMs).toBeLessThan(1_000);
    expect(await rig.store.openSessions()).toEqual([]);
    expect(await finalsOf(rig.store, 'session-2')).toHaveLength(2);
  });
});
