// A repeatable recogniser that misreads, through segmenter and transcriber: what was promised stays, and finals depend on the sound alone.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ, type Progress, type SttRequest, type SttWord } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { openIngest } from '../audio/index.ts';
import { heldReadingOf, resumeSample, segment } from '../segment/index.ts';
import { scriptedStt, type ScriptedReading } from '../testing/fake-stt.ts';
import { scriptedVad } from '../testing/fake-vad.ts';
import { soundOfWords, wordsAt, type SpokenWord } from '../testing/spoken-positions.ts';
import { readsEverything, transcribe, type TranscribeDeps, type TranscribeEvent } from './index.ts';

const SECOND = SAMPLE_RATE_HZ;

/** Words with the silence before each, in ms. */
type Spoken = readonly (readonly [text: string, ms: number, silenceMs: number])[];

function wordsOf(spoken: Spoken): readonly SpokenWord[] {
  let end = SECOND / 2;
  return spoken.map(([text, ms, silenceMs]) => {
    const firstSample = end + 16 * silenceMs;
    end = firstSample + 16 * ms;
    return { text, firstSample, endSample: end };
  });
}

/** The same for the same sound, and no more. */
function noise(...values: readonly number[]): number {
  const mixed = values.reduce((sum, value) => Math.imul(sum ^ value, 0x9e_37_79_b1) ^ (sum >>> 13), 0x2f_6e_2b_1);
  return (mixed >>> 0) / 2 ** 32;
}

/**
 * Every fifth word is misread in about every third reading, and then the engine is unsure, but for some; the rest is as it was said. Sentences end where
 * a word has a full stop, as far as their sound is heard.
 */
function misreading(words: readonly SpokenWord[], request: SttRequest): ScriptedReading {
  const heard = wordsAt(words, request);
  const read = heard.map(({ text, index, isWhole }, place): SttWord => {
    const isMisread = index % 5 === 4 && noise(index, request.samples.length) < 0.35;
    const isUnsure = !isWhole || (isMisread && noise(index, request.samples.length, 7) < 0.8);
    return { text: isMisread ? `${text}x` : text, logProbability: isUnsure ? -1.5 : place % 3 === 0 ? -0.01 : -0.2, tokens: [index] };
  });
  const beginning = request.beginning ?? [];
  return { words: [...beginning, ...read.slice(beginning.length)] };
}

interface HearOptions {
  /** How long a reading takes. */
  readonly afterMs?: number;
  readonly commits?: number;
  readonly resume?: Progress | null;
  readonly leftOut?: TranscribeDeps['leftOut'];
  readonly policy?: 'steady' | 'plain';
}

async function hear(words: readonly SpokenWord[], options: HearOptions = {}) {
  const { afterMs = 30, commits = Number.POSITIVE_INFINITY, resume = null, leftOut, policy = 'steady' } = options;
  const clock = createVirtualClock(0);
  const stop = new AbortController();
  const sound = soundOfWords(words, (words.at(-1)?.endSample ?? 0) + 2 * SECOND);
  const committedThrough = resume?.throughSample ?? 0;
  const from = resumeSample(committedThrough);
  const ingest = openIngest({ resumeFromSample: from, maxBacklogSamples: Number.POSITIVE_INFINITY });
  const send = async (): Promise<void> => {
    for (let at = from; at < sound.length; at += FRAME_SAMPLES) {
      await clock.sleep(20);
      ingest.push({ firstSample: at, samples: sound.subarray(at, at + FRAME_SAMPLES) });
    }
    ingest.end(sound.length);
  };
  const state = resume?.segmenterState ?? null;
  const stt = scriptedStt(clock, (request) => ({ ...misreading(words, request), afterMs }), { isRepeatable: true });
  const pace = 'live';
  const segments = segment(
    ingest.items(stop.signal),
    {
      vadFactory: scriptedVad(),
      captureId: 'c',
      resume: { committedThrough, state },
      asksAtEndings: readsEverything({ stt, pace, policy }),
    },
    stop.signal,
  );
  const deps: TranscribeDeps = {
    stt,
    captureId: 'c',
    language: 'en',
    pace,
    clock,
    policy,
    held: heldReadingOf(state),
    ...(leftOut === undefined ? {} : { leftOut }),
  };
  const events: { readonly atMs: number; readonly event: TranscribeEvent }[] = [];
  let last = resume;
  const work = async (): Promise<void> => {
    let left = commits;
    for await (const event of transcribe(segments, deps, stop.signal)) {
      events.push({ atMs: clock.nowMs(), event });
      if (event.type === 'partial') continue;
      last = event.progress;
      left -= 1;
      if (left <= 0) break;
    }
    stop.abort(new Error('enough'));
  };
  await clock.run(Promise.all([send(), work()]));
  return { events: events.map(({ event }) => event), timed: events, last, calls: stt.calls, words };
}

