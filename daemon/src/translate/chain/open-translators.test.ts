// Translators that are chosen -> open ones, each asked as its description says.
import { expect, it } from 'vitest';
import type { ServicePace, TranslatorDescription } from '@subcam/shared';
import * as z from 'zod';
import { createFakeTranslator } from '../../testing/fake-translator.ts';
import { engineContext } from '../../testing/local-engines.ts';
import { openTranslators } from './open-translators.ts';

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
