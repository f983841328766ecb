// A complete segment whose reading is no speech, or nothing that anybody could have said.
import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ, SubcamError, type SttRequest } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import type { SegmentSound } from '../segment/index.ts';
import { scriptedStt, type ScriptedReading } from '../testing/fake-stt.ts';
import { readFinal } from './read-final.ts';

const SECOND = SAMPLE_RATE_HZ;
const forever = new AbortController().signal;
const NONE = new Float32Array(0);
const LOOP = 'one two '.repeat(100);

async function read(seconds: number, answer: (request: SttRequest) => ScriptedReading, shared: Partial<SegmentSound> = {}) {
  const clock = createVirtualClock(0);
  const stt = scriptedStt(clock, answer);
  const samples = new Float32Array(seconds * SECOND);
  const segment = {
    firstSample: 0,
    endSample: samples.length,
    speechEndSample: samples.length,
    samples,
    soundBefore: NONE,
    soundAfter: NONE,
  };
  const reading = await clock.run(readFinal({ ...segment, ...shared }, { stt, language: 'en', clock }, forever));
  return { reading, lengths: stt.calls.map(({ request }) => request.samples.length / SECOND) };
}

describe('a segment of which a recogniser writes more than anybody could have said', () => {
  it('can be read by halves that share the sound around the middle', async () => {
    const { reading, lengths } = await read(10, ({ samples }) => {
      if (samples.length > 8 * SECOND) return { text: LOOP };
      return { text: samples.length === 6.25 * SECOND ? 'we begin at nine and end at noon' : LOOP };
    });
    expect(lengths).toEqual([10, 6.25, 6.25]);
    expect(reading).toMatchObject({ status: 'spoken', spoken: 'we begin at nine and end at noon' });
  });

  it('is joined in the middle, with the sound that it shares at cuts', async () => {
    const halves = ['we begin at nine and end at noon', 'end at noon and then we have lunch together'];
    const { reading } = await read(8, ({ samples }) => ({ text: samples.length > 8 * SECOND ? LOOP : (halves.shift() ?? '') }), {
      soundAfter: new Float32Array(2 * SECOND),
    });
    expect(reading).toMatchObject({
      status: 'spoken',
      spoken: 'we begin at nine and end at noon and then we have lunch together',
      heard: { soundAfter: { length: 2 * SECOND } },
    });
  });

  it('can be read without the sound that it shares at a cut, where a half can not', async () => {
    const { reading } = await read(6, ({ samples }) => ({ text: samples.length === 6 * SECOND ? 'We begin at nine.' : LOOP }), {
      soundAfter: new Float32Array(SECOND),
    });
    expect(reading).toMatchObject({ status: 'spoken', spoken: 'We begin at nine.', heard: { soundAfter: { length: 0 } } });
  });

  it.each([
    ['all that is tried is such', (): ScriptedReading => ({ text: LOOP })],
    [
      'what else is tried fails',
      ({ samples }: SttRequest) =>
        samples.length === 10 * SECOND ? { text: LOOP } : { error: new SubcamError('engine-failed', 'Broken.') },
    ],
    ['what else is tried is silence', ({ samples }: SttRequest) => ({ text: samples.length === 10 * SECOND ? LOOP : '' })],
  ])('is unreadable, not quiet, when %s', async (_what, answer) => {
    expect((await read(10, answer)).reading).toEqual({ status: 'unreadable' });
  });

  it('is quiet where it is so short that it is a noise more often than words', async () => {
    expect((await read(1, () => ({ text: LOOP }))).reading).toEqual({ status: 'quiet' });
    expect((await read(1.6, () => ({ text: LOOP }))).reading).toEqual({ status: 'unreadable' });
  });
});

describe('a segment in which a recogniser hears nothing', () => {
  it('is quiet, and not read by halves', async () => {
    const { reading, lengths } = await read(10, () => ({ text: '[music]' }));
    expect(reading).toEqual({ status: 'quiet' });
    expect(lengths).toEqual([10, 9.8]);
  });
});
