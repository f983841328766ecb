// Ten sessions on one slow service, in virtual time: every session gets its finals as soon as any other, and partials take only what finals leave.
import { expect, it, describe } from 'vitest';
import { quantile, SubcamError, type ServicePace, type Transcript, type Translator } from '@subcam/shared';
import { createVirtualClock, type VirtualClock } from '@subcam/shared/testing';
import { createFakeTranslator } from '../../testing/fake-translator.ts';
import { DEFAULT_PARTIAL_SETTINGS } from '../partials/choose-policy.ts';
import { openPartialTranslator } from '../partials/partial-translator.ts';
import { createRoutedTranslator } from '../routes/routed-translator.ts';
import { timedTranslator } from '../timed-translator.ts';
import { translateFinals, type FinalToTranslate } from '../translate-finals.ts';
import { wrappedTranslator } from '../wrapped-translator.ts';
import { pacedTranslator } from './paced-translator.ts';

const SESSIONS = 10;
const TALK_MS = 120_000;
/** One sentence at a time. */
const SENTENCE_MS = 300;
const READING_EACH_MS = 256;
const WORD_MS = 400;
const PACE: ServicePace = { maxAtOnce: 8, maxWaiting: 200, maxPauseMs: 2_000, partialsUpToMs: null };

const going = new AbortController().signal;

interface Counts {
  partials: number;
  finals: number;
  /** Most texts that the service had at once. */
  most: number;
}

/** A service that has one text after the other in work, in the order in which they came. */
function slowService(clock: VirtualClock, name: string) {
  const counts: Counts = { partials: 0, finals: 0, most: 0 };
  let there = 0;
  let last: Promise<unknown> = Promise.resolve();
  const inner = createFakeTranslator({
    answer: async ({ text, purpose }) => {
      counts[purpose === 'final' ? 'finals' : 'partials'] += 1;
      there += 1;
      counts.most = Math.max(counts.most, there);
      const before = last;
      const mine = Promise.withResolvers<void>();
      last = mine.promise;
      await before;
      await clock.sleep(SENTENCE_MS);
      there -= 1;
      mine.resolve();
      return `${name}: ${text}`;
    },
  });
  const info = { name, model: 'test' };
  const translator: Translator = {
    ...inner,
    info,
    translate: async (...given) => ({ ...(await inner.translate(...given)), engine: info }),
  };
  return { translator, counts };
}

function transcriptOf(session: number, sentence: number, over: Partial<Transcript>): Transcript {
  const firstSample = sentence * 16_000;
  return {
    captureId: `c${session}`,
    firstSample,
    endSample: firstSample + 1,
    speechEndSample: firstSample + 1,
    status: 'final',
    revision: 1,
    text: '',
    stableLength: 0,
    language: 'en',
    confidence: null,
    engine: { name: 'scripted', model: 'test' },
    ...over,
  };
}

interface Heard {
  /** From the end of each sentence to its translation, ms. */
  readonly delaysMs: number[];
  /** Which engine translated each. */
  readonly engines: string[];
  failed: number;
}

interface TalkOptions {
  /** From one sentence's beginning to the next one's, ms; a sentence takes nine tenths of it. */
  readonly sentenceEachMs: number;
  readonly deadlineMs?: number;
  /** Of the first session alone. */
  readonly sentenceEachMsOfFirst?: number;
}

/** Ten people who talk without a pause, each in a session of their own, through what a capture asks a translator through. */
async function talk(translator: Translator, clock: VirtualClock, options: TalkOptions): Promise<readonly Heard[]> {
  const sessions = Array.from({ length: SESSIONS }, async (_, session): Promise<Heard> => {
    const heard: Heard = { delaysMs: [], engines: [], failed: 0 };
    const flow = ['client', `s${session}`];
    const inTurn = wrappedTranslator(translator, {
      translate: (request, signal) => translator.translate({ ...request, flow }, signal),
    });
    const timed = timedTranslator(inTurn, clock);
    const partials = openPartialTranslator({ translator: timed, targetLanguage: 'es', settings: () => DEFAULT_PARTIAL_SETTINGS });
    const endedAtMs = new Map<number, number>();
    async function* sentences(): AsyncGenerator<FinalToTranslate> {
      const eachMs = session === 0 ? (options.sentenceEachMsOfFirst ?? options.sentenceEachMs) : options.sentenceEachMs;
      // They did not begin at the same instant.
      await clock.sleep((session * options.sentenceEachMs) / SESSIONS);
      const startedMs = clock.monotonicMs();
      for (let sentence = 0; clock.monotonicMs() - startedMs < TALK_MS; sentence += 1) {
        const spokenMs = 0.9 * eachMs;
        const words = Array.from({ length: Math.max(1, Math.floor(spokenMs / WORD_MS)) }, (_word, index) => `w${sentence}x${index}`);
        for (let passedMs = READING_EACH_MS; passedMs < spokenMs; passedMs += READING_EACH_MS) {
          await clock.sleep(READING_EACH_MS);
          const text = words.slice(0, Math.max(1, Math.floor(passedMs / WORD_MS))).join(' ');
          const transcript = transcriptOf(session, sentence, {
            status: 'partial',
            revision: Math.round(passedMs),
            text,
            stableLength: text.length,
          });
          void partials.translate({ transcript, asRead: text }, going).catch(() => undefined);
        }
        await clock.sleep(spokenMs % READING_EACH_MS);
        endedAtMs.set(sentence * 16_000, clock.monotonicMs());
        const text = words.join(' ');
        yield {
          transcript: transcriptOf(session, sentence, { text, stableLength: text.length, revision: 1_000_000 }),
          targetLanguage: 'es',
        };
        await clock.sleep(0.1 * eachMs);
      }
    }
    const deps = { translator: timed, clock, deadlineMs: options.deadlineMs ?? 10_000 };
    for await (const outcome of translateFinals(sentences(), deps, going)) {
      if (outcome.type === 'failed') {
        heard.failed += 1;
        continue;
      }
      const { firstSample, engine } = outcome.translation;
      partials.settle(outcome.translation);
      heard.delaysMs.push(clock.monotonicMs() - (endedAtMs.get(firstSample) ?? Number.NaN));
      heard.engines.push(engine.name);
    }
    return heard;
  });
  return clock.run(Promise.all(sessions));
}