type Heard = Awaited<ReturnType<typeof hear>>;

const finalsOf = ({ events }: Pick<Heard, 'events'>) =>
  events.flatMap((event) => (event.type === 'final' ? [{ firstSample: event.transcript.firstSample, text: event.transcript.text }] : []));

/** Breaks of what was promised: a later text of a segment that does not begin with what was called stable before. */
function brokenPromises({ events }: Pick<Heard, 'events'>): readonly string[] {
  const promised = new Map<number, string>();
  const broken: string[] = [];
  for (const event of events) {
    if (event.type !== 'partial' && event.type !== 'final') continue;
    const { firstSample, text, stableLength } = event.transcript;
    const before = promised.get(firstSample) ?? '';
    if (!text.startsWith(before)) broken.push(`${before} | ${text}`);
    promised.set(firstSample, text.slice(0, stableLength));
  }
  return broken;
}

/** Sentences with pauses inside and between them, some of them longer than a segment may be. */
const spoken: fc.Arbitrary<Spoken> = fc
  .array(
    fc.tuple(
      fc.constantFrom('platform', 'budget', 'the', 'meeting', 'or', 'number', 'quickly', 'done.', 'well,'),
      fc.integer({ min: 160, max: 500 }),
      fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.integer({ min: 60, max: 500 }) }, fc.constant(900)),
    ),
    { minLength: 8, maxLength: 60 },
  )
  // No two words are the same, so that where two readings are joined is told by their words alone.
  .map((list) =>
    list.map(
      ([text, ms, silenceMs], index) =>
        [`${'abcdefghij'[index % 10]}${'klmnopqrst'[Math.floor(index / 10)]}${text}`, ms, silenceMs] as const,
    ),
  );

describe('speech that a repeatable recogniser misreads now and then', () => {
  it('has the same finals with a slow recogniser and after any kills, and what was promised stays', async () => {
    let promised = 0;
    await fc.assert(
      fc.asyncProperty(spoken, fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 }), async (list, kills) => {
        const words = wordsOf(list);
        const calm = await hear(words);
        const slow = await hear(words, { afterMs: 400 });
        expect(finalsOf(slow)).toEqual(finalsOf(calm));
        const disturbed: TranscribeEvent[] = [];
        let resume: Progress | null = null;
        for (const commits of [...kills, Number.POSITIVE_INFINITY]) {
          const part: Heard = await hear(words, { commits, resume });
          disturbed.push(...part.events);
          resume = part.last;
        }
        expect(finalsOf({ events: disturbed })).toEqual(finalsOf(calm));
        for (const run of [calm, slow, { events: disturbed }]) expect(brokenPromises(run)).toEqual([]);
        promised += calm.events.filter((event) => event.type === 'partial' && event.transcript.stableLength > 0).length;
      }),
      { numRuns: 8 },
    );
    expect(promised).toBeGreaterThan(8);
  }, 60_000);
});

