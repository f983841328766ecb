// A recogniser that is not repeatable and reads ahead, through segmenter and transcriber: its final is begun while the silence is still waited for.
import { describe, expect, it } from 'vitest';
import type { SttRequest } from '@subcam/shared';
import type { ScriptedReading } from '../testing/fake-stt.ts';
import { readingAt, type SpokenWord } from '../testing/spoken-positions.ts';
import { finalsOf, hear, wordsOf, type Heard, type HearOptions } from './testing/hear-words.ts';

const READING_MS = 300;

/** Silence that is waited for, ms. */
const END_MS = 352;

const hearAhead = (words: readonly SpokenWord[], options: HearOptions = {}): Promise<Heard> =>
  hear(words, (request) => ({ text: readingAt(words, request), afterMs: READING_MS }), { readsAhead: true, ...options });

const ofFinals = ({ calls }: Heard) => calls.filter(({ request }) => request.purpose === 'final').map(({ outcome }) => outcome);

/** From the end of the speech, ms. */
const finalAfterMs = ({ timed, words }: Heard): number =>
  (timed.find(({ event }) => event.type === 'final')?.atMs ?? Number.NaN) - (words.at(-1)?.endSample ?? 0) / 16;

const SENTENCE = wordsOf([
  ['we', 300, 0],
  ['begin', 400, 0],
  ['now.', 400, 0],
]);

describe('a recogniser that reads ahead', () => {
  it('reads the final once, before it is known that the segment is over', async () => {
    const heard = await hearAhead(SENTENCE);
    expect(finalsOf(heard).map(({ text }) => text)).toEqual(['we begin now.']);
    expect(ofFinals(heard)).toEqual(['read']);
    const without = await hearAhead(SENTENCE, { readsAhead: false });
    expect(finalsOf(heard)).toEqual(finalsOf(without));
    expect(finalAfterMs(without)).toBeGreaterThanOrEqual(END_MS + READING_MS);
    expect(finalAfterMs(without) - finalAfterMs(heard)).toBeGreaterThan(90);
  });

  it('gives it up when more is said, and reads the whole', async () => {
    const words = wordsOf([
      ['we', 300, 0],
      ['begin', 400, 0],
      ['now.', 400, 288],
    ]);
    const heard = await hearAhead(words);
    expect(finalsOf(heard).map(({ text }) => text)).toEqual(['we begin now.']);
    expect(ofFinals(heard)).toEqual(['given-up', 'read']);
  });

  it('reads each of several finals once where they come quicker than it reads, and nothing ahead of one that waits', async () => {
    const words = wordsOf(
      ['we', 'begin', 'now.', 'it', 'is', 'good.', 'let', 'us', 'go.'].map(
        (text, index) => [text, 350, index % 3 === 0 ? 600 : 0] as const,
      ),
    );
    for (const finalMs of [2500, 6000]) {
      const answer = (request: SttRequest): ScriptedReading => ({
        text: readingAt(words, request),
        afterMs: request.purpose === 'final' ? finalMs : 0,
      });
      const heard = await hear(words, answer, { readsAhead: true });
      expect(finalsOf(heard).map(({ text }) => text)).toEqual(['we begin now.', 'it is good.', 'let us go.']);
      expect(ofFinals(heard), `${finalMs} ms`).toEqual(['read', 'read', 'read']);
    }
  });

  it('reads nothing ahead while there is more to read than it can follow', async () => {
    const words = wordsOf([
      ['we', 300, 0],
      ['begin', 400, 0],
      ['now.', 400, 288],
    ]);
    for (const leftOut of ['older', 'all'] as const) expect(ofFinals(await hearAhead(words, { leftOut: () => leftOut }))).toEqual(['read']);
  });

  it('is not misled by what it reads late of the segment as it was before', async () => {
    for (let partialMs = 100; partialMs <= 800; partialMs += 50) {
      const answer = (request: SttRequest): ScriptedReading => ({
        text: readingAt(SENTENCE, request),
        afterMs: request.purpose === 'partial' ? partialMs : READING_MS,
      });
      expect(ofFinals(await hear(SENTENCE, answer, { readsAhead: true })), `${partialMs} ms`).toEqual(['read']);
    }
  });

  it('reads it again where the first reading failed', async () => {
    let finals = 0;
    const failsOnce = (request: SttRequest): ScriptedReading => {
      if (request.purpose === 'final') finals += 1;
      return request.purpose === 'final' && finals === 1 ? { error: new Error('it fell over') } : { text: readingAt(SENTENCE, request) };
    };
    const heard = await hear(SENTENCE, failsOnce, { readsAhead: true });
    expect(finalsOf(heard).map(({ text }) => text)).toEqual(['we begin now.']);
    expect(finals).toBe(2);
  });

  it('ends a segment by its sound alone, however long it reads and whatever', async () => {
    const ends = ({ events }: Heard) => events.flatMap((event) => (event.type === 'final' ? [event.progress.throughSample] : []));
    const slow = (request: SttRequest): ScriptedReading => ({ text: readingAt(SENTENCE, request).replace('.', ' and'), afterMs: 1500 });
    expect(ends(await hearAhead(SENTENCE))).toEqual(ends(await hear(SENTENCE, slow, { readsAhead: true })));
  });

  it('reads nothing ahead with the plain policy, and of a file', async () => {
    for (const options of [{ policy: 'plain' }, { pace: 'file' }] as const) {
      const heard = await hearAhead(SENTENCE, options);
      expect(finalAfterMs(heard)).toBeGreaterThanOrEqual(END_MS);
      expect(ofFinals(heard)).toEqual(['read']);
    }
  });
});

describe('an engine that works something out for a final ahead', () => {
  /** Of what it was told, how long the sound is, in ms. */
  const toldOf = async (options: HearOptions): Promise<readonly number[]> => {
    const told: number[] = [];
    await hearAhead(SENTENCE, { prepareFinal: ({ samples }) => void told.push(Math.round(samples.length / 16)), ...options });
    return told;
  };

  it('is told of the states of a growing segment, also of those that are not read', async () => {
    for (const options of [{}, { partialShare: 0.01 }]) {
      const told = await toldOf(options);
      expect(told.length).toBeGreaterThan(2);
      expect(told).toEqual(told.toSorted((a, b) => a - b));
      expect(told.at(-1)).toBeGreaterThan(1100);
    }
  });

  it('is told of them at two speeds too', async () => {
    const partials = (request: SttRequest): ScriptedReading => ({
      words: [{ text: readingAt(SENTENCE, request), logProbability: -0.01, tokens: [1] }],
    });
    expect((await toldOf({ partials })).length).toBeGreaterThan(2);
  });

  it('is told nothing while there is too much to read, with the plain policy, and of a file', async () => {
    const without: readonly HearOptions[] = [{ leftOut: () => 'all' }, { policy: 'plain' }, { pace: 'file' }];
    for (const options of without) expect(await toldOf(options)).toEqual([]);
  });
});
