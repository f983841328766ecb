// Translators that work, fail, hang and come back -> which of them is asked, what is told, and that nothing is asked for nothing.
import { describe, expect, it } from 'vitest';
import { SubcamError, type GlossaryTerm, type TranslateResult } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { openRoutedRig, scriptedEngine } from '../testing/scripted-engine.ts';
import { OPEN_AFTER_FAILURES, OPEN_FOR_MS } from './breaker.ts';
import { createRoutedTranslator } from './routed-translator.ts';

describe('several translators as one', () => {
  it('ask the best alone while it works, and say once that it is the best', async () => {
    const { bergamot, apertium, told, translate } = openRoutedRig();
    expect(await translate('one')).toMatchObject({ text: 'one|en-pt', engine: { name: 'bergamot' } });
    await translate('two');
    expect(bergamot.asked).toEqual(['one', 'two']);
    expect(apertium.asked).toEqual([]);
    expect(told).toMatchObject([{ engines: [{ name: 'bergamot' }], via: null, instead: null }]);
  });

  it('go through a language between where that was measured to be better, and name both engines', async () => {
    const { told, translate } = openRoutedRig();
    expect(await translate('one', 'es')).toMatchObject({ text: 'one|en-pt|pt-es', engine: { name: 'bergamot+apertium' } });
    expect(told).toMatchObject([{ targetLanguage: 'es', engines: [{ name: 'bergamot' }, { name: 'apertium' }], via: 'pt', instead: null }]);
  });

  it('are sure, in two steps, of what the second says also of the first one’s sure words alone; finals are asked for once', async () => {
    const { bergamot, apertium, translator } = openRoutedRig();
    bergamot.sure = 'one tw';
    apertium.sure = 'one two thr';
    const pair = { sourceLanguage: 'en', targetLanguage: 'es' };
    const partial = await translator.translate({ ...pair, text: 'one two three', purpose: 'partial' }, new AbortController().signal);
    expect(partial.text.slice(0, partial.sureLength)).toBe('one');
    expect(apertium.asked).toEqual(['one two three|en-pt', 'one tw']);
    const final = await translator.translate({ ...pair, text: 'one two four', purpose: 'final' }, new AbortController().signal);
    expect(final.sureLength).toBeUndefined();
    expect(apertium.asked).toHaveLength(3);
    apertium.sure = null;
    const unsure = await translator.translate({ ...pair, text: 'one two five', purpose: 'partial' }, new AbortController().signal);
    expect(unsure.sureLength).toBeUndefined();
  });

  it('ask the next when one fails, say what is instead of what and since when, and say when it is over', async () => {
    const { clock, bergamot, told, translate } = openRoutedRig();
    await translate('one');
    bergamot.health = 'fails';
    const failedAtMs = clock.nowMs();
    expect(await translate('two')).toMatchObject({ text: 'two|en-pt', engine: { name: 'apertium' } });
    await clock.advance(500);
    await translate('three');
    bergamot.health = 'works';
    await translate('four');
    expect(told.map(({ engines, instead }) => [engines[0]?.name, instead?.engines])).toEqual([
      ['bergamot', undefined],
      ['apertium', ['bergamot']],
      ['bergamot', undefined],
    ]);
    expect(told[1]?.instead).toEqual({ engines: ['bergamot'], sinceMs: failedAtMs, message: 'bergamot is away.' });
  });

  it('leave one alone that keeps failing, and try it again with one text after a while', async () => {
    const { clock, bergamot, translate } = openRoutedRig();
    bergamot.health = 'fails';
    for (let text = 0; text < OPEN_AFTER_FAILURES + 5; text += 1) await translate(`text ${text}`);
    expect(bergamot.asked).toHaveLength(OPEN_AFTER_FAILURES);
    await clock.advance(OPEN_FOR_MS);
    await translate('again');
    await translate('not yet');
    expect(bergamot.asked.slice(OPEN_AFTER_FAILURES)).toEqual(['again']);
    bergamot.health = 'works';
    await clock.advance(OPEN_FOR_MS);
    expect(await translate('works')).toMatchObject({ engine: { name: 'bergamot' } });
    expect(await translate('works on')).toMatchObject({ engine: { name: 'bergamot' } });
  });

  it('ask the only one that is left each time, however often it has failed', async () => {
    const { bergamot, apertium, translate } = openRoutedRig();
    [bergamot.health, apertium.health] = ['fails', 'fails'];
    for (let text = 0; text < OPEN_AFTER_FAILURES + 5; text += 1) await expect(translate('text')).rejects.toThrow('apertium is away.');
    expect(apertium.asked).toHaveLength(OPEN_AFTER_FAILURES + 5);
    apertium.health = 'works';
    expect(await translate('text')).toMatchObject({ engine: { name: 'apertium' } });
  });

  it('wait no longer than the budget for one that hangs, while there is another', async () => {
    const { clock, bergamot, translate, told } = openRoutedRig();
    bergamot.health = 'hangs';
    const work = translate('one');
    await clock.advance(1_500);
    expect(await work).toMatchObject({ engine: { name: 'apertium' } });
    expect(told[0]?.instead?.message).toBe('bergamot gave no translation within 1.5 s.');
  });

  it('fail with the reason of the last when none works, say that there is only the original, and try again', async () => {
    const { bergamot, apertium, told, translate } = openRoutedRig();
    [bergamot.health, apertium.health] = ['fails', 'fails'];
    await expect(translate('one')).rejects.toMatchObject({ code: 'engine-unavailable', retryable: true, message: 'apertium is away.' });
    expect(told).toMatchObject([{ engines: [], instead: { engines: ['bergamot'], message: 'apertium is away.' } }]);
    apertium.health = 'works';
    expect(await translate('two')).toMatchObject({ engine: { name: 'apertium' } });
  });

  it('hold a text that is refused against the text, not against the engine', async () => {
    const { bergamot, apertium, translate, told } = openRoutedRig();
    [bergamot.health, apertium.health] = ['refuses', 'refuses'];
    for (let text = 0; text < OPEN_AFTER_FAILURES + 1; text += 1)
      await expect(translate('long')).rejects.toMatchObject({ code: 'bad-request' });
    bergamot.health = 'works';
    expect(await translate('short')).toMatchObject({ engine: { name: 'bergamot' } });
    expect(told).toHaveLength(1);
  });

  it('hold a request that was given up against nobody', async () => {
    const { clock, bergamot, translate } = openRoutedRig();
    bergamot.health = 'hangs';
    for (let text = 0; text < OPEN_AFTER_FAILURES + 1; text += 1) {
      const stop = new AbortController();
      const work = translate('one', 'pt', stop.signal);
      await clock.advance(10);
      stop.abort(new SubcamError('aborted', 'Nobody waits.'));
      await expect(work).rejects.toMatchObject({ code: 'aborted' });
    }
    bergamot.health = 'works';
    expect(await translate('two')).toMatchObject({ engine: { name: 'bergamot' } });
  });

  it('look at what there is when a session begins and for an unknown pair, and not for each text', async () => {
    const clock = createVirtualClock();
    const bergamot = scriptedEngine('bergamot', ['en-pt']);
    let looks = 0;
    const pairs = () => {
      looks += 1;
      return bergamot.pairs();
    };
    const members = () => [{ translator: bergamot.translator, pairs }];
    const translator = createRoutedTranslator({ members, measured: [], budgetMs: () => 1_500, clock, onChange: () => undefined });
    const request = { text: 'one', sourceLanguage: 'en', targetLanguage: 'pt', purpose: 'final' } as const;
    await translator.translate(request, new AbortController().signal);
    await translator.translate(request, new AbortController().signal);
    expect(looks).toBe(1);
    await translator.prepare('en', 'pt');
    expect(translator.supports('en', 'ja')).toBe(false);
    expect(looks).toBe(3);
  });

  it('name what there is when no way leads there, and make the best way ready beforehand', async () => {
    const { translator, bergamot, apertium, translate } = openRoutedRig();
    expect(translator.supports('en', 'es')).toBe(true);
    expect(translator.supports('en', 'ja')).toBe(false);
    await expect(translate('one', 'ja')).rejects.toThrow(/Nothing translates en to ja here; there is: en-pt, pt-en, en-es, pt-es/);
    await translator.prepare('en', 'es');
    expect([bergamot.prepared, apertium.prepared]).toEqual([['en-pt'], ['pt-es']]);
    await translator.close();
    expect([bergamot.isClosed, apertium.isClosed]).toEqual([true, true]);
  });
});

