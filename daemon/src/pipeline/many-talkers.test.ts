// One, four and twenty people who talk without a pause, on a recogniser that can follow four: who gets how much of it, what comes late, what gives way, and who is told.
import { afterEach, describe, expect, it } from 'vitest';
import { marksOfSession, quantile, samplesToMs, type SessionState } from '@subcam/shared';
import { createLog } from '../telemetry/index.ts';
import { openRig, send, soundOf, type Rig, type TestClient } from './testing/pipeline-rig.ts';
import { slowStt, type SlowStt } from './testing/slow-stt.ts';

/** Of four the recogniser below is at work for two thirds of the time, of twenty always. */
const FOLLOWS = 4;
const AT_ONCE = 2;

/** Three seconds of speech, then a breath. */
const SENTENCE = soundOf([0.9, 3_000], [0, 700]);
const SENTENCES = 3;
const SAMPLES = SENTENCES * SENTENCE.length;

let rig: Rig;
let stt: SlowStt;
/** Messages of the log about the recogniser, in order. */
let logged: { readonly msg: string; readonly sessionId: string }[];

afterEach(() => rig.close());

async function open(): Promise<void> {
  logged = [];
  const write = (line: string): void => {
    const entry = JSON.parse(line) as { msg: string; part?: string; sessionId: string };
    if (entry.part === 'recogniser') logged.push(entry);
  };
  stt = slowStt({ clock: () => rig.clock, atOnce: AT_ONCE, costMs: ({ samples }) => 30 + 0.03 * samplesToMs(samples.length) });
  rig = await openRig({ stt, follows: FOLLOWS, translator: null, log: createLog({ level: 'info', destination: { write } }) });
}

interface Talker {
  readonly sessionId: string;
  readonly client: TestClient;
  readonly say: (from: number, to: number) => void;
  readonly end: () => Promise<{ readonly lostSamples: number; readonly gaps: readonly unknown[] }>;
}

/** Each in a session of their own. They begin one after the other, within the time of a sentence. */
async function gather(count: number): Promise<readonly Talker[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const sessionId = `talker-${index}`;
      const hello = { sessionId, captureId: `capture-${index}`, targetLanguages: [], connectionEpoch: 1 };
      const { attachment, client } = await rig.attach(hello);
      const quiet = Math.floor(((index / count) * SENTENCE.length) / 320) * 320;
      const sound = new Int16Array(quiet + SAMPLES + 16_000);
      for (let sentence = 0; sentence < SENTENCES; sentence += 1) sound.set(SENTENCE, quiet + sentence * SENTENCE.length);
      return {
        sessionId,
        client,
        say: (from, to) => send(attachment, sound, { from, to: Math.min(to, sound.length) }),
        end: () => rig.clock.run(attachment.end(sound.length)),
      };
    }),
  );
}

const STEP = 3_200;

/** In real time, all that they have to say. `onStep` is called every 200 ms with the time since the beginning. */
async function talkTogether(talkers: readonly Talker[], onStep: (atMs: number) => void): Promise<void> {
  for (let from = 0; from < SAMPLES + SENTENCE.length + 16_000; from += STEP) {
    for (const { say } of talkers) say(from, from + STEP);
    await rig.clock.advance(samplesToMs(STEP));
    onStep(samplesToMs(from + STEP));
  }
}

/** From the end of speech to each final, ms. */
const waits = (): readonly number[] => rig.eventsOf('final').map(({ atMs, speechEndAtMs }) => atMs - speechEndAtMs);

/** Of everybody: each sentence is a final, in order, whole, and no sound is lost. */
async function expectNothingLost(talkers: readonly Talker[]): Promise<void> {
  for (const { sessionId, end } of talkers) {
    expect(await end()).toMatchObject({ lostSamples: 0, gaps: [] });
    const finals = (await rig.store.transcripts(sessionId)).map(({ transcript }) => transcript);
    const told = rig.eventsOf('final').filter((event) => event.sessionId === sessionId);
    expect(told.map(({ transcript }) => transcript.firstSample)).toEqual(finals.map(({ firstSample }) => firstSample));
    expect(finals.map(({ firstSample }) => firstSample)).toEqual(finals.map(({ firstSample }) => firstSample).toSorted((a, b) => a - b));
    expect(finals).toHaveLength(SENTENCES);
    for (const { firstSample, speechEndSample, text } of finals) {
      expect(speechEndSample - firstSample).toBeGreaterThanOrEqual(3 * 16_000);
      // The engine says a word for each half second.
      expect(text.split(' ').length).toBeGreaterThanOrEqual(6);
    }
  }
}

