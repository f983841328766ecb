// A session that comes in chunks, on a clock that is turned by hand: what each is answered with, and what stands in the store in the end.
import { SAMPLES_PER_MS, SubcamError, type StoredFinal } from '@subcam/shared';
import { createVirtualClock, type VirtualClock } from '@subcam/shared/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chunkOf, framesOf, openUploadRig, type UploadRig, type UploadRigOptions } from '../testing/upload-rig.ts';
import { soundOf } from '../testing/scripted-pipeline.ts';
import { createUploadStream, type UploadStream } from './upload-stream.ts';
import type { UploadedChunk } from './uploaded-chunk.ts';

/** 1 s of silence, 2 s of speech, 1.5 s of silence, 1.5 s of speech, 1 s of silence. */
const TALK = soundOf([0, 1000], [0.9, 2000], [0, 1500], [0.9, 1500], [0, 1000]);

let clock: VirtualClock;
let rig: UploadRig;
let stream: UploadStream;
let isOver: boolean;

async function open(options: Partial<UploadRigOptions> = {}): Promise<void> {
  clock = createVirtualClock();
  rig = await openUploadRig({ clock, ...options });
  isOver = false;
  stream = createUploadStream({ sessionId: 'session-1', onOver: () => (isOver = true) }, rig.deps);
}

beforeEach(() => open());

async function close(): Promise<void> {
  await clock.run(stream.close(new SubcamError('engine-unavailable', 'The test is over.')));
  await clock.run(rig.registry.close());
  await rig.close();
}

afterEach(close);

const part = (fromMs: number, toMs: number): Int16Array => TALK.slice(fromMs * SAMPLES_PER_MS, toMs * SAMPLES_PER_MS);
const send = (sound: Int16Array, over: Partial<UploadedChunk> = {}) => stream.take(chunkOf(over), () => framesOf(sound));
const stored = (): Promise<readonly StoredFinal[]> => rig.store.transcripts('session-1');
const textsOf = (finals: readonly StoredFinal[]): readonly string[] => finals.map(({ transcript }) => transcript.text);

describe('a chunk', () => {
  it('is answered with the words that end in it, and with what is still being said, as far as it is read', async () => {
    const first = await clock.run(send(part(0, 2000), { index: 0, targetLanguages: ['es'] }));
    expect(first.segments.map(({ transcript }) => transcript.status)).toEqual(['partial']);
    expect(first.segments[0]?.transcript.text).toMatch(/^word0 word1/);
    expect(first.translations).toEqual({
      es: { text: expect.stringMatching(/^\[es\] word0 word1/) as string, confidence: null, service: 'fake' },
    });
    expect(await stored()).toEqual([]);
    const second = await clock.run(send(part(2000, 4500), { index: 1, targetLanguages: ['es'] }));
    expect(second.segments.map(({ transcript }) => transcript.status)).toEqual(['final']);
    const third = await clock.run(send(part(4500, 7000), { index: 2, targetLanguages: ['es'] }));
    expect(third.segments.map(({ transcript }) => transcript.status)).toEqual(['final']);
    expect([third.firstSample, third.endSample]).toEqual([72_000, 112_000]);
    expect(await stored()).toHaveLength(2);
  });

  it('comes to the same finals as the whole sound at once, however it is cut and in whatever order it comes', async () => {
    await clock.run(send(TALK, { index: 0 }));
    const whole = await stored();
    await close();
    await open();
    const cuts = [0, 700, 1900, 2600, 4100, 5300, 7000];
    const chunks = cuts.slice(1).map((to, index) => ({ index, sound: part(cuts[index] ?? 0, to) }));
    await clock.run(Promise.all(chunks.toReversed().map(({ index, sound }) => send(sound, { index }))));
    expect(textsOf(await stored())).toEqual(textsOf(whole));
    expect((await stored()).map(({ transcript }) => transcript.firstSample)).toEqual(whole.map(({ transcript }) => transcript.firstSample));
  });

  it('has its translations, and for a language that is not translated into the reason', async () => {
    const { translations } = await clock.run(send(TALK, { targetLanguages: ['es', 'xx'] }));
    expect(translations).toEqual({
      es: { text: expect.stringContaining('word0') as string, confidence: null, service: 'fake' },
      xx: { error: expect.stringContaining('xx') as string },
    });
  });

  it('whose sound is broken in its middle is answered with what came before that, and with what is wrong', async () => {
    const broken = new SubcamError('sound-corrupt', 'The file could not be read to its end.');
    const answer = await clock.run(stream.take(chunkOf({ index: 0 }), () => framesOf(part(0, 4500), broken)));
    expect(answer).toMatchObject({ error: broken.message, segments: [{ transcript: { status: 'final' } }] });
  });

  it('of which nothing could be read is refused, and may be sent again in its place', async () => {
    const broken = new SubcamError('sound-corrupt', 'The file is broken.');
    await clock.run(send(part(0, 1000), { index: 0 }));
    await expect(clock.run(stream.take(chunkOf({ index: 1 }), () => framesOf(new Int16Array(), broken)))).rejects.toBe(broken);
    await clock.run(Promise.all([send(part(4500, 7000), { index: 2 }), send(part(1000, 4500), { index: 1 })]));
    expect(textsOf(await stored())).toHaveLength(2);
    expect(rig.events.filter(({ type }) => type === 'gap')).toEqual([]);
  });

  it('whose words are not wanted leaves its place empty', async () => {
    const answer = await clock.run(send(part(0, 4000), { index: 0, isTranscribed: false }));
    expect(answer).toMatchObject({ segments: [], firstSample: 0, endSample: 64_000 });
    await clock.run(send(part(4500, 7000), { index: 1 }));
    expect(textsOf(await stored())).toHaveLength(1);
  });

  it('that never comes is a gap as long as the one before, with a reason', async () => {
    await clock.run(send(part(0, 3500), { index: 0 }));
    await clock.run(send(part(4500, 7000), { index: 2 }));
    expect(rig.events.flatMap((event) => (event.type === 'gap' ? [event.gap] : []))).toEqual([
      { firstSample: 56_000, sampleCount: 56_000, reason: 'client-lost' },
    ]);
  });
});

