// Partials: by the policy that the translator's pace allows, the latest wins, one request is out at a time, and what is stable stays.
import type { Transcript, Translation } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { describe, expect, it } from 'vitest';
import { createFakeTranslator } from '../../testing/fake-translator.ts';
import { timedTranslator } from '../timed-translator.ts';
import { DEFAULT_PARTIAL_SETTINGS, type PartialSettings } from './choose-policy.ts';
import {
  MOST_SEGMENTS,
  openPartialTranslator,
  type PartialReading,
  type PartialTranslator,
  type PartialTranslatorDeps,
} from './partial-translator.ts';

const going = new AbortController().signal;
const clock = createVirtualClock();

/** `asRead`: where it is other words than those that are shown. */
function partial(text: string, revision: number, { firstSample = 0, asRead = text } = {}): PartialReading {
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
  return { transcript, asRead };
}

function opened(over: Partial<PartialTranslatorDeps> & { readonly partials?: Partial<PartialSettings> } = {}): PartialTranslator {
  const { partials, ...deps } = over;
  const settings = (): PartialSettings => ({ ...DEFAULT_PARTIAL_SETTINGS, stableUnit: 'sentence', ...partials });
  return openPartialTranslator({ translator: timedTranslator(createFakeTranslator(), clock), targetLanguage: 'es', settings, ...deps });
}

/** What viewers are shown of each partial in turn: what is stable, then the rest; null: nothing new. */
async function shownOf(partials: PartialTranslator, texts: readonly string[], firstSample = 0): Promise<readonly (string | null)[]> {
  const shown: (string | null)[] = [];
  for (const [index, text] of texts.entries()) {
    const translation = await partials.translate(partial(text, index + 1, { firstSample }), going);
    shown.push(
      translation === null
        ? null
        : `${translation.text.slice(0, translation.stableLength)}|${translation.text.slice(translation.stableLength)}`,
    );
  }
  return shown;
}

function finalOf(text: string, over: Partial<Translation> = {}): Translation {
  return {
    captureId: 'c',
    firstSample: 0,
    status: 'final',
    revision: 9,
    sourceLanguage: 'en',
    targetLanguage: 'es',
    text,
    stableLength: text.length,
    confidence: null,
    engine: { name: 'fake', model: 'test' },
    ...over,
  };
}

