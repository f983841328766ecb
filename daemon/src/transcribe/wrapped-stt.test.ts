import { describe, expect, it } from 'vitest';
import type { Stt } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { scriptedStt } from '../testing/fake-stt.ts';
import { withSttAnswerLimit } from './index.ts';
import { atOneSpeed, atTwoSpeeds, wrappedStt } from './wrapped-stt.ts';

const clock = createVirtualClock();

const problem = () => 'The last one has died.';
const astray = () => ({ empty: 2 });
const prepareFinal = () => undefined;

/** With everything that a recogniser may say of itself. */
function talkative(name: string): Required<Omit<Stt, 'partials'>> {
  const info = { name, model: 'test' };
  const told = {
    languages: ['en'],
    isRepeatable: true,
    atOnce: 2,
    weighsLanguages: true,
    partialShare: 0.3,
    readsAhead: true,
    prepareFinal,
    astray,
    problem,
  };
  return { ...scriptedStt(clock, () => ({ text: name }), { info }), ...told };
}

const request = { samples: new Float32Array(16_000), language: 'en', purpose: 'final' } as const;
const forever = new AbortController().signal;
const textOf = async (stt: Stt | undefined): Promise<string | undefined> =>
  stt === undefined ? undefined : (await clock.run(stt.transcribe(request, forever))).text;

/** What it says of itself. */
function toldOf(stt: Stt | undefined): Readonly<Record<string, unknown>> {
  const done = new Set(['transcribe', 'close', 'partials']);
  return Object.fromEntries(Object.entries(stt ?? talkative('nobody')).filter(([name]) => !done.has(name)));
}

describe('a recogniser around another one', () => {
  it('says of itself all that the inner one says, and so does the one for partials', () => {
    const { calls: _, ...inner } = toldOf(talkative('finals'));
    const both = atTwoSpeeds(talkative('finals'), talkative('quick'));
    const limited = withSttAnswerLimit(both, () => ({ maxCharactersPerSecond: 60 }));
    const turned = wrappedStt(limited, (stt) => (asked, signal) => stt.transcribe(asked, signal));
    for (const stt of [both, limited, turned, atOneSpeed(turned)]) expect(toldOf(stt)).toEqual(inner);
    for (const stt of [limited, turned]) expect(toldOf(stt.partials)).toEqual({ ...inner, info: { name: 'quick', model: 'test' } });
    expect(atOneSpeed(turned).partials).toBeUndefined();
  });

  it('answers in its own way, for either of two', async () => {
    const shouting = wrappedStt(atTwoSpeeds(talkative('finals'), talkative('quick')), (stt) => async (asked, signal) => {
      const result = await stt.transcribe(asked, signal);
      return { ...result, text: result.text.toUpperCase() };
    });
    expect(await textOf(shouting)).toBe('FINALS');
    expect(await textOf(shouting.partials)).toBe('QUICK');
  });
});
