// The real Bergamot behind the port, with the models of the package: what it translates, what dies, and what memory comes back.
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { TranslateResult, Translator } from '@subcam/shared';
import { SAMPLE_TERMS, termSentences, type SampleTerm } from '@subcam/shared/testing';
import { engineContext } from '../../../testing/local-engines.ts';
import { testTranslatorConformance } from '../../../testing/translator-conformance.ts';
import { fencedTranslator } from '../../fence/fenced-translator.ts';
import { packagedDirections } from './bergamot-models.ts';
import { createBergamotWorkers } from './bergamot-workers.ts';
import { bergamot } from './description.ts';

const forever = new AbortController().signal;

const openBergamot = (): Promise<Translator> => bergamot.open(bergamot.settings.parse({}), engineContext());

/** Each Bergamot loads its models anew, which takes most of a second: tests that look at texts alone share one. */
let shared: Promise<Translator> | null = null;
const sharedBergamot = (): Promise<Translator> => (shared ??= openBergamot());
const fencedBergamot = async (): Promise<Translator> => fencedTranslator(await sharedBergamot(), bergamot);

afterAll(async () => (await shared)?.close());

/** One that has loaded nothing, closed after the test. */
async function coldBergamot(): Promise<Translator> {
  const translator = await openBergamot();
  onTestFinished(() => translator.close());
  return translator;
}

describe('Bergamot', () => {
  testTranslatorConformance(
    async () => ({
      translator: await openBergamot(),
      sourceLanguage: 'en',
      targetLanguage: 'pt',
      texts: [
        ['The house is big.', 'casa'],
        ['My dog sleeps.', 'cão'],
        ['I have three cats.', 'gatos'],
      ],
    }),
    { isShared: true },
  );
});

describe('a meeting translated by Bergamot', () => {
  const translateWith = (
    translator: Translator,
    text: string,
    over: Partial<Parameters<Translator['translate']>[0]> = {},
  ): Promise<TranslateResult> =>
    translator.translate({ text, sourceLanguage: 'en', targetLanguage: 'pt', purpose: 'final', ...over }, forever);

  const translate = async (...asked: [text: string, over?: Partial<Parameters<Translator['translate']>[0]>]): Promise<TranslateResult> =>
    translateWith(await sharedBergamot(), ...asked);

  it('gives finals that come together their own translations, in both directions, whatever is in a batch', async () => {
    const english = ['Good morning.', 'The budget is ready.', 'See you on Monday.', 'Who has the slides?'];
    const portuguese = ['Bom dia.', 'O relatório está pronto.'];
    const translator = await coldBergamot();
    const results = await Promise.all([
      ...english.map((text) => translateWith(translator, text)),
      ...portuguese.map((text) => translateWith(translator, text, { sourceLanguage: 'pt', targetLanguage: 'en' })),
    ]);
    const alone: string[] = [];
    for (const text of english) alone.push((await translateWith(translator, text)).text);
    expect(results.slice(0, 4).map(({ text }) => text)).toEqual(alone);
    expect(results.slice(4).map(({ text }) => text)).toEqual(['Good morning.', 'The report is ready.']);
  });

  it('says how much of half a sentence is sure: not what rests on the last word, nor improbable words; with the translation that it gives without', async () => {
    const bare = await bergamot.openBare?.(bergamot.settings.parse({}), engineContext());
    if (bare === undefined) throw new Error('Bergamot can be asked alone.');
    const texts = [
      'We found the error yesterday and fixed it.',
      'We found the error yesterday and fixed.',
      'The first item on the agenda is. Can you "see" it?',
      'Is a < b, or is it Q&A at R&D?',
      '“Well”, he said: that’s 5 % more…',
    ];
    const results: TranslateResult[] = [];
    try {
      for (const text of texts) {
        const result = await translate(text, { purpose: 'partial' });
        expect(result.text).toBe((await bare.translate(text, { sourceLanguage: 'en', targetLanguage: 'pt' })).trim());
        results.push(result);
      }
    } finally {
      await bare.close();
    }
    const sure = results.map(({ text, sureLength }) => (sureLength === undefined ? null : text.slice(0, sureLength)));
    expect(sure.slice(0, 2)).toEqual(['Encontramos o erro ontem e', 'Encontramos o erro ontem e']);
    // In signs that HTML has a meaning for it is not asked how sure it is.
    expect(sure[3]).toBeNull();
  });

  it.each([
    [0, 'Encontramos o erro ontem e'],
    [1, ''],
  ])('is sure of words from the probability on that is set: %d', async (sureProbability, sure) => {
    const own = await bergamot.open(bergamot.settings.parse({ sureProbability }), engineContext());
    try {
      const request = {
        text: 'We found the error yesterday and fixed it.',
        sourceLanguage: 'en',
        targetLanguage: 'pt',
        purpose: 'partial',
      } as const;
      const { text, sureLength } = await own.translate(request, forever);
      expect(text.slice(0, sureLength)).toBe(sure);
    } finally {
      await own.close();
    }
  });

  it('gives a text the translation that it has alone, whatever others say at the same time', async () => {
    const alone = (await translate('The house is red.')).text;
    const results = await Promise.all(['At work.', 'a', 'The house is red.', 'a'].map((text) => translate(text)));
    expect(results[2]?.text).toBe(alone);
  });

  it('is warm for the first sentence of a pair that was made ready', async () => {
    const took = async (work: () => Promise<unknown>): Promise<number> => {
      const startedMs = performance.now();
      await work();
      return performance.now() - startedMs;
    };
    const translator = await coldBergamot();
    const readyMs = await took(() => translator.prepare('en', 'pt'));
    expect(await took(() => translateWith(translator, 'Good morning.'))).toBeLessThan(readyMs / 2);
  });

  it('puts a final before partials that wait', async () => {
    await translate('Warm.');
    const order: string[] = [];
    const note = async (name: string, work: Promise<unknown>): Promise<void> => {
      await work;
      order.push(name);
    };
    await Promise.all([
      note('first', translate('It is at work already.', { purpose: 'partial' })),
      note('partial', translate('This one waits.', { purpose: 'partial' })),
      note('final', translate('This one is urgent.')),
    ]);
    expect(order).toEqual(['first', 'final', 'partial']);
  });

  it('translates everything of several sentences, and refuses what is longer than anybody speaks', async () => {
    const { text } = await translate(Array.from({ length: 20 }, (_, index) => `Point ${index + 1} is done.`).join(' '));
    for (let point = 1; point <= 20; point += 1) expect(text).toMatch(new RegExp(String.raw`\b${point}\b`));
    await expect(translate('word '.repeat(20_000))).rejects.toMatchObject({ code: 'bad-request' });
  });
});

