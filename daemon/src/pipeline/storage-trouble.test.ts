// A store that takes nothing for a while, through the whole pipeline: what clients see of it and when, what the log says, and that no word is lost.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SubcamError, type MeetingEvent, type Store } from '@subcam/shared';
import { createLog } from '../telemetry/index.ts';
import { STEADY_SPEECH } from '../testing/steady-speech.ts';
import { finalsOf, openRig, readWords, send, TALK, undisturbedFinals, type Rig, type TestClient } from './testing/pipeline-rig.ts';

const FULL = new SubcamError('storage', 'The database failed while a final was stored (SQLITE_FULL). The disk is full: free some space.', {
  retryable: true,
});

let failure: SubcamError | null;
/** Of the writes, only those of meeting events fail. */
let failsMarksAlone: boolean;
let rig: Rig;
let logged: string[];

/** Fails at every write while there is a `failure`. */
function failing(inner: Store): Store {
  const mark = async <T>(request: () => Promise<T>): Promise<T> => {
    if (failure !== null) throw failure;
    return request();
  };
  const write = async <T>(request: () => Promise<T>): Promise<T> => (failsMarksAlone ? request() : mark(request));
  return {
    ...inner,
    close: () => inner.close(),
    openCapture: (session, capture) => write(() => inner.openCapture(session, capture)),
    commitFinal: (final) => write(() => inner.commitFinal(final)),
    commitQuiet: (progress) => write(() => inner.commitQuiet(progress)),
    commitTranslation: (translation, atMs) => write(() => inner.commitTranslation(translation, atMs)),
    recordMeetingEvent: (sessionId, event) => mark(() => inner.recordMeetingEvent(sessionId, event)),
  };
}

beforeEach(async () => {
  failure = null;
  failsMarksAlone = false;
  logged = [];
  const write = (line: string): void => {
    const { msg, part } = JSON.parse(line) as { msg: string; part?: string };
    if (part === 'store') logged.push(msg);
  };
  rig = await openRig({ store: failing, log: createLog({ level: 'info', destination: { write } }) });
});

afterEach(() => rig.close());

const storageTroubleOf = (client: TestClient) => client.states.at(-1)?.trouble.storage ?? null;

