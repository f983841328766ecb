// Speech that goes on without a pause, through segmenter and transcriber: cut where it must be, every word of it said once and whole.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ, SubcamError, type AudioGap, type Progress, type SttRequest, type Transcript } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { openIngest } from '../audio/index.ts';
import { readBefore, resumeSample, segment } from '../segment/index.ts';
import type { ScriptedReading } from '../testing/fake-stt.ts';
import { scriptedVad } from '../testing/fake-vad.ts';
import { positionStt, soundWithPositions, type SpokenWord } from '../testing/spoken-positions.ts';
import { transcribe, type TranscribeEvent } from './index.ts';

const SECOND = SAMPLE_RATE_HZ;
/** The segmenter's own. */
const OVERLAP = 1.25 * SECOND;

type Spoken = readonly (readonly [text: string, ms: number])[];

interface Recording {
  readonly words: readonly SpokenWord[];
  readonly sound: Int16Array;
  readonly speechEnd: number;
}

/** Words without pauses between them, and then `silenceMs` of silence. */
function recordingOf(spoken: Spoken, silenceMs = 1000): Recording {
  const words: SpokenWord[] = [];
  let speechEnd = 0;
  for (const [text, ms] of spoken) {
    words.push({ text, firstSample: speechEnd, endSample: speechEnd + 16 * ms });
    speechEnd += 16 * ms;
  }
  return { words, speechEnd, sound: soundWithPositions(speechEnd, speechEnd + 16 * silenceMs) };
}

type Answer = (text: string, request: SttRequest, index: number) => ScriptedReading;

interface HearOptions {
  readonly answer?: Answer;
  readonly pace?: 'live' | 'file';
  /** Stops after so many commits, as a killed daemon does. */
  readonly commits?: number;
  readonly resume?: Progress | null;
  readonly gap?: AudioGap;
  readonly overlapSamples?: number;
}

async function hear({ words, sound }: Recording, options: HearOptions = {}) {
  const { answer, pace = 'file', commits = Number.POSITIVE_INFINITY, resume = null, gap } = options;
  const clock = createVirtualClock(0);
  const stop = new AbortController();
  const committedThrough = resume?.throughSample ?? 0;
  const from = resumeSample(committedThrough);
  const ingest = openIngest({ resumeFromSample: from, maxBacklogSamples: Number.POSITIVE_INFINITY });
  const send = async (): Promise<void> => {
    const heardTo = gap?.firstSample ?? sound.length;
    const step = pace === 'live' ? FRAME_SAMPLES : sound.length;
    for (let at = from; at < heardTo; at += step) {
      if (pace === 'live') await clock.sleep(20);
      ingest.push({ firstSample: at, samples: sound.subarray(at, Math.min(heardTo, at + step)) });
    }
    if (gap !== undefined) {
      const end = gap.firstSample + gap.sampleCount;
      ingest.pushGap(gap);
      ingest.push({ firstSample: end, samples: sound.subarray(end) });
    }
    ingest.end(sound.length);
  };
  const state = resume?.segmenterState ?? null;
  const settings = options.overlapSamples === undefined ? {} : { settings: { overlapSamples: options.overlapSamples } };
  const segments = segment(
    ingest.items(stop.signal),
    { vadFactory: scriptedVad(), captureId: 'c', resume: { committedThrough, state }, ...settings },
    stop.signal,
  );
  const stt = positionStt(clock, words, answer);
  const deps = { stt, captureId: 'c', language: 'en', pace, clock, held: readBefore(state).held } as const;
  const events: TranscribeEvent[] = [];
  let last = resume;
  const work = async (): Promise<void> => {
    let left = commits;
    for await (const event of transcribe(segments, deps, stop.signal)) {
      events.push(event);
      if (event.type === 'partial' || event.type === 'mark') continue;
      last = event.progress;
      left -= 1;
      if (left <= 0) break;
    }
  };
  await clock.run(Promise.all([send(), work()]));
  return { events, last, calls: stt.calls };
}

const finalsOf = (events: readonly TranscribeEvent[]): readonly Transcript[] =>
  events.flatMap((event) => (event.type === 'final' ? [event.transcript] : []));
const textsOf = (events: readonly TranscribeEvent[]): string =>
  finalsOf(events)
    .map(({ text }) => text)
    .join(' ');
const saidIn = (spoken: Spoken): string => spoken.map(([text]) => text).join(' ');

const VOCABULARY = ['five', 'five', 'yes', 'platform', 'budget', 'the', 'meeting', 'or', 'number', 'quickly'] as const;

