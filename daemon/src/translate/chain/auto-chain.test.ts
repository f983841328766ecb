// A daemon that chooses its translators: which do well, in which order, what is told of it, and what becomes of one that comes, goes and comes back.
import { describe, expect, it } from 'vitest';
import { SubcamError, type ServiceReport, type TranslateResult, type Translator, type TranslatorDescription } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import * as z from 'zod';
import { silentLog } from '../../telemetry/index.ts';
import { createFakeTranslator } from '../../testing/fake-translator.ts';
import type { RouteInUse } from '../routes/routes-in-use.ts';
import { DEFAULT_AUTO_SETTINGS, openAutoChain } from './auto-chain.ts';
import type { ChosenTranslator } from './open-translators.ts';

const PAIR = { sourceLanguage: 'en', targetLanguage: 'pt' } as const;

interface Scripted {
  readonly chosen: ChosenTranslator;
  report: ServiceReport;
  /** For a sentence; Infinity: it never answers. */
  tookMs: number;
  answer: (text: string) => string;
  readonly asked: string[];
  examined: number;
  openNow: number;
}

/** `host`: it is a service, and runs there; null: on this machine. */
function scripted(clock: ReturnType<typeof createVirtualClock>, name: string, host: string | null): Scripted {
  const self: Scripted = {
    report: { status: 'ready', detail: `answers at ${host}` },
    tookMs: 40,
    answer: (text) => `${name}: ${text}`,
    asked: [],
    examined: 0,
    openNow: 0,
    get chosen() {
      return chosen;
    },
  };
  const info = { name, model: 'test' };
  const open = async (): Promise<Translator> => {
    self.openNow += 1;
    const fake = createFakeTranslator({
      answer: async ({ text }) => {
        self.asked.push(text);
        if (self.tookMs === Infinity) await new Promise(() => undefined);
        await clock.sleep(self.tookMs);
        return self.answer(text);
      },
    });
    return {
      ...fake,
      info,
      translate: async (...given): Promise<TranslateResult> => ({ ...(await fake.translate(...given)), engine: info }),
      close: () => {
        self.openNow -= 1;
        return fake.close();
      },
    };
  };
  const description: TranslatorDescription = {
    kind: 'translator',
    name,
    title: name.toUpperCase(),
    licence: 'MIT',
    settings: z.object({}),
    models: [],
    sdks: [],
    pairs: () => (host === null ? [PAIR] : 'any'),
    modelsFor: () => [],
    programsFor: () => [],
    leavesMachine: () => host !== null,
    ...(host === null ? {} : { sendsTo: () => host }),
    examine: async () => {
      self.examined += 1;
      return Promise.resolve(self.report);
    },
    open,
  };
  const chosen: ChosenTranslator = { description, settings: {} };
  return self;
}

/** The same, opened in another way. */
function openedBy(one: Scripted, open: (opening: () => Promise<Translator>) => Promise<Translator>): Scripted {
  const { description, settings } = one.chosen;
  const changed: TranslatorDescription = { ...description, open: (...given) => open(async () => description.open(...given)) };
  return { ...one, chosen: { description: changed, settings } };
}

function rig() {
  const clock = createVirtualClock();
  const [own, basic] = [scripted(clock, 'own', null), scripted(clock, 'basic', null)];
  const [gpu, other] = [scripted(clock, 'gpu', 'gpu.example'), scripted(clock, 'other', 'other.example')];
  gpu.report = { status: 'ready', detail: 'answers', device: 'cuda:0' };
  const logged: string[] = [];
  const note = (fields: object, message: string): void => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const routes: RouteInUse[] = [];
  let changes = 0;
  const open = async (candidates: readonly Scripted[]) => {
    const context = {
      modelsDir: '/nowhere',
      env: {},
      clock,
      log: { ...silentLog, info: note, warn: note },
      signal: new AbortController().signal,
    };
    const chain = await clock.run(
      openAutoChain(
        candidates.map(({ chosen }) => chosen),
        context,
        {
          auto: () => DEFAULT_AUTO_SETTINGS,
          verify: () => Promise.resolve(),
          translatorPatienceMs: () => 900,
          onChange: (route) => routes.push(route),
          onChain: () => (changes += 1),
        },
      ),
    );
    return {
      chain,
      order: () => chain.members().map(({ translator, chosenFor }) => `${translator.info.name}: ${chosenFor()}`),
      leftOut: () => chain.leftOut().map(({ chosen, why }) => `${chosen.description.name}: ${why}`),
      say: async (text: string): Promise<string | undefined> => {
        const request = { text, ...PAIR, purpose: 'final' } as const;
        return (await clock.run(chain.translator?.translate(request, new AbortController().signal) ?? Promise.reject(new Error('None.'))))
          .engine.name;
      },
    };
  };
  return { clock, own, basic, gpu, other, logged, routes, open, changes: () => changes };
}

