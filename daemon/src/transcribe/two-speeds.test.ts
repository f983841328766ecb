// A quick recogniser that errs for what is still being said, and a slow one that is right for finals, through segmenter and transcriber.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ, SubcamError, type Progress, type SttRequest } from '@subcam/shared';
import { readingAt, wordsAt, type SpokenWord } from '../testing/spoken-positions.ts';
import type { ScriptedReading } from '../testing/fake-stt.ts';
import type { TranscribeEvent } from './index.ts';
import {
  brokenPromises,
  finalsOf,
  hear,
  misreading,
  QUICK,
  wordsOf,
  type Heard,
  type HearOptions,
  type Spoken,
} from './testing/hear-words.ts';

const SLOW_MS = 400;
const QUICK_MS = 30;

interface TwoSpeeds extends HearOptions {
  readonly slow?: (request: SttRequest, index: number) => ScriptedReading;
  readonly slowMs?: number;
  readonly quickMs?: number;
}

const hearBoth = (
  words: readonly SpokenWord[],
  {
    slowMs = SLOW_MS,
    quickMs = QUICK_MS,
    slow = (request) => ({ text: readingAt(words, request), afterMs: slowMs }),
    ...more
  }: TwoSpeeds = {},
): Promise<Heard> => hear(words, slow, { partials: (request) => ({ ...misreading(words, request), afterMs: quickMs }), ...more });

/** Utterances of so many words, each with a pause after it. */
function utterances(counts: readonly number[]): readonly SpokenWord[] {
  let at = 0;
  const spoken: Spoken = counts.flatMap((count) =>
    Array.from({ length: count }, (_, index) => {
      at += 1;
      return [`${'abcdefghij'[at % 10]}${'klmnopqrst'[Math.floor(at / 10) % 10]}word`, 320, index === 0 && at > 1 ? 900 : 0] as const;
    }),
  );
  return wordsOf(spoken);
}

const textsOf = ({ events }: Pick<Heard, 'events'>): readonly string[] => finalsOf({ events }).map(({ text }) => text);

const partialsOf = ({ events }: Pick<Heard, 'events'>) => events.flatMap((event) => (event.type === 'partial' ? [event.transcript] : []));

const spoken: fc.Arbitrary<Spoken> = fc
  .array(
    fc.tuple(fc.constantFrom('platform', 'or', 'number', 'done.'), fc.integer({ min: 160, max: 500 }), fc.constantFrom(0, 0, 0, 300, 900)),
    {
      minLength: 8,
      maxLength: 50,
    },
  )
  // No two words are the same, so that where two readings are joined is told by their words alone.
  .map((list) =>
    list.map(
      ([text, ms, silenceMs], index) =>
        [`${'abcdefghij'[index % 10]}${'klmnopqrst'[Math.floor(index / 10)]}${text}`, ms, silenceMs] as const,
    ),
  );

describe('a quick recogniser for what is still being said and a better one for finals', () => {
  it('show the words of the one and settle on those of the other, each named', async () => {
    const heard = await hearBoth(utterances([6, 5]));
    expect(new Set(partialsOf(heard).map(({ engine }) => engine.name))).toEqual(new Set([QUICK.name]));
    const finals = heard.events.flatMap((event) => (event.type === 'final' ? [event.transcript] : []));
    expect(finals.map(({ engine }) => engine.name)).toEqual(['scripted', 'scripted']);
    expect(heard.calls.every(({ request }) => request.purpose === 'final' && request.beginning === undefined)).toBe(true);
  });

  it('keep every promise, say each word once, and have the same finals with slow engines and after any kills', async () => {
    let promised = 0;
    await fc.assert(
      fc.asyncProperty(spoken, fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 5 }), async (list, kills) => {
        const words = wordsOf(list);
        const calm = await hearBoth(words);
        const slow = await hearBoth(words, { slowMs: 1900, quickMs: 250 });
        expect(finalsOf(slow)).toEqual(finalsOf(calm));
        const disturbed: TranscribeEvent[] = [];
        let resume: Progress | null = null;
        for (const commits of [...kills, Number.POSITIVE_INFINITY]) {
          const part: Heard = await hearBoth(words, { commits, resume });
          disturbed.push(...part.events);
          resume = part.last;
        }
        expect(finalsOf({ events: disturbed })).toEqual(finalsOf(calm));
        for (const run of [calm, slow, { events: disturbed }]) expect(brokenPromises(run)).toEqual([]);
        // The quick engine writes an x after what it misreads; beyond that, each word is there once.
        const said = textsOf(calm)
          .join(' ')
          .replaceAll(/(?<=[\w.])x(?=\s|$)/gu, '');
        expect(said.split(' ')).toEqual(list.map(([text]) => text));
        promised += partialsOf(calm).filter(({ stableLength }) => stableLength > 0).length;
      }),
      { numRuns: 6 },
    );
    expect(promised).toBeGreaterThan(6);
  }, 60_000);

  it('begin with the final while the silence is still waited for, and give it up when more is said', async () => {
    const words = wordsOf([
      ['we', 250, 0],
      ['begin', 400, 0],
      ['now.', 400, 320],
    ]);
    const heard = await hearBoth(words);
    expect(textsOf(heard)).toEqual(['we begin now.']);
    expect(heard.calls.map(({ outcome }) => outcome)).toEqual(['given-up', 'read']);
    const endMs = (words.at(-1)?.endSample ?? 0) / 16;
    const final = heard.timed.find(({ event }) => event.type === 'final');
    // 288 ms of silence are waited for, and 400 ms are read from the 224th on.
    expect((final?.atMs ?? 0) - endMs).toBeLessThan(224 + SLOW_MS + 96);
  });

  it('end a segment by what the quick one reads, however slow the better one is', async () => {
    const words = utterances([4, 4, 4, 4]);
    const at = ({ timed }: Heard): readonly number[] => timed.flatMap(({ atMs, event }) => (event.type === 'partial' ? [atMs] : []));
    expect(at(await hearBoth(words, { slowMs: 1200 }))).toEqual(at(await hearBoth(words, { slowMs: 10 })));
  });
});

