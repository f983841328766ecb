// Captures that are not as most are: sound that comes faster or slower than the clock, hardly any sound, and a long session.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import type { Stt } from '@subcam/shared';
import { finalsOf, openRig, readAloud, send, soundOf, TALK, undisturbedFinals, type Rig } from './testing/pipeline-rig.ts';

let rig: Rig;
afterEach(() => rig.close());

/** Of the clock's time, between two messages. */
const TURN_MS = 100;

describe('a capture', () => {
  it.each([
    ['twice as fast as the clock', 2],
    ['half as fast as the clock', 0.5],
    ['a thousandth faster, as sound cards are', 1.001],
  ])('that delivers %s has the same finals, and loses nothing', async (_what, speed) => {
    const undisturbed = await undisturbedFinals();
    rig = await openRig();
    const { attachment, client } = await rig.attach();
    const perTurn = Math.round(TURN_MS * 16 * speed);
    for (let from = 0; from < TALK.length; from += perTurn) {
      send(attachment, TALK, { from, to: Math.min(TALK.length, from + perTurn) });
      await rig.clock.advance(TURN_MS);
    }
    const account = await rig.clock.run(attachment.end(TALK.length));
    expect(account).toMatchObject({ capturedSamples: TALK.length, committedSamples: TALK.length, lostSamples: 0, gaps: [] });
    expect(client.faults).toEqual([]);
    expect(await finalsOf(rig.store)).toEqual(undisturbed);
    expect(client.states.flatMap(({ captures }) => captures).filter(({ status }) => status === 'no-sound')).toEqual([]);
  });

  it('of one sample, or of none, ends in order', async () => {
    for (const length of [0, 1]) {
      rig = await openRig();
      const { attachment } = await rig.attach();
      send(attachment, new Int16Array(length).fill(9_000));
      const account = await rig.clock.run(attachment.end(length));
      expect(account).toMatchObject({ capturedSamples: length, committedSamples: length, lostSamples: 0, gaps: [] });
      expect(rig.eventsOf('final')).toEqual([]);
      if (length === 0) await rig.close();
    }
  });
});

describe('a long session', () => {
  /** What grows with every second shows in a twentieth of the two hours that a meeting takes; all of them take half a minute of processor time. */
  const MINUTES = 6;
  /** Two sentences. */
  const SPEECH = soundOf([0.9, 3000], [0, 600], [0.9, 5000], [0, 1400]);
  const LONG_FRAME = 16_000;

  /** Bytes that are held on to: the fewest of several collections, since other threads finish what one has begun. */
  async function heldBytes(): Promise<number> {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    let fewest = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 8; round += 1) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 25));
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      fewest = Math.min(fewest, heapUsed + arrayBuffers);
    }
    return fewest;
  }

  it('has all its finals, and holds no more at its end than when it was young', async () => {
    const info = { name: 'forgetful', model: 'test' };
    const stt: Stt = {
      info,
      transcribe: (request) => Promise.resolve({ text: readAloud(request).text ?? '', language: 'en', confidence: null, engine: info }),
      close: () => Promise.resolve(),
    };
    rig = await openRig({ translator: null, stt });
    const { attachment, client } = await rig.attach({ targetLanguages: [], pace: 'file' });
    const talks = Math.ceil((MINUTES * 60) / (SPEECH.length / 16_000));
    const held: number[] = [];
    let finals = 0;
    for (let talk = 0; talk < talks; talk += 1) {
      const first = talk * SPEECH.length;
      for (let from = 0; from < SPEECH.length; from += LONG_FRAME) {
        const samples = SPEECH.subarray(from, Math.min(SPEECH.length, from + LONG_FRAME));
        attachment.audio({ connectionEpoch: 1, frame: { firstSample: first + from, samples } });
      }
      await rig.clock.advance(SPEECH.length / 16);
      // The store is a real one, which no clock turns.
      while ((rig.registry.session('session-1')?.captures[0]?.committedThrough ?? 0) < first) await rig.clock.advance(20);
      finals += rig.eventsOf('final').length;
      // What the test itself was told.
      for (const list of [rig.events, rig.packets, client.acks, client.cues, client.states]) list.length = 0;
      if (talk === Math.floor(talks / 8) || talk === talks - 1) held.push(await heldBytes());
    }
    const account = await rig.clock.run(attachment.end(talks * SPEECH.length));
    expect(account).toMatchObject({ capturedSamples: talks * SPEECH.length, lostSamples: 0, gaps: [] });
    expect(finals + rig.eventsOf('final').length).toBe(2 * talks);
    const [early = 0, late = 0] = held;
    expect(late - early, `${early} and ${late} bytes`).toBeLessThan(2 * 1024 * 1024);
  });
});