/** A translator whose answers are given one by one, in the order of the requests. */
function answeredByHand() {
  const waiting: PromiseWithResolvers<string>[] = [];
  const translator = createFakeTranslator({
    answer: () => {
      const answer = Promise.withResolvers<string>();
      waiting.push(answer);
      return answer.promise;
    },
  });
  const next = async (): Promise<PromiseWithResolvers<string>> => {
    for (;;) {
      const answer = waiting.shift();
      if (answer !== undefined) return answer;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { translator, next, partials: opened({ translator: timedTranslator(translator, clock) }) };
}

describe('the translation of partials', () => {
  it('is marked as one, of the revision that was translated', async () => {
    const translator = createFakeTranslator({ confidence: 0.5 });
    const partials = opened({ translator: timedTranslator(translator, clock) });
    expect(await partials.translate(partial('good', 6), going)).toBeNull();
    expect(await partials.translate(partial('good morning', 7), going)).toBeNull();
    expect(await partials.translate(partial('good morning all', 8), going)).toEqual({
      captureId: 'c',
      firstSample: 0,
      status: 'partial',
      revision: 8,
      sourceLanguage: 'en',
      targetLanguage: 'es',
      text: '[es] good',
      stableLength: 0,
      confidence: 0.5,
      engine: translator.info,
    });
    expect(translator.asked[0]).toEqual({ text: 'good.', sourceLanguage: 'en', targetLanguage: 'es', purpose: 'partial' });
  });

  it('says which engine gave it, not which is in use by now', async () => {
    const inner = createFakeTranslator();
    const engine = { name: 'first', model: 'one' };
    const translator = {
      ...inner,
      translate: async (...asked: Parameters<typeof inner.translate>) => ({ ...(await inner.translate(...asked)), engine }),
    };
    const partials = opened({ translator: timedTranslator(translator, clock) });
    await shownOf(partials, ['good', 'good morning']);
    expect((await partials.translate(partial('good morning all', 3), going))?.engine).toEqual(engine);
  });

  it('is shown as far as three in a row agree, within one segment', async () => {
    const partials = opened();
    const texts = ['good', 'good morning', 'good morning all', 'good morning all of'];
    expect(await shownOf(partials, texts)).toEqual([null, null, '|[es] good', '|[es] good morning']);
    expect(await shownOf(partials, texts, 16_000)).toEqual([null, null, '|[es] good', '|[es] good morning']);
  });

  it('is not asked for again while the text is the same, and no more of it is shown', async () => {
    const translator = createFakeTranslator();
    const partials = opened({ translator: timedTranslator(translator, clock) });
    const texts = ['good', 'good', 'good morning', 'good morning', 'good morning', 'good morning all', 'good morning all'];
    expect(await shownOf(partials, texts)).toEqual([null, null, null, null, null, '|[es] good', null]);
    expect(translator.asked.map(({ text }) => text)).toEqual(['good.', 'good morning.', 'good morning all.']);
  });

  it('that is shown is not taken back, whatever the next ones agree on', async () => {
    const answer = ({ text }: { readonly text: string }) => text.replace('we see', 'vemos').replace('we', 'nos vemos');
    const partials = opened({ translator: timedTranslator(createFakeTranslator({ answer }), clock) });
    const readings = ['we', 'we meet', 'we meet at', 'we see', 'we see it', 'we see it now', 'we see it now too'];
    expect(await shownOf(partials, readings)).toEqual([null, null, '|nos vemos', null, null, null, null]);
  });

  it('is shown as far as two agree and its engine is sure, and replaced by other words that are so', async () => {
    const sure: Readonly<Record<string, string>> = {
      'we.': '',
      'we meet.': 'nos',
      'we meet at.': 'nos vemos',
      'we see.': 'vemos',
      'we see it.': 'vemos',
    };
    const said: Readonly<Record<string, string>> = {
      'we.': 'nos',
      'we meet.': 'nos vemos',
      'we meet at.': 'nos vemos ao',
      'we see.': 'vemos',
      'we see it.': 'vemos isso',
    };
    const inner = createFakeTranslator({ answer: ({ text }) => said[text] ?? text });
    const translator = {
      ...inner,
      translate: async (...asked: Parameters<typeof inner.translate>) => ({
        ...(await inner.translate(...asked)),
        sureLength: sure[asked[0].text]?.length ?? 0,
      }),
    };
    const partials = opened({ translator: timedTranslator(translator, clock) });
    expect(await shownOf(partials, ['we', 'we meet', 'we meet at', 'we see', 'we see it'])).toEqual([
      null,
      '|nos',
      '|nos vemos',
      null,
      '|vemos',
    ]);
  });

  it('is of the reading as it was read, and shown without the full stop that the next word may take away', async () => {
    const translator = createFakeTranslator();
    const partials = opened({ translator: timedTranslator(translator, clock) });
    const readings = [
      ['we meet', 'We meet.'],
      ['we meet at', 'He meets at.'],
      ['we meet at', 'He meets at…'],
      ['we meet at noon', 'He meets at noon!'],
      ['we meet at noon', 'He meets at noon today.'],
      ['we meet at noon today', 'He meets at noon today with us.'],
    ] as const;
    const shown: (string | null)[] = [];
    for (const [index, [text, asRead]] of readings.entries())
      shown.push((await partials.translate(partial(text, index + 1, { asRead }), going))?.text ?? null);
    expect(translator.asked.map(({ text }) => text)).toEqual(readings.map(([, asRead]) => asRead));
    expect(shown).toEqual([null, null, null, '[es', '[es] He meets at', '[es] He meets at noon']);
  });
});

describe('the translation of a partial that others follow', () => {
  it('is asked for one at a time, and only of the latest that waits', async () => {
    const { translator, next, partials } = answeredByHand();
    const asked = ['a', 'a b', 'a b c'].map((text, index) => partials.translate(partial(text, index + 1), going));
    (await next()).resolve('x');
    expect(await asked[0]).toBeNull();
    expect(await asked[1]).toBeNull();
    (await next()).resolve('x y z');
    expect(await asked[2]).toBeNull();
    const last = partials.translate(partial('a b c d', 4), going);
    (await next()).resolve('x y z v');
    expect(await last).toMatchObject({ revision: 4, text: 'x' });
    expect(translator.asked.map(({ text }) => text)).toEqual(['a.', 'a b c.', 'a b c d.']);
  });

  it('is thrown away when another segment has begun meanwhile', async () => {
    const { next, partials } = answeredByHand();
    const old = partials.translate(partial('a', 1), going);
    const newer = partials.translate(partial('b', 1, { firstSample: 16_000 }), going);
    (await next()).resolve('y');
    expect(await old).toBeNull();
    (await next()).resolve('y');
    expect(await newer).toBeNull();
    const second = partials.translate(partial('b c', 2, { firstSample: 16_000 }), going);
    (await next()).resolve('y z');
    expect(await second).toBeNull();
    const newest = partials.translate(partial('b c d', 3, { firstSample: 16_000 }), going);
    (await next()).resolve('y z v');
    expect(await newest).toMatchObject({ firstSample: 16_000, text: 'y' });
  });

  it('may fail; the next is asked for all the same', async () => {
    const { next, partials } = answeredByHand();
    const failure = new Error('no');
    const first = partials.translate(partial('a', 1), going);
    const second = partials.translate(partial('a b', 2), going);
    (await next()).reject(failure);
    await expect(first).rejects.toBe(failure);
    (await next()).resolve('x y');
    await second;
    const third = partials.translate(partial('a b c', 3), going);
    (await next()).resolve('x y z');
    expect(await third).toBeNull();
    const fourth = partials.translate(partial('a b c d', 4), going);
    (await next()).resolve('x y z v');
    expect((await fourth)?.text).toBe('x y');
  });

  it('is cancelled by its signal, also while it waits for its turn', async () => {
    const { next, partials } = answeredByHand();
    const stop = new AbortController();
    const first = partials.translate(partial('a', 1), going);
    const second = partials.translate(partial('a b', 2), stop.signal);
    stop.abort();
    (await next()).resolve('x');
    await first;
    await expect(second).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('what partials said to be stable', () => {
  const translations: Readonly<Record<string, string>> = {
    'yes.': 'Sí.',
    'yes. we': 'Sí. Nosotros',
    'yes. we see': 'Sí. Vemos',
    'yes. we see it': 'Sí. Lo vemos',
    'yes. we see it now': 'Claro. Ahora lo vemos',
    'yes. we see it now all': 'Claro. Ahora lo vemos todo',
    'yes. we see it now all too': 'Claro. Ahora lo vemos también',
  };
  /** Texts are asked for with a full stop at their end. */
  const answer = ({ text }: { readonly text: string }): string => translations[text] ?? translations[text.replace(/\.$/, '')] ?? text;
  const scripted = () => timedTranslator(createFakeTranslator({ answer }), clock);
  const texts = Object.keys(translations);

  it('stays at the beginning, also of translations that say something else', async () => {
    const shown = await shownOf(opened({ translator: scripted() }), texts);
    expect(shown).toEqual([null, null, '|Sí', 'Sí.|', null, null, 'Sí.| Ahora lo vemos']);
  });

  it.each([
    ['says something else', 'Claro, ahora lo vemos.', 'Sí. Claro, ahora lo vemos.'],
    ['goes on from it', 'Sí. Ahora lo vemos.', 'Sí. Ahora lo vemos.'],
  ])('stays at the beginning of a final that %s, which is stable as a whole', async (_what, own, kept) => {
    const partials = opened({ translator: scripted() });
    await shownOf(partials, texts);
    expect(partials.settle(finalOf(own))).toEqual(finalOf(kept));
  });

  it('is that of the segment of one capture, and of nothing else', async () => {
    const partials = opened({ translator: scripted() });
    await shownOf(partials, texts);
    for (const other of [finalOf('Claro.', { firstSample: 1 }), finalOf('Claro.', { captureId: 'd' })]) {
      expect(partials.settle(other)).toEqual(other);
    }
    await shownOf(partials, ['no'], 16_000);
    expect(partials.settle(finalOf('Claro.')).text).toBe('Sí.');
  });

  it('is nothing while the words may still become the next segment’s', async () => {
    const partials = opened({ translator: scripted(), isKept: () => false });
    expect(await shownOf(partials, texts)).toEqual([null, null, '|Sí', null, null, null, null]);
    expect(partials.settle(finalOf('Claro.')).text).toBe('Claro.');
  });

  it('grows no more once the final is settled: an answer that comes later shows nothing', async () => {
    const { next, partials } = answeredByHand();
    const late = partials.translate(partial('a', 1), going);
    const waiting = partials.translate(partial('a b', 2), going);
    const answer = await next();
    partials.settle(finalOf('x y'));
    answer.resolve('x');
    expect(await late).toBeNull();
    expect(await waiting).toBeNull();
  });

  it.each([
    ['as many segments as it remembers', MOST_SEGMENTS - 1, '[es] good'],
    ['one more, of which the oldest is forgotten', MOST_SEGMENTS, 'Yes'],
  ])('waits for its final through %s', async (_count, others, text) => {
    const partials = opened({ partials: { stableUnit: 'word' } });
    await shownOf(partials, ['good.', 'good. morning']);
    for (let segment = 1; segment <= others; segment += 1)
      await partials.translate(partial('', 1, { firstSample: segment * 16_000 }), going);
    expect(partials.settle(finalOf('Yes')).text).toBe(text);
  });

  it('by the word is each word that is shown, and finals keep it', async () => {
    const partials = opened({ partials: { stableUnit: 'word' } });
    expect(await shownOf(partials, ['good', 'good morning', 'good morning all'])).toEqual([null, '[es] good|', '[es] good morning|']);
    expect(partials.settle(finalOf('[es] Buenos morning, all')).text).toBe('[es] good morning, all');
  });
});

describe('the pace of partials', () => {
  it('follows how long translations take, finals among them, by the clock that nobody can set', async () => {
    const own = createVirtualClock();
    let tookMs = 0;
    const inner = createFakeTranslator({ answer: ({ text }) => own.sleep(tookMs).then(() => text) });
    const translator = timedTranslator(inner, own);
    const partials = opened({ translator });
    let revision = 0;
    const counts: number[] = [];
    /** How many of nine partials, each a word longer, the translator is asked for. */
    const talk = async (): Promise<void> => {
      const before = inner.asked.length;
      revision += 1;
      for (let count = 1; count <= 9; count += 1) {
        const text = Array.from({ length: count }, (_, index) => `w${index}`).join(' ');
        await own.run(partials.translate(partial(text, count, { firstSample: revision * 16_000 }), going));
      }
      counts.push(inner.asked.length - before);
    };
    const finals = async (count: number): Promise<void> => {
      const request = { text: 'w', sourceLanguage: 'en', targetLanguage: 'es', purpose: 'final' } as const;
      for (let done = 0; done < count; done += 1) await own.run(translator.translate(request, going));
    };
    await talk();
    tookMs = 200;
    await finals(7);
    await talk();
    tookMs = 400;
    await finals(7);
    await talk();
    tookMs = 2;
    await finals(7);
    await talk();
    expect(counts).toEqual([9, 3, 0, 9]);
  });
});
