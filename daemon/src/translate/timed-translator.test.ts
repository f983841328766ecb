// How long a translator takes at the moment: by pair, by the clock that nobody can set.
import { SubcamError } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { describe, expect, it } from 'vitest';
import { createFakeTranslator } from '../testing/fake-translator.ts';
import { timedTranslator } from './timed-translator.ts';

const going = new AbortController().signal;
const request = { text: 'good', sourceLanguage: 'en', targetLanguage: 'es', purpose: 'final' } as const;

function timed() {
  const clock = createVirtualClock();
  const takes: number[] = [];
  let failure: Error | null = null;
  const inner = createFakeTranslator({
    answer: async ({ text }) => {
      await clock.sleep(takes.shift() ?? 0);
      if (failure !== null) throw failure;
      return text;
    },
  });
  const translator = timedTranslator(inner, clock);
  const answer = async (tookMs: number, over: Partial<typeof request> | { readonly sourceLanguage: string } = {}): Promise<void> => {
    takes.push(tookMs);
    await clock.run(
      translator.translate({ ...request, ...over }, going).then(
        () => undefined,
        () => undefined,
      ),
    );
  };
  return { clock, translator, answer, fail: (error: Error | null) => void (failure = error) };
}

describe('the latency of a translator', () => {
  it('is the median of its latest answers, and unknown while there are too few', async () => {
    const { translator, answer } = timed();
    const seen: (number | null)[] = [];
    for (const tookMs of [600, 20, 10, 30, 1_000, 20, 20, 400, 400, 400, 400]) {
      await answer(tookMs);
      seen.push(translator.latencyMs('en', 'es'));
    }
    expect(seen).toEqual([null, null, 20, 30, 30, 30, 20, 20, 30, 400, 400]);
  });

  it('is that of one pair, whatever the region', async () => {
    const { translator, answer } = timed();
    for (let count = 0; count < 3; count += 1) await answer(50, { sourceLanguage: 'en-GB' });
    expect(translator.latencyMs('en-US', 'es-MX')).toBe(50);
    expect(translator.latencyMs('fr', 'es')).toBeNull();
  });

  it('is not moved by a wall clock that is set meanwhile', async () => {
    const { clock, translator, answer } = timed();
    for (let count = 0; count < 3; count += 1) {
      const answered = answer(50);
      clock.setWallClock(clock.nowMs() + 3_600_000);
      await answered;
    }
    expect(translator.latencyMs('en', 'es')).toBe(50);
  });

  it('counts what did not come in time, and no other failure', async () => {
    const { translator, answer, fail } = timed();
    fail(new SubcamError('engine-failed', 'no'));
    for (let count = 0; count < 3; count += 1) await answer(5);
    expect(translator.latencyMs('en', 'es')).toBeNull();
    fail(new SubcamError('timeout', 'too late', { retryable: true }));
    for (let count = 0; count < 3; count += 1) await answer(900);
    expect(translator.latencyMs('en', 'es')).toBe(900);
  });

  it('has nothing of answers that were remembered', async () => {
    const clock = createVirtualClock();
    const fake = createFakeTranslator();
    let isRemembered = false;
    const inner = {
      ...fake,
      translate: async (...given: Parameters<typeof fake.translate>) => {
        if (!isRemembered) await clock.sleep(50);
        return { ...(await fake.translate(...given)), ...(isRemembered ? { isRemembered } : {}) };
      },
    };
    const translator = timedTranslator(inner, clock);
    for (let time = 0; time < 3; time += 1) await clock.run(translator.translate(request, going));
    isRemembered = true;
    for (let time = 0; time < 9; time += 1) await clock.run(translator.translate(request, going));
    expect(translator.latencyMs('en', 'es')).toBe(50);
  });

  it('is that of the engine that gave the last answer, without what others were waited for in vain before it', async () => {
    const clock = createVirtualClock();
    const fake = createFakeTranslator();
    let now: { readonly name: string; readonly tookMs: number; readonly vainMs: number } = { name: 'slow', tookMs: 400, vainMs: 0 };
    const inner = {
      ...fake,
      translate: async (...given: Parameters<typeof fake.translate>) => {
        const { name, tookMs, vainMs } = now;
        await clock.sleep(vainMs + tookMs);
        const engine = { name, model: 'test' };
        return { ...(await fake.translate(...given)), engine, ...(vainMs === 0 ? {} : { tookMs }) };
      },
    };
    const translator = timedTranslator(inner, clock);
    const seen: unknown[] = [];
    const say = async (times: number): Promise<void> => {
      for (let time = 0; time < times; time += 1) await clock.run(translator.translate(request, going));
      seen.push([translator.engineOf('en', 'es'), translator.latencyMs('en', 'es')]);
    };
    expect(translator.engineOf('en', 'es')).toBeNull();
    await say(3);
    now = { name: 'quick', tookMs: 20, vainMs: 900 };
    await say(1);
    await say(2);
    now = { name: 'slow', tookMs: 400, vainMs: 0 };
    await say(1);
    expect(seen).toEqual([
      ['slow', 400],
      ['quick', null],
      ['quick', 20],
      ['slow', 400],
    ]);
  });
});