describe('a daemon that chooses its translators', () => {
  it('tries each service with a sentence of its own, and orders all by what they run on', async () => {
    const { own, basic, gpu, other, logged, open } = rig();
    other.report = { status: 'ready', detail: 'answers', device: 'cpu' };
    const { order, leftOut, say, chain } = await open([own, basic, other, gpu]);
    expect(order()).toEqual([
      'gpu: on a GPU (cuda:0), a sentence in 40 ms',
      'own: on this machine',
      'basic: on this machine',
      'other: on cpu, a sentence in 40 ms, so that the engines of this machine go before it',
    ]);
    expect(leftOut()).toEqual([]);
    expect(chain.members().map(({ device }) => device())).toEqual(['cuda:0', null, null, 'cpu']);
    expect([own.asked, gpu.asked, other.asked].map(({ length }) => length)).toEqual([0, 1, 1]);
    expect(logged.join('\n')).toContain('The daemon has chosen its translators. {"translators":["gpu: on a GPU (cuda:0)');
    expect(await say('hello')).toBe('gpu');
  });

  it.each<[string, (service: Scripted) => void, RegExp]>([
    ['does not answer', (one) => (one.report = { status: 'unreachable', detail: 'Nothing answers at gpu.example' }), /Nothing answers/u],
    ['is not fit', (one) => (one.report = { status: 'unfit', detail: 'It has no model "x"' }), /no model/u],
    ['hangs', (one) => (one.tookMs = Infinity), /it translated no sentence within 2 s/u],
    ['is slower than the limit', (one) => (one.tookMs = 2_001), /within 2 s/u],
    ['gives texts back as they are', (one) => (one.answer = (text) => text), /untranslated/u],
    [
      'refuses',
      (one) => {
        one.answer = () => {
          throw new SubcamError('engine-failed', 'HTTP 403.');
        };
      },
      /HTTP 403/u,
    ],
  ])('leaves out a service that %s, says why, and closes it', async (_, breakIt, why) => {
    const { clock, own, gpu, logged, open } = rig();
    breakIt(gpu);
    const startedMs = clock.monotonicMs();
    const { order, leftOut, say } = await open([own, gpu]);
    expect(clock.monotonicMs() - startedMs).toBeLessThanOrEqual(2_100);
    expect(order()).toEqual(['own: on this machine']);
    expect(leftOut()).toEqual([expect.stringMatching(why)]);
    expect(logged.join('\n')).toMatch(/A translator is left out/u);
    expect(gpu.openNow).toBe(0);
    expect(await say('hello')).toBe('own');
  });

  it('closes all that it has opened where an engine of this machine cannot be opened, also what opens later', async () => {
    const { clock, own, basic, gpu, other, open } = rig();
    const slow = openedBy(own, async (opening) => {
      await clock.sleep(500);
      return opening();
    });
    const bad = openedBy(basic, async () => Promise.reject(new SubcamError('internal', 'It is broken.')));
    other.tookMs = 1_900;
    await expect(open([slow, bad, gpu, other])).rejects.toMatchObject({ code: 'internal', message: 'It is broken.' });
    expect([own.openNow, gpu.openNow, other.openNow]).toEqual([0, 0, 0]);
    await clock.advance(10_000);
    expect([own.openNow, gpu.openNow, other.openNow]).toEqual([0, 0, 0]);
  });

  it('tries several services at the same time', async () => {
    const { clock, own, gpu, other, open } = rig();
    [gpu.tookMs, other.tookMs] = [Infinity, Infinity];
    const startedMs = clock.monotonicMs();
    await open([own, gpu, other]);
    expect(clock.monotonicMs() - startedMs).toBeLessThanOrEqual(2_100);
  });

  it('measures a sentence again where the first one took long, as it does while a model is loaded', async () => {
    const { own, gpu, open } = rig();
    gpu.report = { status: 'ready', detail: 'answers' };
    gpu.tookMs = 1_500;
    gpu.answer = (text) => {
      gpu.tookMs = 50;
      return `gpu: ${text}`;
    };
    expect((await open([own, gpu])).order()).toEqual(['gpu: a sentence in 50 ms', 'own: on this machine']);
  });
});

