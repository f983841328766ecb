// A translator that lacks something says why to whoever asks, is looked at again after a while, and works once it is whole.
import { describe, expect, it } from 'vitest';
import { SubcamError, type Translator } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { silentLog } from '../telemetry/index.ts';
import { createFakeTranslator } from '../testing/fake-translator.ts';
import { awaitedTranslator, LOOK_AGAIN_MS } from './awaited-translator.ts';

const forever = new AbortController().signal;
const missing = (what: string): SubcamError => new SubcamError('model-missing', `The model file ${what} is not there.`);

function openRig() {
  const clock = createVirtualClock();
  let opens = 0;
  let isThere = false;
  let closed = 0;
  const open = (): Promise<Translator> => {
    opens += 1;
    if (!isThere) return Promise.reject(missing('second'));
    const fake = createFakeTranslator();
    return Promise.resolve({
      ...fake,
      close: async () => {
        closed += 1;
        await fake.close();
      },
    });
  };
  const translator = awaitedTranslator({
    name: 'late',
    title: 'Late (test)',
    failure: missing('first'),
    supports: () => true,
    open,
    clock,
    log: silentLog,
  });
  const ask = () => translator.translate({ text: 'One house.', sourceLanguage: 'en', targetLanguage: 'es', purpose: 'final' }, forever);
  return {
    clock,
    translator,
    ask,
    opens: () => opens,
    closed: () => closed,
    bring: () => {
      isThere = true;
    },
  };
}

describe('a translator that lacks something', () => {
  it('says why, once and for all, and is not looked at again for a while however often it is asked', async () => {
    const { translator, ask, opens } = openRig();
    const refusal = { code: 'model-missing', retryable: false, message: 'Late (test) can’t be used: The model file first is not there.' };
    expect(translator.problem).toBe(refusal.message);
    expect(translator.info.name).toBe('late');
    for (let text = 0; text < 5; text += 1) await expect(ask()).rejects.toMatchObject(refusal);
    await expect(translator.prepare('en', 'es')).rejects.toMatchObject(refusal);
    expect(opens()).toBe(0);
  });

  it('is looked at by one of those who ask after a while, and says what it lacks then', async () => {
    const { clock, translator, ask, opens } = openRig();
    await clock.advance(LOOK_AGAIN_MS);
    const answers = await Promise.allSettled([ask(), ask(), ask()]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(opens()).toBe(1);
    expect(translator.problem).toContain('second');
  });

  it('translates from when it is whole, and is closed as any other', async () => {
    const { clock, translator, ask, bring, opens, closed } = openRig();
    bring();
    await expect(ask()).rejects.toMatchObject({ code: 'model-missing' });
    await clock.advance(LOOK_AGAIN_MS);
    const [one, other] = await Promise.all([ask(), ask()]);
    expect([one.engine.name, other.text]).toEqual(['fake', one.text]);
    expect(translator.problem).toBeNull();
    expect(translator.info.name).toBe('fake');
    expect(opens()).toBe(1);
    await translator.close();
    expect(closed()).toBe(1);
  });

  it('that becomes whole while it is closed is closed too', async () => {
    const { clock, translator, ask, bring, closed } = openRig();
    bring();
    await clock.advance(LOOK_AGAIN_MS);
    const asked = ask();
    await translator.close();
    await expect(asked).rejects.toBeInstanceOf(SubcamError);
    await expect(ask()).rejects.toMatchObject({ code: 'engine-unavailable' });
    expect(closed()).toBe(1);
  });
});