describe('what is still being said after the last chunk', () => {
  it('is stored 2 s later', async () => {
    await clock.run(send(part(0, 2500)));
    await clock.advance(1_900);
    expect(await stored()).toEqual([]);
    await clock.advance(150);
    expect(textsOf(await stored())).toEqual([expect.stringMatching(/^word0 word1/)]);
  });

  it('is not cut off between chunks of a stream in real time', async () => {
    await clock.run(send(part(0, 700), { index: 0 }));
    const sendAfter = async (ms: number, sound: Int16Array, index: number) => {
      await clock.advance(ms);
      return clock.run(send(sound, { index }));
    };
    // From here on its rhythm is known: 2.4 s between chunks of 2.4 s.
    await sendAfter(1_500, part(700, 1_000), 1);
    await sendAfter(2_400, soundOf([0, 400], [0.9, 2000]), 2);
    await sendAfter(2_400, soundOf([0.9, 1400], [0, 1000]), 3);
    expect(await stored()).toHaveLength(1);
  });
});

describe('the session', () => {
  it('stays open, with its tile, between runs of chunks, each of which knows its own time', async () => {
    await clock.run(send(part(0, 2500), { startedAtMs: 1_000_000 }));
    await clock.advance(60_000);
    expect(rig.registry.session('session-1')).not.toBeNull();
    const later = await clock.run(send(part(0, 2500), { startedAtMs: 1_070_000 }));
    expect(later).toMatchObject({ captureStartedAtMs: 1_070_000, firstSample: 0 });
  });

  it('is closed when no chunk comes for half an hour', async () => {
    await clock.run(send(TALK));
    await clock.advance(30 * 60_000 + 2_100);
    expect(isOver).toBe(true);
    expect(rig.registry.session('session-1')).toBeNull();
    expect(await rig.store.openSessions()).toEqual([]);
  });

  it('that was ended to make room for another takes no more chunks', async () => {
    await close();
    await open({ maxSessions: 1 });
    await clock.run(send(TALK));
    await clock.advance(3_000);
    const other = createUploadStream({ sessionId: 'session-2', onOver: () => undefined }, rig.deps);
    await clock.run(other.take(chunkOf({ sessionId: 'session-2' }), () => framesOf(part(0, 500))));
    expect(isOver).toBe(true);
    await expect(send(TALK)).rejects.toMatchObject({ code: 'aborted', retryable: true });
    await clock.run(other.close(new SubcamError('aborted', 'The test is over.')));
  });

  it('that is refused leaves nothing behind', async () => {
    await close();
    await open({ languages: ['en'] });
    await expect(clock.run(send(TALK, { sourceLanguage: 'de' }))).rejects.toMatchObject({ code: 'bad-request' });
    // The watch of the store looks once more whether it owes an answer.
    await clock.advance(2_500);
    expect([isOver, clock.sleepers]).toEqual([true, 1]);
  });
});