describe('while the better recogniser is away', () => {
  const words = utterances([5, 5, 5, 5]);
  /** Comes back after so many requests. */
  const awayFor =
    (requests: number) =>
    (request: SttRequest, index: number): ScriptedReading =>
      index < requests
        ? { error: new SubcamError('engine-unavailable', 'Away.', { retryable: true }) }
        : { text: readingAt(words, request), afterMs: SLOW_MS };

  it('what is said goes on to be shown, and every final comes late, in order', async () => {
    const waits: number[] = [];
    const heard = await hearBoth(words, { slow: awayFor(8), onFinalWaits: ({ firstSample }) => waits.push(firstSample) });
    const kinds = heard.events.filter(({ type }) => type === 'partial' || type === 'final');
    const firstFinal = kinds.findIndex(({ type }) => type === 'final');
    const shown = new Set(kinds.slice(0, firstFinal).flatMap((event) => ('transcript' in event ? [event.transcript.firstSample] : [])));
    expect(shown.size).toBeGreaterThanOrEqual(2);
    expect(textsOf(heard)).toEqual(textsOf(await hearBoth(words)));
    expect(waits).toEqual(finalsOf(heard).map(({ firstSample }) => firstSample));
    expect(brokenPromises(heard)).toEqual([]);
  });

  it('at most so much sound waits for it beside what waits to be heard at all', async () => {
    const waiting = async (maxWaitingSamples: number): Promise<number> => {
      const heard = await hearBoth(words, { slow: awayFor(12), maxWaitingSamples });
      const first = heard.events.findIndex(({ type }) => type === 'final');
      const before = heard.events.slice(0, first).flatMap((event) => ('transcript' in event ? [event.transcript.firstSample] : []));
      expect(textsOf(heard)).toHaveLength(4);
      return new Set(before).size;
    };
    expect(await waiting(SAMPLE_RATE_HZ)).toBe(2);
    expect(await waiting(60 * SAMPLE_RATE_HZ)).toBe(4);
  });

  it('one that hangs holds up finals alone, and is given up with everything else when nobody reads any more', async () => {
    const heard = await hearBoth(words, { slow: () => ({ text: 'never', afterMs: 3_600_000 }), commits: 1 });
    expect(heard.events.filter(({ type }) => type === 'final')).toHaveLength(1);
    expect(new Set(partialsOf(heard).map(({ firstSample }) => firstSample)).size).toBe(4);
  });
});

