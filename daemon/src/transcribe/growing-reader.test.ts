import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ, type Clock, type Stt } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import type { SegmentEvent } from '../segment/index.ts';
import { scriptedStt } from '../testing/fake-stt.ts';
import { transcribe } from './transcribe.ts';

const NOW = { text: 'now', logProbability: -0.01, tokens: [1] };
const NONE = new Float32Array(0);
const SECOND = SAMPLE_RATE_HZ;
const THIRD_OF_PRE_ROLL = SAMPLE_RATE_HZ / 10;
const QUIET_AFTER = SAMPLE_RATE_HZ / 10;

function growing(length: number, soundBefore = NONE): SegmentEvent {
  const samples = new Float32Array(length);
  return { type: 'growing', firstSample: 0, endSample: length, speechEndSample: length, samples, soundBefore, soundAfter: NONE };
}

/** What is shown of a segment, and how long what was read is, by a recogniser that hears nothing in sounds of one length, and words in all others. */
async function readingOf(event: SegmentEvent, { deafTo = 0, isRepeatable = true }: { deafTo?: number; isRepeatable?: boolean } = {}) {
  const clock = createVirtualClock(0);
  const words = [NOW];
  const stt = scriptedStt(clock, ({ samples }) => ({ words: samples.length === deafTo ? [] : words }), { isRepeatable });
  const shown: string[] = [];
  await clock.run(readAll([event], stt, { clock, onShown: (text) => shown.push(text) }));
  return { shown, lengths: stt.calls.map(({ request }) => request.samples.length) };
}

async function readAll(
  events: readonly SegmentEvent[],
  stt: Stt,
  { clock, onShown }: { readonly clock: Clock; readonly onShown: (text: string) => void },
): Promise<void> {
  const input = async function* (): AsyncIterable<SegmentEvent> {
    yield* events;
    await clock.sleep(100);
  };
  const deps = { stt, captureId: 'c', language: 'en', pace: 'live', clock } as const;
  for await (const told of transcribe(input(), deps, new AbortController().signal))
    if (told.type === 'partial') onShown(told.transcript.text);
}

/** What a repeatable recogniser is given of each. */
async function soundsRead(events: readonly SegmentEvent[]): Promise<readonly Float32Array[]> {
  const clock = createVirtualClock(0);
  const stt = scriptedStt(clock, () => ({ words: [NOW] }), { isRepeatable: true });
  await clock.run(readAll(events, stt, { clock, onShown: () => undefined }));
  return stt.calls.map(({ request }) => request.samples);
}

describe('the first reading of a growing segment', () => {
  it('that comes to nothing is made again without a third of the pre-roll and without the quiet', async () => {
    const whole = SECOND + QUIET_AFTER;
    expect(await readingOf(growing(SECOND), { deafTo: whole })).toEqual({ shown: ['now'], lengths: [whole, SECOND - THIRD_OF_PRE_ROLL] });
  });

  it('is made once where it has words, where there is hardly any speech yet, after a cut, and of an engine whose answers vary', async () => {
    expect(await readingOf(growing(SECOND))).toEqual({ shown: ['now'], lengths: [SECOND + QUIET_AFTER] });
    const [short, cut] = [0.55 * SECOND + QUIET_AFTER, 2 * SECOND + QUIET_AFTER];
    expect((await readingOf(growing(0.55 * SECOND), { deafTo: short })).lengths).toEqual([short]);
    expect((await readingOf(growing(SECOND, new Float32Array(SECOND)), { deafTo: cut })).lengths).toEqual([cut]);
    expect((await readingOf(growing(SECOND), { deafTo: SECOND, isRepeatable: false })).lengths).toEqual([SECOND]);
  });

  it('has a tenth of a second of quiet after the sound, which the reading of a segment as it would end has not', async () => {
    const loud = growing(SECOND);
    if ('samples' in loud) loud.samples.fill(0.5);
    const [growingSound, endingSound] = await soundsRead([loud, { ...loud, type: 'ending', answer: () => undefined } as SegmentEvent]);
    expect(growingSound?.subarray(0, SECOND)).toEqual(endingSound);
    expect(growingSound?.subarray(SECOND)).toEqual(new Float32Array(QUIET_AFTER));
  });
});