const troubleOf = ({ sessionId }: Talker) => rig.registry.session(sessionId)?.trouble.recogniser ?? null;

describe('as many talkers as the recogniser can follow, and fewer', () => {
  it.each([1, FOLLOWS])('are read in time, and nobody is told anything: %i', async (count) => {
    await open();
    const talkers = await gather(count);
    await talkTogether(talkers, () => expect(talkers.map(troubleOf).filter((trouble) => trouble !== null)).toEqual([]));
    expect(quantile(waits(), 0.95)).toBeLessThan(700);
    expect(rig.registry.talk()).toEqual({ talkers: 0, follows: FOLLOWS });
    await expectNothingLost(talkers);
    expect(stt.partialsRead / count).toBeGreaterThan(30);
    expect(logged).toEqual([]);
  });
});

it('of speech that waits, what a final waits for is asked for like the final, so that it does not stay behind the finals of others', async () => {
  await open();
  const [talker] = await gather(1);
  talker?.say(0, 4.5 * 16_000);
  await rig.clock.advance(4_000);
  expect(rig.eventsOf('final')).toHaveLength(1);
  expect(rig.eventsOf('partial').length).toBeGreaterThan(8);
  expect(stt.partialsRead).toBeLessThan(7);
});

describe('five times as many', () => {
  it('have their finals late, all of them and in order, in equal shares, with fewer partials; they are told so, and that it is over', async () => {
    await open();
    const talkers = await gather(5 * FOLLOWS);
    let most = 0;
    const late = new Map<string, SessionState>();
    /** Of the time in which all of them talk. */
    const shares = new Map<string, number>();
    await talkTogether(talkers, (atMs) => {
      for (const { sessionId } of talkers) {
        const readMs = stt.readMs.get(sessionId) ?? 0;
        if (atMs === 4_000) shares.set(sessionId, -readMs);
        if (atMs === 11_000) shares.set(sessionId, (shares.get(sessionId) ?? Number.NaN) + readMs);
      }
      most = Math.max(most, rig.registry.talk().talkers);
      for (const talker of talkers) {
        const state = rig.registry.session(talker.sessionId);
        if (state?.trouble.recogniser?.code === 'overloaded') late.set(talker.sessionId, state);
      }
    });
    expect(most).toBeGreaterThan(3 * FOLLOWS);
    expect(late.size).toBe(5 * FOLLOWS);
    for (const state of late.values()) {
      expect(state.trouble.recogniser).toMatchObject({
        engine: { name: 'slow' },
        message: 'More people are talking than this computer can follow.',
        work: 'kept',
      });
      expect(marksOfSession(state).status).toBe('delayed');
    }
    expect(quantile(waits(), 0.95)).toBeGreaterThan(700);
    expect(quantile(waits(), 0.95)).toBeLessThan(2_000);
    expect(stt.partialsRead / talkers.length).toBeLessThan(20);
    expect(stt.mostWaiting).toBeLessThanOrEqual(talkers.length);
    const all = [...shares.values()];
    expect(all).toHaveLength(5 * FOLLOWS);
    expect((quantile(all, 0.95) ?? Number.NaN) / (quantile(all, 0.05) ?? Number.NaN)).toBeLessThan(3);

    await rig.clock.advance(6_000);
    expect(talkers.map(troubleOf).filter((trouble) => trouble !== null)).toEqual([]);
    for (const { client } of talkers) expect(client.states.at(-1)?.trouble.recogniser).toBeNull();
    for (const { sessionId } of talkers) {
      const own = logged.filter((entry) => entry.sessionId === sessionId).map(({ msg }) => msg);
      expect(own).toEqual(['What is said is read late.', 'What is said is read in time again.']);
    }
    await expectNothingLost(talkers);
  });
});