describe('the quick recogniser in place of the better one', () => {
  const words = utterances([5, 5, 5]);
  const hangs = () => ({ text: 'never', afterMs: 3_600_000 });
  const namesOf = ({ events }: Pick<Heard, 'events'>): readonly string[] =>
    events.flatMap((event) => (event.type === 'final' ? [event.transcript.engine.name] : []));

  it('gives finals that are due, while the better one is waited for as long as they are not', async () => {
    const told: boolean[] = [];
    const onFinalRead = ({ isStandIn }: { readonly isStandIn: boolean }): void => void told.push(isStandIn);
    const hung = await hearBoth(words, { slow: hangs, standInAfterMs: 2_000, onFinalRead });
    expect(namesOf(hung)).toEqual([QUICK.name, QUICK.name, QUICK.name]);
    expect(brokenPromises(hung)).toEqual([]);
    expect(told).toEqual([true, true, true]);
    // What was asked of it is given up when its final is there.
    for (const { startedAtMs, endedAtMs } of hung.calls) expect((endedAtMs ?? Infinity) - startedAtMs).toBeLessThan(2_500);
    const late = await hearBoth(words, { slowMs: 1_900, standInAfterMs: 2_000, onFinalRead });
    expect(namesOf(late)).toEqual(['scripted', 'scripted', 'scripted']);
    expect(told.slice(3)).toEqual([false, false, false]);
  });

  it('gives those that the better one refuses', async () => {
    const refuses = () => ({ error: new SubcamError('engine-failed', 'Not this sound.') });
    expect(namesOf(await hearBoth(words, { slow: refuses, standInAfterMs: 60_000 }))).toEqual([QUICK.name, QUICK.name, QUICK.name]);
  });

  it('gives none of which it hears no words itself, nor any where other languages may be spoken', async () => {
    const both = { slow: (request: SttRequest) => ({ text: readingAt(words, request), afterMs: 4_000 }), standInAfterMs: 1_000 };
    const deaf = await hearBoth(words, { ...both, partials: () => ({ words: [] }) });
    expect(namesOf(deaf)).toEqual(['scripted', 'scripted', 'scripted']);
    expect(namesOf(await hearBoth(words, { ...both, promisesWords: false }))).toEqual(['scripted', 'scripted', 'scripted']);
  });
});

describe('speech without a pause at two speeds', () => {
  const words = wordsOf(
    Array.from(
      { length: 90 },
      (_, index) => [`${Array.from(String(index), (digit) => 'abcdefghij'.charAt(Number(digit))).join('')}kword`, 250, 0] as const,
    ),
  );

  it('promises nothing after a cut, whose held back words come with a final, and shows each word once', async () => {
    const heard = await hearBoth(words);
    expect(finalsOf(heard).length).toBeGreaterThanOrEqual(2);
    expect(brokenPromises(heard)).toEqual([]);
    const [first] = finalsOf(heard);
    for (const { firstSample, stableLength, text } of partialsOf(heard)) {
      if (firstSample !== first?.firstSample) expect(stableLength).toBe(0);
      const shown = text.split(' ').map((word) => word.replace(/x$/u, ''));
      expect(new Set(shown).size).toBe(shown.length);
    }
    expect(textsOf(heard).join(' ').replaceAll('x', '').split(' ')).toEqual(words.map(({ text }) => text));
  });
});

describe('where other languages than that of the quick recogniser may be spoken', () => {
  const words = utterances([6]);
  /** What is heard, without sureness: as an engine of one language reads another one. */
  const unsure = (request: SttRequest): ScriptedReading => {
    const text = wordsAt(words, request)
      .map((word) => `${word.text}o`)
      .join(' ');
    return { text, pieces: [{ text, noSpeechProbability: null, averageLogProbability: -2, compressionRatio: null }], afterMs: QUICK_MS };
  };
  const slow = (request: SttRequest): ScriptedReading => ({ text: readingAt(words, request), language: 'es', afterMs: 100 });

  it('nothing is promised before the final', async () => {
    const heard = await hearBoth(words, { promisesWords: false });
    expect(partialsOf(heard).length).toBeGreaterThan(3);
    expect(partialsOf(heard).every(({ stableLength }) => stableLength === 0)).toBe(true);
    expect(textsOf(heard)).toEqual([words.map(({ text }) => text).join(' ')]);
  });

  it('the better one shows what the quick one does not read', async () => {
    const heard = await hearBoth(words, { promisesWords: false, slow, partials: unsure });
    expect(new Set(partialsOf(heard).map(({ language }) => language))).toEqual(new Set(['es']));
    expect(textsOf(heard)).toEqual([words.map(({ text }) => text).join(' ')]);
  });

  it('and takes no more of its time for that than it says of itself', async () => {
    const spoken = { promisesWords: false, slow, partials: unsure };
    const asked = ({ calls }: Heard): number => calls.filter(({ request }) => request.purpose === 'partial').length;
    const [always, seldom] = [await hearBoth(words, spoken), await hearBoth(words, { ...spoken, partialShare: 0.1 })];
    expect(asked(seldom)).toBeGreaterThan(0);
    expect(asked(seldom)).toBeLessThan(asked(always));
    expect(textsOf(seldom)).toEqual(textsOf(always));
  });

  it('or nothing does', async () => {
    const heard = await hearBoth(words, { promisesWords: false, slow, partials: unsure, partialsOtherwise: 'none' });
    expect(partialsOf(heard)).toEqual([]);
    expect(textsOf(heard)).toEqual([words.map(({ text }) => text).join(' ')]);
  });
});

describe('sound that is a file', () => {
  it('is read once, whole, by the better recogniser alone', async () => {
    const heard = await hearBoth(utterances([6, 5]), { pace: 'file' });
    expect(heard.quickCalls).toEqual([]);
    expect(heard.calls).toHaveLength(2);
    expect(textsOf(heard)).toHaveLength(2);
  });
});