/** 30 s of words, each as long as it usually takes to say. */
const TALK: Spoken = Array.from({ length: 100 }, (_, index) => {
  const text = VOCABULARY[(index * index + 3 * index) % VOCABULARY.length] ?? '';
  // No two are the same.
  const number = String(index).replaceAll(/\d/gu, (digit) => 'abcdefghij'.charAt(Number(digit)));
  return [`${text}${number}`, 120 + 40 * text.length];
});

describe('speech without a pause', () => {
  it('has each of its words once and whole, in finals that follow one another', async () => {
    const { events } = await hear(recordingOf(TALK));
    const finals = finalsOf(events);
    expect(finals.length).toBeGreaterThanOrEqual(3);
    expect(textsOf(events)).toBe(saidIn(TALK));
    for (const [index, { firstSample }] of finals.entries()) if (index > 0) expect(firstSample).toBe(finals[index - 1]?.endSample);
  });

  it('has halves where nothing is shared at a cut', async () => {
    const { events } = await hear(recordingOf(TALK), { overlapSamples: 0 });
    expect(textsOf(events)).not.toBe(saidIn(TALK));
  });

  it('keeps every repeat of a number that is said again and again', async () => {
    for (const ms of [290, 300, 310, 330, 400, 470]) {
      const fives: Spoken = Array.from({ length: 80 }, () => ['five', ms]);
      expect(textsOf((await hear(recordingOf(fives))).events)).toBe(saidIn(fives));
    }
  });

  it('is read once more around a cut only where agreement does not tell the place', async () => {
    const fives: Spoken = Array.from({ length: 60 }, () => ['five', 300]);
    const shared = (calls: Awaited<ReturnType<typeof hear>>['calls']): number =>
      calls.filter(({ request }) => request.samples.length === 2 * OVERLAP).length;
    expect(shared((await hear(recordingOf(TALK))).calls)).toBe(0);
    expect(shared((await hear(recordingOf(fives))).calls)).toBeGreaterThan(0);
  });

  it('is read in halves where the engine loops in a long reading', async () => {
    const loop: ScriptedReading = { text: 'one two '.repeat(100) };
    const answer: Answer = (text, { samples }) => (samples.length > 9 * SECOND ? loop : { text });
    const { events } = await hear(recordingOf(TALK.slice(0, 33)), { answer });
    expect(textsOf(events)).toBe(saidIn(TALK.slice(0, 33)));
    const both = await hear(recordingOf(TALK.slice(0, 50)), { answer });
    expect(textsOf(both.events)).toBe(saidIn(TALK.slice(0, 50)));
    const never = await hear(recordingOf(TALK.slice(0, 33)), { answer: () => loop });
    expect(never.events).toMatchObject([{ type: 'gap', gap: { firstSample: 0, reason: 'engine-unavailable' } }, { type: 'quiet' }]);
  });

  it('shows what was held back at once, in front of the words that follow', async () => {
    const { events } = await hear(recordingOf(TALK), { pace: 'live' });
    const first = events.findIndex((event) => event.type === 'final');
    const told = textsOf(events.slice(0, first + 1));
    const next = events.slice(first + 1).find((event) => event.type === 'partial');
    const shown = `${told} ${next?.transcript.text}`;
    // The newest word may be half heard.
    expect(saidIn(TALK).startsWith(shown.replace(/ \S+$/u, ''))).toBe(true);
    expect(next?.transcript.firstSample).toBe(finalsOf(events)[0]?.endSample);
  });

  it('is the same however its daemon is killed, and has every word once, whatever the words are', async () => {
    const word = fc.tuple(fc.constantFrom(...VOCABULARY), fc.integer({ min: 160, max: 600 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(word, { minLength: 40, maxLength: 90 }),
        fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 4 }),
        async (spoken, deaths) => {
          const recording = recordingOf(spoken);
          const calm = await hear(recording);
          expect(textsOf(calm.events)).toBe(saidIn(spoken));
          const kept: TranscribeEvent[] = [];
          let resume: Progress | null = null;
          for (const commits of [...deaths, Number.POSITIVE_INFINITY]) {
            if (resume?.throughSample === recording.sound.length) break;
            const run: Awaited<ReturnType<typeof hear>> = await hear(recording, { commits, resume });
            kept.push(...run.events);
            resume = run.last;
          }
          expect(finalsOf(kept)).toEqual(finalsOf(calm.events));
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe('what is held back at a cut', () => {
  /** The request that reads the segment after the first cut, and all that come after it. */
  const afterCut =
    (then: ScriptedReading): Answer =>
    (text, _request, index) =>
      index === 0 ? { text } : then;

  it('is told as a final of its own when the engine fails on what follows, with the gap that is left, in one commit', async () => {
    const { events } = await hear(recordingOf(TALK.slice(0, 50)), {
      answer: afterCut({ error: new SubcamError('engine-failed', 'Broken.') }),
    });
    const [first, second, ...others] = events.filter((event) => event.type === 'final');
    const heard = `${first?.transcript.text} ${second?.transcript.text}`;
    expect(saidIn(TALK).startsWith(heard.replace(/ \S+$/u, ''))).toBe(true);
    expect(second?.transcript).toMatchObject({
      firstSample: first?.transcript.endSample,
      endSample: (first?.transcript.endSample ?? 0) + OVERLAP,
    });
    expect(second?.gap).toMatchObject({ firstSample: second?.transcript.endSample, reason: 'engine-unavailable' });
    expect(others).toEqual([]);
    expect(events.filter((event) => event.type === 'gap')).toEqual([]);
  });

  it('is told when nothing is heard in what follows', async () => {
    const { events } = await hear(recordingOf(TALK.slice(0, 50)), { answer: afterCut({ text: '' }) });
    const finals = finalsOf(events);
    expect(finals).toHaveLength(2);
    expect(finals.map(({ status, stableLength, text }) => [status, stableLength === text.length])).toEqual([
      ['final', true],
      ['final', true],
    ]);
    const words = textsOf(events).split(' ');
    expect(saidIn(TALK).startsWith(words.slice(0, -1).join(' '))).toBe(true);
    expect(new Set(finals.map(({ firstSample }) => firstSample)).size).toBe(2);
  });

  it('is told when the segment that it is of had nothing else', async () => {
    const answer: Answer = (text, _request, index) => ({ text: index === 0 ? 'Well' : text });
    const { events } = await hear(recordingOf(TALK.slice(0, 50)), { answer });
    expect(events[0]).toMatchObject({ type: 'quiet' });
    expect(textsOf(events)).toMatch(/^Well /u);
  });

  it('leaves the next segment whole when nothing was heard before the cut', async () => {
    const answer: Answer = (text, _request, index) => ({ text: index < 3 ? '' : text });
    const { events } = await hear(recordingOf(TALK.slice(0, 50)), { answer });
    expect(finalsOf(events)).toHaveLength(1);
    expect(saidIn(TALK.slice(0, 50)).endsWith(textsOf(events).replace(/^\S+ /u, ''))).toBe(true);
  });

  it.each([
    ['before the cut', 0],
    ['after it', 1],
  ])('is joined as well when the engine reads the sound %s only without what both share', async (_where, failing) => {
    const answer: Answer = (text, _request, index) => ({ text: index === failing ? '' : text });
    const { events } = await hear(recordingOf(TALK.slice(0, 50)), { answer });
    expect(textsOf(events)).toBe(saidIn(TALK.slice(0, 50)));
  });

  it('is told before a stretch of sound that never came', async () => {
    const recording = recordingOf(TALK);
    const cutAt = finalsOf((await hear(recording)).events)[0]?.endSample ?? 0;
    // The daemon has committed the cut and dies; of what follows nothing comes.
    const { last, events } = await hear(recording, { commits: 1 });
    const gap: AudioGap = { firstSample: cutAt, sampleCount: recording.sound.length - cutAt - SECOND, reason: 'buffer-evicted' };
    const rest = await hear(recording, { resume: last, gap });
    expect(rest.events.map(({ type }) => type).slice(0, 2)).toEqual(['final', 'gap']);
    expect(textsOf([...events, ...rest.events]).split(' ').length).toBeGreaterThan(finalsOf(events)[0]?.text.split(' ').length ?? 0);
  });

  it('is nothing after a commit of a daemon that knew of no such thing: its next segment is read from the cut on', async () => {
    const recording = recordingOf(TALK);
    const { last } = await hear(recording, { commits: 1, overlapSamples: 0 });
    const { held: _, ...state } = JSON.parse(last?.segmenterState ?? '') as { machine: object; held: unknown };
    const { readFromSample: __, ...machine } = state.machine as { readFromSample: number };
    const old = { ...(last as Progress), segmenterState: JSON.stringify({ ...state, machine, version: 1 }) };
    const { calls } = await hear(recording, { resume: old, commits: 1 });
    const withOverlap = await hear(recording, { resume: (await hear(recording, { commits: 1 })).last, commits: 1 });
    expect((withOverlap.calls[0]?.request.samples.length ?? 0) - (calls[0]?.request.samples.length ?? 0)).toBeGreaterThan(0);
    expect(calls).toHaveLength(1);
  });
});
