// Translators that are chosen -> open ones, each asked as its description says.
import { expect, it } from 'vitest';
import { SubcamError, type ServicePace, type ServiceReport, type TranslatorDescription } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import * as z from 'zod';
import { createFakeTranslator } from '../../testing/fake-translator.ts';
import { engineContext } from '../../testing/local-engines.ts';
import { openTranslators } from './open-translators.ts';

const FAKE: Omit<TranslatorDescription, 'open'> = {
  kind: 'translator',
  name: 'fake',
  title: 'Fake',
  licence: 'MIT',
  settings: z.object({}),
  models: [],
  sdks: [],
  pairs: () => 'any',
  modelsFor: () => [],
  programsFor: () => [],
  leavesMachine: () => false,
};

/** How many texts a translator had at once, of six. */
async function mostAtOnce(pace: ServicePace | null): Promise<number> {
  let atOnce = 0;
  let most = 0;
  const fake = createFakeTranslator({
    answer: async ({ text }) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
      return text;
    },
  });
  const description: TranslatorDescription = {
    ...FAKE,
    ...(pace === null ? {} : { pace: () => pace }),
    open: () => Promise.resolve(fake),
  };
  await using opened = await openTranslators([{ description, settings: {} }], engineContext(), {
    verify: () => Promise.resolve(),
    translatorPatienceMs: () => 1_000,
    onChange: () => undefined,
  });
  const { translator } = opened;
  if (translator === null) throw new Error('There is no translator.');
  const { signal } = new AbortController();
  const say = async (text: string): Promise<unknown> =>
    translator.translate({ text, sourceLanguage: 'en', targetLanguage: 'es', purpose: 'final' }, signal);
  await Promise.all(Array.from({ length: 6 }, async (_, index) => say(`text ${index}`)));
  return most;
}

it('a translator whose description has a pace is asked no more at once than that; another one all that comes', async () => {
  expect(await mostAtOnce({ maxAtOnce: 1, maxWaiting: 10, maxPauseMs: 0, partialsUpToMs: null })).toBe(1);
  expect(await mostAtOnce(null)).toBe(6);
});

it('a service is asked what it runs on until it says so, and again when it works after a failure, but not more often than each ten seconds', async () => {
  const clock = createVirtualClock();
  let report: ServiceReport = { status: 'unreachable', detail: 'Nothing answers' };
  let asked = 0;
  let changes = 0;
  let isAway = false;
  const description: TranslatorDescription = {
    ...FAKE,
    examine: () => {
      asked += 1;
      return Promise.resolve(report);
    },
    open: () =>
      Promise.resolve(
        createFakeTranslator({
          answer: ({ text }) => {
            if (isAway) throw new SubcamError('engine-unavailable', 'It is away.', { retryable: true });
            return `hola ${text}`;
          },
        }),
      ),
  };
  await using opened = await openTranslators(
    [{ description, settings: {} }],
    { ...engineContext(), clock },
    {
      verify: () => Promise.resolve(),
      translatorPatienceMs: () => 1_000,
      onChange: () => undefined,
      onChain: () => (changes += 1),
    },
  );
  const { signal } = new AbortController();
  const say = async (text: string): Promise<unknown> =>
    opened.translator
      ?.translate({ text, sourceLanguage: 'en', targetLanguage: 'es', purpose: 'final' }, signal)
      .catch((error: unknown) => error);
  const known = async () => {
    await clock.advance(1);
    return { device: opened.members()[0]?.device(), asked, changes };
  };
  expect(await known()).toEqual({ device: null, asked: 1, changes: 0 });
  report = { status: 'ready', detail: 'answers', device: 'cpu' };
  await say('one');
  expect(await known()).toEqual({ device: null, asked: 1, changes: 0 });
  await clock.advance(10_000);
  await say('two');
  await say('three');
  expect(await known()).toEqual({ device: 'cpu', asked: 2, changes: 1 });

  isAway = true;
  await say('four');
  isAway = false;
  report = { status: 'ready', detail: 'answers', device: 'cuda:0' };
  await clock.advance(10_000);
  await say('five');
  await say('six');
  expect(await known()).toEqual({ device: 'cuda:0', asked: 3, changes: 2 });
});
