// A complete segment whose reading is no speech, or nothing that anybody could have said.
import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ, SubcamError, type SttRequest } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import type { SegmentSound } from '../segment/index.ts';
import { scriptedStt, type ScriptedReading } from '../testing/fake-stt.ts';
import { readFinal, type SegmentOmission } from './read-final.ts';

const SECOND = SAMPLE_RATE_HZ;
const forever = new AbortController().signal;
const NONE = new Float32Array(0);
const LOOP = 'one two '.repeat(100);

/** A buzz of 120 Hz: all voice. */
const voice = (seconds: number): Float32Array =>
  Float32Array.from({ length: seconds * SECOND }, (_, at) => 0.2 * Math.sin((2 * Math.PI * 120 * at) / SECOND));

async function read(
  seconds: number,
  answer: (request: SttRequest) => ScriptedReading,
  { languages = null, ...shared }: Partial<SegmentSound> & { readonly languages?: readonly string[] | null } = {},
) {
  const clock = createVirtualClock(0);
  const scripted = scriptedStt(clock, answer);
  const stt = languages === null ? scripted : { ...scripted, languages };
  const samples = voice(seconds);
  const segment = {
    firstSample: 0,
    endSample: samples.length,
    speechEndSample: samples.length,
    samples,
    soundBefore: NONE,
    soundAfter: NONE,
  };
  const reading = await clock.run(readFinal({ ...segment, ...shared }, { stt, language: 'en', clock, next: {}, known: null }, forever));
  return { reading, lengths: scripted.calls.map(({ request }) => request.samples.length / SECOND) };
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
    expect((await read(10, answer)).reading).toEqual({ status: 'unreadable', omitted: ['unreadable'] });
  });

  it('is quiet where it is so short that it is a noise more often than words', async () => {
    expect((await read(1, () => ({ text: LOOP }))).reading).toEqual({ status: 'quiet', omitted: ['unreadable'] });
    expect((await read(1.6, () => ({ text: LOOP }))).reading).toEqual({ status: 'unreadable', omitted: ['unreadable'] });
  });
});

describe('a segment in which a recogniser hears nothing', () => {
  it('is quiet, and not read by halves', async () => {
    const { reading, lengths } = await read(10, () => ({ text: '[music]' }));
    expect(reading).toEqual({ status: 'quiet', omitted: ['annotation'] });
    expect(lengths).toEqual([10, 9.8]);
  });

  it('is told apart from one of which something is left out', async () => {
    expect((await read(10, () => ({ text: '' }))).reading).toEqual({ status: 'quiet', omitted: ['no-words'] });
    expect((await read(0.5, () => ({ text: '' }))).reading).toEqual({ status: 'quiet', omitted: [] });
    const answers = ['[music]', '', 'So we agreed.'];
    expect((await read(10, () => ({ text: answers.shift() ?? '' }))).reading).toMatchObject({ status: 'quiet', omitted: ['annotation'] });
    expect((await read(10, () => ({ text: '[laughs] so we agreed' }))).reading).toMatchObject({
      spoken: 'so we agreed',
      omitted: ['annotation'],
    });
  });
});

describe('a segment in another language than the one that an engine reads', () => {
  const unsure = (text: string): ScriptedReading => ({
    text,
    pieces: [{ text, averageLogProbability: -1.2, noSpeechProbability: null, compressionRatio: null }],
  });
  const english = { languages: ['en'] };

  it('is quiet, for that reason, when a reading of the same sound, slower, is as unsure', async () => {
    const { reading, lengths } = await read(5, () => unsure('The first time I saw a little bit of it.'), english);
    expect(reading).toEqual({ status: 'quiet', omitted: ['another-language'] });
    expect(lengths).toEqual([5, expect.closeTo(5 / 0.92, 3)]);
  });

  it('is told to whoever hears of what is not shown, with its place', async () => {
    const clock = createVirtualClock(0);
    const stt = { ...scriptedStt(clock, () => unsure('The first time I saw a little bit of it.')), ...english };
    const samples = voice(5);
    const place = { firstSample: 320, endSample: 320 + samples.length, speechEndSample: 320 + samples.length };
    const told: SegmentOmission[] = [];
    const deps = { stt, language: 'en', clock, next: {}, known: null, onOmission: (omission: SegmentOmission) => void told.push(omission) };
    await clock.run(readFinal({ ...place, samples, soundBefore: NONE, soundAfter: NONE }, deps, forever));
    expect(told).toEqual([{ firstSample: 320, sampleCount: 5 * SECOND, reason: 'another-language' }]);
  });

  it('is words of that language when the slower reading is sure', async () => {
    const { reading } = await read(5, ({ samples }) => (samples.length === 5 * SECOND ? unsure('Log in.') : { text: 'Log in.' }), english);
    expect(reading).toMatchObject({ status: 'spoken', spoken: 'Log in.', omitted: [] });
  });

  it('is words of that language when there is no second opinion', async () => {
    const error = new SubcamError('engine-failed', 'Broken.');
    const { reading } = await read(5, ({ samples }) => (samples.length === 5 * SECOND ? unsure('Log in.') : { error }), english);
    expect(reading).toMatchObject({ status: 'spoken', spoken: 'Log in.', omitted: [] });
  });

  it('is so too where only another try makes words of it', async () => {
    const { reading } = await read(
      5,
      ({ samples }) => (samples.length === 5 * SECOND ? { text: '' } : unsure('For the one of it.')),
      english,
    );
    expect(reading).toEqual({ status: 'quiet', omitted: ['another-language'] });
  });

  it('is so too where it is read in halves', async () => {
    const { reading } = await read(
      10,
      ({ samples }) => (samples.length > 8 * SECOND ? { text: LOOP } : unsure('President of the United States of it')),
      english,
    );
    expect(reading).toEqual({ status: 'quiet', omitted: ['another-language'] });
  });

  it('is shown as an engine of several languages wrote it', async () => {
    for (const languages of [['en', 'es'], null]) {
      for (const text of ['So we agreed.', 'Мы договорились, что начнём.'])
        expect((await read(5, () => unsure(text), { languages })).reading).toMatchObject({ spoken: text, omitted: [] });
    }
  });
});