describe('a disk that is full for a while', () => {
  it('is told at once to the client and in health, with why and that the sound is kept, once in the log; and nothing is lost', async () => {
    const undisturbed = await undisturbedFinals();
    const { attachment, client } = await rig.attach();
    failure = FULL;
    const startMs = rig.clock.monotonicMs();
    let toldAfterMs: number | null = null;
    for (let from = 0; from < TALK.length; from += 1_600) {
      send(attachment, TALK, { from, to: Math.min(TALK.length, from + 1_600) });
      await rig.clock.advance(100);
      if (storageTroubleOf(client) !== null) toldAfterMs ??= rig.clock.monotonicMs() - startMs;
    }
    // Quiet is stored too: the first second of the talk is one.
    expect(toldAfterMs).not.toBeNull();
    expect(toldAfterMs).toBeLessThanOrEqual(3_000);
    expect(storageTroubleOf(client)).toMatchObject({ code: 'storage', message: FULL.message, work: 'kept' });
    expect(rig.registry.storageTrouble()).toMatchObject({ code: 'storage' });
    expect(logged).toEqual(['The store does not take what is said.']);
    expect(client.acks).toEqual([]);

    await rig.clock.advance(5_000);
    failure = null;
    const account = await rig.clock.run(attachment.end(TALK.length));
    expect(account).toMatchObject({ lostSamples: 0, gaps: [] });
    expect(await finalsOf(rig.store)).toEqual(undisturbed);
    expect(storageTroubleOf(client)).toBeNull();
    expect(rig.registry.storageTrouble()).toBeNull();
    expect(logged).toEqual(['The store does not take what is said.', 'The store works again.']);
  });

  it.each(['finals', 'marks of who speaks'])(
    'for longer than sound may wait to be read, for %s, leaves nothing of it out: what was said meanwhile is read as it grows, when it is over',
    async (what) => {
      await rig.close();
      rig = await openRig({ store: failing, partials: readWords });
      const { attachment } = await rig.attach();
      send(attachment, TALK, { from: 0, to: 24_000 });
      await rig.clock.advance(500);
      failure = FULL;
      failsMarksAlone = what !== 'finals';
      const told = attachment.meeting({ type: 'speaking-started', atMs: rig.clock.nowMs(), participantId: 'ann' });
      for (let from = 24_000; from < TALK.length; from += 1_600) {
        send(attachment, TALK, { from, to: Math.min(TALK.length, from + 1_600) });
        await rig.clock.advance(100);
      }
      await rig.clock.advance(STEADY_SPEECH.thinOutAfterMs + 5_000);
      expect(await finalsOf(rig.store)).toEqual([]);
      failure = null;
      await rig.clock.run(told);
      await rig.clock.run(attachment.end(TALK.length));
      const second = (await rig.store.transcripts('session-1')).at(-1)?.transcript.firstSample;
      const grown = rig.eventsOf('partial').filter(({ transcript }) => transcript.firstSample === second);
      expect(grown.map(({ transcript }) => transcript.text)).toEqual(expect.arrayContaining(['word0', 'word0 word1', 'word0 word1 word2']));
    },
  );

  it('takes nobody’s name from what was said meanwhile: finals wait for the marks that were told', async () => {
    const { attachment } = await rig.attach();
    const startedAtMs = rig.clock.nowMs();
    // The silence before the first words is stored.
    send(attachment, TALK, { from: 0, to: 24_000 });
    await rig.clock.advance(500);
    failure = FULL;
    const told = ['participant-joined', 'speaking-started', 'speaking-stopped'].map((type, index) => {
      const about = type === 'participant-joined' ? { displayName: 'Ann', isSelf: false } : {};
      return attachment.meeting({ type, atMs: startedAtMs + [0, 0, 600_000][index]!, participantId: 'ann', ...about } as MeetingEvent);
    });
    send(attachment, TALK, { from: 24_000, to: TALK.length });
    await rig.clock.advance(8_000);
    expect(await finalsOf(rig.store)).toEqual([]);
    failure = null;
    await rig.clock.run(Promise.all(told));
    await rig.clock.run(attachment.end(TALK.length));
    const spoken = await rig.store.transcripts('session-1');
    expect(spoken.length).toBeGreaterThan(0);
    expect(new Set(spoken.map(({ attribution }) => attribution.displayName))).toEqual(new Set(['Ann']));
  });

  it('is in health also when the capture has been given up, until a connection finds it mended', async () => {
    const { attachment, client } = await rig.attach();
    failure = FULL;
    send(attachment, TALK);
    await rig.clock.advance(60_000);
    expect(client.faults).toMatchObject([{ code: 'storage', retryable: true }]);
    await expect(rig.attach({ nextSample: TALK.length })).rejects.toMatchObject({ code: 'storage', retryable: true });
    expect(rig.registry.storageTrouble()).toMatchObject({ code: 'storage' });

    failure = null;
    const again = await rig.attach({ nextSample: TALK.length });
    expect(again.attachment.welcome.state.trouble.storage).toBeNull();
    send(again.attachment, TALK, { epoch: 3 });
    expect(await rig.clock.run(again.attachment.end(TALK.length))).toMatchObject({ lostSamples: 0, gaps: [] });
    expect(await finalsOf(rig.store)).toEqual(await undisturbedFinals());
  });

  it('is said to interrupt the captions when it can’t pass by itself', async () => {
    const { attachment, client } = await rig.attach();
    failure = new SubcamError('storage', 'The database is damaged: move the file away.');
    send(attachment, TALK);
    await rig.clock.advance(1_000);
    expect(client.states.at(-1)?.trouble.storage).toMatchObject({ work: 'skipped', message: failure.message });
    expect(client.faults).toMatchObject([{ code: 'storage', retryable: false }]);
  });
});

describe('what a client did wrong', () => {
  it('is no trouble of the store', async () => {
    await rig.attach({ connectionEpoch: 5 });
    await expect(rig.attach({ connectionEpoch: 5 })).rejects.toMatchObject({ code: 'stale-connection' });
    expect(rig.registry.storageTrouble()).toBeNull();
    expect(logged).toEqual([]);
  });
});
