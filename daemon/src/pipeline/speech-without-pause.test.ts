// One capture in which nobody pauses: what is held back at a cut is neither lost nor told twice, whoever stops in between.
import { SAMPLE_RATE_HZ, SubcamError, type SttRequest } from '@subcam/shared';
import { afterEach, describe, expect, it } from 'vitest';
import { resumeSample } from '../segment/index.ts';
import type { ScriptedReading } from '../testing/fake-stt.ts';
import { sessionBreaches } from '../testing/reading-contract.ts';
import { readingAt, soundWithPositions, type SpokenWord } from '../testing/spoken-positions.ts';
import { openRig, send, type Rig, type RigOptions } from './testing/pipeline-rig.ts';

/** 30 s of words without a pause, no two the same, and a second of silence. */
const WORDS: readonly SpokenWord[] = Array.from({ length: 75 }, (_, index) => ({
  text: `${['meeting', 'the', 'platform', 'or'][index % 4]}${String(index).replaceAll(/\d/gu, (digit) => 'abcdefghij'.charAt(Number(digit)))}`,
  firstSample: index * 6_400,
  endSample: (index + 1) * 6_400,
}));
const SPEECH_END = WORDS.length * 6_400;
const SOUND = soundWithPositions(SPEECH_END, SPEECH_END + SAMPLE_RATE_HZ);
const SAID = WORDS.map(({ text }) => text).join(' ');

const read = (request: SttRequest): ScriptedReading => ({ text: readingAt(WORDS, request) });

let rig: Rig;
const open = async (options: RigOptions = {}): Promise<void> => {
  rig = await openRig({ read, ...options });
};
afterEach(() => rig.close());

const finals = async () => await rig.store.transcripts('session-1');
const told = async (): Promise<string> => (await finals()).map(({ transcript }) => transcript.text).join(' ');

/** Sends sound until the first cut is committed, and stops the daemon. Returns how far the commit went. */
async function stopAtFirstCut(next: RigOptions = { read }): Promise<number> {
  const { attachment } = await rig.attach();
  for (let to = SAMPLE_RATE_HZ; rig.eventsOf('final').length === 0; to += SAMPLE_RATE_HZ) {
    send(attachment, SOUND, { from: to - SAMPLE_RATE_HZ, to });
    await rig.clock.advance(10);
  }
  await rig.restart(next);
  const [only, ...others] = await finals();
  expect(others).toEqual([]);
  return only?.transcript.endSample ?? 0;
}

async function goOn(oldestSample: number, nextSample = SOUND.length) {
  const { attachment } = await rig.attach({ oldestSample, nextSample });
  send(attachment, SOUND, { epoch: 2, to: nextSample });
  return await rig.clock.run(attachment.end(nextSample));
}

describe('speech without a pause', () => {
  it('is in the database and in the translations once, and keeps the reading contract as it grows', async () => {
    await open();
    const { attachment } = await rig.attach();
    for (let from = 0; from < SOUND.length; from += 1_600) {
      send(attachment, SOUND, { from, to: Math.min(SOUND.length, from + 1_600) });
      await rig.clock.advance(100);
    }
    expect(await rig.clock.run(attachment.end(SOUND.length))).toMatchObject({ lostSamples: 0, gaps: [] });
    const rows = await finals();
    expect(rows.length).toBeGreaterThanOrEqual(3);
    expect(await told()).toBe(SAID);
    expect(rows.map(({ translations }) => translations['es']).join(' ')).toBe(SAID.toUpperCase());
    for (const [at, { transcript }] of rows.entries()) if (at > 0) expect(transcript.firstSample).toBe(rows[at - 1]?.transcript.endSample);
    expect(sessionBreaches(rig.events)).toEqual([]);
  });

  it('has every word once when the daemon stops at a cut, and acknowledges no sound that its next run reads', async () => {
    await open();
    const committed = await stopAtFirstCut();
    expect(await told()).not.toBe('');
    await goOn(resumeSample(committed));
    expect(await told()).toBe(SAID);
  });

  it('has every word once for a client that keeps less sound before the commit, as an older daemon let it', async () => {
    await open();
    const committed = await stopAtFirstCut();
    await goOn(committed - 0.8 * SAMPLE_RATE_HZ);
    expect(await told()).toBe(SAID);
  });

  it('loses no word that was read for a client that has nothing of before the commit', async () => {
    await open();
    const committed = await stopAtFirstCut();
    await goOn(committed);
    for (const { text } of WORDS) expect(await told()).toContain(text);
  });

  it('has its held words when the client is gone for good', async () => {
    await open();
    const committed = await stopAtFirstCut();
    const before = (await told()).split(' ').length;
    const account = await goOn(resumeSample(committed), committed);
    expect(account.lostSamples).toBe(0);
    const words = (await told()).split(' ');
    expect(words.length).toBeGreaterThan(before);
    // The last one may be half heard.
    expect(SAID.startsWith(words.slice(0, -1).join(' '))).toBe(true);
  });

  it('tells what is missing where the recogniser fails after a cut, beside the words that it had read', async () => {
    await open();
    const broken = (): ScriptedReading => ({ error: new SubcamError('engine-failed', 'Broken.') });
    const committed = await stopAtFirstCut({ read: broken });
    const account = await goOn(resumeSample(committed));
    const rows = await finals();
    expect(rows).toHaveLength(2);
    expect(rows[1]?.transcript.firstSample).toBe(committed);
    expect(account.lostSamples).toBe(0);
    expect(account.gaps[0]).toMatchObject({ firstSample: rows[1]?.transcript.endSample, reason: 'engine-unavailable' });
    expect(rig.eventsOf('gap').map(({ gap }) => gap)).toEqual(account.gaps);
  });
});