describe('words that must survive Bergamot', () => {
  /** TERM_SENTENCES=500 is the whole measurement of ADR 25. */
  const SENTENCES = Number(process.env['TERM_SENTENCES'] ?? 45);
  const ROUNDS = Math.ceil(SENTENCES / SAMPLE_TERMS.length);

  it('are in its translations: names of people, terms that stay, terms with a translation', async () => {
    const translator = await fencedBergamot();
    const isPerson = ({ kind }: SampleTerm): boolean => kind === 'person';
    const names = SAMPLE_TERMS.filter(isPerson).map(({ source }) => source);
    const terms = SAMPLE_TERMS.filter((term) => !isPerson(term)).map(({ source, target }) => ({ source, target, caseSensitive: false }));
    const all = termSentences(ROUNDS);
    const sentences = Array.from({ length: SENTENCES }, (_, index) => all[Math.floor((index * all.length) / SENTENCES)]);
    const lost: string[] = [];
    let asked = 0;
    for (const sentence of sentences) {
      if (sentence === undefined) continue;
      const request = { text: sentence.text, sourceLanguage: 'en', targetLanguage: 'pt', purpose: 'final', names, terms } as const;
      const { text } = await translator.translate(request, forever);
      asked += sentence.terms.length;
      const has = ({ source, target }: SampleTerm): boolean => text.toLowerCase().includes((target ?? source).toLowerCase());
      lost.push(...sentence.terms.filter((term) => !has(term)).map(({ source }) => `${source} in: ${text}`));
      expect(text).not.toMatch(/xq[b-z]{2}/iu);
    }
    expect(asked).toBeGreaterThanOrEqual(SENTENCES);
    expect(lost).toEqual([]);
  });

  it.each([
    ['en to pt', 'Dr. House and Mrs. Bishop are late.', ['House', 'Bishop']],
    ['en to pt', 'Mr. Church, Ms. Love and Dr. Strange are here.', ['Church', 'Love', 'Strange']],
    ['pt to en', 'O Sr. Leite e a Sra. Carneiro chegaram.', ['Leite', 'Carneiro']],
    ['en to pt', 'It costs £1,200, or ¥5000.', ['£1,200', '¥5000']],
    ['pt to en', 'Custa 3,50 € ou 4 $.', ['3,50 €', '4 $']],
    ['en to pt', 'The date is 11/29/2026.', ['11/29/2026']],
  ])('are names after titles, money and dates too: %s, %s', async (pair, text, words) => {
    const [sourceLanguage = '', targetLanguage = ''] = pair.split(' to ');
    const translator = await fencedBergamot();
    const { text: translated } = await translator.translate({ text, sourceLanguage, targetLanguage, purpose: 'final' }, forever);
    for (const word of words) expect(translated).toContain(word);
  });

  it('leave a text without any as the bare engine has it', async () => {
    const bare = await sharedBergamot();
    const translator = await fencedBergamot();
    const terms = [{ source: 'backlog', target: 'lista de pendências', caseSensitive: false }];
    for (const text of ['Sorry, I was on mute.', 'Mark the date, please.', 'Can everybody see my screen?']) {
      const request = { text, sourceLanguage: 'en', targetLanguage: 'pt', purpose: 'final' } as const;
      expect(await translator.translate({ ...request, terms, names: ['Rose Parker'] }, forever)).toEqual(
        await bare.translate(request, forever),
      );
    }
  });
});

