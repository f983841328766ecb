import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import type { SegmentEvent } from '../segment/index.ts';
import { scriptedStt } from '../testing/fake-stt.ts';
import { transcribe } from './transcribe.ts';

const NONE = new Float32Array(0);
const SECOND = SAMPLE_RATE_HZ;
const THIRD_OF_PRE_ROLL = SAMPLE_RATE_HZ / 10;

function growing(length: number, soundBefore = NONE): SegmentEvent {
  const samples = new Float32Array(length);
  return { type: 'growing', firstSample: 0, endSample: length, speechEndSample: length, samples, soundBefore, soundAfter: NONE };
}

/** What is shown of a segment, and how long what was read is, by a recogniser that hears nothing in sounds of one length, and words in all others. */
async function readingOf(event: SegmentEvent, { deafTo = 0, isRepeatable = true }: { deafTo?: number; isRepeatable?: boolean } = {}) {
  const clock = createVirtualClock(0);
  const words = [{ text: 'now', logProbability: -0.01, tokens: [1] }];
  const stt = scriptedStt(clock, ({ samples }) => ({ words: samples.length === deafTo ? [] : words }), { isRepeatable });
  const shown: string[] = [];
  const input = async function* (): AsyncIterable<SegmentEvent> {
    yield event;
    await clock.sleep(100);
  };
  const read = async (): Promise<void> => {
    const deps = { stt, captureId: 'c', language: 'en', pace: 'live', clock } as const;
    for await (const told of transcribe(input(), deps, new AbortController().signal))
      if (told.type === 'partial') shown.push(told.transcript.text);
  };
  await clock.run(read());
  return { shown, lengths: stt.calls.map(({ request }) => request.samples.length) };
}

describe('the first reading of a growing segment', () => {
  it('that comes to nothing is made again without a third of the pre-roll', async () => {
    expect(await readingOf(growing(SECOND), { deafTo: SECOND })).toEqual({ shown: ['now'], lengths: [SECOND, SECOND - THIRD_OF_PRE_ROLL] });
  });

  it('is made once where it has words, where there is hardly any speech yet, after a cut, and of an engine whose answers vary', async () => {
    expect(await readingOf(growing(SECOND))).toEqual({ shown: ['now'], lengths: [SECOND] });
    expect((await readingOf(growing(0.75 * SECOND), { deafTo: 0.75 * SECOND })).lengths).toEqual([0.75 * SECOND]);
    expect((await readingOf(growing(SECOND, new Float32Array(SECOND)), { deafTo: 2 * SECOND })).lengths).toEqual([2 * SECOND]);
    expect((await readingOf(growing(SECOND), { deafTo: SECOND, isRepeatable: false })).lengths).toEqual([SECOND]);
  });
});
