// A final that says what was read last: it is translated already when it comes.
import type { Translator } from '@subcam/shared';
import { afterEach, expect, it } from 'vitest';
import { createSentenceCache, rememberingTranslator } from '../translate/index.ts';
import { openRig, send, soundOf, upperCaseTranslator, type Rig, type RigOptions } from './testing/pipeline-rig.ts';

let rig: Rig;

afterEach(() => rig.close());

/** A word for each half second, and a full stop after the last, as recognisers write it. */
const sentence: NonNullable<RigOptions['read']> = ({ samples }) => {
  const count = Math.max(1, Math.floor(Math.min(samples.length, 32_000) / 8_000));
  return { text: `${Array.from({ length: count }, (_, index) => `word${index}`).join(' ')}.` };
};

it('is not translated again, and its partials are shown without the full stop', async () => {
  const asked: string[] = [];
  const inner: Translator = upperCaseTranslator();
  const counting: Translator = {
    ...inner,
    translate: (request, signal) => {
      asked.push(`${request.purpose}: ${request.text}`);
      return inner.translate(request, signal);
    },
  };
  const cache = createSentenceCache(() => ({ maxEntries: 100, maxBytes: 100_000 }));
  const clock = { monotonicMs: () => rig.clock.monotonicMs() };
  const translator = rememberingTranslator(counting, { description: { fence: [], terms: 'inline' }, cache, clock });
  rig = await openRig({ read: sentence, translator });
  const { attachment } = await rig.attach();
  const sound = soundOf([0, 500], [0.9, 2_000], [0, 1_000]);
  for (let from = 0; from < sound.length; from += 1_600) {
    send(attachment, sound, { from, to: Math.min(sound.length, from + 1_600) });
    await rig.clock.advance(100);
  }
  await rig.clock.run(attachment.end(sound.length));
  const [row] = await rig.store.transcripts('session-1');
  expect(row?.transcript.text).toBe('word0 word1 word2 word3.');
  expect(row?.translations['es']).toBe('WORD0 WORD1 WORD2 WORD3.');
  expect(asked.at(-1)).toBe('partial: word0 word1 word2 word3.');
  expect(asked.filter((one) => one.startsWith('final'))).toEqual([]);
  const partials = rig.eventsOf('translation').filter(({ translation }) => translation.status === 'partial');
  // Each is what the translations of three readings begin with, in which a full stop is after another word each time.
  expect(partials.map(({ translation }) => translation.text)).toEqual(['WORD0', 'WORD0 WORD1']);
});