describe('several translators as one, of which some hang or lack a model,', () => {
  it('wait no longer than the budget for a way of two engines, however they share it', async () => {
    const { clock, bergamot, apertium, translate, told } = openRoutedRig();
    const inner = bergamot.translator.translate.bind(bergamot.translator);
    // The first takes most of the budget, the second never answers.
    Object.assign(bergamot.translator, {
      translate: async (...given: Parameters<typeof inner>) => {
        await clock.sleep(1_000);
        return inner(...given);
      },
    });
    const direct = apertium.translator.translate.bind(apertium.translator);
    Object.assign(apertium.translator, {
      translate: (...[request, signal]: Parameters<typeof direct>) => {
        apertium.health = request.sourceLanguage === 'pt' ? 'hangs' : 'works';
        return direct(request, signal);
      },
    });
    const work = translate('one', 'es');
    await clock.advance(1_500);
    expect(await work).toMatchObject({ text: 'one|en-es', engine: { name: 'apertium' } });
    expect(told[0]?.instead).toMatchObject({
      engines: ['bergamot', 'apertium'],
      message: 'apertium gave no translation within 1.5 s.',
    });
  });

  it('make the next best way ready where the best can’t be, and say so before the first word', async () => {
    const { bergamot, apertium, told, translator, translate } = openRoutedRig();
    bergamot.health = 'lacks';
    await translator.prepare('en', 'es');
    expect(apertium.prepared).toEqual(['en-es']);
    const instead = { engines: ['bergamot', 'apertium'], message: 'bergamot has no model.' };
    expect(told).toMatchObject([{ targetLanguage: 'es', engines: [{ name: 'apertium' }], via: null, instead }]);
    expect(translator.routeOf('en', 'es')).toMatchObject({ instead });
    expect(await translate('one', 'es')).toMatchObject({ text: 'one|en-es' });
    expect(told).toHaveLength(1);
    bergamot.health = 'works';
    await translate('two', 'es');
    expect(told[1]).toMatchObject({ engines: [{ name: 'bergamot' }, { name: 'apertium' }], instead: null });
  });

  it('say before the first word that there is only the original where no way can be made ready', async () => {
    const { bergamot, apertium, told, translator } = openRoutedRig();
    [bergamot.health, apertium.health] = ['lacks', 'lacks'];
    await expect(translator.prepare('en', 'pt')).rejects.toMatchObject({ code: 'model-missing', message: 'bergamot has no model.' });
    expect(told).toMatchObject([{ targetLanguage: 'pt', engines: [], instead: { engines: ['bergamot'] } }]);
  });
});

