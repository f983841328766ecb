// One capture from hello to account: commits before acknowledgements, translations beside them, and every way in which engines fail.
import { SubcamError, type Store } from '@subcam/shared';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { resumeSample } from '../segment/index.ts';
import { createFakeTranslator } from '../testing/fake-translator.ts';
import { sessionBreaches } from '../testing/reading-contract.ts';
import {
  finalsOf,
  hangingTranslator,
  openRig,
  send,
  soundOf,
  TALK,
  talkThrough,
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

async function open(options: RigOptions = {}): Promise<void> {
  rig = await openRig(options);
}

afterEach(() => rig.close());

describe('a talk', () => {
  it('is in the database to its last word, translated, and nothing of its sound is lost', async () => {
    await open();
    const { account, client } = await talkThrough(rig);
    expect(await finalsOf(rig.store)).toEqual([
      expect.stringMatching(/^\d+: word0 word1 word2 .*\/ WORD0 WORD1 WORD2/),
      expect.stringMatching(/^\d+: word0 word1 word2 .*\/ WORD0 WORD1 WORD2/),
    ]);
    expect(account).toEqual({
      capturedSamples: TALK.length,
      committedSamples: TALK.length,
      ackedSamples: TALK.length,
      lostSamples: 0,
      gaps: [],
    });
    expect(client.acks.at(-1)).toBe(TALK.length);
    expect(client.states.at(-1)).toMatchObject({ captures: [{ status: 'ended' }], trouble: { translator: null } });
    expect(rig.registry.sessions()).toEqual([]);
  });

  it('at the pace of speech keeps the reading contract: who does not pause is read in one block', async () => {
    await open();
    const { attachment } = await rig.attach();
    const startMs = rig.clock.nowMs();
    await attachment.meeting({ type: 'participant-joined', atMs: startMs, participantId: 'p1', displayName: 'Anna', isSelf: false });
    await attachment.meeting({ type: 'speaking-started', atMs: startMs, participantId: 'p1' });
    const breathless = soundOf([0, 1000], [0.9, 4000], [0, 800], [0.9, 1500], [0, 800], [0.9, 1500], [0, 12_000], [0.9, 1500], [0, 1000]);
    for (let from = 0; from < breathless.length; from += 1600) {
      send(attachment, breathless, { from, to: Math.min(breathless.length, from + 1600) });
      await rig.clock.advance(100);
    }
    await rig.clock.run(attachment.end(breathless.length));
    expect(sessionBreaches(rig.events)).toEqual([]);
    const cues = rig.eventsOf('cue').flatMap(({ update }) => (update.type === 'upsert' ? [update.cue] : []));
    const finals = cues.filter(({ status, revision }) => status === 'final' && revision > 0);
    const [first, second, third, last] = [...new Map(finals.map((cue) => [cue.cueId, cue])).values()];
    expect([first, second, third, last].map((cue) => cue?.speakerName)).toEqual(['Anna', 'Anna', 'Anna', 'Anna']);
    expect([second, third].map((cue) => cue?.continuesCueId)).toEqual([first?.cueId, second?.cueId]);
    expect(last?.continuesCueId).toBeNull();
  });

  it('is told as events in the order in which they became true, and as packets', async () => {
    await open();
    await talkThrough(rig);
    const told = rig.events.map(({ type }) => type).filter((type) => type !== 'cue' && type !== 'state' && type !== 'partial');
    expect(told[0]).toBe('opened');
    expect(told.at(-1)).toBe('closed');
    expect(told.filter((type) => type === 'final')).toHaveLength(2);
    for (const { transcript, speechEndAtMs, atMs } of rig.eventsOf('final')) {
      const index = rig.events.findIndex((event) => event.type === 'final' && event.transcript === transcript);
      const translated = rig.events.findIndex(
        (event) =>
          event.type === 'translation' && event.translation.status === 'final' && event.translation.firstSample === transcript.firstSample,
      );
      expect(translated).toBeGreaterThan(index);
      expect(speechEndAtMs).toBe(rig.hello().startedAtMs + transcript.speechEndSample / 16);
      expect(atMs).toBeLessThanOrEqual(rig.clock.nowMs());
    }
    expect(rig.packets.map((packet) => [packet.target_language, packet.is_original_transcription])).toEqual([
      ['en', true],
      ['es', false],
      ['en', true],
      ['es', false],
    ]);
  });

  it('is acknowledged only as far as it is committed, less the context of a restart, and never backwards', async () => {
    const notes: string[] = [];
    const noting = (inner: Store): Store => ({
      ...inner,
      commitFinal: async (final) => {
        const isNew = await inner.commitFinal(final);
        notes.push(`commit ${final.progress.throughSample}`);
        return isNew;
      },
      commitQuiet: async (progress) => {
        await inner.commitQuiet(progress);
        notes.push(`commit ${progress.throughSample}`);
      },
    });
    await open({ store: noting });
    const { attachment, client } = await rig.attach(
      {},
      testClient((entry) => notes.push(entry)),
    );
    send(attachment, soundOf([0, 1000], [0.9, 2000], [0, 1500], [0.9, 1500], [0, 4000]));
    await rig.clock.advance(1_000);
    let committed = 0;
    for (const entry of notes) {
      const [what, sample] = entry.split(' ');
      if (what === 'commit') committed = Number(sample);
      else expect(Number(sample)).toBe(resumeSample(committed));
    }
    expect(client.acks.length).toBeGreaterThan(3);
    expect(client.acks).toEqual(client.acks.toSorted((a, b) => a - b));
    expect(rig.registry.sessions()[0]?.captures).toMatchObject([{ committedThrough: committed, ackedThrough: resumeSample(committed) }]);
  });

  it('is shown as it grows, original and translation together, and goes when it has had its time', async () => {
    await open();
    const { attachment, client } = await rig.attach();
    // After silence a word more is read of each part: the translations of three texts have to agree.
    for (let from = 0; from < 43_200; from += 10_800) {
      send(attachment, TALK, { from, to: from + 10_800 });
      await rig.clock.advance(100);
    }
    expect(client.cues.findLast((update) => update.type === 'upsert')).toMatchObject({
      cue: { status: 'partial', original: { text: 'word0 word1 word2' }, translations: { es: { text: 'WORD0' } } },
    });
    send(attachment, TALK, { from: 43_200 });
    await rig.clock.advance(100);
    expect(client.cues.findLast((update) => update.type === 'upsert')).toMatchObject({ cue: { status: 'final' } });
    await rig.clock.advance(20_000);
    expect(client.cues.filter((update) => update.type === 'remove')).toHaveLength(2);
  });

  it('sent as a file has finals and no partials', async () => {
    await open();
    const { attachment } = await rig.attach({ pace: 'file', source: 'file' });
    send(attachment, TALK);
    await rig.clock.run(attachment.end(TALK.length));
    expect(rig.eventsOf('partial')).toEqual([]);
    expect(await finalsOf(rig.store)).toEqual(undisturbed);
    expect(rig.eventsOf('closed')[0]?.audio.lostSamples).toBe(0);
  });

  it('is ended once, however often its end is asked for', async () => {
    await open();
    const { attachment } = await rig.attach();
    send(attachment, TALK);
    const [first, second] = await rig.clock.run(Promise.all([attachment.end(TALK.length), attachment.end(TALK.length)]));
    expect(second).toEqual(first);
    expect(rig.eventsOf('closed')).toHaveLength(1);
    expect(() => send(attachment, TALK, { from: TALK.length - 320 })).toThrow(expect.objectContaining({ code: 'bad-request' }));
  });

  it('cannot end with sound that never came', async () => {
    await open();
    const { attachment } = await rig.attach();
    send(attachment, TALK, { to: 32_000 });
    await expect(attachment.end(TALK.length)).rejects.toMatchObject({ code: 'frame-out-of-order' });
    send(attachment, TALK, { from: 32_000 });
    expect(await rig.clock.run(attachment.end(TALK.length))).toMatchObject({ lostSamples: 0 });
  });
});

describe('a translator', () => {
  it('that hangs delays no acknowledgement, and what it owes is taken up by the next daemon', async () => {
    await open({ translator: hangingTranslator() });
    const { attachment, client } = await rig.attach();
    send(attachment, TALK);
    await rig.clock.advance(1_000);
    expect(client.acks.at(-1)).toBeGreaterThan(TALK.length - 40_000);
    expect(rig.eventsOf('final')).toHaveLength(2);
    await rig.restart({ translator: upperCaseTranslator() });
    const back = await rig.attach({ nextSample: TALK.length });
    await rig.clock.advance(10);
    expect(await finalsOf(rig.store)).toEqual(undisturbed);
    send(back.attachment, TALK, { epoch: 2 });
    await rig.clock.run(back.attachment.end(TALK.length));
    expect(rig.packets.filter((packet) => !packet.is_original_transcription)).toHaveLength(2);
  });

  it('that fails for good is told of, and the end does not wait for it', async () => {
    let isBroken = true;
    const translator = upperCaseTranslator((text) => {
      if (isBroken) throw new SubcamError('engine-failed', 'It has no such words.');
      return text.toUpperCase();
    });
    await open({ translator });
    const { attachment, client } = await rig.attach();
    send(attachment, TALK, { to: 60_000 });
    await rig.clock.advance(20_000);
    expect(rig.eventsOf('translation-failed')).toMatchObject([{ targetLanguage: 'es', message: 'It has no such words.' }]);
    expect(client.states.at(-1)?.trouble.translator).toMatchObject({ message: 'It has no such words.', work: 'skipped' });
    isBroken = false;
    send(attachment, TALK, { from: 60_000 });
    await rig.clock.run(attachment.end(TALK.length));
    expect(client.states.at(-1)?.trouble.translator).toBeNull();
    expect(await rig.store.pendingTranslations('session-1')).toEqual([]);
    expect(await finalsOf(rig.store)).toEqual([undisturbed[0]?.replace(/\/.*/, '/ -'), undisturbed[1]]);
  });

  it('is told who is in the meeting, with partials and finals, and by the next daemon too', async () => {
    const joined = { type: 'participant-joined', participantId: 'p1', displayName: 'Anna Baker', isSelf: false } as const;
    const hanging = createFakeTranslator({ answer: () => new Promise(() => undefined) });
    await open({ translator: hanging });
    const { attachment } = await rig.attach();
    await attachment.meeting({ ...joined, atMs: rig.clock.nowMs() });
    for (let from = 0; from < TALK.length; from += 8_000) {
      send(attachment, TALK, { from, to: Math.min(TALK.length, from + 8_000) });
      await rig.clock.advance(500);
    }
    expect(new Set(hanging.asked.map(({ purpose }) => purpose))).toEqual(new Set(['partial', 'final']));
    for (const { names } of hanging.asked) expect(names).toEqual(['Anna Baker']);
    const next = createFakeTranslator();
    await rig.restart({ translator: next });
    await rig.attach({ nextSample: TALK.length });
    await rig.clock.advance(10);
    expect(next.asked.map(({ names }) => names)).toEqual([['Anna Baker'], ['Anna Baker']]);
  });

  it('is not asked for the language that is spoken', async () => {
    await open();
    const { attachment } = await rig.attach({ targetLanguages: ['en-GB'] });
    send(attachment, TALK);
    await rig.clock.run(attachment.end(TALK.length));
    expect(rig.eventsOf('translation')).toEqual([]);
  });
});

describe('sound', () => {
  it('that stops coming, or is nothing but zeros, is a state that the client sees', async () => {
    await open();
    const { attachment, client } = await rig.attach();
    await rig.clock.advance(3_500);
    expect(client.states.at(-1)).toMatchObject({ captures: [{ status: 'no-sound' }] });
    send(attachment, TALK, { to: 320 });
    await rig.clock.advance(600);
    expect(client.states.at(-1)).toMatchObject({ captures: [{ status: 'listening', receivedThrough: 320 }] });
  });

  it('tells how late it comes, by what is new and not by what was kept', async () => {
    await open();
    const startedAtMs = rig.clock.nowMs();
    const { attachment } = await rig.attach({ startedAtMs, nextSample: 3_200 });
    await rig.clock.advance(300);
    send(attachment, TALK, { to: 6_400 });
    // Ten frames of 20 ms that ended 80, 60, … ms before they came or, not yet over, after.
    expect(rig.registry.sessions()[0]?.captures[0]?.captureToDaemonMs).toEqual({ n: 10, p50: -20, p95: 80 });
  });

  it('that the source skipped is recorded as a gap, and the client cannot give other reasons', async () => {
    await open();
    const { attachment } = await rig.attach();
    const gap = { firstSample: 100, sampleCount: 50, reason: 'source-gap' } as const;
    await attachment.gap(gap);
    await expect(attachment.gap({ ...gap, reason: 'client-lost' })).rejects.toMatchObject({ code: 'bad-request' });
    send(attachment, TALK);
    expect(await rig.clock.run(attachment.end(TALK.length))).toMatchObject({
      lostSamples: 0,
      committedSamples: TALK.length - 50,
      gaps: [gap],
    });
  });

  it('that waits too long for its recogniser becomes a gap with that reason', async () => {
    await open({ settings: { maxBacklogSamples: 16_000 }, read: () => ({ text: 'slow', afterMs: 60_000 }) });
    const { attachment } = await rig.attach();
    const long = soundOf([0.9, 30_000], [0, 1_000]);
    send(attachment, long);
    const account = await rig.clock.run(attachment.end(long.length));
    expect(account.lostSamples).toBe(0);
    expect(new Set(account.gaps.map(({ reason }) => reason))).toEqual(new Set(['engine-unavailable']));
  });
});

describe('a store', () => {
  function failing(error: SubcamError, isFailing: () => boolean): (inner: Store) => Store {
    return (inner) => ({
      ...inner,
      commitFinal: async (final) => {
        if (isFailing()) throw error;
        return inner.commitFinal(final);
      },
    });
  }

  it('that is busy for a while costs nothing', async () => {
    let attempts = 0;
    const busy = new SubcamError('storage', 'Busy.', { retryable: true });
    await open({ store: failing(busy, () => (attempts += 1) <= 3) });
    const { account } = await talkThrough(rig);
    expect(account.lostSamples).toBe(0);
    expect(await finalsOf(rig.store)).toEqual(undisturbed);
  });

  it('that fails ends that session alone, with the reason, and the client goes on from the last commit', async () => {
    let isBroken = true;
    await open({ store: failing(new SubcamError('storage', 'Broken.'), () => isBroken) });
    const bystander = await rig.attach({ captureId: 'other', sessionId: 'other', connectionEpoch: 1 });
    const victim = await rig.attach({ connectionEpoch: 1 });
    send(victim.attachment, TALK);
    await rig.clock.advance(10);
    expect(victim.client.faults).toMatchObject([{ code: 'storage' }]);
    expect(rig.registry.sessions().map(({ sessionId }) => sessionId)).toEqual(['other']);
    expect(bystander.client.faults).toEqual([]);
    isBroken = false;
    const back = await rig.attach({ connectionEpoch: 2, nextSample: TALK.length });
    send(back.attachment, TALK, { epoch: 2 });
    await rig.clock.run(back.attachment.end(TALK.length));
    expect(await finalsOf(rig.store)).toEqual(undisturbed);
  });
});

describe('the own microphone beside the tab', () => {
  const MICROPHONE = { captureId: 'capture-2', source: 'microphone' } as const;

  it("is a second capture of the session: its words are the self participant's, and the session ends with the last of both", async () => {
    const closings: string[] = [];
    await open({
      store: (inner) =>
        Object.assign(Object.create(inner) as Store, {
          closeSession: (sessionId: string, atMs: number) => {
            closings.push(sessionId);
            return inner.closeSession(sessionId, atMs);
          },
        }),
    });
    const [tab, microphone] = await Promise.all([rig.attach(), rig.attach(MICROPHONE)]);
    const atMs = rig.clock.nowMs();
    const people = [
      { participantId: 'me', displayName: 'Mia', isSelf: true },
      { participantId: 'p1', displayName: 'Anna', isSelf: false },
    ];
    for (const one of people) await tab.attachment.meeting({ type: 'participant-joined', atMs, ...one });
    await tab.attachment.meeting({ type: 'speaking-started', atMs, participantId: 'p1' });
    send(tab.attachment, TALK, { epoch: 1 });
    send(microphone.attachment, TALK, { epoch: 2 });
    expect(rig.registry.sessions().map(({ sessionId }) => sessionId)).toEqual(['session-1']);
    expect(rig.registry.sessions()[0]?.captures.map(({ captureId, source }) => [captureId, source])).toEqual([
      ['capture-1', 'tab'],
      ['capture-2', 'microphone'],
    ]);
    await rig.clock.run(microphone.attachment.end(TALK.length));
    expect(closings).toEqual([]);
    await rig.clock.run(tab.attachment.end(TALK.length));
    expect(closings).toEqual(['session-1']);
    expect(rig.registry.sessions()).toEqual([]);

    const finals = await rig.store.transcripts('session-1');
    const names = Map.groupBy(finals, ({ transcript }) => transcript.captureId);
    const speakersOf = (captureId: string) =>
      names.get(captureId)?.map(({ attribution }) => [attribution.displayName, attribution.confidence === 1]);
    expect(speakersOf('capture-2')).toEqual([
      ['Mia', true],
      ['Mia', true],
    ]);
    expect(speakersOf('capture-1')?.map(([name]) => name)).toEqual(['Anna', 'Anna']);
    const labels = new Set(finals.map(({ attribution }) => attribution.speakerLabel));
    expect(labels).toEqual(new Set(['SPEAKER_00', 'SPEAKER_01']));
    expect(finals.every(({ translations }) => translations['es'] !== undefined)).toBe(true);
    expect(sessionBreaches(rig.events)).toEqual([]);
    expect(microphone.client.cues.every((update) => update.type !== 'upsert' || update.cue.cueId.startsWith('capture-2:'))).toBe(true);
  });

  it('keeps its label over a restart, whatever is learnt of its owner', async () => {
    await open();
    const first = await rig.attach(MICROPHONE);
    send(first.attachment, TALK, { to: 64_000 });
    await rig.clock.advance(2_000);
    await rig.restart();
    const atMs = rig.clock.nowMs();
    const tab = await rig.attach();
    await tab.attachment.meeting({ type: 'speaking-started', atMs: atMs - 10_000, participantId: 'p1' });
    await tab.attachment.meeting({ type: 'participant-joined', atMs, participantId: 'me', displayName: 'Mia', isSelf: true });
    const again = await rig.attach({ ...MICROPHONE, nextSample: TALK.length });
    send(again.attachment, TALK, { epoch: 3 });
    await rig.clock.run(again.attachment.end(TALK.length));
    const finals = (await rig.store.transcripts('session-1')).filter(({ transcript }) => transcript.captureId === 'capture-2');
    expect(finals.map(({ attribution }) => [attribution.displayName, attribution.speakerLabel])).toEqual([
      [null, 'SPEAKER_00'],
      ['Mia', 'SPEAKER_00'],
    ]);
  });
});
