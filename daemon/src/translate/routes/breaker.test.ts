// A circuit breaker: after failures in a row an engine is left alone, for as long as the settings say.
import { createVirtualClock } from '@subcam/shared/testing';
import { expect, it } from 'vitest';
import { openRoutedRig } from '../testing/scripted-engine.ts';
import { createBreaker, OPEN_AFTER_FAILURES, OPEN_FOR_MS } from './breaker.ts';

it.each([
  ['ten seconds', undefined, OPEN_FOR_MS],
  ['as long as it is told', () => 2_000, 2_000],
])('leaves an engine alone for %s after failures in a row, then lets one text try it', async (_, openForMs, leftAloneMs) => {
  const clock = createVirtualClock();
  const breaker = createBreaker(clock, openForMs);
  for (let failure = 1; failure < OPEN_AFTER_FAILURES; failure += 1) breaker.failed();
  expect(breaker.mayTry()).toBe(true);
  breaker.failed();
  await clock.advance(leftAloneMs - 1);
  expect(breaker.mayTry()).toBe(false);
  await clock.advance(1);
  expect([breaker.mayTry(), breaker.mayTry()]).toEqual([true, false]);
  breaker.worked();
  expect([breaker.mayTry(), breaker.mayTry()]).toEqual([true, true]);
});

it('leaves a translator of a chain alone for as long as the settings say', async () => {
  const { clock, bergamot, translator, translate } = openRoutedRig({ leftAloneMs: () => 2_000 });
  expect(translator.leftAlone()).toEqual({});
  bergamot.health = 'fails';
  for (let failure = 0; failure < OPEN_AFTER_FAILURES; failure += 1) await translate('a text');
  bergamot.health = 'works';
  expect(translator.leftAlone()).toEqual({ bergamot: 1 });
  await clock.advance(1_999);
  expect((await translate('a text')).engine.name).toBe('apertium');
  await clock.advance(1);
  expect((await translate('a text')).engine.name).toBe('bergamot');
  expect(translator.leftAlone()).toEqual({});
});