describe('what Bergamot can’t read', () => {
  it.each([
    ['Tell 田中 that the meeting moved.', 'Diga a 田中 que a reunião se moveu.'],
    ['Иван will present the slides.', 'Иван apresentará os slides.'],
    ['Great job 👍 team, thanks 🎉!', 'Grande trabalho 👍 equipe, graças 🎉!'],
    ['See you on Monday 👍🏽', 'Vejo você na segunda-feira 👍🏽'],
    ['Привет, как дела?', 'Привет, как дела?'],
    ['We begin now. Привет, как дела?', 'Começamos agora. Привет, как дела?'],
  ])('stays in its place: %s', async (text, translation) => {
    const request = { text, sourceLanguage: 'en', targetLanguage: 'pt', purpose: 'final' } as const;
    expect((await (await fencedBergamot()).translate(request, forever)).text).toBe(translation);
  });

  it.each([
    ['My family 👨‍👩‍👧‍👦 lives in Portugal 🇵🇹 and says hi 👋🏽 to you.', ['👨‍👩‍👧‍👦', '🇵🇹', '👋🏽']],
    ['He said Привет, как дела? and left, and 田中さん asked for كيف حالك؟ again.', ['Привет, как дела', '田中さん', 'كيف حالك؟']],
    ['Use 802.11n, not 802.11ac.', ['802.11n', '802.11ac']],
  ])('is whole: %s', async (text, parts) => {
    const request = { text, sourceLanguage: 'en', targetLanguage: 'pt', purpose: 'final' } as const;
    const translated = (await (await fencedBergamot()).translate(request, forever)).text;
    for (const part of parts) expect(translated).toContain(part);
  });
});

describe('the threads of Bergamot', () => {
  it('translate more directions than one of them has memory for, in turn, and none is ended by it', async () => {
    const [enPt, ptEn] = packagedDirections(engineContext().modelsDir);
    if (enPt === undefined || ptEn === undefined) throw new Error('There are no directions.');
    // Seven that are each loaded by themselves; a thread has memory for five.
    const seven = Array.from({ length: 7 }, (_, index) => ({ ...(index % 2 === 0 ? enPt : ptEn), id: `direction-${index}` }));
    const workers = createBergamotWorkers({
      workers: 1,
      idleMs: 60_000,
      timeoutMs: 10_000,
      sureProbability: 0.75,
      clock: engineContext().clock,
    });
    try {
      for (const direction of [...seven, ...seven]) {
        const isEnglish = direction.sourceLanguage === 'en';
        const [answer] = await workers.run(direction, [isEnglish ? 'Good morning.' : 'Bom dia.']);
        expect([answer?.text]).toEqual([isEnglish ? 'Bom dia.' : 'Good morning.']);
      }
      // What was let go is not taken for what is in memory: its files are checked when it is loaded again.
      expect(seven.map((direction) => workers.holds(direction))).toEqual([false, false, false, true, true, true, true]);
    } finally {
      await workers.close();
    }
  });

  it('end when nobody has used them for the time that is set, and come back with the next wish', async () => {
    const [direction] = packagedDirections(engineContext().modelsDir);
    if (direction === undefined) throw new Error('There is no direction.');
    const workers = createBergamotWorkers({
      workers: 1,
      idleMs: 200,
      timeoutMs: 10_000,
      sureProbability: 0.75,
      clock: engineContext().clock,
    });
    try {
      expect(workers.isLoaded).toBe(false);
      expect(await workers.run(direction, [])).toEqual([]);
      expect(workers.isLoaded).toBe(true);
      await vi.waitFor(() => expect(workers.isLoaded).toBe(false), { timeout: 5_000 });
      expect(await workers.run(direction, ['Good morning.'])).toMatchObject([{ text: 'Bom dia.' }]);
    } finally {
      await workers.close();
    }
  });
});
