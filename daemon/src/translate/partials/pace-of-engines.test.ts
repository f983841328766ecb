// Engines of different pace, one after the other: each has the policy for partials that it is quick enough for.
import type { Transcript } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { expect, it } from 'vitest';
import { createFakeTranslator } from '../../testing/fake-translator.ts';
import { timedTranslator } from '../timed-translator.ts';
import { DEFAULT_PARTIAL_SETTINGS } from './choose-policy.ts';
import { openPartialTranslator, type PartialReading } from './partial-translator.ts';

const going = new AbortController().signal;

function reading(text: string, revision: number, segment: number): PartialReading {
  const firstSample = segment * 16_000;
  const transcript: Transcript = {
    captureId: 'c',
    firstSample,
    endSample: firstSample + 1,
    speechEndSample: firstSample + 1,
    status: 'partial',
    revision,
    text,
    stableLength: text.length,
    language: 'en',
    confidence: null,
    engine: { name: 'scripted', model: 'test' },
  };
  return { transcript, asRead: text };
}

it('the pace of partials is that of the engine that spoke last: another one begins anew, and one that is slow stays known as slow', async () => {
  const own = createVirtualClock();
  let now = { name: 'slow', tookMs: 800 };
  const fake = createFakeTranslator();
  const inner = {
    ...fake,
    translate: async (...given: Parameters<typeof fake.translate>) => {
      await own.sleep(now.tookMs);
      return { ...(await fake.translate(...given)), engine: { name: now.name, model: 'test' } };
    },
  };
  const translator = timedTranslator(inner, own);
  const partials = openPartialTranslator({ translator, targetLanguage: 'es', settings: () => DEFAULT_PARTIAL_SETTINGS });
  let segment = 0;
  const asked: string[] = [];
  const talk = async (): Promise<void> => {
    const before = fake.asked.length;
    segment += 1;
    for (let count = 1; count <= 3; count += 1)
      await own.run(partials.translate(reading('w '.repeat(count).trim(), count, segment), going));
    asked.push(`${now.name}: ${fake.asked.length - before}`);
  };
  const final = (): Promise<unknown> =>
    own.run(translator.translate({ text: 'w', sourceLanguage: 'en', targetLanguage: 'es', purpose: 'final' }, going));
  for (let count = 0; count < 3; count += 1) await final();
  await talk();
  now = { name: 'quick', tookMs: 20 };
  await final();
  await talk();
  now = { name: 'slow', tookMs: 800 };
  await final();
  await talk();
  expect(asked).toEqual(['slow: 0', 'quick: 3', 'slow: 0']);
});