describe('a service that was left out', () => {
  it('is tried again while somebody wants translations, no sooner than after 10 s, takes its place, and that is told', async () => {
    const { clock, own, gpu, logged, routes, open, changes } = rig();
    gpu.report = { status: 'unreachable', detail: 'Nothing answers' };
    const { order, leftOut, say } = await open([own, gpu]);
    expect(gpu.examined).toBe(1);
    await clock.advance(60_000);
    expect(gpu.examined).toBe(1);
    expect(await say('one')).toBe('own');
    await say('two');
    expect(gpu.examined).toBe(2);
    gpu.report = { status: 'ready', detail: 'answers', device: 'cuda:0' };
    await clock.advance(9_000);
    await say('three');
    expect(gpu.examined).toBe(2);
    await clock.advance(1_000);
    expect(await say('four')).toBe('own');
    await clock.advance(100);
    expect(order()[0]).toBe('gpu: on a GPU (cuda:0), a sentence in 40 ms');
    expect(leftOut()).toEqual([]);
    expect(await say('five')).toBe('gpu');
    // Nothing stands in for anything: the best way is another.
    expect(routes.map(({ engines, instead }) => [engines[0]?.name, instead])).toEqual([
      ['own', null],
      ['gpu', null],
    ]);
    expect(changes()).toBe(2);
    expect(logged.join('\n')).toContain('Words go to another machine. {"engine":"gpu","host":"gpu.example"}');
    // That it is out for the same reason is said once.
    expect(logged.filter((line) => line.startsWith('A translator is left out'))).toHaveLength(1);
  });

  it('closes nothing that is in use, and is closed with the chain', async () => {
    const { own, gpu, open } = rig();
    const { chain } = await open([own, gpu]);
    expect([own.openNow, gpu.openNow]).toEqual([1, 1]);
    await chain[Symbol.asyncDispose]();
    expect([own.openNow, gpu.openNow]).toEqual([0, 0]);
  });
});

describe('a service that fails and comes back', () => {
  it('stays in the chain, another stands in meanwhile, and it is examined again: it may run on something else', async () => {
    const { clock, own, gpu, routes, open } = rig();
    const { order, say } = await open([own, gpu]);
    const works = gpu.answer;
    expect(await say('one')).toBe('gpu');
    gpu.answer = () => {
      throw new SubcamError('engine-unavailable', 'It is away.', { retryable: true });
    };
    expect(await say('two')).toBe('own');
    expect(order()[0]).toMatch(/^gpu/u);
    gpu.answer = works;
    gpu.report = { status: 'ready', detail: 'answers', device: 'cpu' };
    expect(await say('three')).toBe('gpu');
    await clock.advance(1_000);
    expect(order()).toEqual(['own: on this machine', 'gpu: on cpu, a sentence in 40 ms, so that the engines of this machine go before it']);
    expect(await say('four')).toBe('own');
    expect(routes.map(({ engines, instead }) => [engines[0]?.name, instead?.engines])).toEqual([
      ['gpu', undefined],
      ['own', ['gpu']],
      ['gpu', undefined],
      ['own', undefined],
    ]);
  });

  it('is examined once for each time that it comes back, and for a time limit that passed too', async () => {
    const { clock, own, gpu, open } = rig();
    const { say } = await open([own, gpu]);
    for (let time = 1; time <= 2; time += 1) {
      gpu.tookMs = 5_000;
      expect(await say(`slow ${time}`)).toBe('own');
      gpu.tookMs = 40;
      await say(`quick ${time}`);
      await say(`quick again ${time}`);
      await clock.advance(DEFAULT_AUTO_SETTINGS.lookAgainMs);
      expect(gpu.examined).toBe(1 + time);
    }
  });

  it('is looked at no more often than each 10 s, however often it comes and goes, and once more when that is over', async () => {
    const { clock, own, gpu, open } = rig();
    const { order, say } = await open([own, gpu]);
    const works = gpu.answer;
    const startedMs = clock.monotonicMs();
    while (clock.monotonicMs() - startedMs < 9_000) {
      gpu.answer = () => {
        throw new SubcamError('engine-unavailable', 'It is away.', { retryable: true });
      };
      await say('away');
      gpu.answer = works;
      await say('back');
      await clock.advance(500);
    }
    expect(gpu.examined).toBe(2);
    gpu.report = { status: 'ready', detail: 'answers', device: 'cuda:1' };
    await clock.advance(10_000);
    expect(gpu.examined).toBe(2);
    await say('somebody wants it');
    await clock.advance(100);
    expect(gpu.examined).toBe(3);
    expect(order()[0]).toMatch(/^gpu: on a GPU \(cuda:1\)/u);
  });
});