const at = (values: readonly number[], share: number): number => Math.round(quantile(values, share) ?? Number.NaN);

function figures(heard: readonly Heard[]) {
  const all = heard.flatMap(({ delaysMs }) => delaysMs);
  const medians = heard.map(({ delaysMs }) => at(delaysMs, 0.5));
  return {
    finals: all.length,
    failed: heard.reduce((sum, { failed }) => sum + failed, 0),
    p50Ms: at(all, 0.5),
    p95Ms: at(all, 0.95),
    worstMs: Math.round(Math.max(...all)),
    leastOfASession: Math.min(...heard.map(({ delaysMs }) => delaysMs.length)),
    mostOfASession: Math.max(...heard.map(({ delaysMs }) => delaysMs.length)),
    quickestSessionP50Ms: Math.min(...medians),
    slowestSessionP50Ms: Math.max(...medians),
  };
}

/** For docs/benchmarks.md: `PACE_FIGURES=1 vitest run --project unit daemon/src/translate/pace/ten-sessions.test.ts`. */
function tell(what: string, told: object): void {
  if (process.env['PACE_FIGURES'] !== undefined) process.stdout.write(`${what} ${JSON.stringify(told)}\n`);
}

function paced(clock: VirtualClock, translator: Translator): Translator {
  return pacedTranslator(translator, { title: 'The service', pace: PACE, clock });
}

describe('ten sessions on a service that does one sentence in 300 ms, one at a time', () => {
  it('with two sentences a second in all: each has its finals in turn, sooner than if all were sent as they come', async () => {
    const clock = createVirtualClock();
    const { translator, counts } = slowService(clock, 'slow');
    const told = figures(await talk(paced(clock, translator), clock, { sentenceEachMs: 5_000 }));
    const other = slowService(clock, 'slow');
    const asTheyCome = figures(await talk(other.translator, clock, { sentenceEachMs: 5_000 }));
    tell('paced', { ...told, ...counts });
    tell('as they come', { ...asTheyCome, ...other.counts });
    expect(told.failed).toBe(0);
    expect(told.leastOfASession).toBe(told.mostOfASession);
    expect(told.worstMs).toBeLessThan(asTheyCome.worstMs / 2);
    expect(told.p95Ms).toBeLessThan(1_000);
    expect(told.slowestSessionP50Ms).toBeLessThan(2 * told.quickestSessionP50Ms);
  });

  it('with more than it can do, and nobody else: every session has its share, and none is left out', async () => {
    const clock = createVirtualClock();
    const { translator, counts } = slowService(clock, 'slow');
    const heard = await talk(paced(clock, translator), clock, { sentenceEachMs: 2_000 });
    const told = figures(heard);
    tell('overloaded alone', { ...told, ...counts });
    expect(told.leastOfASession).toBeGreaterThan(0.8 * told.mostOfASession);
  });

  it('with more than it can do, and a quick engine after it: what it has no time for goes there, and no final is late', async () => {
    const clock = createVirtualClock();
    const { translator, counts } = slowService(clock, 'slow');
    const quickInfo = { name: 'quick', model: 'test' };
    const quick = createFakeTranslator({
      answer: async ({ text }) => {
        await clock.sleep(20);
        return text;
      },
    });
    const pairs = () => [{ sourceLanguage: 'en', targetLanguage: 'es' }];
    const second: Translator = {
      ...quick,
      info: quickInfo,
      translate: async (...given) => ({ ...(await quick.translate(...given)), engine: quickInfo }),
    };
    const members = [paced(clock, translator), second].map((one) => ({ translator: one, pairs }));
    const chain = createRoutedTranslator({
      members: () => members,
      measured: [],
      budgetMs: () => 900,
      clock,
      onChange: () => undefined,
    });
    const heard = await talk(chain, clock, { sentenceEachMs: 2_000 });
    const told = figures(heard);
    const bySlow = heard.map(({ engines }) => engines.filter((name) => name === 'slow').length);
    tell('overloaded, with another', { ...told, bySlow, ...counts });
    expect(told.failed).toBe(0);
    expect(told.worstMs).toBeLessThan(1_000);
    expect(Math.min(...bySlow)).toBeGreaterThan(0.6 * Math.max(...bySlow));
  });

  it('of which one says ten times as much as the others: they wait no longer for that', async () => {
    const clock = createVirtualClock();
    const { translator, counts } = slowService(clock, 'slow');
    const heard = await talk(paced(clock, translator), clock, { sentenceEachMs: 6_000, sentenceEachMsOfFirst: 600 });
    const [first, ...others] = heard;
    if (first === undefined) throw new SubcamError('internal', 'There is no first session.');
    const told = figures(others);
    tell('one says more', { ...told, first: figures([first]), ...counts });
    expect(told.failed).toBe(0);
    expect(told.worstMs).toBeLessThan(1_500);
  });
});
