// A repeatable recogniser that misreads, through segmenter and transcriber: what was promised stays, and finals depend on the sound alone.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Progress } from '@subcam/shared';
import { wordsAt } from '../testing/spoken-positions.ts';
import type { TranscribeEvent } from './index.ts';
import {
  brokenPromises,
  finalsOf,
  hear as hearWith,
  misreading,
  wordsOf,
  type Heard,
  type HearOptions,
  type Spoken,
} from './testing/hear-words.ts';

const hear = (words: Parameters<typeof hearWith>[0], options: HearOptions & { readonly afterMs?: number } = {}): Promise<Heard> =>
  hearWith(words, (request) => ({ ...misreading(words, request), afterMs: options.afterMs ?? 30 }), options);

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
