// Speech that is still going on is sent to a service only as often as that can answer, and finals never wait behind what was given up.
import { describe, expect, it } from 'vitest';
import { SubcamError, type Stt, type SttRequest } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { withPacedPartials, type PacedPartialsOptions } from './paced-partials.ts';

const forever = new AbortController().signal;
const failed = new SubcamError('engine-failed', 'It refused.');

function rig(options: Partial<PacedPartialsOptions> = {}) {
  const clock = createVirtualClock();
  let takesMs = 100;
  let fails = false;
  const asked: SttRequest[] = [];
  const inner: Stt = {
    info: { name: 'service', model: 'test' },
    transcribe: async (request, signal) => {
      asked.push(request);
      await clock.sleep(takesMs, signal);
      if (fails) throw failed;
      return { text: 'Hello.', language: 'en', confidence: null, engine: { name: 'service', model: 'test' } };
    },
    close: () => Promise.resolve(),
  };
  const stt = withPacedPartials(inner, { clock, partials: 'auto', partialsWithinMs: 1_000, ...options });
  const ask = (
    purpose: SttRequest['purpose'],
    { flow = ['a'], signal = forever }: { readonly flow?: readonly string[]; readonly signal?: AbortSignal } = {},
  ) => stt.transcribe({ samples: new Float32Array(16_000), language: 'en', purpose, flow }, signal);
  /** The text, once it is there. */
  const answer = async (purpose: SttRequest['purpose']): Promise<string> => {
    const reading = ask(purpose);
    await clock.advance(takesMs);
    return (await reading).text;
  };
  return {
    clock,
    asked,
    ask,
    answer,
    takes: (ms: number) => {
      takesMs = ms;
    },
    fail: (isFailing: boolean) => {
      fails = isFailing;
    },
  };
}

describe('a partial', () => {
  it('is sent while answers come quickly, and has no words while they do not', async () => {
    const { asked, answer, takes } = rig();
    expect(await answer('partial')).toBe('Hello.');
    takes(5_000);
    expect(await answer('final')).toBe('Hello.');
    expect(await answer('partial')).toBe('');
    expect(asked.map(({ purpose }) => purpose)).toEqual(['partial', 'final']);
    takes(100);
    for (let round = 0; round < 2; round += 1) await answer('final');
    expect(await answer('partial')).toBe('Hello.');
  });

  it('is not sent while another one of its capture is under way, although that was given up', async () => {
    const { clock, asked, ask, takes } = rig();
    takes(800);
    const stop = new AbortController();
    const givenUp = ask('partial', { signal: stop.signal });
    stop.abort();
    await expect(givenUp).rejects.toMatchObject({ code: 'aborted' });
    expect((await ask('partial')).text).toBe('');
    const other = ask('partial', { flow: ['b'] });
    const final = ask('final');
    await clock.advance(800);
    expect([(await other).text, (await final).text]).toEqual(['Hello.', 'Hello.']);
    const next = ask('partial');
    await clock.advance(800);
    expect((await next).text).toBe('Hello.');
    expect(asked.map(({ purpose }) => purpose)).toEqual(['partial', 'partial', 'final', 'partial']);
  });

  it('is never sent, or always, where the setting says so', async () => {
    const never = rig({ partials: 'never' });
    expect(await never.answer('partial')).toBe('');
    expect(never.asked).toEqual([]);
    const always = rig({ partials: 'always' });
    always.takes(5_000);
    await always.answer('final');
    expect(await always.answer('partial')).toBe('Hello.');
  });

  it('that is not sent fails as the last final did, and tells nothing good of a service that refuses', async () => {
    const { clock, ask, answer, fail } = rig({ partials: 'never' });
    fail(true);
    const final = expect(ask('final')).rejects.toBe(failed);
    await clock.advance(100);
    await final;
    await expect(ask('partial')).rejects.toBe(failed);
    fail(false);
    await answer('final');
    expect(await answer('partial')).toBe('');
  });
});

describe('a final', () => {
  it('is given up with its signal, at the service too', async () => {
    const { ask, asked } = rig();
    const stop = new AbortController();
    const givenUp = ask('final', { signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(givenUp).rejects.toThrow('enough');
    expect(asked).toHaveLength(1);
  });
});