describe('a text that the best way refuses', () => {
  it('is done by another, which is told until the next text', async () => {
    const { bergamot, told, translate } = openRoutedRig();
    for (const health of ['works', 'refuses', 'refuses', 'works'] as const) {
      bergamot.health = health;
      await translate(`a text when it ${health}`);
    }
    expect(told.map(({ engines, instead }) => [engines[0]?.name, instead?.message])).toEqual([
      ['bergamot', undefined],
      ['apertium', 'This text is too long.'],
      ['bergamot', undefined],
    ]);
  });

  it('hides no failure that comes after it', async () => {
    const { bergamot, told, translate } = openRoutedRig();
    for (const health of ['refuses', 'fails', 'refuses'] as const) {
      bergamot.health = health;
      await translate(`a text when it ${health}`);
    }
    expect(told.map(({ instead }) => instead?.message)).toEqual(['This text is too long.', 'bergamot is away.']);
  });
});

describe('terms on a way through two engines', () => {
  it('are put in, in the language of the end, where the text sets out, and stay as they are from there on', async () => {
    const { translator, bergamot, apertium } = openRoutedRig();
    const given: (readonly GlossaryTerm[] | undefined)[] = [];
    for (const { translator: member } of [bergamot, apertium]) {
      const translate = member.translate.bind(member);
      member.translate = (request, signal) => {
        given.push(request.terms);
        return translate({ ...request, text: request.text.replace('backlog', 'lista') }, signal);
      };
    }
    const terms = [
      { source: 'Backlog', target: 'lista', caseSensitive: false },
      { source: 'Harbor', target: null, caseSensitive: true },
      { source: 'standup', target: 'reunión', caseSensitive: false },
    ];
    const request = { text: 'Harbor backlog', sourceLanguage: 'en', targetLanguage: 'es', purpose: 'final', terms } as const;
    await translator.translate(request, new AbortController().signal);
    const onward = ['Harbor', 'lista'].map((source) => ({ source, target: null, caseSensitive: false }));
    expect(given).toEqual([terms, onward]);
  });
});