describe('speech without a pause that is misread now and then', () => {
  const words = wordsOf(
    Array.from({ length: 90 }, (_, index) => {
      const letters = Array.from(String(index), (digit) => 'abcdefghij'.charAt(Number(digit))).join('');
      return [
        `${letters}k${['platform', 'budget', 'or', 'number', 'quickly'][(index * 3) % 5] ?? ''}`,
        200 + ((index * 37) % 250),
        0,
      ] as const;
    }),
  );

  it('has the same finals wherever it is killed once, and what was promised stays beyond its cuts', async () => {
    const calm = await hear(words);
    expect(finalsOf(calm).length).toBeGreaterThanOrEqual(3);
    expect(brokenPromises(calm)).toEqual([]);
    // What is decided on again after a cut is not read again.
    const ends = calm.events.flatMap((event) => (event.type === 'partial' ? [event.transcript.endSample] : []));
    for (const [index, end] of ends.entries()) expect(end).toBeGreaterThan(ends[index - 1] ?? 0);
    const settled = calm.events.filter(({ type }) => type !== 'partial').length;
    for (let commits = 1; commits < settled; commits += 1) {
      const before = await hear(words, { commits });
      const after = await hear(words, { resume: before.last });
      const events = [...before.events, ...after.events];
      expect(finalsOf({ events })).toEqual(finalsOf(calm));
      expect(brokenPromises({ events })).toEqual([]);
    }
  }, 60_000);
});

describe('a sentence that is over', () => {
  const words = wordsOf([
    ['we', 250, 0],
    ['begin', 300, 0],
    ['now.', 400, 0],
  ]);
  const endMs = (words.at(-1)?.endSample ?? 0) / 16;

  it('is read while the silence is still waited for, so that its final comes with the end of the wait, and is not read again', async () => {
    const { timed, calls } = await hear(words, { afterMs: 50 });
    const final = timed.find(({ event }) => event.type === 'final');
    // 288 ms of silence in frames of 32 ms, a frame of sound, and how late the VAD notices.
    expect((final?.atMs ?? 0) - endMs).toBeLessThan(400);
    expect(calls.filter(({ request }) => request.purpose === 'final')).toHaveLength(1);
  });

  it('waits longer where the words are not complete, and goes on when more is said', async () => {
    const open = wordsOf([
      ['we', 250, 0],
      ['begin', 400, 0],
      ['now.', 400, 300],
    ]);
    expect(finalsOf(await hear(open)).map(({ text }) => text)).toEqual(['we begin now.']);
    const complete = wordsOf([
      ['we', 250, 0],
      ['begin.', 400, 0],
      ['now.', 400, 300],
    ]);
    expect(finalsOf(await hear(complete)).map(({ text }) => text)).toEqual(['we begin.', 'now.']);
  });

  it('is waited for with a slow recogniser, too: how long the end takes depends on words, not on load', async () => {
    const { timed } = await hear(words, { afterMs: 700 });
    const final = timed.find(({ event }) => event.type === 'final');
    expect((final?.atMs ?? 0) - endMs).toBeGreaterThan(700);
    expect(finalsOf(await hear(words, { afterMs: 700 }))).toEqual(finalsOf(await hear(words)));
  });
});

describe('under load', () => {
  const words = wordsOf(
    Array.from({ length: 24 }, (_, index) => [`word${index}${index % 8 === 7 ? '.' : ''}`, 300, index % 8 === 0 ? 700 : 0] as const),
  );

  it('nothing is read of segments that still grow once too much sound waits; every final comes', async () => {
    const calm = await hear(words);
    const loaded = await hear(words, { leftOut: () => 'all' });
    const partials = ({ calls }: Heard): number => calls.filter(({ request }) => request.purpose === 'partial').length;
    expect(partials(calm)).toBeGreaterThan(20);
    expect(partials(loaded)).toBe(0);
    expect(finalsOf(loaded).map(({ firstSample }) => firstSample)).toEqual(finalsOf(calm).map(({ firstSample }) => firstSample));
  });
});

describe('the plain policy', () => {
  it('reads each half second, shows everything, and asks nobody at endings', async () => {
    const words = wordsOf(Array.from({ length: 8 }, (_, index) => [`word${index}`, 300, 0] as const));
    const { events, calls } = await hear(words, { policy: 'plain' });
    expect(calls.every(({ request }) => request.beginning === undefined)).toBe(true);
    expect(finalsOf({ events })).toHaveLength(1);
    const partial = events.findLast((event) => event.type === 'partial');
    const last = calls.findLast(({ request }) => request.purpose === 'partial')?.request;
    expect(partial?.type === 'partial' ? partial.transcript.text.split(' ').length : 0).toBe(
      wordsAt(words, last ?? { samples: new Float32Array(0) }).length,
    );
  });
});