describe('an answer that an engine remembers', () => {
  /** Bergamot, which remembers what it once translated. */
  function rememberingRig() {
    const rig = openRoutedRig();
    const { translator: member } = rig.bergamot;
    const translate = member.translate.bind(member);
    const known = new Map<string, TranslateResult>();
    member.translate = async (request, signal) => {
      const key = `${request.targetLanguage} ${request.text}`;
      const before = known.get(key);
      if (before !== undefined) return { ...before, isRemembered: true };
      const result = await translate(request, signal);
      known.set(key, result);
      return result;
    };
    return rig;
  }

  it('does not say that an engine works again, nor that it fails', async () => {
    const { clock, bergamot, told, translate } = rememberingRig();
    await translate('one', 'pt');
    bergamot.health = 'fails';
    for (let time = 0; time < OPEN_AFTER_FAILURES; time += 1) await translate(`two ${time}`, 'pt');
    expect(told.at(-1)?.instead).toMatchObject({ engines: ['bergamot'] });
    const before = told.length;
    await clock.advance(OPEN_FOR_MS + 1);
    expect(await translate('one', 'pt')).toMatchObject({ text: 'one|en-pt', engine: { name: 'bergamot' }, isRemembered: true });
    expect(told).toHaveLength(before);
    // It is still left alone: the next text goes to the other one at once.
    const asked = bergamot.asked.length;
    expect(await translate('three', 'pt')).toMatchObject({ engine: { name: 'apertium' } });
    expect(bergamot.asked).toHaveLength(asked);
  });

  it('ends what was told of a text that was refused', async () => {
    const { bergamot, told, translate } = rememberingRig();
    await translate('one');
    bergamot.health = 'refuses';
    expect(await translate('long')).toMatchObject({ engine: { name: 'apertium' } });
    expect(told.at(-1)?.instead).not.toBeNull();
    expect(await translate('one')).toMatchObject({ isRemembered: true });
    expect(told.at(-1)).toMatchObject({ engines: [{ name: 'bergamot' }], instead: null });
  });

  it('is remembered by a way of two only where both are', async () => {
    const { translate } = rememberingRig();
    expect(await translate('one', 'es')).toMatchObject({ isRemembered: false });
    expect(await translate('one', 'es')).toMatchObject({ engine: { name: 'bergamot+apertium' }, isRemembered: false });
  });
});
